/**
 * Blocks as an author types them into plain fields, and back: running text with marks (markup.ts), lists a line each, tables a row a line
 * as they are pasted from a spreadsheet. What was read back and written again is the same, so nothing is lost by opening and saving.
 */
import { type Block, BlockShape, type Rich } from './blocks.ts';
import { tidyBlocks } from './canonical.ts';
import { readMarkup, writeMarkup } from './markup.ts';

export type BlockFields = Readonly<Record<string, string>>;

const RETURN = '↵';
const escaped = (text: string, sign: string) => text.replaceAll(sign, `\\${sign}`);

/** Walks over a text in which `\` makes the next sign an ordinary one. */
function* signs(text: string): Iterable<readonly [sign: string, plain: boolean]> {
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (sign === '\\' && at + 1 < text.length) yield [text[(at += 1)] ?? '', false];
    else yield [sign, true];
  }
}

/** Running text in one line: its line ends are written ↵. */
const toLine = (rich: Rich, separators = '') => [...separators].reduce(escaped, escaped(writeMarkup(rich), RETURN)).replaceAll('\n', RETURN);

/** Takes away the escapes of this file's own signs; those of the marks stay for the marks. */
function fromLine(line: string, separators = ''): Rich {
  let text = '';
  for (const [sign, plain] of signs(line)) text += plain ? (sign === RETURN ? '\n' : sign) : sign === RETURN || separators.includes(sign) ? sign : `\\${sign}`;
  return readMarkup(text.endsWith('\\\\') || !line.endsWith('\\') ? text : line);
}

/** Cuts at a sign that is not escaped; the pieces keep their escapes. */
function cut(text: string, at: string, most = Infinity): readonly string[] {
  const pieces = [''];
  for (const [sign, plain] of signs(text)) {
    if (plain && at.includes(sign) && pieces.length < most) pieces.push('');
    else pieces[pieces.length - 1] += plain ? sign : `\\${sign}`;
  }
  return pieces;
}

const lines = (text: string) => text.replaceAll(/\r\n?/g, '\n').split('\n').filter((line) => line.trim() !== '');
const words = (text: string, sign: string) => escaped(escaped(text, '\\'), sign);
const plainWords = (text: string) => [...signs(text)].map(([sign]) => sign).join('');

const cellText = (cell: { readonly content: Rich; readonly columns?: number | undefined; readonly rows?: number | undefined }) => {
  const span = `${(cell.columns ?? 1) > 1 ? `横${cell.columns}` : ''}${(cell.rows ?? 1) > 1 ? `縦${cell.rows}` : ''}`;
  return `${span === '' ? '' : `{${span}}`}${toLine(cell.content, '|\t')}`;
};

function cellFrom(text: string) {
  const span = /^\{(?:横(\d{1,2}))?(?:縦(\d{1,2}))?\}/.exec(text);
  const number = (found: string | undefined, most: number) => (found === undefined ? undefined : Math.min(most, Math.max(1, Number(found))));
  const [columns, rows] = span && span[0] !== '{}' ? [number(span[1], 20), number(span[2], 50)] : [];
  const content = fromLine(span && span[0] !== '{}' ? text.slice(span[0].length) : text, '|\t');
  return { content, ...(columns === undefined ? {} : { columns }), ...(rows === undefined ? {} : { rows }) };
}

const ITEM = '■';
const titledText = (items: readonly { readonly title: string; readonly content: Rich }[]) => items.map((item) => `${ITEM}${item.title.replaceAll(/\s+/g, ' ')}\n${writeMarkup(item.content).split('\n').map((line) => (line.startsWith(ITEM) || line.startsWith(`\\${ITEM}`) ? `\\${line}` : line)).join('\n')}`).join('\n');

function titledFrom(text: string): { readonly title: string; readonly content: Rich }[] {
  const items: { title: string; body: string[] }[] = [];
  for (const line of text.replaceAll(/\r\n?/g, '\n').split('\n')) {
    if (line.startsWith(ITEM)) items.push({ title: line.slice(1).trim(), body: [] });
    else if (items.length === 0 && line.trim() === '') continue;
    else (items.at(-1) ?? (items.push({ title: '', body: [] }), items.at(-1)))?.body.push(line.startsWith(`\\${ITEM}`) || line.startsWith(`\\\\${ITEM}`) ? line.slice(1) : line);
  }
  return items.map(({ title, body }) => ({ title, content: readMarkup(body.join('\n').replace(/\n+$/, '')) }));
}

const yes = (value: boolean) => (value ? '1' : '');

/** What the fields of a block hold. */
export function fieldsOfBlock(block: Block): BlockFields {
  const own = { id: block.id, type: block.type };
  switch (block.type) {
    case 'heading': return { ...own, level: String(block.level), text: block.text };
    case 'text': return { ...own, content: writeMarkup(block.content) };
    case 'list': return { ...own, style: block.style, items: block.items.map((item) => `${block.style === 'terms' ? `${words(item.term ?? '', '：')}：` : ''}${toLine(item.content, block.style === 'terms' ? '：' : '')}`).join('\n') };
    case 'table': return { ...own, caption: block.caption, headerRow: yes(block.headerRow), headerColumn: yes(block.headerColumn), rows: block.rows.map((row) => row.map(cellText).join('|')).join('\n') };
    case 'image': return { ...own, file: block.file, name: block.name, alt: block.alt, decorative: yes(block.decorative), caption: block.caption, credit: block.credit, width: String(block.width), height: String(block.height), bytes: String(block.bytes), people: yes(block.people), consent: block.consent, positionRemoved: yes(block.positionRemoved), source: block.source ?? '', identity: block.identity ?? '' };
    case 'file': return { ...own, file: block.file, name: block.name, label: block.label, bytes: String(block.bytes), kind: block.kind, pages: String(block.pages ?? ''), hasText: block.hasText === undefined ? '' : block.hasText ? 'yes' : 'no', tagged: block.tagged === undefined ? '' : block.tagged ? 'yes' : 'no', named: block.named === undefined ? '' : block.named ? 'yes' : 'no', hidden: block.hidden.join(','), identity: block.identity ?? '' };
    case 'contact': return { ...own, department: block.department };
    case 'map': return { ...own, title: block.title, points: block.points.map((point) => `${words(point.name, ',')},${point.lat},${point.lng}`).join('\n') };
    case 'steps': case 'accordion': return { ...own, items: titledText(block.items) };
    case 'notice': return { ...own, tone: block.tone, title: block.title, content: writeMarkup(block.content) };
    case 'video': return { ...own, address: block.address, title: block.title, soundOnly: yes(block.soundOnly), captions: block.captions, transcript: block.transcript, autoplay: yes(block.autoplay) };
    case 'embed': return { ...own, address: block.address, title: block.title };
    case 'pages': return { ...own, of: block.of, category: block.category, count: String(block.count) };
  }
}

function listItem(line: string, style: string) {
  if (style !== 'terms') return { content: fromLine(line.trim()) };
  const [term = '', ...rest] = cut(line, '：', 2);
  return { term: plainWords(term).trim(), content: fromLine((rest[0] ?? '').trim(), '：') };
}

const told = (value: string | undefined) => (value === 'yes' ? true : value === 'no' ? false : undefined);
const optional = <T>(name: string, value: T | undefined) => (value === undefined ? {} : { [name]: value });

/** The block that fields say; a sentence where they say none. */
export function blockFromFields(fields: BlockFields): Block | { readonly wrong: string } {
  const said = (name: string) => fields[name] ?? '';
  const flag = (name: string) => said(name) !== '';
  const whole = (name: string) => Math.max(0, Math.trunc(Number(said(name).normalize('NFKC')) || 0));
  const shape = (): unknown => {
    const own = { id: said('id'), type: said('type') };
    switch (said('type')) {
      case 'heading': return { ...own, level: whole('level') || 2, text: said('text') };
      case 'text': return { ...own, content: readMarkup(said('content')) };
      case 'list': return { ...own, style: said('style'), items: lines(said('items')).map((line) => listItem(line, said('style'))) };
      case 'table': {
        const cells = lines(said('rows')).map((line) => cut(line, line.includes('\t') && ![...signs(line)].some(([sign, plain]) => plain && sign === '|') ? '\t' : '|').map((cell) => cellFrom(cell.trim())));
        return { ...own, caption: said('caption'), headerRow: flag('headerRow'), headerColumn: flag('headerColumn'), rows: cells };
      }
      case 'image': return { ...own, file: said('file'), name: said('name'), alt: said('alt'), decorative: flag('decorative'), caption: said('caption'), credit: said('credit'), width: whole('width'), height: whole('height'), bytes: whole('bytes'), people: flag('people'), consent: said('consent') || 'none', positionRemoved: flag('positionRemoved'), ...(said('source') === '' ? {} : { source: said('source') }), ...(said('identity') === '' ? {} : { identity: said('identity') }) };
      case 'file': return { ...own, file: said('file'), name: said('name'), label: said('label'), bytes: whole('bytes'), kind: said('kind') || 'other', ...(whole('pages') > 0 ? { pages: whole('pages') } : {}), ...optional('hasText', told(said('hasText'))), ...optional('tagged', told(said('tagged'))), ...optional('named', told(said('named'))), hidden: said('hidden').split(',').filter((one) => one !== ''), ...(said('identity') === '' ? {} : { identity: said('identity') }) };
      case 'contact': return { ...own, department: said('department') };
      case 'map': return { ...own, title: said('title'), points: lines(said('points')).map((line) => {
        const pieces = cut(line, ',、，');
        return { name: plainWords(pieces.slice(0, -2).join(',')).trim(), lat: Number(pieces.at(-2)?.normalize('NFKC').trim() ?? ''), lng: Number(pieces.at(-1)?.normalize('NFKC').trim() ?? '') };
      }) };
      case 'steps': case 'accordion': return { ...own, items: titledFrom(said('items')) };
      case 'notice': return { ...own, tone: said('tone') || 'info', title: said('title'), content: readMarkup(said('content')) };
      case 'video': return { ...own, address: said('address'), title: said('title'), soundOnly: flag('soundOnly'), captions: said('captions'), transcript: said('transcript'), autoplay: flag('autoplay') };
      case 'embed': return { ...own, address: said('address'), title: said('title') };
      case 'pages': return { ...own, of: said('of'), category: said('category'), count: whole('count') || 10 };
      default: return own;
    }
  };
  const parsed = BlockShape.safeParse(shape());
  if (parsed.success) return tidyBlocks([parsed.data])[0] ?? parsed.data;
  return { wrong: wrongIn(said('type'), String(parsed.error.issues[0]?.path[0] ?? '')) };
}

function wrongIn(type: string, member: string): string {
  if (type === 'map' && member === 'points') return '地図の場所は、1行に1か所ずつ「名前,緯度,経度」で書いてください（例：市役所,37.5848,140.4311）。';
  if (type === 'table' && member === 'rows') return '表が大きすぎます。500行・40列までにしてください。';
  if (type === 'list' && member === 'items') return '箇条書きは200項目までです。';
  if (type === 'steps' || type === 'accordion') return '項目は「■見出し」の行で始めてください。手順は30項目、開閉は100項目までです。';
  return 'この部品の形が読み取れません。項目を確かめてください。';
}

/** A new block with nothing in it yet. */
export function emptyBlock(type: Block['type'], id: string): Block {
  const own = { id };
  switch (type) {
    case 'heading': return { ...own, type, level: 2, text: '' };
    case 'text': return { ...own, type, content: [] };
    case 'list': return { ...own, type, style: 'bullets', items: [] };
    case 'table': return { ...own, type, caption: '', headerRow: true, headerColumn: false, rows: [] };
    case 'image': return { ...own, type, file: '', name: '', alt: '', decorative: false, caption: '', credit: '', width: 0, height: 0, bytes: 0, people: false, consent: 'none', positionRemoved: false };
    case 'file': return { ...own, type, file: '', name: '', label: '', bytes: 0, kind: 'other', hidden: [] };
    case 'contact': return { ...own, type, department: '' };
    case 'map': return { ...own, type, title: '', points: [] };
    case 'steps': case 'accordion': return { ...own, type, items: [] };
    case 'notice': return { ...own, type, tone: 'info', title: '', content: [] };
    case 'video': return { ...own, type, address: '', title: '', soundOnly: false, captions: '', transcript: '', autoplay: false };
    case 'embed': return { ...own, type, address: '', title: '' };
    case 'pages': return { ...own, type, of: 'children', category: '', count: 10 };
  }
}

export const blockTypes = ['heading', 'text', 'list', 'table', 'image', 'file', 'contact', 'map', 'steps', 'notice', 'accordion', 'video', 'embed', 'pages'] as const satisfies readonly Block['type'][];
