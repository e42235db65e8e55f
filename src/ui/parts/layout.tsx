/** How content stands on a page: sections, cards, tiles, facts. */
import type { ComponentChildren } from 'preact';
import { useUi } from '../context.tsx';
import { Phrased } from '../phrase.tsx';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import { linkAddress } from './link.tsx';

/** A heading below the page's h1, broken between phrases. */
export function Heading({ level = 2, id, text }: { readonly level?: 2 | 3 | 4; readonly id?: string; readonly text: string }) {
  const words = <Phrased text={text} />;
  if (level === 2) return <h2 id={id}>{words}</h2>;
  return level === 3 ? <h3 id={id}>{words}</h3> : <h4 id={id}>{words}</h4>;
}

export interface SectionProps {
  readonly title: string;
  readonly id?: string;
  readonly level?: 2 | 3;
  /** Links or a chip at the end of the heading's line. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A part of the page with its own heading. In the office it is a white sheet. */
export function Section({ title, id, level = 2, aside, children }: SectionProps) {
  return (
    <section class="section" id={id}>
      <div class="section-head">
        <Heading level={level} text={title} />
        {aside !== undefined && <div class="section-aside">{aside}</div>}
      </div>
      <div class="section-body">{children}</div>
    </section>
  );
}

/** One thing in a box. */
export function Card({ title, level = 2, children }: { readonly title?: string; readonly level?: 2 | 3; readonly children: ComponentChildren }) {
  return (
    <div class="card">
      {title !== undefined && <Heading level={level} text={title} />}
      {children}
    </div>
  );
}

/** Cards side by side where there is room. */
export function Cards({ children }: { readonly children: ComponentChildren }) {
  return <div class="card-grid">{children}</div>;
}

export interface Tile {
  readonly to: string;
  readonly label: string;
  readonly note?: string;
  readonly icon?: IconName;
}

/** The few doors of a page. */
export function Tiles({ items, label }: { readonly items: readonly Tile[]; readonly label?: string }) {
  const { href } = useUi();
  const list = (
    <ul class="tiles">
      {items.map((tile) => (
        <li key={tile.to}>
          <a href={linkAddress(tile.to, href)}>
            {tile.icon !== undefined && <Icon name={tile.icon} />}
            <span class="tile-label"><Phrased text={tile.label} /></span>
            {tile.note !== undefined && <span class="tile-note"><Phrased text={tile.note} /></span>}
          </a>
        </li>
      ))}
    </ul>
  );
  return label === undefined ? list : <nav aria-label={label}>{list}</nav>;
}

export interface Fact {
  readonly label: string;
  readonly value: ComponentChildren;
}

/** Label and value, line by line: 日時, 場所, 使用料. Rows that are `null` or `false` are left out. */
export function Facts({ rows }: { readonly rows: readonly (Fact | null | false)[] }) {
  return (
    <dl class="facts">
      {rows.map((row) => row !== null && row !== false && (
        <div key={row.label}>
          <dt>{row.label}</dt>
          <dd>{row.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Dated news or messages: a list of links with a time before each. */
export function LinkList({ items }: { readonly items: readonly { readonly to: string; readonly label: string; readonly lead?: ComponentChildren; readonly note?: ComponentChildren }[] }) {
  const { href } = useUi();
  return (
    <ul class="link-list">
      {items.map((item) => (
        <li key={item.to}>
          {item.lead !== undefined && <span class="link-lead">{item.lead}</span>}
          <span><a href={linkAddress(item.to, href)}>{item.label}</a>{item.note !== undefined && <span class="link-note">{item.note}</span>}</span>
        </li>
      ))}
    </ul>
  );
}
