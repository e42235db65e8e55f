/** The words of the office's reservation pages. Staff pages are Japanese. */
import { A, Chip, type ChipKind, type Crumb, Refusal, useUi } from '../../../../ui/index.ts';
import type { BookingState } from '../../rules/booking-state.ts';
import { formatTimes } from '../../rules/nights.ts';

export const stateWords: Readonly<Record<BookingState, { readonly word: string; readonly kind: ChipKind }>> = {
  held: { word: '仮押さえ', kind: 'no' },
  provisional: { word: '未入金', kind: 'wait' },
  approval_pending: { word: '承認待ち', kind: 'wait' },
  permitted: { word: '許可済み', kind: 'ok' },
  in_use: { word: '使用中', kind: 'info' },
  completed: { word: '終了', kind: 'no' },
  no_show: { word: '無断不使用', kind: 'bad' },
  expired: { word: '期限切れ', kind: 'no' },
  refused: { word: '不許可', kind: 'no' },
  cancelled: { word: '取消し', kind: 'no' },
  cancelled_by_city: { word: '市の取消し', kind: 'bad' },
};

export const channelWords: Readonly<Record<string, string>> = { web: 'インターネット', phone: '電話', desk: '窓口', kiosk: '端末', lottery: '抽選', recurring: '定期利用', api: '連携' };
export const methodWords: Readonly<Record<string, string>> = { cash: '現金', store: 'コンビニ', card: 'カード', code: 'コード決済', transfer: '口座振込', reversal: '取消し' };
export const refundWords: Readonly<Record<string, string>> = { due: '承認待ち', approved: '支払い待ち', paid: '支払い済み', withdrawn: '取下げ' };
export const blockWords: Readonly<Record<string, string>> = { official: '公用', election: '選挙', maintenance: '保守', school: '学校', disaster: '避難所', inspection: '点検', event: '行事', rain: '天候' };
export const patronWords: Readonly<Record<string, { readonly word: string; readonly kind: ChipKind }>> = {
  submitted: { word: '審査待ち', kind: 'wait' }, active: { word: '有効', kind: 'ok' }, suspended: { word: '停止中', kind: 'bad' }, expired: { word: '期限切れ', kind: 'no' }, rejected: { word: '却下', kind: 'no' }, closed: { word: '終了', kind: 'no' },
};

export function StateChip({ state }: { readonly state: BookingState }) {
  const { word, kind } = stateWords[state];
  return <Chip kind={kind}>{word}</Chip>;
}

export function PatronChip({ status }: { readonly status: string }) {
  const found = patronWords[status];
  return <Chip kind={found?.kind ?? 'no'}>{found?.word ?? status}</Chip>;
}

/** 9:00～12:00 */
export function times(of: { readonly start: number; readonly end: number; readonly nights?: number; readonly night?: number }): string {
  return `${formatTimes(of.start, of.end, 'ja')}${of.night === undefined ? '' : `（${of.nights ?? 1}泊の${of.night}泊目）`}`;
}

export const home: Crumb = { to: '/staff/reservations', label: '施設予約' };

export function deskCrumbs(facility: { readonly code: string; readonly name: { readonly ja: string } }): readonly Crumb[] {
  return [home, { to: `/staff/reservations/${facility.code}`, label: facility.name.ja }];
}

/** One value of the address's search part. */
export function one(search: Readonly<Record<string, string | string[]>>, name: string): string {
  const value = search[name];
  return typeof value === 'string' ? value : (value?.at(-1) ?? '');
}

export function all(search: Readonly<Record<string, string | string[]>>, name: string): readonly string[] {
  const value = search[name];
  return value === undefined || value === '' ? [] : typeof value === 'string' ? [value] : value;
}

/** The same address with these values; empty ones are left out. */
export function withSearch(path: string, values: Readonly<Record<string, string | readonly string[] | number | null>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const each of Array.isArray(value) ? value : [value]) if (each !== null && each !== '') search.append(name, String(each));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Says why something was refused whose form has gone from the page meanwhile (somebody else was first); a form that still stands says it itself. */
export function LateRefusal({ isGone }: { readonly isGone: (action: string, about: (name: string) => unknown) => boolean }) {
  const { form } = useUi();
  return form !== null && isGone(form.action, (name) => form.values[name]) ? <Refusal /> : null;
}

/** A telephone number to call by a touch. */
export function Phone({ number }: { readonly number: string }) {
  return number === '' ? <span>―</span> : <A to={`tel:${number}`}>{number}</A>;
}
