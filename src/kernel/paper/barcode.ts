import bwip from 'bwip-js/node';

export type BarcodeKind = 'qrcode' | 'code128';

/**
 * A barcode as an SVG, to be handed to a paper as data and drawn there by `barcode()` of house.typ, or put on a page.
 * Throws when the symbol cannot hold `text` (Code 128 carries ASCII only).
 */
export function barcode(kind: BarcodeKind, text: string): string {
  if (text === '') throw new RangeError('A barcode needs at least one character.');
  if (kind === 'code128') {
    // bwip-js would encode other characters as bytes that a till's scanner reads as something else.
    if (!/^[\x20-\x7e]+$/.test(text)) throw new RangeError('Code 128 carries printable ASCII only.');
    return bwip.toSVG({ bcid: 'code128', text, height: 12, includetext: false, paddingwidth: 10 });
  }
  return bwip.toSVG({ bcid: 'qrcode', text, padding: 4 });
}
