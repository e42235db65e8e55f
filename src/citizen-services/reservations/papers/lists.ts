/** Long lists: the public result of a lottery, the result of a series. */
import { formatInstant } from '../../../kernel/calendar/calendar.ts';
import { compilePaper } from '../../../kernel/paper/paper.ts';
import type { PaperOptions } from '../../../kernel/paper/paper.ts';
import { day, timesText } from './letter-head.ts';
import type { TimeSpan } from './letter-head.ts';

export interface LotteryResultsData {
  readonly title: string;
  readonly lotteryId: string;
  readonly drawnAt: Temporal.Instant;
  readonly entries: number;
  readonly confirmUntil: Temporal.PlainDate | null;
  /** In the order of the draw. Only aliases: a name has no place here. */
  readonly rows: readonly {
    readonly order: number;
    readonly alias: string;
    readonly unit: string;
    readonly date: Temporal.PlainDate;
    readonly times: readonly TimeSpan[];
    readonly result: 'won' | 'full' | 'cap' | 'overlap' | 'ineligible' | 'withdrawn' | 'later_choice';
    /** Place on the waiting list of the slot. */
    readonly waiting: number | null;
  }[];
  readonly proof: { readonly algorithm: string; readonly commitment: string; readonly root: string; readonly publicValue: string; readonly secret: string };
  readonly verifyAt: string;
  readonly ordinance: string;
  readonly contact: string;
}

const lotteryWords = { won: '当選', full: '落選（満員）', cap: '落選（上限）', overlap: '落選（重複）', ineligible: '対象外', withdrawn: '取下げ', later_choice: '上の希望で当選' } as const;

/** 抽選結果一覧, public. */
export async function lotteryResultsPaper(data: LotteryResultsData, options?: PaperOptions): Promise<Uint8Array> {
  const { proof } = data;
  return compilePaper({ file: new URL('lottery-results.typ', import.meta.url) }, {
    title: `抽選結果一覧　${data.title}`,
    ordinance: data.ordinance,
    contact: data.contact,
    facts: [
      ['抽選の番号', data.lotteryId], ['抽選した日時', formatInstant(data.drawnAt, 'ja')],
      ['申込みと当選', `申込み ${data.entries.toLocaleString('ja-JP')}件、当選 ${data.rows.filter((row) => row.result === 'won').length.toLocaleString('ja-JP')}件`],
      ...(data.confirmUntil === null ? [] : [['当選の確定', `${day(data.confirmUntil)}までに確定してください。過ぎると当選は取消しになります。`]]),
    ],
    rows: data.rows.map((row) => ({
      order: row.order, alias: row.alias, unit: row.unit, slot: `${day(row.date)}　${timesText(row.times)}`,
      result: row.waiting === null ? lotteryWords[row.result] : `補欠 ${row.waiting}番`,
    })),
    notes: ['「満員」は先に抽選された申込みで埋まったもの、「上限」は当選できる数に達していたもの、「重複」は同じ時間に別の当選があるものです。', '別名は、申込みのときにお知らせした、ご本人だけが分かる名前です。', `この抽選は、どなたでもやり直して確かめられます。${data.verifyAt}`],
    proof: [['方式', proof.algorithm], ['事前に公開した値', proof.commitment], ['申込みの一覧の値', proof.root], ['公開の乱数', proof.publicValue], ['抽選後に公開した値', proof.secret]],
  }, options);
}

export interface SeriesResultsData {
  readonly facility: string;
  readonly unit: string;
  readonly patronName: string;
  /** Such as 毎週水曜日. */
  readonly rule: string;
  readonly rows: readonly {
    readonly date: Temporal.PlainDate;
    readonly times: readonly TimeSpan[];
    readonly result: 'booked' | 'conflict' | 'closed';
    /** The reservation number, or why not. */
    readonly note: string;
    readonly feeYen: number | null;
  }[];
  readonly printedAt: Temporal.Instant;
  readonly ordinance: string;
  readonly contact: string;
}

const seriesWords = { booked: '○ 予約済み', conflict: '× 利用あり', closed: '休 休館日' } as const;

/** 定期利用の結果一覧: each date with what became of it. */
export async function seriesResultsPaper(data: SeriesResultsData, options?: PaperOptions): Promise<Uint8Array> {
  const count = (result: keyof typeof seriesWords): number => data.rows.filter((row) => row.result === result).length;
  return compilePaper({ file: new URL('series-results.typ', import.meta.url) }, {
    title: '定期利用の結果一覧',
    moment: `${formatInstant(data.printedAt, 'ja')} 現在`,
    ordinance: data.ordinance,
    contact: data.contact,
    facts: [
      ['利用する人', data.patronName], ['施設', `${data.facility}　${data.unit}`], ['利用する日', data.rule],
      ['結果', `全${data.rows.length}回のうち、予約済み ${count('booked')}回、利用あり ${count('conflict')}回、休館日 ${count('closed')}回`],
    ],
    rows: data.rows.map((row, index) => ({ n: index + 1, date: day(row.date), time: timesText(row.times), result: seriesWords[row.result], note: row.note, fee: row.feeYen })),
    total: data.rows.reduce((sum, row) => sum + (row.feeYen ?? 0), 0),
    notes: ['「利用あり」の日は、ほかの時間や部屋をご案内できます。窓口にお尋ねください。'],
  }, options);
}
