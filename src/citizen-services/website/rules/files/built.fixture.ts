/** Files built byte by byte, so that a test knows what is in them. */
import { deflateRawSync, deflateSync, inflateRawSync } from 'node:zlib';
import { ascii, be16, be32, crc32, type Inflate, joined, le16, le32 } from './bytes.ts';
import { type Entry, writeZip } from './zip.ts';

export const inflate: Inflate = (packed, most) => {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, most) });
  } catch {
    return null;
  }
};

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const of = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** Latitude 35°41'22.5" as Exif writes it: three fractions. */
export const LATITUDE = of(...be32(35), ...be32(1), ...be32(41), ...be32(1), ...be32(2250), ...be32(100));
export const SERIAL = 'CAM-0123456789';
export const ARTIST = 'Yamada Taro';

/** Big-endian TIFF: orientation, model, artist; Exif directory with a day and a serial number; GPS directory; a thumbnail. */
export function exif(orientation: number): Uint8Array {
  const entry = (tag: number, type: number, count: number, value: readonly number[]) => [...be16(tag), ...be16(type), ...be32(count), ...value];
  const directory = (entries: readonly (readonly number[])[], next: number) => of(...be16(entries.length), ...entries.flat(), ...be32(next));
  const size = (entries: number) => 2 + entries * 12 + 4;
  const at0 = 8;
  const atExif = at0 + size(5);
  const atGps = atExif + size(2);
  const at1 = atGps + size(2);
  const atModel = at1 + size(1);
  const atArtist = atModel + 12;
  const atDay = atArtist + 12;
  const atSerial = atDay + 20;
  const atLatitude = atSerial + 16;
  return joined([
    ascii('MM'), of(...be16(42), ...be32(at0)),
    directory([entry(0x0110, 2, 12, be32(atModel)), entry(0x0112, 3, 1, [...be16(orientation), 0, 0]), entry(0x013b, 2, 12, be32(atArtist)), entry(0x8769, 4, 1, be32(atExif)), entry(0x8825, 4, 1, be32(atGps))], at1),
    directory([entry(0x9003, 2, 20, be32(atDay)), entry(0xa431, 2, 15, be32(atSerial))], 0),
    directory([entry(1, 2, 2, [0x4e, 0, 0, 0]), entry(2, 5, 3, be32(atLatitude))], 0),
    directory([entry(0x0103, 3, 1, [...be16(6), 0, 0])], 0),
    ascii('Phone X 2000'), ascii(`${ARTIST}\0`), ascii('2026:04:01 09:30:00\0'), ascii(`${SERIAL}\0\0`), LATITUDE,
  ]);
}

export const segment = (marker: number, data: Uint8Array): Uint8Array => joined([of(0xff, marker, ...be16(data.byteLength + 2)), data]);
export const ICC = joined([ascii('ICC_PROFILE\0'), of(1, 1), ascii('profile of colours')]);
const SCAN = of(0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, 0x78);

export interface JpegOptions {
  readonly width?: number;
  readonly height?: number;
  readonly before?: readonly Uint8Array[];
  readonly behind?: Uint8Array;
}

export function jpeg({ width = 40, height = 30, before = [], behind = of() }: JpegOptions = {}): Uint8Array {
  return joined([
    of(0xff, 0xd8), segment(0xe0, joined([ascii('JFIF\0'), of(1, 2, 0, 0, 1, 0, 1, 0, 0)])), ...before,
    segment(0xdb, new Uint8Array(65)), segment(0xc0, of(8, ...be16(height), ...be16(width), 1, 1, 0x11, 0)), segment(0xc4, new Uint8Array(19)), segment(0xda, of(1, 1, 0, 0, 63, 0)), SCAN,
    // A second scan, as progressive pictures have, with another table between.
    segment(0xc4, new Uint8Array(19)), segment(0xda, of(1, 1, 0, 0, 63, 0)), SCAN, of(0xff, 0xd9), behind,
  ]);
}

export const app1 = (orientation: number): Uint8Array => segment(0xe1, joined([ascii('Exif\0\0'), exif(orientation)]));
export const XMP = utf8('<x:xmpmeta><rdf:Description exif:GPSLatitude="35,41.375N"><dc:creator><rdf:Seq><rdf:li>Yamada</rdf:li></rdf:Seq></dc:creator></rdf:Description></x:xmpmeta>');

export const chunk = (type: string, data: Uint8Array): Uint8Array => joined([of(...be32(data.byteLength)), ascii(type), data, of(...be32(crc32(joined([ascii(type), data]))))]);

export function png({ width = 4, height = 3, before = [], behind = of() }: JpegOptions = {}): Uint8Array {
  const rows = deflateSync(new Uint8Array(Math.min(1000, (width + 1) * height)));
  return joined([of(0x89), ascii('PNG\r\n\u001a\n'), chunk('IHDR', of(...be32(width), ...be32(height), 8, 0, 0, 0, 0)), chunk('sRGB', of(0)), ...before, chunk('IDAT', rows), chunk('IEND', of()), behind]);
}

export function gif({ width = 2, height = 2, before = [], behind = of() }: JpegOptions = {}): Uint8Array {
  return joined([ascii('GIF89a'), of(...le16(width), ...le16(height), 0x80, 0, 0, 0, 0, 0, 255, 255, 255), ...before, of(0x21, 0xf9, 4, 0, 0, 0, 0, 0), of(0x2c, 0, 0, 0, 0, ...le16(width), ...le16(height), 0, 2, 2, 0x44, 0x01, 0, 0x3b), behind]);
}

export const LOOP = joined([of(0x21, 0xff, 11), ascii('NETSCAPE2.0'), of(3, 1, 0, 0, 0)]);

const riffChunk = (type: string, data: Uint8Array): Uint8Array => joined([ascii(type), of(...le32(data.byteLength)), data, new Uint8Array(data.byteLength % 2)]);

export function webp({ width = 10, height = 8, records = true, behind = of() }: { readonly width?: number; readonly height?: number; readonly records?: boolean; readonly behind?: Uint8Array } = {}): Uint8Array {
  const picture = joined([of(0, 0, 0, 0x9d, 0x01, 0x2a, ...le16(width), ...le16(height)), ascii('pixels!')]);
  const extended = of(records ? 0x2c : 0x20, 0, 0, 0, ...le16(width - 1), 0, ...le16(height - 1), 0);
  const body = joined([ascii('WEBP'), riffChunk('VP8X', extended), riffChunk('ICCP', ascii('profile')), riffChunk('VP8 ', picture), ...(records ? [riffChunk('EXIF', exif(6)), riffChunk('XMP ', XMP)] : [])]);
  return joined([ascii('RIFF'), of(...le32(body.byteLength)), body, behind]);
}


/** Parts by name, packed as office programs pack them. */
export function zip(parts: { readonly [name: string]: string | Uint8Array }, change: (entry: Entry) => Entry = (entry) => entry): Uint8Array {
  return writeZip(Object.entries(parts).map(([name, part]) => {
    const content = typeof part === 'string' ? utf8(part) : part;
    return change({ name, rawName: utf8(name), flags: 0x0800, method: 8, crc: crc32(content), bytes: content.byteLength, packed: deflateRawSync(content), encrypted: false });
  }));
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n';
const types = (...parts: readonly string[]) => `${XML}<Types xmlns="ct"><Default Extension="xml" ContentType="application/xml"/>${parts.map((part) => `<Override PartName="${part}" ContentType="x"/>`).join('')}</Types>`;
export const rels = (...links: readonly (readonly [id: string, type: string, target: string, external?: boolean])[]): string =>
  `${XML}<Relationships xmlns="r">${links.map(([id, type, target, external]) => `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"${external ? ' TargetMode="External"' : ''}/>`).join('')}</Relationships>`;

const described = {
  'docProps/core.xml': `${XML}<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>夏まつり</dc:title><dc:creator>山田太郎</dc:creator><cp:lastModifiedBy>佐藤花子</cp:lastModifiedBy><dcterms:created>2026-04-01T00:00:00Z</dcterms:created></cp:coreProperties>`,
  'docProps/app.xml': `${XML}<Properties xmlns="p"><Application>Word</Application><Company>二本松市役所</Company><Manager>課長</Manager></Properties>`,
  'docProps/custom.xml': `${XML}<Properties xmlns="p"><property name="起案番号"><vt:lpwstr xmlns:vt="v">R8-123</vt:lpwstr></property></Properties>`,
  'docProps/thumbnail.jpeg': jpeg(),
};
type PartsOf = { readonly [name: string]: string | Uint8Array };

export function docx(body: string, more: PartsOf = {}): Uint8Array {
  return zip({ '[Content_Types].xml': types('/word/document.xml', '/docProps/thumbnail.jpeg'), '_rels/.rels': rels(['rId1', 'officeDocument', 'word/document.xml'], ['rId2', 'metadata/thumbnail', 'docProps/thumbnail.jpeg']), 'word/document.xml': `${XML}<w:document xmlns:w="w"><w:body>${body}</w:body></w:document>`, ...described, ...more });
}

export function xlsx(sheets: readonly { readonly name: string; readonly state?: string; readonly content: string }[], more: PartsOf = {}, workbook = ''): Uint8Array {
  return zip({
    '[Content_Types].xml': types('/xl/workbook.xml'), '_rels/.rels': rels(['rId1', 'officeDocument', 'xl/workbook.xml']),
    'xl/workbook.xml': `${XML}<workbook xmlns="s" xmlns:r="r">${workbook}<sheets>${sheets.map(({ name, state }, index) => `<sheet name="${name}" sheetId="${index + 1}"${state === undefined ? '' : ` state="${state}"`} r:id="rId${index + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': rels(...sheets.map((_, index) => [`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`] as const)),
    ...Object.fromEntries(sheets.map(({ content }, index) => [`xl/worksheets/sheet${index + 1}.xml`, `${XML}<worksheet xmlns="s">${content}</worksheet>`])), ...more,
  });
}

export function pptx(slides: readonly string[], more: PartsOf = {}): Uint8Array {
  return zip({ '[Content_Types].xml': types('/ppt/presentation.xml'), '_rels/.rels': rels(['rId1', 'officeDocument', 'ppt/presentation.xml']), 'ppt/presentation.xml': `${XML}<p:presentation xmlns:p="p"/>`, ...Object.fromEntries(slides.map((slide, index) => [`ppt/slides/slide${index + 1}.xml`, `${XML}${slide}`])), ...more });
}

/** Objects by number; streams as [dictionary, data]. */
export function pdf(objects: readonly (string | readonly [string, Uint8Array])[], trailer = '/Root 1 0 R'): Uint8Array {
  const parts: Uint8Array[] = [ascii('%PDF-1.7\n')];
  for (const [index, object] of objects.entries()) {
    if (typeof object === 'string') parts.push(utf8(`${index + 1} 0 obj\n${object}\nendobj\n`));
    else parts.push(utf8(`${index + 1} 0 obj\n<< ${object[0]} /Length ${object[1].byteLength} >>\nstream\n`), object[1], ascii('\nendstream\nendobj\n'));
  }
  return joined([...parts, ascii(`trailer\n<< /Size ${objects.length + 1} ${trailer} >>\nstartxref\n0\n%%EOF\n`)]);
}

export const flate = (text: string | Uint8Array): Uint8Array => Uint8Array.from(deflateSync(typeof text === 'string' ? utf8(text) : text));

export const WORDS = 'BT /F1 12 Tf 72 720 Td (Summer festival on the first of August) Tj ET';
const FONT = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';

/** One page with words, tagged, named, as good as can be. */
export function goodPdf(more: { readonly root?: string; readonly page?: string; readonly info?: string; readonly content?: string; readonly font?: string; readonly extra?: readonly (string | readonly [string, Uint8Array])[]; readonly trailer?: string } = {}): Uint8Array {
  return pdf([
    `<< /Type /Catalog /Pages 2 0 R /MarkInfo << /Marked true >> /StructTreeRoot 6 0 R /Lang (ja-JP) ${more.root ?? ''} >>`, '<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R ${more.page ?? ''} >>`, ['/Filter /FlateDecode', flate(more.content ?? WORDS)], more.font ?? FONT, '<< /Type /StructTreeRoot >>',
    `<< ${more.info ?? '/Title (Festival)'} >>`, ...(more.extra ?? []),
  ], `/Root 1 0 R /Info 7 0 R ${more.trailer ?? ''}`);
}
