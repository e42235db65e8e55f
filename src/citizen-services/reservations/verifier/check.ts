/** What the verifier says about a pasted file: whether it can be read, and what matches. Nothing here needs a server. */
import type { PublishedDraw } from '../rules/lottery-proof.ts';
import { verifyDraw } from '../rules/lottery-proof.ts';
import { sha256Hex } from './sha256.ts';

export interface CheckLine {
  readonly ok: boolean;
  readonly ja: string;
  readonly en: string;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPublished(value: unknown): value is PublishedDraw {
  if (!isObject(value)) return false;
  const texts = ['lotteryId', 'commit', 'root', 'secretHex', 'publicValue'].every((name) => typeof value[name] === 'string');
  const { entries, results, ground, options } = value;
  return texts && Array.isArray(entries) && entries.every((one: unknown) => isObject(one) && typeof one['id'] === 'string' && typeof one['weight'] === 'number' && typeof one['unit'] === 'string' && typeof one['slot'] === 'string' && typeof one['applicant'] === 'string')
    && Array.isArray(results) && results.every((one: unknown) => isObject(one) && typeof one['id'] === 'string') && isObject(ground) && isObject(ground['cellsOf']) && isObject(options) && Array.isArray(options['stages']);
}

const unreadable: CheckLine = { ok: false, ja: 'このファイルは、抽選の検証用データとして読み取れません。市のページからダウンロードしたものか確かめてください。', en: 'This is not a lottery file we can read. Please check that it is the one from the city’s page.' };

/** One line per check, the verdict over all of them first. */
export function checkText(text: string): readonly CheckLine[] {
  let published: unknown;
  try {
    published = JSON.parse(text);
  } catch {
    return [unreadable];
  }
  if (!isPublished(published)) return [unreadable];
  try {
    const findings = verifyDraw(published, sha256Hex);
    const all = findings.every((one) => one.ok);
    const verdict: CheckLine = all ? { ok: true, ja: `一致しました。申込み${published.entries.length}件の抽選をやり直し、公表された結果と同じになりました。`, en: `It matches. The draw of ${published.entries.length} entries was repeated with the same result.` } : { ok: false, ja: '一致しません。公表された結果は、この申込みと数字からは出ません。', en: 'It does not match. The published result does not follow from these entries and numbers.' };
    return [verdict, ...findings.map((one) => ({ ok: one.ok, ...one.message }))];
  } catch (error) {
    if (error instanceof RangeError) return [{ ...unreadable, ja: `${unreadable.ja}（${error.message}）` }];
    throw error;
  }
}

/** Where one's own entry stands: in the list, and with what outcome. */
export function findEntry(text: string, wanted: string): CheckLine {
  const published: unknown = JSON.parse(text);
  const name = wanted.normalize('NFKC').trim().toUpperCase();
  if (!isPublished(published)) return unreadable;
  const mine = published.entries.filter((entry) => entry.id === name || entry.applicant === name);
  if (mine.length === 0) return { ok: false, ja: `「${wanted}」は、この一覧にありません。`, en: `“${wanted}” is not in this list.` };
  const said = mine.map((entry) => `${entry.id} ${entry.unit} ${entry.slot} ${published.results.find((result) => result.id === entry.id)?.outcome ?? ''}`).join(' ／ ');
  return { ok: true, ja: `一覧にあります: ${said}`, en: `In the list: ${said}` };
}
