/** The office's frame: the plan's pillars at the side, one search over everything on top, the work in the middle. */
import type { ComponentChildren } from 'preact';
import type { MenuItem } from '../../kernel/view.ts';
import { frameAddresses } from '../addresses.ts';
import { useText, useUi } from '../context.tsx';
import { Icon } from '../parts/icon.tsx';
import { CityMark, SampleBanner, SignOut, SkipLink } from './shared.tsx';

export function OfficeFrame({ children }: { readonly children: ComponentChildren }) {
  return (
    <>
      <SkipLink />
      <div class="shell">
        <Side />
        <div class="desk">
          <header><SampleBanner /><Bar /></header>
          <main id="main" tabindex={-1}>{children}</main>
        </div>
      </div>
    </>
  );
}

/** One menu for both sizes: folded on a phone, always open beside the work (office.css opens it). */
function Side() {
  const ui = useUi();
  const t = useText();
  return (
    <nav class="side" aria-label={t({ ja: '業務', en: 'Work' })}>
      <a class="city" href={ui.href(frameAddresses.staffHome)}><CityMark /></a>
      {ui.menu.length > 0 && (
        <details>
          <summary><Icon name="menu" />{t({ ja: '業務メニュー', en: 'Menu' })}</summary>
          <div class="side-menu">
            {ui.menu.map((group) => (
              <div key={group.title}>
                {group.title !== '' && <h2>{group.title}</h2>}
                <ul>{group.items.map((item) => <li key={item.href}><SideLink item={item} /></li>)}</ul>
              </div>
            ))}
          </div>
        </details>
      )}
    </nav>
  );
}

function SideLink({ item }: { readonly item: MenuItem }) {
  const ui = useUi();
  const t = useText();
  const count = item.count ?? 0;
  return (
    <a href={ui.href(item.href)} aria-current={item.current === true ? 'page' : undefined}>
      <span>{item.icon !== undefined && <Icon name={item.icon} />}{item.label}</span>
      {count > 0 && <b class="count"><span class="vh">{t({ ja: '待ち ', en: 'waiting ' })}</span>{count}</b>}
    </a>
  );
}

function Bar() {
  const ui = useUi();
  const t = useText();
  if (ui.viewer === null) return null;
  return (
    <div class="bar">
      <form role="search" method="get" action={ui.href(frameAddresses.staffSearch)}>
        <label class="vh" for="global-search">{t({ ja: '全体からさがす', en: 'Search everything' })}</label>
        <Icon name="search" />
        <input id="global-search" type="search" name="q" placeholder={t({ ja: '名前・番号・題名からさがす', en: 'Name, number or title' })} autocomplete="off" data-focus-key="/" />
        <button type="submit" class="vh-until-focus">{t({ ja: 'さがす', en: 'Search' })}</button>
      </form>
      <div class="who">
        <span>{ui.viewer.post !== undefined && <small>{ui.viewer.post}</small>}<b>{ui.viewer.name}</b></span>
        <SignOut to={frameAddresses.staffSignOut} />
      </div>
    </div>
  );
}
