/** From results by page to the checklist of the report, and what may be claimed of the site (WAIC 対応度表記ガイドライン 2016年3月版). */
import { type Criterion, criteriaAt, type Level } from './criteria.ts';

export interface Result {
  readonly ordinal: number;
  readonly criterion: string;
  readonly applies: boolean;
  readonly passed: boolean | null;
  readonly note: string;
}

export interface Line {
  readonly criterion: Criterion;
  readonly applies: boolean;
  /** Null: it applies nowhere. */
  readonly passed: boolean | null;
  /** Pages on which it is not met. */
  readonly failing: readonly number[];
  readonly remark: string;
  /** Pages that nobody has answered yet. */
  readonly open: number;
}

const REMARK = 300;

/** One line per criterion: it applies where one page has it, and is met when every page to which it applies meets it. */
export function checklist(list: readonly Criterion[], pages: readonly number[], results: readonly Result[]): readonly Line[] {
  const by = Map.groupBy(results, (result) => result.criterion);
  return list.map((criterion) => {
    const own = by.get(criterion.number) ?? [];
    const applying = own.filter((result) => result.applies);
    const failing = applying.filter((result) => result.passed === false).map((result) => result.ordinal).toSorted((x, y) => x - y);
    const notes = [...new Set(own.filter((result) => result.note !== '' && (failing.length === 0 || result.passed === false)).map((result) => result.note))];
    const where = failing.length === 0 ? '' : `ページ${failing.join('・')}`;
    return { criterion, applies: applying.length > 0, passed: applying.length === 0 ? null : failing.length === 0, failing, remark: [where, notes.join('／')].filter((one) => one !== '').join('：').slice(0, REMARK), open: pages.length - new Set(own.map((result) => result.ordinal)).size };
  });
}

export const openCells = (lines: readonly Line[]): number => lines.reduce((sum, line) => sum + line.open, 0);

export type Claim = 'conforms' | 'partly' | 'open';

/** 準拠: every criterion of the level is met. 一部準拠: tested, and some are not. */
export function claimOf(lines: readonly Line[]): Claim {
  if (openCells(lines) > 0) return 'open';
  return lines.every((line) => line.passed !== false) ? 'conforms' : 'partly';
}

/** The level that is wholly met; null: not even A. */
export function levelMet(level: Level, pages: readonly number[], results: readonly Result[]): Level | null {
  const met = (at: Level) => claimOf(checklist(criteriaAt(at), pages, results)) === 'conforms';
  if (level === 'AA' && met('AA')) return 'AA';
  return met('A') ? 'A' : null;
}
