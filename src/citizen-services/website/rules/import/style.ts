/** How things looked where they come from: what of it means something is kept, the rest is dropped and counted. */
import { attribute, type Element } from './dom.ts';
import type { NoteKind } from './note.ts';
import type { Format } from './runs.ts';

/** The colours people type by name, and those of old pages. */
const NAMED: Readonly<Record<string, string>> = {
  red: '#ff0000', blue: '#0000ff', green: '#008000', yellow: '#ffff00', orange: '#ffa500', purple: '#800080', pink: '#ffc0cb', brown: '#a52a2a', gray: '#808080', grey: '#808080', silver: '#c0c0c0', white: '#ffffff',
  maroon: '#800000', olive: '#808000', lime: '#00ff00', aqua: '#00ffff', cyan: '#00ffff', teal: '#008080', navy: '#000080', fuchsia: '#ff00ff', magenta: '#ff00ff', crimson: '#dc143c', darkred: '#8b0000', firebrick: '#b22222',
  tomato: '#ff6347', orangered: '#ff4500', darkorange: '#ff8c00', gold: '#ffd700', darkgreen: '#006400', forestgreen: '#228b22', seagreen: '#2e8b57', limegreen: '#32cd32', darkblue: '#00008b', mediumblue: '#0000cd',
  royalblue: '#4169e1', steelblue: '#4682b4', dodgerblue: '#1e90ff', deepskyblue: '#00bfff', skyblue: '#87ceeb', indigo: '#4b0082', violet: '#ee82ee', darkviolet: '#9400d3', deeppink: '#ff1493', hotpink: '#ff69b4',
  chocolate: '#d2691e', darkgray: '#a9a9a9', darkgrey: '#a9a9a9', lightgray: '#d3d3d3', lightgrey: '#d3d3d3', dimgray: '#696969', dimgrey: '#696969',
};
const ORDINARY = new Set(['', 'inherit', 'initial', 'unset', 'revert', 'auto', 'windowtext', 'currentcolor', 'text', 'canvastext', 'black']);

const hex = (parts: readonly number[]) => `#${parts.map((part) => Math.min(255, part).toString(16).padStart(2, '0')).join('')}`;

/** '' : what text has anyway; null: cannot be told. */
export function colourOf(said: string): string | null {
  const text = said.toLowerCase().replace(/!important\s*$/, '').trim();
  if (ORDINARY.has(text)) return '';
  const [short, long] = [/^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(text), /^#?([0-9a-f]{6})$/.exec(text)];
  const rgb = /^rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*(?:[,/]\s*(?:1(?:\.0+)?|100%)\s*)?\)$/.exec(text);
  const found = long ? `#${long[1] ?? ''}` : short ? `#${short.slice(1).map((digit) => digit.repeat(2)).join('')}` : rgb ? hex(rgb.slice(1).map(Number)) : Object.hasOwn(NAMED, text) ? NAMED[text] ?? null : null;
  // Dark greys are how sites draw all of their text.
  const grey = found === null ? null : /^#([0-9a-f]{2})\1\1$/.exec(found);
  return grey && Number.parseInt(grey[1] ?? 'ff', 16) <= 0x44 ? '' : found;
}

export type Style = ReadonlyMap<string, string>;

export function styleOf(element: Element): Style {
  const style = new Map<string, string>();
  for (const part of (attribute(element, 'style') ?? '').split(';')) {
    const at = part.indexOf(':');
    if (at > 0) style.set(part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim());
  }
  return style;
}

const none = (value: string | null | undefined) => value === null || value === undefined || /^(?:|none|transparent|white|#fff(?:fff)?|inherit|initial|auto|rgb\(255, ?255, ?255\))$/i.test(value.trim());
const lines = (style: Style) => `${style.get('text-decoration') ?? ''} ${style.get('text-decoration-line') ?? ''}`.toLowerCase();

export function isHidden(element: Element): boolean {
  const style = styleOf(element);
  return attribute(element, 'hidden') !== null || attribute(element, 'aria-hidden') === 'true' || /^none/i.test(style.get('display') ?? '') || /^hidden/i.test(style.get('visibility') ?? '') || /^all/i.test(style.get('mso-hide') ?? '');
}

/** What of the look is dropped. An element counts once for each kind. */
export function droppedLook(element: Element): readonly NoteKind[] {
  const [style, tag] = [styleOf(element), element.tagName];
  const kinds: NoteKind[] = [];
  const names = [...style.keys()];
  const font = tag === 'font' || tag === 'basefont';
  if (names.some((name) => /font-family|^font$|^mso-.*font$/.test(name)) || (font && attribute(element, 'face') !== null)) kinds.push('style_font');
  if (names.some((name) => /^(?:font-size|mso-.*font-size)$/.test(name)) || (font && attribute(element, 'size') !== null) || tag === 'big' || tag === 'small') kinds.push('style_size');
  if (style.has('text-align') || tag === 'center' || (attribute(element, 'align') !== null && tag !== 'img')) kinds.push('style_align');
  if (!none(style.get('background-color')) || !none(style.get('background')) || !none(style.get('mso-highlight')) || !none(attribute(element, 'bgcolor')) || tag === 'mark') kinds.push('style_background');
  if (tag === 'u' || (lines(style).includes('underline') && tag !== 'a')) kinds.push('style_underline');
  if (tag === 's' || tag === 'strike' || tag === 'del' || lines(style).includes('line-through')) kinds.push('strike');
  if (names.some((name) => !/font|^color$|^text-align$|^background|^mso-highlight$|^text-decoration|^vertical-align$|^mso-list$|^display$|^layout-grid/.test(name))) kinds.push('style_other');
  return kinds;
}

const LANG = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/;

/** A language other than the page's, as blocks write it. */
export function langOf(said: string | null, page: string): string | null {
  const [primary = '', ...rest] = (said ?? '').trim().replaceAll('_', '-').split('-');
  const lang = [primary.toLowerCase(), ...rest].join('-');
  return LANG.test(lang) && lang.length <= 35 && primary.toLowerCase() !== 'ja' && lang !== page ? lang : null;
}

const STRONG = new Set(['b', 'strong']);
const EMPHASIS = new Set(['i', 'em', 'dfn', 'var']);
/** Colours of large areas are a site's look; those of words were somebody's choice. */
const NO_COLOUR = new Set(['html', 'body', 'div', 'section', 'article', 'main', 'table', 'tbody', 'tr', 'a']);

/** How words in an element are written. `lost` hears of colours that cannot be told. */
export function formatIn(element: Element, around: Format, lost: (colour: string) => void): Format {
  const [style, tag] = [styleOf(element), element.tagName];
  const weight = style.get('font-weight') ?? '';
  const slant = style.get('font-style') ?? '';
  const raised = style.get('vertical-align') ?? '';
  const typed = NO_COLOUR.has(tag) || around.link !== null ? undefined : style.get('color') ?? (tag === 'font' ? attribute(element, 'color') ?? undefined : undefined);
  const colour = typed === undefined ? around.colour : colourOf(typed);
  if (typed !== undefined && colour === null) lost(typed);
  return {
    ...around,
    strong: /^(?:bold|bolder|[6-9]00)/.test(weight) || (!/^(?:normal|lighter|[1-5]00)/.test(weight) && (around.strong || STRONG.has(tag))),
    em: /^(?:italic|oblique)/.test(slant) || (!slant.startsWith('normal') && (around.em || EMPHASIS.has(tag))),
    script: tag === 'sup' || raised.startsWith('super') ? 'sup' : tag === 'sub' || raised.startsWith('sub') ? 'sub' : around.script,
    colour: typed === undefined ? around.colour : colour === '' ? null : colour,
  };
}
