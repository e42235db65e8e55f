/** Where am I and where can I go: steps, tabs, pages of a list, the week before and after. */
import type { ComponentChildren } from 'preact';
import { useText, useUi } from '../context.tsx';
import { Icon } from './icon.tsx';
import { linkAddress } from './link.tsx';

/** The steps of a task. `current` counts from 0. */
export function Steps({ steps, current }: { readonly steps: readonly string[]; readonly current: number }) {
  const t = useText();
  const stateOf = (index: number) => (index < current ? 'done' : index === current ? 'now' : 'later');
  return (
    <ol class="steps" aria-label={t({ ja: `手順（全${steps.length}段階）`, en: `Steps (${steps.length} in all)` })}>
      {steps.map((step, index) => (
        <li key={step} class={stateOf(index)} aria-current={index === current ? 'step' : undefined}>
          <span class="step-number">{index < current ? <Icon name="check" /> : index + 1}</span>
          <span class="step-label">{step}{index < current && <span class="vh">{t({ ja: '（済み）', en: ' (done)' })}</span>}</span>
        </li>
      ))}
    </ol>
  );
}

export interface PagerProps {
  /** Where the page before and after start, by key. Absent: there is none. */
  readonly previousHref?: string;
  readonly nextHref?: string;
  /** How many are shown here, and how many there are when that is known. */
  readonly shown: number;
  readonly total?: number;
  readonly swap?: string;
}

/** Earlier and later pages of a list that is paged by key. */
export function Pager({ previousHref, nextHref, shown, total, swap }: PagerProps) {
  const t = useText();
  const { href, lang } = useUi();
  const number = (value: number) => value.toLocaleString(lang === 'ja' ? 'ja-JP' : 'en-GB');
  const target = swap === undefined ? undefined : `#${swap}`;
  // An empty list says so itself.
  if (shown === 0 && previousHref === undefined && nextHref === undefined) return null;
  const count = total === undefined
    ? t({ ja: `${number(shown)}件を表示`, en: `Showing ${number(shown)}` })
    : t({ ja: `${number(total)}件中 ${number(shown)}件を表示`, en: `Showing ${number(shown)} of ${number(total)}` });
  return (
    <nav class="pager" aria-label={t({ ja: 'ページの移動', en: 'Pages' })}>
      <span class="num">{count}</span>
      {previousHref !== undefined && <a rel="prev" href={linkAddress(previousHref, href)} data-swap={target}><Icon name="chevron-left" />{t({ ja: '前のページ', en: 'Previous page' })}</a>}
      {nextHref !== undefined && <a rel="next" href={linkAddress(nextHref, href)} data-swap={target}>{t({ ja: '次のページ', en: 'Next page' })}<Icon name="chevron-right" /></a>}
    </nav>
  );
}

export interface Tab {
  readonly to: string;
  readonly label: string;
  readonly count?: number;
  readonly current?: boolean;
}

/** Views of one list. They are links: each has its own address. */
export function Tabs({ items, label, swap }: { readonly items: readonly Tab[]; readonly label: string; readonly swap?: string }) {
  const { href } = useUi();
  return (
    <nav class="tabs" aria-label={label}>
      <ul>
        {items.map((tab) => (
          <li key={tab.to}>
            <a href={linkAddress(tab.to, href)} aria-current={tab.current === true ? 'page' : undefined} data-swap={swap === undefined ? undefined : `#${swap}`}>
              {tab.label}{tab.count !== undefined && <span class="num"> {tab.count}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface RangeEnd {
  readonly to: string;
  readonly label: string;
}

/** One step back, where we are, one step on: weeks, months, days. */
export function RangeNav({ previous, current, next, label, swap }: { readonly previous?: RangeEnd; readonly current: ComponentChildren; readonly next?: RangeEnd; readonly label: string; readonly swap?: string }) {
  const { href } = useUi();
  const target = swap === undefined ? undefined : `#${swap}`;
  return (
    <nav class="range" aria-label={label}>
      {previous !== undefined && <a class="button second" rel="prev" href={linkAddress(previous.to, href)} data-swap={target}><Icon name="chevron-left" /><span>{previous.label}</span></a>}
      <strong>{current}</strong>
      {next !== undefined && <a class="button second" rel="next" href={linkAddress(next.to, href)} data-swap={target}><span>{next.label}</span><Icon name="chevron-right" /></a>}
    </nav>
  );
}
