/** A photograph as a phone sends it, built byte by byte: with where it was taken in its Exif record. */
const of = (...values: number[]): Uint8Array => Uint8Array.from(values);
const be16 = (value: number): readonly number[] => [value >> 8, value & 0xff];
const be32 = (value: number): readonly number[] => [value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff];
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const joined = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
const segment = (marker: number, data: Uint8Array): Uint8Array => joined([of(0xff, marker, ...be16(data.byteLength + 2)), data]);

/** Latitude 37°35'5.3" as Exif writes it: three fractions. */
export const POSITION = of(...be32(37), ...be32(1), ...be32(35), ...be32(1), ...be32(530), ...be32(100));

function exif(): Uint8Array {
  const entry = (tag: number, type: number, count: number, value: readonly number[]) => [...be16(tag), ...be16(type), ...be32(count), ...value];
  const directory = (entries: readonly (readonly number[])[]) => of(...be16(entries.length), ...entries.flat(), ...be32(0));
  const [atGps, atLatitude] = [8 + 18, 8 + 18 + 30];
  return joined([ascii('MM'), of(...be16(42), ...be32(8)), directory([entry(0x8825, 4, 1, be32(atGps))]), directory([entry(1, 2, 2, [0x4e, 0, 0, 0]), entry(2, 5, 3, be32(atLatitude))]), POSITION]);
}

const SCAN = of(0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, 0x78);

/** Another width is another photograph. */
export function photo(width: number, height = 480): Uint8Array {
  return joined([
    of(0xff, 0xd8), segment(0xe0, joined([ascii('JFIF\0'), of(1, 2, 0, 0, 1, 0, 1, 0, 0)])), segment(0xe1, joined([ascii('Exif\0\0'), exif()])),
    segment(0xdb, new Uint8Array(65)), segment(0xc0, of(8, ...be16(height), ...be16(width), 1, 1, 0x11, 0)), segment(0xc4, new Uint8Array(19)), segment(0xda, of(1, 1, 0, 0, 63, 0)), SCAN, of(0xff, 0xd9),
  ]);
}
