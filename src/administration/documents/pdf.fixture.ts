/** A small PDF that holds some words everywhere a PDF can hold them: in its text, in a picture, in its metadata, in a comment. */
import { deflateSync } from 'node:zlib';

export function pdfHolding(words: string): Uint8Array {
  const stream = (dictionary: string, body: Buffer) => Buffer.concat([Buffer.from(`<< ${dictionary} /Length ${body.length} >>\nstream\n`), body, Buffer.from('\nendstream')]);
  const objects: Buffer[] = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R /Metadata 6 0 R >>'), Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    Buffer.from('<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [7 0 R] /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> /XObject << /I 5 0 R >> >> >>'),
    stream('/Filter /FlateDecode', deflateSync(Buffer.from(`BT /F 12 Tf 72 700 Td (${words}) Tj ET q 9 0 0 9 72 600 cm /I Do Q`))),
    stream('/Type /XObject /Subtype /Image /Width 3 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8', Buffer.from(words)),
    stream('/Type /Metadata /Subtype /XML', Buffer.from(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>${words}</dc:creator></x:xmpmeta>`)),
    Buffer.from(`<< /Type /Annot /Subtype /Text /Rect [72 500 90 518] /Contents (${words}) >>`),
  ];
  let bytes = Buffer.from('%PDF-1.7\n');
  const offsets: number[] = [];
  for (const [index, body] of objects.entries()) {
    offsets.push(bytes.length);
    bytes = Buffer.concat([bytes, Buffer.from(`${index + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
  }
  const xref = bytes.length;
  const lines = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.concat([bytes, Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${lines}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`)]);
}
