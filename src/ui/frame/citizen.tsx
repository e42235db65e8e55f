/** The citizen's frame: whose page this is, other languages, my page; one column; who to ask. */
import type { ComponentChildren } from 'preact';
import { frameAddresses, otherLanguageHref } from '../addresses.ts';
import { useText, useUi } from '../context.tsx';
import { Icon } from '../parts/icon.tsx';
import { linkAddress } from '../parts/link.tsx';
import { CityMark, SampleBanner, SignOut, SkipLink } from './shared.tsx';

export function CitizenFrame({ children }: { readonly children: ComponentChildren }) {
  return (
    <>
      <SkipLink />
      <Strip />
      <Header />
      <main id="main" tabindex={-1}><div class="in">{children}</div></main>
      <Footer />
    </>
  );
}

/** What matters in these hours, before everything else. */
function Strip() {
  const ui = useUi();
  const t = useText();
  if (ui.strip.length === 0) return null;
  return (
    <aside class="strip" aria-label={t({ ja: '緊急情報', en: 'Emergency information' })}>
      {ui.strip.map((line) => <p key={line.text} class={line.kind}><span class="in"><Icon name="warning" /><a href={linkAddress(line.to, ui.href)}>{line.text}</a></span></p>)}
    </aside>
  );
}

function Header() {
  const ui = useUi();
  const t = useText();
  const other = ui.lang === 'ja' ? 'en' : 'ja';
  return (
    <header class="top">
      <SampleBanner />
      <div class="in">
        <a class="city" href={ui.href(frameAddresses.home)}><CityMark below={t({ ja: '電子市役所', en: 'Online city hall' })} /></a>
        <nav class="tools" aria-label={t({ ja: '補助メニュー', en: 'Tools' })}>
          <a href={ui.href(ui.returnable ? `${frameAddresses.display}?back=${encodeURIComponent(ui.path)}` : frameAddresses.display)} rel="nofollow">{t({ ja: '文字・色', en: 'Text' })}</a>
          <a href={otherLanguageHref(ui.lang, ui.path)} lang={other} hreflang={other}>{other === 'en' ? 'English' : '日本語'}</a>
          <MyPageLink />
        </nav>
      </div>
    </header>
  );
}

function MyPageLink() {
  const ui = useUi();
  const t = useText();
  const unread = ui.viewer?.unread ?? 0;
  if (ui.viewer === null) return <a href={ui.href(frameAddresses.signIn)}><Icon name="user" />{t({ ja: 'ログイン', en: 'Sign in' })}</a>;
  return (
    <a href={ui.href(frameAddresses.myPage)}>
      <Icon name="user" />{t({ ja: 'マイページ', en: 'My page' })}
      {unread > 0 && <span class="count">{t({ ja: `未読${unread}`, en: `${unread} unread` })}</span>}
    </a>
  );
}

function Footer() {
  const ui = useUi();
  const t = useText();
  return (
    <footer>
      <div class="in">
        {ui.menu.length > 0 && <SiteMap />}
        <p><b>{t({ ja: `${ui.city.name.ja}役所`, en: `${ui.city.name.en} Hall` })}</b><br />{t(ui.city.address)}<br />{t({ ja: '電話', en: 'Phone' })} <a class="num" href={`tel:${ui.city.phone}`}>{ui.city.phone}</a></p>
        {ui.viewer !== null && <div class="foot-viewer"><span>{t({ ja: `${ui.viewer.name} さんでログイン中`, en: `Signed in as ${ui.viewer.name}` })}</span><SignOut to={frameAddresses.citizenSignOut} /></div>}
      </div>
    </footer>
  );
}

function SiteMap() {
  const ui = useUi();
  const t = useText();
  return (
    <nav class="site-map" aria-label={t({ ja: 'サイトの案内', en: 'Site map' })}>
      {ui.menu.map((group) => (
        <div key={group.title}>
          <h2>{group.title}</h2>
          <ul>{group.items.map((item) => <li key={item.href}><a href={linkAddress(item.href, ui.href)} aria-current={item.current === true ? 'page' : undefined}>{item.label}</a></li>)}</ul>
        </div>
      ))}
    </nav>
  );
}
