/** The frame of every page: what a browser needs, then the citizen's or the office's frame around one h1. */
import type { ComponentChildren } from 'preact';
import { formatDate, tokyoDate } from '../kernel/calendar/calendar.ts';
import { useText, useUi } from './context.tsx';
import { CitizenFrame } from './frame/citizen.tsx';
import { OfficeFrame } from './frame/office.tsx';
import { Icon } from './parts/icon.tsx';
import { linkAddress } from './parts/link.tsx';
import { Phrased } from './phrase.tsx';

export interface Crumb {
  readonly to: string;
  readonly label: string;
}

export interface PageProps {
  /** The page's one h1, and the beginning of its title in the browser. */
  readonly title: string;
  /** One or two sentences under the h1. */
  readonly lead?: ComponentChildren;
  /** The way here, without this page itself. */
  readonly crumbs?: readonly Crumb[];
  /** Content that uses the whole width: tables, maps, grids. */
  readonly wide?: boolean;
  /** Links and buttons beside the h1. */
  readonly actions?: ComponentChildren;
  /** What stands under the h1 on the city's colour, across the whole window: the first page's search and doors. */
  readonly hero?: ComponentChildren;
  /** How to use this page, folded away. */
  readonly help?: ComponentChildren;
  /** More for `<head>`. */
  readonly head?: ComponentChildren;
  /** Built islands this page uses: 'week-grid.js'. */
  readonly scripts?: readonly string[];
  /** Built style sheets beyond ui.css that this page uses: 'map.css'. */
  readonly styles?: readonly string[];
  /** Reload after so many seconds: progress pages and live boards. */
  readonly refreshSeconds?: number;
  readonly children?: ComponentChildren;
}

export function Page(props: PageProps) {
  const ui = useUi();
  const Frame = ui.face === 'staff' ? OfficeFrame : CitizenFrame;
  return (
    <html lang={ui.lang} class={ui.face === 'staff' ? 'office' : undefined} data-text={ui.display.text === 'standard' ? undefined : ui.display.text} data-colours={ui.display.colours === 'browser' ? undefined : ui.display.colours}>
      <PageHead {...props} />
      <body>
        <PrintHead />
        <Frame>
          <PageBody {...props} />
        </Frame>
      </body>
    </html>
  );
}

function PageHead({ title, head, scripts = [], styles = [], refreshSeconds }: PageProps) {
  const ui = useUi();
  const t = useText();
  const wrong = ui.form !== null && (ui.form.errors.length > 0 || ui.form.refusal !== undefined) ? t({ ja: 'エラー：', en: 'Error: ' }) : '';
  const islands = ui.face === 'staff' ? ['form.js', 'rows.js', ...scripts] : ['form.js', ...scripts];
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{`${wrong}${title} | ${t(ui.city.name)}`}</title>
      <meta name="color-scheme" content="light dark" />
      <meta name="format-detection" content="telephone=no" />
      {refreshSeconds !== undefined && <meta http-equiv="refresh" content={String(refreshSeconds)} />}
      <link rel="icon" type="image/svg+xml" href={ui.asset('icon.svg')} />
      <link rel="stylesheet" href={ui.asset('ui.css')} />
      {ui.city.colour !== undefined && <link rel="stylesheet" href={ui.asset('city.css')} />}
      {styles.map((name) => <link key={name} rel="stylesheet" href={ui.asset(name)} />)}
      {islands.map((name) => <script key={name} type="module" src={ui.asset(name)} />)}
      {head}
    </head>
  );
}

/** On paper only: whose page this is and when it was printed. */
function PrintHead() {
  const ui = useUi();
  const t = useText();
  return <div class="print-head" aria-hidden="true"><span>{t(ui.city.name)}</span><span>{formatDate(tokyoDate(ui.now), ui.lang, 'withWeekday')}</span></div>;
}

function PageBody({ hero, ...props }: PageProps) {
  const { title, crumbs = [], wide = false, help, children } = props;
  return (
    <div class={wide ? 'page wide' : 'page'}>
      {crumbs.length > 0 && <Crumbs crumbs={crumbs} title={title} />}
      {hero === undefined ? <Title {...props} /> : <div class="hero"><Title {...props} />{hero}</div>}
      {help !== undefined && <Help>{help}</Help>}
      <Toast />
      {children}
    </div>
  );
}

function Title({ title, lead, actions }: PageProps) {
  return (
    <div class="page-head">
      <div>
        <h1><Phrased text={title} /></h1>
        {lead !== undefined && <div class="lead">{lead}</div>}
      </div>
      {actions !== undefined && <div class="page-actions">{actions}</div>}
    </div>
  );
}

function Crumbs({ crumbs, title }: { readonly crumbs: readonly Crumb[]; readonly title: string }) {
  const { href } = useUi();
  const t = useText();
  return (
    <nav class="crumbs" aria-label={t({ ja: '現在の場所', en: 'You are here' })}>
      <ol>
        {crumbs.map((crumb) => <li key={crumb.to}><a href={linkAddress(crumb.to, href)}>{crumb.label}</a></li>)}
        <li aria-current="page">{title}</li>
      </ol>
    </nav>
  );
}

function Help({ children }: { readonly children: ComponentChildren }) {
  const t = useText();
  return (
    <details class="help">
      <summary><Icon name="help" />{t({ ja: 'このページの使い方', en: 'How to use this page' })}</summary>
      <div>{children}</div>
    </details>
  );
}

function Toast() {
  const { toast } = useUi();
  if (toast === null) return null;
  return (
    <div class={`notice ${toast.kind} toast`} role={toast.kind === 'bad' ? 'alert' : 'status'}>
      <Icon name={toast.kind === 'good' ? 'check' : 'warning'} />
      <p class="notice-title"><Phrased text={toast.message} /></p>
    </div>
  );
}
