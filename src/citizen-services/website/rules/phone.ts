/** 文字だけのページ: a page's blocks as lines of words and links, cut into parts that an old phone's browser can take (dossier: 14,336 bytes, everything included). */
import { formatPhone } from '../../../kernel/text/phone.ts';
import { drawableAddress } from './address.ts';
import type { Block, BlockOf, Rich } from './blocks.ts';
import { LIGHT_BYTES, sizeOf } from './light.ts';
import { fileLabel } from './links.ts';

export type Piece = string | { readonly to: string; readonly text: string };
export interface Line {
  readonly as: 'h2' | 'h3' | 'p' | 'li';
  readonly pieces: readonly Piece[];
}

export interface PhoneWords {
  readonly ja: boolean;
  /** Where a link of the page leads within the text pages. */
  readonly link: (address: string) => string;
  readonly file: (file: string, name: string) => string;
  readonly contact: (department: string) => { readonly name: string; readonly phone: string; readonly address: string } | null;
  readonly pages: (block: BlockOf<'pages'>) => readonly { readonly to: string; readonly label: string; readonly note?: string }[];
}

/** Text with its links; readings stand behind the words they belong to. */
export function piecesOf(rich: Rich, words: Pick<PhoneWords, 'link'>): readonly Piece[] {
  const flat = rich.flatMap((one): readonly Piece[] => {
    if (typeof one === 'string') return [one];
    if ('break' in one) return ['\n'];
    if ('ruby' in one) return [`${one.text}（${one.ruby}）`];
    const inside = piecesOf(one.text, words);
    const to = 'link' in one ? drawableAddress(one.link) : null;
    return to === null ? inside : [{ to: words.link(to), text: textOf(inside) }];
  });
  return flat.reduce<Piece[]>((all, piece) => {
    const last = all.at(-1);
    return typeof piece === 'string' && typeof last === 'string' ? [...all.slice(0, -1), last + piece] : [...all, piece];
  }, []).filter((piece) => piece !== '');
}

export const textOf = (pieces: readonly Piece[]) => pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');

const line = (as: Line['as'], ...pieces: readonly Piece[]): Line => ({ as, pieces });
const told = (as: Line['as'], text: string): readonly Line[] => (text === '' ? [] : [line(as, text)]);

/** Every cell where it is seen: one that reaches over others says the same in each of them. */
function gridOf(block: BlockOf<'table'>, words: PhoneWords): readonly (readonly (readonly Piece[])[])[] {
  const grid: (readonly Piece[])[][] = block.rows.map(() => []);
  block.rows.forEach((row, r) => {
    let column = 0;
    for (const cell of row) {
      while (grid[r]?.[column] !== undefined) column += 1;
      const pieces = piecesOf(cell.content, words);
      for (let down = 0; down < (cell.rows ?? 1); down += 1) for (let right = 0; right < (cell.columns ?? 1); right += 1) { const into = grid[r + down]; if (into) into[column + right] = pieces; }
      column += cell.columns ?? 1;
    }
  });
  return grid;
}

function tableLines(block: BlockOf<'table'>, words: PhoneWords): readonly Line[] {
  const grid = gridOf(block, words);
  const colon = words.ja ? '：' : ': ';
  const caption = told('p', block.caption === '' ? '' : `${words.ja ? '表' : 'Table'}${colon}${block.caption}`);
  const [first, ...rest] = grid;
  const heads = block.headerRow && rest.length > 0 ? (first ?? []) : [];
  const lines = (heads.length > 0 ? rest : grid).map((row) => {
    const cells = Array.from(row, (cell, index) => ({ index, pieces: cell ?? [] })).filter(({ pieces }) => textOf(pieces) !== '');
    const pieces = cells.flatMap(({ index, pieces: said }, at): readonly Piece[] => {
      const head = textOf(heads[index] ?? []);
      const begin = at === 0 ? '' : heads.length > 0 ? '\n' : block.headerColumn && at === 1 ? colon : words.ja ? '、' : ', ';
      return [begin, head === '' ? '' : `${head}${colon}`, ...said];
    });
    return line('li', ...pieces.filter((piece) => piece !== ''));
  });
  return [...caption, ...lines.filter((one) => one.pieces.length > 0)];
}

function contactLines(block: BlockOf<'contact'>, words: PhoneWords): readonly Line[] {
  const found = words.contact(block.department);
  if (found === null) return [];
  const phone: readonly Piece[] = found.phone === '' ? [] : [words.ja ? '\n電話 ' : '\nPhone ', { to: `tel:${found.phone}`, text: formatPhone(found.phone.replaceAll('-', '')) }];
  return [line('h2', words.ja ? 'お問い合わせ' : 'Contact'), line('p', found.address === '' ? found.name : `${found.name}\n${found.address}`, ...phone)];
}

function elsewhere(address: string, title: string, words: PhoneWords): readonly Line[] {
  const to = drawableAddress(address);
  return to === null ? [] : [line('p', { to: words.link(to), text: title }, ...(to.startsWith('/') ? [] : [words.ja ? '（外部のサイト）' : ' (another site)']))];
}

const titled = (items: BlockOf<'steps'>['items'], words: PhoneWords, mark: (index: number) => string) => items.flatMap((item, index): readonly Line[] => [line('h3', `${mark(index)}${item.title}`), ...(item.content.length === 0 ? [] : [line('p', ...piecesOf(item.content, words))])]);

/** What a block says, in lines. Nothing of its words is left out; pictures say what they show. */
export function linesOf(block: Block, words: PhoneWords): readonly Line[] {
  const { ja } = words;
  switch (block.type) {
    case 'heading': return told(block.level <= 2 ? 'h2' : 'h3', block.text);
    case 'text': return [line('p', ...piecesOf(block.content, words))];
    case 'list': return block.items.map((item, index) => (block.style === 'bullets' ? line('li', ...piecesOf(item.content, words)) : line('p', block.style === 'terms' ? `${item.term ?? ''}${ja ? '：' : ': '}` : `${index + 1}${ja ? '　' : '. '}`, ...piecesOf(item.content, words))));
    case 'table': return tableLines(block, words);
    case 'image': return block.source !== undefined ? [] : [...(block.decorative || block.alt === '' ? [] : told('p', ja ? `（写真・図：${block.alt}）` : `(Picture: ${block.alt})`)), ...told('p', [block.caption, block.credit].filter((one) => one !== '').join(ja ? '　' : ' '))];
    case 'file': return [line('p', { to: words.file(block.file, block.name), text: fileLabel(block) })];
    case 'contact': return contactLines(block, words);
    case 'map': return [...told('h3', block.title), ...block.points.map((point) => line('li', { to: `geo:${point.lat.toFixed(5)},${point.lng.toFixed(5)}`, text: ja ? `${point.name}の地図を開く` : `Open a map of ${point.name}` }))];
    case 'steps': return titled(block.items, words, (index) => `${index + 1}${ja ? '　' : '. '}`);
    case 'notice': return [...told('h3', block.title), ...(block.content.length === 0 ? [] : [line('p', ...piecesOf(block.content, words))])];
    case 'accordion': return titled(block.items, words, () => '');
    case 'video': return [...elsewhere(block.address, ja ? `${block.soundOnly ? '音声' : '動画'}「${block.title}」` : `${block.soundOnly ? 'Sound' : 'Video'}: ${block.title}`, words), ...(block.captions === '' ? [] : [line('p', { to: words.file(block.captions, 'captions.vtt'), text: ja ? `「${block.title}」の字幕` : `Captions of ${block.title}` })]), ...told('p', block.transcript)];
    case 'embed': return elsewhere(block.address, block.title, words);
    case 'pages': return words.pages(block).slice(0, block.count).map((one) => line('li', { to: one.to, text: one.label }, ...(one.note === undefined ? [] : [ja ? `（${one.note}）` : ` (${one.note})`])));
  }
}

/** What stands around the lines: style, head, menu of the foot, the title three times. Held by a test against whole pages. */
const FRAME = 3_400;
const TAGS = 20;
const LINK = 24;
const BREAK = 5;

const breaks = (text: string) => text.split('\n').length * BREAK;
const pieceSize = (piece: Piece) => (typeof piece === 'string' ? sizeOf(piece) + breaks(piece) : sizeOf(piece.text) + sizeOf(piece.to) + LINK);
const lineSize = (one: Line) => one.pieces.reduce((sum, piece) => sum + pieceSize(piece), TAGS);

/** So many bytes of lines go into one part of a page with this title. */
export const roomFor = (title: string) => LIGHT_BYTES - FRAME - 3 * Math.min(sizeOf(title), 1_300);

/** The text in pieces that fit, cut behind sentences and lines where there are any. */
function cutText(text: string, most: number): readonly string[] {
  const sentences = text.match(/[^。\n]*[。\n]|[^。\n]+$/g) ?? [];
  // A sentence longer than a whole part is cut by its characters.
  const small = sentences.flatMap((one) => (sizeOf(one) <= most ? [one] : (one.match(new RegExp(`.{1,${Math.max(1, Math.floor(most / 6))}}`, 'gsu')) ?? [])));
  return small.reduce<string[]>((all, one) => {
    const last = all.at(-1);
    return last !== undefined && sizeOf(last + one) + breaks(last + one) <= most ? [...all.slice(0, -1), last + one] : [...all, one];
  }, []);
}

function cutLine(one: Line, room: number): readonly Line[] {
  if (lineSize(one) <= room) return [one];
  const small = one.pieces.flatMap((piece): readonly Piece[] => (typeof piece === 'string' && pieceSize(piece) > room / 2 ? cutText(piece, Math.floor(room / 2) - TAGS) : [piece]));
  const cut: Line[] = [];
  for (const piece of small) {
    const last = cut.at(-1);
    const joined = last ? { ...last, pieces: [...last.pieces, piece] } : null;
    if (joined && lineSize(joined) <= room) cut[cut.length - 1] = joined;
    else cut.push({ as: one.as === 'li' ? 'li' : 'p', pieces: [piece] });
  }
  return cut;
}

/** Groups of lines (a block each) in parts: cut between blocks, within one only where it fills a part alone. A heading stays with what follows it. */
export function partsOf(groups: readonly (readonly Line[])[], room: number): readonly (readonly Line[])[] {
  const parts: Line[][] = [[]];
  let used = 0;
  const put = (lines: readonly Line[], size: number) => {
    const part = parts.at(-1);
    if (part) part.push(...lines);
    used += size;
  };
  const next = () => {
    const part = parts.at(-1) ?? [];
    const last = part.at(-1);
    const carried = part.length > 1 && last && (last.as === 'h2' || last.as === 'h3') && lineSize(last) < room / 4 ? part.splice(-1) : [];
    used = 0;
    parts.push([]);
    put(carried, carried.reduce((sum, one) => sum + lineSize(one), 0));
  };
  for (const group of groups.filter((one) => one.length > 0)) {
    const size = group.reduce((sum, one) => sum + lineSize(one), 0);
    if (used > 0 && used + size > room) next();
    if (used + size <= room) { put(group, size); continue; }
    // Room for a heading that was carried over is kept.
    for (const one of group.flatMap((whole) => cutLine(whole, Math.floor(room * 0.75)))) {
      if (used > 0 && used + lineSize(one) > room) next();
      put([one], lineSize(one));
    }
  }
  return parts;
}
