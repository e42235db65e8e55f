/**
 * HTML from anywhere — a page of the old site, a piece pasted from Word or Excel — as typed blocks. Nothing of the HTML is kept:
 * what the blocks cannot say is dropped, and the report says what and how often. Refuses nothing and never throws.
 */
import type { Block } from '../blocks.ts';
import { attribute, classOf, type Element, elementsBelow, first, holds, isComment, isElement, isText, isWithin, type Node, parsePage, textOf, wordsOf, below } from './dom.ts';
import { Flow, isMenu } from './flow.ts';
import { type ImportNote, type NoteKind, Notes } from './note.ts';
import { cut, fitPage, Out } from './out.ts';
import { clean } from './runs.ts';
import { isHidden, langOf } from './style.ts';
import { isFromWord, wordLeavesOut } from './word.ts';

export type { ImportNote } from './note.ts';

export interface Imported {
  readonly title: string;
  readonly lead: string;
  readonly blocks: Block[];
  readonly report: readonly ImportNote[];
}

export interface HtmlOptions {
  /** Where the page was: relative links and pictures are told from it. */
  readonly baseUrl?: string;
  readonly newId: () => string;
}

const LONGEST = 4_000_000;
const LONGEST_TITLE = 400;

const MAIN_IDS = /^(?:main|main-?contents?|contents?|content-?main|honbun|tmp_(?:honbun|contents)|page-?body)$/i;

/** Where the text of the page is. */
function rootOf(body: Element): Element {
  const main = first(body, (one) => one.tagName === 'main' || attribute(one, 'role') === 'main');
  if (main !== null) return main;
  const articles = [...elementsBelow(body, (one) => one.tagName !== 'article')].filter((one) => one.tagName === 'article');
  if (articles.length === 1 && articles[0]) return articles[0];
  return first(body, (one) => MAIN_IDS.test(attribute(one, 'id') ?? '')) ?? body;
}

const CONTROLS = new Set(['button', 'select', 'textarea', 'input', 'datalist', 'progress', 'meter']);
const CONTENT = new Set(['h1', 'h2', 'main', 'article']);
const ROLES: Readonly<Record<string, NoteKind>> = { navigation: 'nav', banner: 'header', contentinfo: 'footer', search: 'form' };

/** What an element is, if it is not text of the page. */
function leftOut(element: Element, root: Element, fromWord: boolean): NoteKind | 'quietly' | null {
  const { tagName } = element;
  if (tagName === 'script' || tagName === 'noscript') return 'script';
  if (tagName === 'style') return 'style_sheet';
  if (tagName === 'link' || tagName === 'meta' || tagName === 'title' || tagName === 'base' || tagName === 'template') return 'quietly';
  if (tagName === 'svg' || tagName === 'canvas') return 'plugin';
  if (isWithin(root, element)) return null;
  const within = isWithin(element, root) && root.tagName !== 'body';
  const role = ROLES[attribute(element, 'role') ?? ''] ?? null;
  if (tagName === 'nav' || role === 'nav' || isMenu(element)) return 'nav';
  if (!within && (tagName === 'header' || tagName === 'footer')) return tagName;
  if (role !== null) return role;
  if (tagName === 'search' || (tagName === 'form' && !holds(element, CONTENT))) return 'form';
  if (CONTROLS.has(tagName)) return attribute(element, 'type') === 'hidden' ? 'quietly' : 'form';
  const remark = fromWord ? wordLeavesOut(element) : null;
  if (remark !== null) return remark;
  return isHidden(element) ? (wordsOf(element) === '' && !holds(element, new Set(['img'])) ? 'quietly' : 'hidden') : null;
}

/** Takes out and counts what is not text, in the whole page. */
function strip(page: Element, root: Element, fromWord: boolean, notes: Notes): void {
  const stack: Element[] = [page];
  for (let element = stack.pop(); element !== undefined; element = stack.pop()) {
    const kept: Node[] = [];
    for (const node of element.childNodes) {
      if (isComment(node)) {
        if (isWithin(node, root) && !/^\s*(?:\[if|\[endif|Start ?Fragment|End ?Fragment|\?xml)/i.test(node.data) && node.data.trim() !== '') notes.add('html_comment', node.data.slice(0, 200));
      } else if (!isElement(node)) kept.push(node);
      else {
        const kind = leftOut(node, root, fromWord);
        if (kind !== null && kind !== 'quietly') notes.add(kind, wordsOf(node).slice(0, 200));
        if (kind !== null) continue;
        notes.add('script_attribute', node.attrs.find((one) => one.name.startsWith('on'))?.value.slice(0, 200) ?? '', node.attrs.filter((one) => one.name.startsWith('on')).length);
        kept.push(node);
        stack.push(node);
      }
    }
    element.childNodes = kept;
  }
}

function outside(body: Element, root: Element, notes: Notes): void {
  if (root === body) return;
  const words = [...below(body, (one) => one !== root)].filter((node) => isText(node) && !isWithin(node, root)).map((node) => (isText(node) ? node.value.trim() : '')).filter((text) => text !== '');
  notes.add('outside', words.slice(0, 20).join(' '), words.length);
}

/** The window's title without the site's name behind it. */
const windowTitle = (text: string) => clean(text).replaceAll(/\s+/g, ' ').trim().split(/\s*[|｜]\s*|\s+[-–—:：／/]\s+/)[0] ?? '';

/** The first heading as the page's title, when it is one of the first level. */
export function titled(blocks: readonly Block[], otherwise: string, notes: Notes, newId: () => string): { readonly title: string; readonly blocks: Block[] } {
  const at = blocks.findIndex((block) => block.type === 'heading');
  const heading = blocks[at];
  if (heading?.type === 'heading' && heading.level === 1) return { title: heading.text, blocks: blocks.toSpliced(at, 1) };
  const title = otherwise.normalize('NFC');
  if (title.length <= LONGEST_TITLE) return { title, blocks: [...blocks] };
  notes.add('title_long', title);
  return { title: cut(title, LONGEST_TITLE), blocks: [{ id: newId(), type: 'text', content: [cut(title, 19_000)] }, ...blocks] };
}

/** Blocks from HTML without the limit on how many, for parts of a longer text. */
export function readHtml(html: string, out: Out, baseUrl: string | undefined): { readonly title: string; readonly lead: string } {
  const { notes } = out;
  if (html.length > LONGEST) notes.add('too_long', html.slice(LONGEST, LONGEST + 200), html.length - LONGEST);
  const source = cut(html, LONGEST);
  const page = parsePage(source, notes);
  const whole = page.childNodes.find(isElement);
  const body = whole?.childNodes.find((node): node is Element => isElement(node) && node.tagName === 'body');
  if (!whole || !body) return { title: '', lead: '' };
  const head = { title: first(whole, (one) => one.tagName === 'title'), lead: first(whole, (one) => one.tagName === 'meta' && /^description$/i.test(attribute(one, 'name') ?? '')), base: first(whole, (one) => one.tagName === 'base') };
  const [title, lead] = [head.title ? windowTitle(textOf(head.title)) : '', head.lead ? clean(attribute(head.lead, 'content') ?? '').replaceAll(/\s+/g, ' ').trim().normalize('NFC') : ''];
  const [fromWord, lang] = [isFromWord(source), langOf(attribute(whole, 'lang'), '')];
  if (lang !== null && !fromWord) notes.add('page_lang', lang);
  const root = rootOf(body);
  strip(whole, root, fromWord, notes);
  outside(body, root, notes);
  new Flow({ base: baseUrl, fromWord, lang: lang ?? 'ja', out, notes }).read(root);
  return { title: /\bWordSection/.test(classOf(root)) ? '' : title, lead: lead === title ? '' : cut(lead, 400) };
}

export function importHtml(html: string, options: HtmlOptions): Imported {
  const notes = new Notes();
  const out = new Out(notes, options.newId);
  const page = readHtml(html, out, options.baseUrl);
  const { title, blocks } = titled(out.blocks, page.title, notes, options.newId);
  return { title, lead: page.lead === title ? '' : page.lead, blocks: fitPage(blocks, notes), report: notes.list() };
}
