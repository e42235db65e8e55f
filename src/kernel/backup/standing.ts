/** How backups stand, for whoever asks this machine (`./yakuba doctor`): the operations page says the same to whoever signs in. */
import pg from 'pg';
import { valueTypes } from '../db/values.ts';
import { momentWords } from './choose.ts';
import type { BackupConfig } from './config.ts';
import { shownPlace } from './loop.ts';
import { cityDatabases, type RecordsOf } from './records.ts';

export interface Standing {
  /** Everything committed before this is at the place; null: nothing yet. */
  readonly coversTo: Temporal.Instant | null;
  readonly problem: string | null;
  readonly problemSince: Temporal.Instant | null;
  /** WAL files that wait here. */
  readonly spooled: number;
  readonly lastSet: Temporal.Instant | null;
  /** The last drill that brought everything back. */
  readonly lastDrill: Temporal.Instant | null;
}

/** Told to a person; `todo` says what to do next. */
export interface Line {
  readonly level: 'good' | 'note' | 'bad';
  readonly what: string;
  readonly said: string;
  readonly todo?: string;
}

const QUESTION = `
select s.covers_to, s.problem, s.problem_since, coalesce(s.spooled, 0)::int as spooled,
       (select max(consistent_at) from kernel.backup_sets where problem is null and removed_at is null) as last_set, (select max(at) from kernel.restore_drills where all_equal) as last_drill
  from (select 1) as one left join kernel.backup_state s on true`;

type Row = Readonly<Record<'covers_to' | 'problem_since' | 'last_set' | 'last_drill', Temporal.Instant | null>> & { readonly problem: string | null; readonly spooled: number };

/** What the backup process wrote down; every city on this server holds the same. Null: there is no city yet. */
export async function standingOf(of: RecordsOf): Promise<Standing | null> {
  const [city] = await cityDatabases(of);
  if (!city) return null;
  const client = new pg.Client({ ...city, types: valueTypes, application_name: 'yakuba-backup' });
  client.on('error', () => {});
  try {
    await client.connect();
    const row = (await client.query<Row>(QUESTION)).rows[0];
    return { coversTo: row?.covers_to ?? null, problem: row?.problem ?? null, problemSince: row?.problem_since ?? null, spooled: row?.spooled ?? 0, lastSet: row?.last_set ?? null, lastDrill: row?.last_drill ?? null };
  } finally {
    await client.end().catch(() => {});
  }
}

/** After so long the promised minute is broken beyond doubt. */
const BEHIND_MINUTES = 5;
const DRILL_DAYS = 366;
const WHAT = 'バックアップの様子';

export interface Around {
  readonly config: BackupConfig;
  /** The town hall is open, so that changes are being shipped. */
  readonly running: boolean;
  /** The place lies on the disk that it is to outlive. */
  readonly sameDisk: boolean;
  readonly now: Temporal.Instant;
}

/** The lines on backups that are configured. */
export function standingLines(standing: Standing | null, { config, running, sameDisk, now }: Around): readonly Line[] {
  const lines: Line[] = [{ level: 'good', what: 'バックアップの設定', said: `${everyWords(config.everySeconds)}ごとに ${shownPlace(config.to)} へ` }];
  if (sameDisk) lines.push({ level: 'bad', what: 'バックアップの置き場所', said: 'データと同じディスクです', todo: 'このディスクが壊れると、両方を失います。別のディスク、別の機械（ssh://）か S3 にしてください。' });
  if (standing === null) return lines;
  const { coversTo, lastSet, lastDrill } = standing;
  if (standing.problem !== null) {
    lines.push({ level: 'bad', what: WHAT, said: `${standing.problemSince ? `${momentWords(standing.problemSince)} から` : ''}困っています`, todo: standing.problem });
  } else if (lastSet === null) lines.push({ level: 'bad', what: WHAT, said: 'まだ一つもありません', todo: running ? 'はじめの一つを取っているところなら、終わるまで待ってください。' : '町役場を開くか（./yakuba start）、./yakuba backup を実行してください。' });
  if (coversTo !== null) {
    const late = now.since(coversTo).total('minutes') > BEHIND_MINUTES;
    const said = `${momentWords(coversTo)} までの変更が届いています${standing.spooled > 0 ? `（送るのを待つ控え ${standing.spooled}）` : ''}`;
    if (!late) lines.push({ level: 'good', what: WHAT, said });
    else lines.push({ level: running ? 'bad' : 'note', what: WHAT, said, todo: running ? 'それより後の変更は、まだこの機械にしかありません。職員の画面「運用」→「バックアップ」で、わけを見てください。' : '町役場が閉じているあいだは送られません。開くと、続きから送ります。' });
  }
  if (lastSet !== null && (lastDrill === null || now.since(lastDrill).total('hours') / 24 > DRILL_DAYS)) {
    lines.push({ level: 'note', what: '復元の訓練', said: lastDrill === null ? 'まだ一度もしていません' : `最後は ${momentWords(lastDrill)} です`, todo: './yakuba drill restore --identity 鍵のファイル を実行してください。業務は止まりません。' });
  } else if (lastDrill !== null) lines.push({ level: 'good', what: '復元の訓練', said: `${momentWords(lastDrill)} に、すべて戻りました` });
  return lines;
}

function everyWords(seconds: number): string {
  const [size, word] = seconds % 86_400 === 0 ? [86_400, '日'] : seconds % 3600 === 0 ? [3600, '時間'] : seconds % 60 === 0 ? [60, '分'] : [1, '秒'];
  return `${seconds / size}${word}`;
}
