/** A parsed page read from top to bottom: words gather until a block ends, and each element says what block its words become. */
import { importedAddress, leadsToFile } from './address.ts';
import { attribute, classOf, type Element, elementsBelow, first, holds, isElement, isText, type Node, textOf, wordsOf } from './dom.ts';
import { addList, addTerms } from './lists.ts';
import { addImage, addMap, addPlayer, isSpacer } from './media.ts';
import type { Notes } from './note.ts';
import type { Out } from './out.ts';
import { type Format, PLAIN, clean, plainRuns, type Run } from './runs.ts';
import { droppedLook, formatIn, langOf } from './style.ts';
import { linesOfTable, readTable } from './tables.ts';
import { addTable } from './table.ts';
import { type WordItem, numberOf, withoutLabel, wordHeading, wordItem } from './word.ts';

export interface Source {
  readonly base: string | undefined;
  readonly fromWord: boolean;
  readonly lang: string;
  readonly out: Out;
  readonly notes: Notes;
}

const BLOCKS = new Set([
  'address', 'article', 'aside', 'blockquote', 'body', 'caption', 'center', 'dd', 'details', 'dir', 'div', 'dl', 'dt', 'fieldset', 'figcaption', 'figure', 'footer', 'form', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hgroup', 'hr',
  'legend', 'li', 'listing', 'main', 'menu', 'nav', 'ol', 'p', 'plaintext', 'pre', 'search', 'section', 'summary', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'ul', 'xmp',
]);
const PLAYERS = new Set(['iframe', 'video', 'audio', 'object', 'embed', 'applet']);
const HEADING = /^h[1-6]$/;
/** What can only stand beside running text, and opens whatever it is folded into. */
const BESIDE = new Set(['table', 'img', 'iframe', 'video', 'audio', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);

export class Flow {
  readonly source: Source;
  private gathered: Run[] = [];
  private kept = false;
  /** Above 0: only running text fits here; what is a block of its own waits until the place has ended. */
  private inside = 0;
  private inCell = 0;
  private waiting: (() => void)[] = [];
  private readonly look = new Set<Element>();

  constructor(source: Source) {
    this.source = source;
  }

  read(root: Element): void {
    this.children(root, PLAIN);
    this.flush();
  }

  /** The running text of an element that holds only such. */
  collect(element: Element, format: Format): Run[] {
    const before = this.gathered;
    this.gathered = [];
    this.inside += 1;
    this.children(element, format);
    this.inside -= 1;
    const found = this.gathered;
    this.gathered = before;
    return found;
  }

  cell(element: Element, format: Format): Run[] {
    this.inCell += 1;
    const runs = this.collect(element, this.formatOf(element, format));
    this.inCell -= 1;
    return runs;
  }

  words(text: string, format: Format): void {
    this.gathered.push({ said: text, format, ...(this.kept ? { kept: true } : {}) });
  }

  /** A block of its own: at once where one may stand, else after the list or table it was in. */
  beside(example: string, make: () => void): void {
    if (this.inside === 0) {
      this.flush();
      make();
    } else {
      this.source.notes.add('moved_out', example);
      this.waiting.push(make);
    }
  }

  flush(): void {
    if (this.inside > 0) return;
    const runs = this.gathered;
    this.gathered = [];
    if (runs.length > 0) this.source.out.text(runs);
    while (this.waiting.length > 0) for (const make of this.waiting.splice(0)) make();
  }

  /** Between blocks: a new paragraph, or a new line where there can be none. */
  private edge(format: Format): void {
    if (this.inside === 0) this.flush();
    else if (this.gathered.length > 0) this.gathered.push({ said: { break: true }, format });
  }

  formatOf(element: Element, around: Format): Format {
    if (!this.look.has(element)) {
      this.look.add(element);
      for (const kind of droppedLook(element)) this.source.notes.add(kind, wordsOf(element).slice(0, 200));
    }
    const format = formatIn(element, around, (colour) => this.source.notes.add('style_colour', colour));
    if (format.colour !== null && format.colour !== around.colour) this.source.notes.add('colour_kept', wordsOf(element).slice(0, 200));
    // Word marks every word with the language it was typed in, mostly by mistake.
    const said = this.source.fromWord ? null : attribute(element, 'lang') ?? attribute(element, 'xml:lang');
    return said === null ? format : { ...format, lang: langOf(said, this.source.lang) };
  }

  children(element: Element, format: Format): void {
    const items: WordItem[] = [];
    const list = () => { if (items.length > 0) this.wordList(items.splice(0), format); };
    for (const node of element.childNodes) {
      const item = this.source.fromWord && this.inside === 0 ? wordItem(node) : null;
      if (item !== null) {
        if (items[0] && items[0].list !== item.list) list();
        items.push(item);
      } else if (isElement(node) || (isText(node) && node.value.trim() !== '')) {
        list();
        this.node(node, format);
      } else if (items.length === 0) this.node(node, format);
    }
    list();
  }

  private wordList(items: readonly WordItem[], format: Format): void {
    this.flush();
    const lines = items.map((item) => ({ level: item.level, number: numberOf(item.label), runs: this.collect(withoutLabel(item), this.formatOf(item.element, format)) }));
    const lowest = Math.min(...lines.map((line) => line.level));
    this.source.out.list(lines.map((line) => ({ ...line, level: line.level - lowest + 1 })));
    this.flush();
  }

  private node(node: Node, around: Format): void {
    if (isText(node)) return this.words(clean(node.value), around);
    if (!isElement(node) || node.tagName === 'template') return;
    const format = this.formatOf(node, around);
    if (!BLOCKS.has(node.tagName)) return this.inline(node, format);
    this.edge(around);
    this.block(node, format);
    this.edge(around);
  }

  private inline(element: Element, format: Format): void {
    const { tagName } = element;
    if (tagName === 'br') this.gathered.push({ said: { break: true }, format });
    else if (tagName === 'img' || tagName === 'image') addImage(this, element);
    else if (tagName === 'a') this.link(element, format);
    else if (tagName === 'ruby') this.ruby(element, format);
    else if (tagName === 'q') {
      this.words('「', format);
      this.children(element, format);
      this.words('」', format);
    } else if (tagName === 'map') addMap(this, element);
    else if (PLAYERS.has(tagName)) addPlayer(this, element, format);
    else if (tagName !== 'wbr' && tagName !== 'rp') this.children(element, format);
  }

  private link(element: Element, format: Format): void {
    const said = attribute(element, 'href');
    if (said === null) return this.children(element, format);
    const to = importedAddress(said, this.source.base);
    const words = wordsOf(element);
    if (!to.ok) {
      if (to.why !== 'empty') this.source.notes.add(to.why, `${words} ${said.slice(0, 200)}`);
      return this.children(element, format);
    }
    if (leadsToFile(to.address)) this.source.notes.add('files_to_bring', words || to.address);
    const linked = { ...format, link: to.address, colour: null };
    this.children(element, linked);
    if (words !== '') return;
    const picture = first(element, (one) => one.tagName === 'img' && !isSpacer(one));
    if (picture === null) return;
    // A picture cannot lead anywhere, words can.
    this.source.notes.add('image_link', to.address);
    this.words(clean(attribute(picture, 'alt') || attribute(element, 'title') || to.address), linked);
  }

  private ruby(element: Element, format: Format): void {
    let base = '';
    const give = (reading: string) => {
      const [text, ruby] = [base.replaceAll(/\s+/g, ' ').trim(), reading.replaceAll(/\s+/g, ' ').trim()];
      base = '';
      const fits = text.length <= 100 && ruby.length <= 100 && !/[《》｜]/.test(text + ruby);
      if (text !== '' && ruby !== '' && fits) this.gathered.push({ said: { ruby, text }, format });
      else if (ruby !== '') {
        this.source.notes.add('ruby_long', text);
        this.words(`${text}（${ruby}）`, format);
      } else this.words(text, format);
    };
    for (const node of element.childNodes) {
      if (isText(node)) base += clean(node.value);
      else if (isElement(node) && (node.tagName === 'rt' || node.tagName === 'rtc')) give(clean(textOf(node)));
      else if (isElement(node) && node.tagName !== 'rp') base += clean(textOf(node));
    }
    if (base !== '') give('');
  }

  private block(element: Element, format: Format): void {
    const { tagName } = element;
    const { notes } = this.source;
    const level = HEADING.test(tagName) ? Number(tagName.charAt(1)) : this.inside === 0 ? this.styledHeading(element) : null;
    if (level !== null) this.heading(element, level, format);
    else if (tagName === 'ul' || tagName === 'ol' || tagName === 'menu' || tagName === 'dir') addList(this, element, format);
    else if (tagName === 'dl') addTerms(this, element, format);
    else if (tagName === 'table') this.table(element, format);
    else if (tagName === 'details') this.details(element, format);
    else if (tagName === 'blockquote') this.quote(element, format);
    else if (tagName === 'pre' || tagName === 'listing' || tagName === 'plaintext' || tagName === 'xmp') {
      notes.add('code', wordsOf(element));
      const before = this.kept;
      this.kept = true;
      this.children(element, format);
      this.kept = before;
    } else if (tagName === 'hr') notes.add('rule');
    else this.children(element, format);
  }

  private styledHeading(element: Element): number | null {
    const level = Number(attribute(element, 'aria-level') ?? 2);
    if (attribute(element, 'role') === 'heading') return Number.isInteger(level) ? level : 2;
    return this.source.fromWord ? wordHeading(element) : null;
  }

  private heading(element: Element, level: number, format: Format): void {
    if (this.inside > 0) {
      this.source.notes.add('heading_in_list', wordsOf(element));
      return this.children(element, format);
    }
    const pictured = wordsOf(element) === '' ? [...elementsBelow(element)].filter((one) => one.tagName === 'img').map((one) => attribute(one, 'alt') ?? '').join(' ').trim() : '';
    if (pictured === '') {
      const runs = this.collect(element, format);
      this.source.out.heading(level, runs);
      this.linksOf(runs, 'heading_link');
    } else {
      this.source.notes.add('heading_image', pictured);
      this.source.out.heading(level, [{ said: clean(pictured), format: PLAIN }]);
    }
    this.flush();
  }

  /** Where only plain words fit, their links stand below. */
  private linksOf(runs: readonly Run[], kind: 'heading_link'): void {
    const linked = runs.filter((run) => run.format.link !== null);
    if (plainRuns(linked) === '') return;
    this.source.notes.add(kind, plainRuns(linked));
    this.source.out.text(linked);
  }

  private table(element: Element, format: Format): void {
    const read = readTable(this, element, format);
    if (read === 'layout') {
      this.source.notes.add('table_layout', wordsOf(element).slice(0, 200));
      for (const cell of elementsBelow(element, (one) => one === element || !/^(?:td|th|caption)$/.test(one.tagName))) {
        if (!/^(?:td|th|caption)$/.test(cell.tagName)) continue;
        this.edge(format);
        this.children(cell, this.formatOf(cell, format));
        this.edge(format);
      }
    } else if (this.inCell > 0) {
      this.source.notes.add('table_nested', wordsOf(element).slice(0, 200));
      this.gathered.push(...linesOfTable(read));
    } else if (this.inside > 0) this.beside(wordsOf(element), () => addTable(read, this.source.out));
    else {
      addTable(read, this.source.out);
      this.flush();
    }
  }

  private details(element: Element, format: Format): void {
    const summary = element.childNodes.find((node): node is Element => isElement(node) && node.tagName === 'summary');
    const body: Element = { ...element, childNodes: element.childNodes.filter((node) => node !== summary) };
    const title = summary ? this.collect(summary, format) : [];
    if (this.inside > 0) {
      this.gathered.push(...title);
      this.edge(format);
      return this.children(body, format);
    }
    if (holds(body, BESIDE)) {
      this.source.notes.add('accordion_opened', plainRuns(title));
      const above = this.source.out.blocks.findLast((block) => block.type === 'heading');
      this.source.out.heading((above?.level ?? 1) + 1, title);
      return this.children(body, format);
    }
    this.source.out.accordion(plainRuns(title) || '詳細', this.collect(body, format));
    this.linksOf(title, 'heading_link');
    this.flush();
  }

  private quote(element: Element, format: Format): void {
    const cited = attribute(element, 'cite') !== null || first(element, (one) => one.tagName === 'cite') !== null;
    if (this.inside === 0 && cited && !holds(element, new Set([...BESIDE, 'ul', 'ol', 'dl', 'details']))) {
      this.source.out.notice('引用', this.collect(element, format));
      this.flush();
    } else {
      this.source.notes.add('quote', wordsOf(element).slice(0, 200));
      this.children(element, format);
    }
  }

  /** For the parts of the reader that stand in files of their own. */
  get isInside(): boolean {
    return this.inside > 0;
  }

  gather(runs: readonly Run[]): void {
    this.gathered.push(...runs);
  }
}

export const isMenu = (element: Element): boolean => /(?:^|[\s_-])(?:breadcrumbs?|topicpath|pankuzu|global-?nav|g-?nav|side-?menu|local-?nav)(?:$|[\s_-])/i.test(`${classOf(element)} ${attribute(element, 'id') ?? ''}`);
