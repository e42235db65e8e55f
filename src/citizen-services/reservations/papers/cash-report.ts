/** 日計表: what came in today, by payee and desk, and whether the drawer agrees. */
import { formatInstant } from '../../../kernel/calendar/calendar.ts';
import { compilePaper } from '../../../kernel/paper/paper.ts';
import type { PaperOptions } from '../../../kernel/paper/paper.ts';
import { day, yenText } from './letter-head.ts';

export interface DeskTakings {
  readonly desk: string;
  readonly count: number;
  /** One amount per entry of `methods`. */
  readonly amountsYen: readonly number[];
  /** Paid back, as a positive number. */
  readonly refundYen: number;
}

export interface CashDrawer {
  readonly desk: string;
  readonly floatYen: number;
  readonly takenYen: number;
  readonly paidBackYen: number;
  readonly countedYen: number;
  /** Why the count differs; empty lines are filled in by hand. */
  readonly reason: string;
  /** Null counts are filled in by hand. */
  readonly denominations: readonly { readonly value: number; readonly count: number | null }[];
}

export interface CashReportData {
  readonly place: string;
  readonly date: Temporal.PlainDate;
  /** Such as 現金, カード, 電子マネー, コード決済. */
  readonly methods: readonly string[];
  readonly payees: readonly { readonly name: string; readonly desks: readonly DeskTakings[] }[];
  readonly drawers: readonly CashDrawer[];
  readonly printedAt: Temporal.Instant;
  readonly ordinance: string;
  readonly contact: string;
}

/** 日計表. Throws `RangeError` when a full count of coins and notes is not what the drawer is said to hold. */
export async function cashReportPaper(data: CashReportData, options?: PaperOptions): Promise<Uint8Array> {
  return compilePaper({ file: new URL('cash-report.typ', import.meta.url) }, {
    title: `日計表　${data.place}`,
    subtitle: day(data.date),
    moment: `${formatInstant(data.printedAt, 'ja')} 現在`,
    ordinance: data.ordinance,
    contact: data.contact,
    methods: data.methods,
    payees: data.payees.map((payee) => ({ name: payee.name, rows: [...payee.desks, sumOf(payee.desks, data.methods.length)].map(takingsRow) })),
    drawers: data.drawers.map(drawerView),
  }, options);
}

function sumOf(desks: readonly DeskTakings[], methods: number): DeskTakings {
  const sum = (amountOf: (desk: DeskTakings) => number): number => desks.reduce((total, desk) => total + amountOf(desk), 0);
  return {
    desk: '計', count: sum((desk) => desk.count), refundYen: sum((desk) => desk.refundYen),
    amountsYen: Array.from({ length: methods }, (_, index) => sum((desk) => desk.amountsYen[index] ?? 0)),
  };
}

function takingsRow({ desk, count, amountsYen, refundYen }: DeskTakings): object {
  return { desk, count, amounts: amountsYen, refund: refundYen, net: amountsYen.reduce((sum, amount) => sum + amount, 0) - refundYen };
}

function drawerView(drawer: CashDrawer): object {
  assertCount(drawer);
  const expected = drawer.floatYen + drawer.takenYen - drawer.paidBackYen;
  return {
    desk: drawer.desk,
    lines: [['釣銭準備金', drawer.floatYen], ['現金の収入', drawer.takenYen], ['現金の還付', -drawer.paidBackYen + 0], ['あるべき残高', expected], ['数えた残高', drawer.countedYen]],
    difference: differenceText(drawer.countedYen - expected),
    reason: drawer.reason,
    denominations: drawer.denominations,
  };
}

function differenceText(yen: number): string {
  if (yen === 0) return '0円（一致）';
  return yen > 0 ? `＋${yenText(yen)}（過剰）` : `${yenText(yen)}（不足）`;
}

function assertCount({ denominations, countedYen, desk }: CashDrawer): void {
  if (denominations.length === 0 || denominations.some(({ count }) => count === null)) return;
  const sum = denominations.reduce((total, { value, count }) => total + value * (count ?? 0), 0);
  if (sum !== countedYen) throw new RangeError(`The coins and notes of ${desk} make ${sum} yen, not ${countedYen} yen.`);
}
