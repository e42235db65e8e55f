/** Pictures, players and maps of a parsed page. */
import { importedAddress } from './address.ts';
import { attribute, type Element, elementsBelow, isElement, wordsOf } from './dom.ts';
import type { Flow } from './flow.ts';
import { clean, type Format, PLAIN } from './runs.ts';
import { styleOf } from './style.ts';

function size(element: Element, name: 'width' | 'height'): number {
  const said = /^\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*$/.exec(attribute(element, name) ?? styleOf(element).get(name) ?? '')?.[1];
  return said === undefined ? 0 : Number(said);
}

const has = (element: Element, name: 'width' | 'height') => /^\s*\d/.test(attribute(element, name) ?? '');

/** Invisible pictures that pushed other things to their places, and counters of visits. */
export function isSpacer(image: Element): boolean {
  if ((attribute(image, 'alt') ?? '').trim() !== '') return false;
  return (has(image, 'width') && size(image, 'width') <= 3) || (has(image, 'height') && size(image, 'height') <= 3) || /(?:^|\/)(?:spacer|blank|clear|dot|transparent|1x1)\.(?:gif|png)/i.test(attribute(image, 'src') ?? '');
}

function captionOf(image: Element): string {
  let at: Element = image;
  for (let up = 0; up < 3; up += 1) {
    const parent = at.parentNode;
    if (parent === null || !isElement(parent)) return '';
    at = parent;
    if (at.tagName === 'figure') break;
  }
  const pictures = [...elementsBelow(at)].filter((one) => one.tagName === 'img');
  const caption = at.tagName === 'figure' && pictures.length === 1 ? at.childNodes.find((node): node is Element => isElement(node) && node.tagName === 'figcaption') : undefined;
  if (caption === undefined) return '';
  const words = wordsOf(caption);
  // Said once, under the picture.
  if (words.length <= 400) caption.childNodes = [];
  return words.length <= 400 ? clean(words) : '';
}

export function addImage(flow: Flow, image: Element): void {
  const { notes, out, base } = flow.source;
  const [said, alt] = [(attribute(image, 'src') ?? attribute(image, 'data-src') ?? '').trim(), attribute(image, 'alt')];
  if (isSpacer(image)) return notes.add('image_spacer', said.slice(0, 200));
  const embedded = said === '' || /^(?:data:image\/(?!svg)|file:|cid:|blob:|[a-z]:\\|webkit-fake-url:|about:blank)/i.test(said);
  const to = embedded ? null : importedAddress(said, base);
  if (to !== null && !to.ok && to.why === 'link_unsafe') return notes.add('image_unsafe', said.slice(0, 200));
  if (to?.ok && /^(?:mailto|tel):/.test(to.address)) return notes.add('image_unsafe', said.slice(0, 200));
  notes.add(embedded ? 'image_embedded' : 'image_foreign', alt || said.slice(0, 200));
  // Without the old page's address a relative one still says which file is meant.
  const source = to === null ? '' : to.ok ? to.address : clean(said).replaceAll(/[\s"<>\\]/g, '').replace(/^[a-z][a-z0-9+.-]*:/i, '');
  const picture = { source, alt: alt === null ? null : clean(alt), width: size(image, 'width'), height: size(image, 'height'), caption: captionOf(image) };
  flow.beside(alt || said.slice(0, 200), () => out.image(picture));
}

/** Places of a picture that led somewhere: their links by name. */
export function addMap(flow: Flow, map: Element): void {
  const { notes, out, base } = flow.source;
  const items = [...elementsBelow(map)].flatMap((area) => {
    const to = area.tagName === 'area' && attribute(area, 'href') !== null ? importedAddress(attribute(area, 'href') ?? '', base) : null;
    if (to !== null && !to.ok && to.why !== 'empty') notes.add(to.why, attribute(area, 'alt') || (attribute(area, 'href') ?? '').slice(0, 200));
    const words = clean(attribute(area, 'alt') || attribute(area, 'title') || (to?.ok ? to.address : ''));
    return to === null || words === '' ? [] : [{ level: 1, number: null, runs: [{ said: words, format: { ...PLAIN, link: to.ok ? to.address : null } }] }];
  });
  notes.add('image_map', '', items.length);
  if (items.length > 0) flow.beside('', () => out.list(items));
  flow.children(map, PLAIN);
}

const VIDEOS = /^https?:\/\/(?:[a-z0-9-]+\.)*(?:youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|nicovideo\.jp|dailymotion\.com)(?:[/:?]|$)/i;

export function addPlayer(flow: Flow, element: Element, format: Format): void {
  const { notes, out, base } = flow.source;
  const { tagName } = element;
  const title = clean(attribute(element, 'title') ?? attribute(element, 'aria-label') ?? '').trim();
  if (tagName === 'object' || tagName === 'embed' || tagName === 'applet') {
    notes.add('plugin', attribute(element, 'data') ?? attribute(element, 'src') ?? '');
    return flow.children(element, format);
  }
  const source = [...elementsBelow(element)].find((one) => one.tagName === 'source');
  const said = attribute(element, 'src') ?? attribute(element, 'data-src') ?? (source ? attribute(source, 'src') : null) ?? '';
  const to = importedAddress(said, base);
  if (!to.ok || /^(?:mailto|tel):/.test(to.address)) {
    if (said !== '' || tagName !== 'iframe') notes.add('embed_unsafe', said.slice(0, 200));
    return;
  }
  const kind = tagName === 'audio' ? 'sound' : tagName === 'video' || VIDEOS.test(to.address) ? 'video' : 'embed';
  const autoplay = attribute(element, 'autoplay') !== null || /[?&]autoplay=(?:1|true)\b/i.test(to.address);
  flow.beside(title || to.address, () => out.embed(to.address, title, kind, autoplay));
}
