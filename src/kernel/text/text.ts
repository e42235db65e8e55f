/** The text room: what people type, turned into what is stored, and back into files. Everything here is pure. */
export { accepted, rejected } from './parsed.ts';
export type { Parsed } from './parsed.ts';
export { applyWidth, compose, parseInteger, toFullWidth, toHalfWidth, widenKana } from './width.ts';
export type { WidthRule } from './width.ts';
export { formatPostcode, parsePostcode } from './postcode.ts';
export { parseKana, toHalfWidthKana, toHiragana, toKatakana } from './kana.ts';
export { formatPhone, parsePhone } from './phone.ts';
export { parseEmail } from './email.ts';
export { foldVariants, parseAddress, parseName, refuseUnshowable } from './name.ts';
export {
  corporateNumberCheckDigit, hasMod10Weight3, isCorporateNumber, isLocalGovernmentCode, isMyNumber, localGovernmentCheckDigit, mod10Weight3,
  myNumberCheckDigit, withMod10Weight3,
} from './check-digits.ts';
export { containsMyNumber, myNumberRefusal, withoutMyNumbers } from './my-number.ts';
export { bigrams, foldForSearch, indexGrams, likeness } from './search.ts';
export { groupName } from './group-name.ts';
export { readCsv, writeCsv } from './csv.ts';
export type { Csv, CsvCell, CsvOptions, CsvRecord } from './csv.ts';
export { decodeMs932, describeUnmappable, encodeMs932 } from './ms932.ts';
export type { Encoded, Unmappable } from './ms932.ts';
