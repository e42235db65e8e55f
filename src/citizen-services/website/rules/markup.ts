/**
 * How an author writes running text in a plain field, and how it is read back. Small and safe: nothing of it is HTML, and what is not
 * a mark is words, so that no typing can be wrong and none is lost.
 *
 * `**強く**` `[言葉](行き先)` `｜漢字《かんじ》` `{em:…}` `{sup:2}` `{sub:2}` `{lang=en:…}` `{#cc0000:…}` (imports only); a new line is a new line; `\` before a sign makes it a word.
 */
import type { Inline, Rich } from './blocks.ts';

const SIGNS = '\\*[]{}｜';
/** More marks inside each other than anybody writes; what opens beyond them is words. */
const DEEPEST = 20;

interface Frame {
  readonly kind: 'root' | 'strong' | 'link' | 'brace';
  /** What was typed to open it; becomes words again when nothing closes it. */
  readonly opener: string;
  readonly nodes: Inline[];
}

/** Words that follow words are one run: the same text has one form. */
function put(nodes: Inline[], one: Inline): void {
  const last = nodes.at(-1);
  if (one === '') return;
  if (typeof one === 'string' && typeof last === 'string') nodes[nodes.length - 1] = last + one;
  else nodes.push(one);
}

/** The form every text takes before it is kept or compared: no empty runs and marks, no mark in the same mark, words side by side joined, new lines as breaks. */
export function tidy(rich: Rich): Inline[] {
  return tidied(rich, { strong: false, link: false });
}

interface Inside {
  readonly strong: boolean;
  readonly link: boolean;
}

function tidied(rich: Rich, inside: Inside): Inline[] {
  const nodes: Inline[] = [];
  for (const one of rich) {
    if (typeof one === 'string') one.split('\n').forEach((line, index) => { if (index > 0) nodes.push({ break: true }); put(nodes, line); });
    else if ('break' in one) nodes.push(one);
    else if ('ruby' in one) put(nodes, one.text === '' || one.ruby === '' ? one.text : one);
    else {
      const [strong, link] = ['mark' in one && one.mark === 'strong', 'link' in one];
      const text = tidied(one.text, { strong: inside.strong || strong, link: inside.link || link });
      if ((strong && inside.strong) || (link && inside.link)) for (const inner of text) put(nodes, inner);
      else if (text.length > 0) nodes.push({ ...one, text });
    }
  }
  return nodes;
}

const hasLink = (rich: Rich): boolean => rich.some((one) => typeof one !== 'string' && ('link' in one || ('text' in one && typeof one.text !== 'string' && hasLink(one.text))));

const RUBY = /｜([^《》｜\n]{1,100})《([^《》\n]{1,100})》/y;
const BRACE = /\{(?:(em|sup|sub)|lang=([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)|(#[0-9a-f]{6})):/y;
const LINK_END = /\]\((?:<([^<>\n]{0,2000})>|([^()<>\s]{0,2000}))\)/y;

function at(pattern: RegExp, source: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(source);
}

function braced(opener: string, text: readonly Inline[]): Inline {
  const said = at(BRACE, opener, 0);
  if (said?.[2]) return { lang: said[2], text };
  if (said?.[3]) return { colour: said[3], text };
  return { mark: said?.[1] === 'sup' ? 'sup' : said?.[1] === 'sub' ? 'sub' : 'em', text };
}

class Reading {
  private readonly stack: Frame[] = [{ kind: 'root', opener: '', nodes: [] }];

  private get top(): Frame {
    return this.stack.at(-1) ?? { kind: 'root', opener: '', nodes: [] };
  }

  words(text: string): void {
    put(this.top.nodes, text);
  }

  node(one: Inline): void {
    put(this.top.nodes, one);
  }

  isOpen(kind: Frame['kind']): boolean {
    return this.stack.some((frame) => frame.kind === kind);
  }

  open(kind: Frame['kind'], opener: string): void {
    if (this.stack.length > DEEPEST) this.words(opener);
    else this.stack.push({ kind, opener, nodes: [] });
  }

  /** What the innermost mark held becomes words of the one around it. */
  private spill(closer = ''): void {
    const gone = this.stack.pop();
    if (!gone) return;
    put(this.top.nodes, gone.opener);
    for (const one of gone.nodes) put(this.top.nodes, one);
    put(this.top.nodes, closer);
  }

  /** Closes the nearest mark of a kind; marks opened inside it and never closed were words. */
  close(kind: Frame['kind'], closer: string, make: (frame: Frame) => Inline | null): void {
    while (this.top.kind !== kind) this.spill();
    const made = this.top.nodes.length === 0 ? null : make(this.top);
    if (made === null) return this.spill(closer);
    this.stack.pop();
    put(this.top.nodes, made);
  }

  /** A bracket that leads nowhere: 「[注]」 is words. */
  bracket(): void {
    if (this.top.kind === 'link') this.spill(']');
    else this.words(']');
  }

  end(): readonly Inline[] {
    while (this.stack.length > 1) this.spill();
    return this.top.nodes;
  }
}

/** One sign at its place; answers how many characters it took, 0 when it is not a sign. */
function sign(reading: Reading, source: string, index: number): number {
  const char = source.charAt(index);
  if (char === '\n') {
    reading.node({ break: true });
    return 1;
  }
  const next = source.charAt(index + 1);
  if (char === '\\' && next !== '' && SIGNS.includes(next)) {
    reading.words(next);
    return 2;
  }
  if (char === '*' && next === '*') {
    if (reading.isOpen('strong')) reading.close('strong', '**', (frame) => ({ mark: 'strong', text: frame.nodes }));
    else reading.open('strong', '**');
    return 2;
  }
  const ruby = char === '｜' ? at(RUBY, source, index) : null;
  if (ruby) {
    reading.node({ ruby: ruby[2] ?? '', text: ruby[1] ?? '' });
    return ruby[0].length;
  }
  return bracketOrBrace(reading, source, index, char);
}

function bracketOrBrace(reading: Reading, source: string, index: number, char: string): number {
  const brace = char === '{' ? at(BRACE, source, index) : null;
  if (brace) {
    reading.open('brace', brace[0]);
    return brace[0].length;
  }
  if (char === '}' && reading.isOpen('brace')) {
    reading.close('brace', '}', (frame) => braced(frame.opener, frame.nodes));
    return 1;
  }
  if (char === '[') {
    reading.open('link', '[');
    return 1;
  }
  if (char !== ']') return 0;
  const end = reading.isOpen('link') ? at(LINK_END, source, index) : null;
  if (!end) {
    reading.bracket();
    return 1;
  }
  // A link cannot stand in a link (HTML, and nobody could say where it leads).
  reading.close('link', end[0], (frame) => (hasLink(frame.nodes) ? null : { link: end[1] ?? end[2] ?? '', text: frame.nodes }));
  return end[0].length;
}

/** Running text from what an author typed. Never refuses: what is not a mark is words. */
export function readMarkup(source: string): Rich {
  const reading = new Reading();
  const text = source.replaceAll(/\r\n?/g, '\n');
  let [index, from] = [0, 0];
  while (index < text.length) {
    if (text.charAt(index) !== '\n' && !SIGNS.includes(text.charAt(index))) {
      index += 1;
      continue;
    }
    if (index > from) reading.words(text.slice(from, index));
    const taken = sign(reading, text, index);
    if (taken === 0) reading.words(text.charAt(index));
    index += Math.max(1, taken);
    from = index;
  }
  if (from < text.length) reading.words(text.slice(from));
  return tidy(reading.end());
}

const escaped = (words: string, inLink: boolean) => {
  const most = words.replaceAll(/[\\*{}｜]/g, '\\$&');
  // 「[注]」 stays as people write it.
  return inLink ? most.replaceAll(/[[\]]/g, '\\$&') : most.replaceAll(/\[[^[\]\\*{}｜\n]{1,80}\](?!\()|[[\]]/g, (found) => (found.length > 1 ? found : `\\${found}`));
};

/** What an author sees in the field. Reading it again gives the same text. */
export function writeMarkup(rich: Rich): string {
  return write(tidy(rich), false);
}

function write(rich: Rich, inLink: boolean): string {
  return rich.map((one): string => {
    if (typeof one === 'string') return escaped(one, inLink);
    if ('break' in one) return '\n';
    if ('ruby' in one) return `｜${one.text}《${one.ruby}》`;
    const inside = write(one.text, inLink || 'link' in one);
    if ('link' in one) return `[${inside}](${/[()\s]/.test(one.link) || one.link === '' ? `<${one.link.replaceAll('<', '%3C').replaceAll('>', '%3E').replaceAll('\n', '')}>` : one.link.replaceAll('<', '%3C').replaceAll('>', '%3E')})`;
    if ('lang' in one) return `{lang=${one.lang}:${inside}}`;
    if ('colour' in one) return `{${one.colour}:${inside}}`;
    return one.mark === 'strong' ? `**${inside}**` : `{${one.mark}:${inside}}`;
  }).join('');
}
