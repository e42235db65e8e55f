/** A page's blocks as HTML. Every text goes through Preact, every address through `drawableAddress`: nothing an author types can become markup. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { Heading, LinkList, Notice, Ruby, useText, useUi } from '../../../ui/index.ts';
import { formatPhone } from '../../../kernel/text/phone.ts';
import { drawableAddress } from '../rules/address.ts';
import type { Block, BlockOf, Rich } from '../rules/blocks.ts';
import { plainOf } from '../rules/inline.ts';
import { fileLabel } from '../rules/links.ts';
import type { Rubied } from '../rules/ruby.ts';
import { cellRole } from '../rules/structure.ts';

/** What a block refers to, looked up before the page is drawn. */
export interface Shown {
  readonly fileAddress: (file: string, name: string) => string;
  /** The day since which the version of a file that has versions is shown. */
  readonly updated?: (block: BlockOf<'file'> | BlockOf<'image'>) => string | null;
  readonly contact: (department: string) => { readonly name: string; readonly phone: string; readonly address: string; readonly form: string | null } | null;
  readonly pages: (block: BlockOf<'pages'>) => readonly { readonly to: string; readonly label: string; readonly note?: string }[];
}

/** How texts are read, while the page is shown with ふりがな. */
export const Readings = createContext<Rubied | null>(null);

/** A piece of text, with its readings where they are wanted. */
export function Said({ text }: { readonly text: string }) {
  const segments = useContext(Readings)?.[text];
  return segments === undefined ? <>{text}</> : <>{segments.map(([part, kana], index) => (kana === null ? <span key={index}>{part}</span> : <Ruby key={index} base={part} kana={kana} />))}</>;
}

/** Text with its marks. */
export function RichText({ rich }: { readonly rich: Rich }) {
  return <>{rich.map((one, index) => <One key={index} one={one} />)}</>;
}

function One({ one }: { readonly one: Rich[number] }): ComponentChildren {
  const { href } = useUi();
  if (typeof one === 'string') return <Said text={one} />;
  if ('break' in one) return <br />;
  if ('ruby' in one) return <Ruby base={one.text} kana={one.ruby} />;
  const inside = <RichText rich={one.text} />;
  if ('link' in one) {
    const to = drawableAddress(one.link);
    return to === null ? inside : <a href={to.startsWith('/') ? href(to) : to}>{inside}</a>;
  }
  if ('lang' in one) return <span lang={one.lang}>{inside}</span>;
  // A colour of an import says nothing to those who do not see it and is not drawn (COL-01 asks the author for words).
  if ('colour' in one) return inside;
  if (one.mark === 'strong') return <strong>{inside}</strong>;
  if (one.mark === 'em') return <em>{inside}</em>;
  return one.mark === 'sup' ? <sup>{inside}</sup> : <sub>{inside}</sub>;
}

function Updated({ block, shown }: { readonly block: BlockOf<'file'> | BlockOf<'image'>; readonly shown: Shown }) {
  const t = useText();
  const day = shown.updated?.(block) ?? null;
  return day === null ? null : <>{t({ ja: `　${day}更新`, en: ` (updated ${day})` })}</>;
}

const headingLevel = (level: number): 2 | 3 | 4 => (level <= 2 ? 2 : level === 3 ? 3 : 4);

/** All blocks of a page, in order. Each has its id as an anchor, so that findings and contents can point at it. */
export function Blocks({ blocks, shown }: { readonly blocks: readonly Block[]; readonly shown: Shown }) {
  return <>{blocks.map((block) => <OneBlock key={block.id} block={block} shown={shown} />)}</>;
}

const anchor = (block: Block) => `b-${block.id}`;

function OneBlock({ block, shown }: { readonly block: Block; readonly shown: Shown }): ComponentChildren {
  switch (block.type) {
    case 'heading': return block.text === '' ? null : <BlockHeading level={headingLevel(block.level)} id={anchor(block)} text={block.text} />;
    case 'text': return <p id={anchor(block)}><RichText rich={block.content} /></p>;
    case 'list': return <ListBlock block={block} />;
    case 'table': return <TableBlock block={block} />;
    case 'image': return <ImageBlock block={block} shown={shown} />;
    case 'file': return <p id={anchor(block)}><a href={shown.fileAddress(block.file, block.name)}>{fileLabel(block)}</a><Updated block={block} shown={shown} /></p>;
    case 'contact': return <ContactBlock block={block} shown={shown} />;
    case 'map': return <MapBlock block={block} />;
    case 'steps': return <ol id={anchor(block)}>{block.items.map((item, index) => <li key={index}><strong><Said text={item.title} /></strong>{item.content.length > 0 && <p><RichText rich={item.content} /></p>}</li>)}</ol>;
    case 'notice': return <div id={anchor(block)}><Notice kind={noticeKinds[block.tone]} title={block.title}><TitleRead text={block.title} />{block.content.length > 0 ? <p><RichText rich={block.content} /></p> : null}</Notice></div>;
    case 'accordion': return <div id={anchor(block)}>{block.items.map((item, index) => <details key={index}><summary><Said text={item.title} /></summary><p><RichText rich={item.content} /></p></details>)}</div>;
    case 'video': return <VideoBlock block={block} shown={shown} />;
    case 'embed': return <Elsewhere id={anchor(block)} address={block.address} title={block.title} />;
    case 'pages': return <PagesBlock block={block} shown={shown} />;
  }
}

function BlockHeading({ level, id, text }: { readonly level: 2 | 3 | 4; readonly id: string; readonly text: string }) {
  if (useContext(Readings)?.[text] === undefined) return <Heading level={level} id={id} text={text} />;
  const said = <Said text={text} />;
  return level === 2 ? <h2 id={id}>{said}</h2> : level === 3 ? <h3 id={id}>{said}</h3> : <h4 id={id}>{said}</h4>;
}

/** A title that is words only, such as a notice's: its reading stands below it. */
function TitleRead({ text }: { readonly text: string }) {
  const segments = useContext(Readings)?.[text];
  return segments === undefined ? null : <p>（{segments.map(([part, kana]) => kana ?? part).join('')}）</p>;
}

const noticeKinds = { info: 'info', warning: 'warn', danger: 'bad' } as const;

function ListBlock({ block }: { readonly block: BlockOf<'list'> }) {
  if (block.items.length === 0) return null;
  if (block.style === 'terms') return <dl id={anchor(block)} class="facts">{block.items.map((item, index) => <div key={index}><dt><Said text={item.term ?? ''} /></dt><dd><RichText rich={item.content} /></dd></div>)}</dl>;
  const items = block.items.map((item, index) => <li key={index}><RichText rich={item.content} /></li>);
  return block.style === 'numbers' ? <ol id={anchor(block)}>{items}</ol> : <ul id={anchor(block)}>{items}</ul>;
}

type Cell = BlockOf<'table'>['rows'][number][number];

/** The column each cell of a row begins in, counting what reaches down from rows above. */
function columnsOf(rows: readonly (readonly Cell[])[]): readonly (readonly number[])[] {
  const reaching: number[] = [];
  return rows.map((row) => {
    let column = 0;
    const begins = row.map((cell) => {
      while ((reaching[column] ?? 0) > 0) column += 1;
      const from = column;
      for (let at = from; at < from + (cell.columns ?? 1); at += 1) reaching[at] = cell.rows ?? 1;
      column = from + (cell.columns ?? 1);
      return from;
    });
    for (let at = 0; at < reaching.length; at += 1) reaching[at] = Math.max(0, (reaching[at] ?? 0) - 1);
    return begins;
  });
}

function TableBlock({ block }: { readonly block: BlockOf<'table'> }) {
  const [first, ...rest] = block.rows;
  if (first === undefined) return null;
  const begins = columnsOf(block.rows);
  // Cells that reach over others would lose their columns as cards: such a table keeps its shape on a phone.
  const plain = block.headerRow && block.rows.every((row) => row.every((cell) => (cell.columns ?? 1) === 1 && (cell.rows ?? 1) === 1));
  const names = plain ? first.map((cell) => plainOf(cell.content)) : [];
  const row = (cells: readonly Cell[], at: number) => (
    <tr key={at}>{cells.map((cell, index) => <TableCell key={index} cell={cell} role={cellRole(block, at, begins[at]?.[index] ?? index)} label={at > 0 ? names[index] : undefined} />)}</tr>
  );
  return (
    <table id={anchor(block)} class={plain ? 'data' : 'data keep'}>
      {block.caption !== '' && <caption><Said text={block.caption} /></caption>}
      {block.headerRow && <thead>{row(first, 0)}</thead>}
      {(rest.length > 0 || !block.headerRow) && <tbody>{(block.headerRow ? rest : block.rows).map((cells, index) => row(cells, block.headerRow ? index + 1 : index))}</tbody>}
    </table>
  );
}

function TableCell({ cell, role, label }: { readonly cell: Cell; readonly role: ReturnType<typeof cellRole>; readonly label: string | undefined }) {
  const span = { colspan: cell.columns !== undefined && cell.columns > 1 ? cell.columns : undefined, rowspan: cell.rows !== undefined && cell.rows > 1 ? cell.rows : undefined };
  const text = <RichText rich={cell.content} />;
  if (role.header && role.scope !== null) return <th scope={role.scope} {...span}>{text}</th>;
  return <td data-label={label === '' ? undefined : label} {...span}>{text}</td>;
}

function ImageBlock({ block, shown }: { readonly block: BlockOf<'image'>; readonly shown: Shown }) {
  // A picture of somebody else's server is not ours to show (IMG-05), and one without words is kept from nobody: it is a finding, not a hole.
  if (block.source !== undefined) return null;
  const picture = <img src={shown.fileAddress(block.file, block.name)} alt={block.decorative ? '' : block.alt} width={block.width > 0 ? block.width : undefined} height={block.height > 0 ? block.height : undefined} loading="lazy" decoding="async" />;
  if (block.caption === '' && block.credit === '') return <p id={anchor(block)}>{picture}</p>;
  return <figure id={anchor(block)}>{picture}<figcaption><Said text={block.caption} />{block.credit !== '' && <small>{block.caption === '' ? '' : ' '}{block.credit}</small>}</figcaption></figure>;
}

function ContactBlock({ block, shown }: { readonly block: BlockOf<'contact'>; readonly shown: Shown }) {
  const t = useText();
  const contact = shown.contact(block.department);
  if (contact === null) return null;
  return (
    <section id={anchor(block)}>
      <Heading level={2} text={t({ ja: 'お問い合わせ', en: 'Contact' })} />
      <address>
        <p><strong>{contact.name}</strong></p>
        {contact.address !== '' && <p>{contact.address}</p>}
        {contact.phone !== '' && <p>{t({ ja: '電話 ', en: 'Phone ' })}<a href={`tel:${contact.phone}`}>{formatPhone(contact.phone.replaceAll('-', ''))}</a></p>}
        {contact.form !== null && <p><a href={contact.form}>{t({ ja: `${contact.name}へのお問い合わせフォーム`, en: `Write to ${contact.name}` })}</a></p>}
      </address>
    </section>
  );
}

const degrees = (value: number) => value.toFixed(5);

/** The places by name, each with its own link: the same without scripts, on paper and read aloud. */
function MapBlock({ block }: { readonly block: BlockOf<'map'> }) {
  const t = useText();
  return (
    <section id={anchor(block)}>
      <Heading level={3} text={block.title} />
      <ul>{block.points.map((point, index) => (
        <li key={index}><a href={`geo:${degrees(point.lat)},${degrees(point.lng)}`}>{t({ ja: `${point.name}の地図を開く`, en: `Open a map of ${point.name}` })}</a></li>
      ))}</ul>
    </section>
  );
}

/** What stands on another server is not loaded into the page: it would tell that server who reads it. It is one press away, with its name. */
function Elsewhere({ id, address, title }: { readonly id: string; readonly address: string; readonly title: string }) {
  const t = useText();
  const to = drawableAddress(address);
  return to === null ? null : <p id={id}><a href={to}>{title}</a>{to.startsWith('/') ? '' : t({ ja: '（外部のサイト）', en: ' (another site)' })}</p>;
}

function VideoBlock({ block, shown }: { readonly block: BlockOf<'video'>; readonly shown: Shown }) {
  const t = useText();
  return (
    <div id={anchor(block)}>
      <Elsewhere id={`${anchor(block)}-link`} address={block.address} title={t({ ja: `${block.soundOnly ? '音声' : '動画'}「${block.title}」`, en: `${block.soundOnly ? 'Sound' : 'Video'}: ${block.title}` })} />
      {block.captions !== '' && <p><a href={shown.fileAddress(block.captions, 'captions.vtt')}>{t({ ja: `「${block.title}」の字幕`, en: `Captions of ${block.title}` })}</a></p>}
      {block.transcript !== '' && <details><summary>{t({ ja: `「${block.title}」を文字で読む`, en: `Read ${block.title} as text` })}</summary>{block.transcript.split('\n').filter((line) => line.trim() !== '').map((line, index) => <p key={index}>{line}</p>)}</details>}
    </div>
  );
}

function PagesBlock({ block, shown }: { readonly block: BlockOf<'pages'>; readonly shown: Shown }) {
  const items = shown.pages(block).slice(0, block.count);
  return items.length === 0 ? null : <div id={anchor(block)}><LinkList items={items} /></div>;
}

/** The contents of a long page: its headings, where there are at least three. */
export function contentsOf(blocks: readonly Block[]): readonly { readonly to: string; readonly label: string }[] {
  const headings = blocks.flatMap((block) => (block.type === 'heading' && block.level <= 2 && block.text !== '' ? [{ to: `#${anchor(block)}`, label: block.text }] : []));
  return headings.length >= 3 ? headings : [];
}
