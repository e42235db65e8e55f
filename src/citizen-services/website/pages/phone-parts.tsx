/** The frame of the text-only pages (携帯版): one small style, no script, no picture, keys 0–9, and at most 14,336 bytes. */
import type { ComponentChildren } from 'preact';
import { LIGHT_STYLE } from '../../../kernel/light-style.ts';
import type { PageContext } from '../../../kernel/page.ts';
import type { Line, Piece } from '../rules/phone.ts';

export const rootOf = (ctx: PageContext) => (ctx.lang === 'en' ? '/en' : '');
/** An address as this language's pages say it. Files are the same in all. */
export const inRoot = (root: string, to: string) => (to.startsWith('/') && !to.startsWith('/files/') ? `${root}${to}` : to);

/** A link with a key of its own: on a telephone with twelve keys and no pointer, that is how one goes on. */
export function KeyLink({ to, on, children }: { readonly to: string; readonly on: string; readonly children: ComponentChildren }) {
  // eslint-disable-next-line jsx-a11y/no-access-key -- no other shortcuts and no screen reader's commands are there to collide with; the key is written beside each link
  return <a href={to} accesskey={on}>{children}</a>;
}

interface TextPageProps {
  readonly ctx: PageContext;
  readonly title: string;
  /** The page that says the same with everything. */
  readonly canonical?: string;
  /** The first page has all ten keys in its menu; the others have the way back, the search and the telephone. */
  readonly first?: boolean;
  /** How many emergency notices there are now. */
  readonly alarms: number;
  readonly children: ComponentChildren;
}

export function TextPage({ ctx, title, canonical, first = false, alarms, children }: TextPageProps) {
  const ja = ctx.lang === 'ja';
  const root = rootOf(ctx);
  const { pathname, search } = ctx.url;
  const here = `${pathname.replace(/^\/en(?=\/)/, '')}${search}`;
  return (
    <html lang={ctx.lang}>
      <head><meta charset="utf-8" /><meta name="viewport" content="width=device-width, initial-scale=1" /><title>{`${title}｜${ctx.city.facts.name[ctx.lang]}`}</title>{canonical !== undefined && <link rel="canonical" href={`${ctx.city.origin}${canonical}`} />}<style>{LIGHT_STYLE}</style></head>
      <body>
        <main>
          <h1>{title}</h1>
          {alarms > 0 && <p><a href={`${root}/k/emergency`}><b>{ja ? `緊急情報があります（${alarms}件）` : `Emergency notices (${alarms})`}</b></a></p>}
          {children}
        </main>
        <nav aria-label={ja ? '携帯版のメニュー' : 'Menu'}>
          <hr />
          {!first && <p><KeyLink to={`${root}/k`} on="0">{ja ? '0 はじめ' : '0 Start'}</KeyLink>　<KeyLink to={`${root}/k/search`} on="8">{ja ? '8 さがす' : '8 Search'}</KeyLink>　<KeyLink to={`${root}/k/phones`} on="9">{ja ? '9 電話' : '9 Telephone'}</KeyLink></p>}
          <p><a href={ja ? `/en${here}` : here} lang={ja ? 'en' : 'ja'} hreflang={ja ? 'en' : 'ja'}>{ja ? 'English' : '日本語'}</a>　<a href={inRoot(root, canonical ?? '/')}>{ja ? '写真のあるページ' : 'Page with pictures'}</a></p>
        </nav>
      </body>
    </html>
  );
}

function Said({ text }: { readonly text: string }) {
  const lines = text.split('\n');
  return <>{lines.map((line, index) => <>{index > 0 && <br />}{line}</>)}</>;
}

function Pieces({ pieces, root }: { readonly pieces: readonly Piece[]; readonly root: string }) {
  return <>{pieces.map((piece) => (typeof piece === 'string' ? <Said text={piece} /> : <a href={inRoot(root, piece.to)}>{piece.text}</a>))}</>;
}

/** Lines in their order; those of a list together. */
export function Lines({ lines, root }: { readonly lines: readonly Line[]; readonly root: string }) {
  const runs = lines.reduce<Line[][]>((all, line) => {
    const last = all.at(-1);
    if (line.as === 'li' && last?.[0]?.as === 'li') last.push(line);
    else all.push([line]);
    return all;
  }, []);
  return <>{runs.map((run) => (run[0]?.as === 'li' ? <ul>{run.map((line) => <li><Pieces pieces={line.pieces} root={root} /></li>)}</ul> : run.map((line) => <Lone line={line} root={root} />)))}</>;
}

function Lone({ line, root }: { readonly line: Line; readonly root: string }) {
  const inside = <Pieces pieces={line.pieces} root={root} />;
  // A part may begin below a heading of the part before: levels are not left out within it.
  return line.as === 'h2' ? <h2>{inside}</h2> : line.as === 'h3' ? <p><b>{inside}</b></p> : <p>{inside}</p>;
}

export interface Place {
  readonly path: string;
  /** Which part of how many; null: the page is whole. */
  readonly part: { readonly at: number; readonly of: number } | null;
  readonly previous: string | null;
  readonly next: string | null;
}

/** Where the text goes on. `#` and `*` are the keys such telephones have for it. */
export function Onward({ place, ja, root }: { readonly place: Place; readonly ja: boolean; readonly root: string }) {
  if (place.previous === null && place.next === null) return null;
  return (
    <p>
      {place.part !== null && <>{ja ? `全${place.part.of}回のうち${place.part.at}回目` : `Part ${place.part.at} of ${place.part.of}`}　</>}
      {place.previous !== null && <KeyLink to={`${root}${place.previous}`} on="*">{ja ? '* 前へ' : '* Back'}</KeyLink>}{place.previous !== null && place.next !== null && '　'}
      {place.next !== null && <KeyLink to={`${root}${place.next}`} on="#">{ja ? '# 次へ' : '# Next'}</KeyLink>}
    </p>
  );
}
