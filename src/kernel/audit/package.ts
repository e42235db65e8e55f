/**
 * 証拠パッケージ: one archive with everything about one record — its entries with their proofs, the checkpoint with the witnesses'
 * signatures, the stored files it names, and the page that checks all of it offline. A bag after RFC 8493 in a ZIP of one form, so that
 * every byte of it is accounted for: the log's by signatures, the rest by the manifest.
 */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { City } from '../city.ts';
import { loadFile } from '../files/files.ts';
import { canonicalJson } from '../text/canonical-json.ts';
import { checkEvidence, type Evidence, evidenceFor, type EvidenceCheck, evidenceText } from './evidence.ts';
import { entriesAbout } from './operations.ts';
import { BadArchive, type Member, readZip, writeZip } from './stored-zip.ts';

const EVIDENCE_NAME = 'data/evidence.json';
const PAGE_NAME = 'data/check.html';
const README_NAME = 'data/README.txt';
const FILES = 'data/files/';
const MANIFEST = 'manifest-sha256.txt';
const TAG_MANIFEST = 'tagmanifest-sha256.txt';
const BAG = { name: 'bagit.txt', bytes: Buffer.from('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n') };
const README = { name: README_NAME, bytes: Buffer.from(`この包みは、市の記録の証拠です。

確かめ方
1. 市のウェブサイトの /log/check.html を保存するか、この包みの check.html を開きます。通信を切っても動きます。
2. 「証拠ファイル」に、この包み（.zip）をそのまま選びます。
3. 市の公表した「記録の鍵」があれば、入れます。
命令で確かめるには: ./yakuba log verify --package この包み.zip

中身
evidence.json  記録、封印の証明、控え、証人の署名
files/         記録に指紋（SHA-256）のある文書
check.html     確かめるページ（疑うときは、市のウェブサイトのものを使ってください）
`) };

/** The package cannot be made; the message says why and what to do. */
export class PackageRefused extends Error {}

const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');

/** The hashes that the opened bodies name. */
function hashesIn(evidence: Evidence): readonly string[] {
  return [...new Set(evidence.entries.flatMap((entry) => (entry.body ? canonicalJson(entry.body.text).match(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g) ?? [] : [])))];
}

interface Named {
  readonly sha256: string;
  readonly name: string;
}

/** A name that every file system takes. */
function fileName(place: number, name: string): string {
  return `${FILES}${String(place + 1).padStart(2, '0')}-${name.normalize('NFC').replaceAll(/[^\p{L}\p{N}._-]+/gu, '_').replaceAll(/^\.+/g, '').slice(-60) || 'file'}`;
}

function manifestOf(members: readonly Member[]): Buffer {
  return Buffer.from(members.map((one) => `${sha256(one.bytes)}  ${one.name}\n`).join(''));
}

/** The whole bag around its payload. */
function bag(payload: readonly Member[]): Buffer {
  const manifest = { name: MANIFEST, bytes: manifestOf(payload) };
  return writeZip([BAG, ...payload, manifest, { name: TAG_MANIFEST, bytes: manifestOf([BAG, manifest]) }]);
}

/** The package of everything about a subject; null: nothing is recorded about it, or it is not signed yet. Throws PackageRefused. */
export async function packageAbout(city: Pick<City, 'staffDb' | 'facts' | 'filesDir'>, subject: string, options: { readonly withhold?: boolean } = {}): Promise<Buffer | null> {
  const ids = await entriesAbout(city, subject);
  const evidence = await city.staffDb.use((asks) => evidenceFor(asks, city.facts.name.ja, ids, options));
  if (!evidence) return null;
  const hashes = hashesIn(evidence);
  const named = await city.staffDb.use(async (asks) => (await asks.run<Named>('select distinct on (sha256) sha256, name from kernel.files where sha256 = any($1::text[]) order by sha256, created_at', [hashes])).rows);
  const files: Member[] = [];
  for (const [place, one] of named.entries()) {
    const bytes = await loadFile(city, one.sha256).catch((error: unknown) => {
      throw new PackageRefused(`文書 ${one.name}（SHA-256 ${one.sha256.slice(0, 16)}…）が、置き場所にないか、変わっています。バックアップから戻してから、もう一度作ってください。`, { cause: error });
    });
    files.push({ name: fileName(place, one.name), bytes });
  }
  return bag([{ name: EVIDENCE_NAME, bytes: Buffer.from(evidenceText(evidence)) }, ...files, { name: PAGE_NAME, bytes: readFileSync(new URL('./check-page.html', import.meta.url)) }, README]);
}

/** Whether this is an archive rather than evidence alone. */
export function isPackage(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/** Checks a package with nothing but itself (and keys known from elsewhere). */
export function checkPackage(bytes: Uint8Array, options: { readonly trusted?: readonly string[] } = {}): EvidenceCheck {
  let members: readonly Member[];
  try {
    members = readZip(bytes);
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    return { level: 'damaged', said: ['この包みは、作られたときのままではありません。'] };
  }
  const payload = members.filter((one) => one.name.startsWith('data/'));
  const evidence = payload.find((one) => one.name === EVIDENCE_NAME);
  // What is not payload follows from the payload.
  if (!evidence || !bag(payload).equals(bytes)) return { level: 'damaged', said: ['この包みの目録が、中身と合いません。'] };
  const files = payload.filter((one) => one.name.startsWith(FILES)).map((one) => ({ name: one.name.slice(FILES.length), bytes: one.bytes }));
  if (payload.length !== files.length + 3 || ![PAGE_NAME, README_NAME].every((name) => payload.some((one) => one.name === name))) return { level: 'damaged', said: ['この包みに、あるはずのないものがあるか、あるはずのものがありません。'] };
  return checkEvidence(Buffer.from(evidence.bytes).toString('utf8'), { ...options, files });
}
