/** Just enough XML 1.0 to write it so that every reader can read it. */

/** XML has no way at all to write control characters, so they are left out; half a character becomes the replacement character. */
const plain = (text: string) => text.toWellFormed().replaceAll(/\r\n?/g, '\n').replaceAll(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, '');

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const xmlText = (text: string) => plain(text).replaceAll(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
/** Line breaks and tabs of an attribute would be read as spaces. */
const attribute = (text: string) => xmlText(text).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');

/** `null` attributes and children are left out. Children are XML already. */
export function element(name: string, attributes: Readonly<Record<string, string | null>>, ...children: readonly (string | null)[]): string {
  const written = Object.entries(attributes).map(([key, value]) => (value === null ? '' : ` ${key}="${attribute(value)}"`)).join('');
  const inner = children.filter((child) => child !== null).join('');
  return inner === '' ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>`;
}

export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
