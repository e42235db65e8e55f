/**
 * The life of a reservation, as data: the buttons, the permissions, the diagram and the tests all come from this table.
 * A hold that is given up leaves nothing behind (`gone`); everything else is kept.
 */
import type { Text } from '../../../kernel/view.ts';

export const bookingStates = [
  'held', 'provisional', 'approval_pending', 'permitted', 'in_use', 'completed', 'no_show', 'expired', 'refused', 'cancelled', 'cancelled_by_city',
] as const;
export type BookingState = (typeof bookingStates)[number];

/** citizen: the patron; staff: the counter; department: 所管課; system: jobs, payments and other systems. */
export type BookingActor = 'citizen' | 'staff' | 'department' | 'system';

interface Transition {
  readonly from: readonly BookingState[];
  readonly to: BookingState | 'gone';
  readonly by: readonly BookingActor[];
  readonly title: Text;
}

export const bookingTransitions = {
  submit: { from: ['held'], to: 'provisional', by: ['citizen', 'staff'], title: { ja: '申し込む', en: 'Submit' } },
  abandon: { from: ['held'], to: 'gone', by: ['citizen', 'staff'], title: { ja: '仮押さえをやめる', en: 'Give up the hold' } },
  time_out: { from: ['held'], to: 'gone', by: ['system'], title: { ja: '仮押さえの時間切れ', en: 'Hold timed out' } },
  ask_approval: { from: ['provisional'], to: 'approval_pending', by: ['staff', 'system'], title: { ja: '承認に回す', en: 'Send for approval' } },
  approve: { from: ['approval_pending'], to: 'provisional', by: ['department'], title: { ja: '承認する', en: 'Approve' } },
  refuse: { from: ['approval_pending'], to: 'refused', by: ['department'], title: { ja: '不許可にする', en: 'Refuse' } },
  permit: { from: ['provisional'], to: 'permitted', by: ['staff', 'system'], title: { ja: '利用を許可する', en: 'Permit' } },
  // A permitted booking lapses when its balance (分納の残金) is not paid in time.
  expire: { from: ['provisional', 'permitted'], to: 'expired', by: ['system'], title: { ja: '期限切れで取り消す', en: 'Expire' } },
  // A store took the money in time, but we heard of it too late, or the payment was withdrawn again.
  reinstate: { from: ['expired'], to: 'provisional', by: ['staff', 'system'], title: { ja: '期限切れを戻す', en: 'Reinstate' } },
  reverse_payment: { from: ['permitted'], to: 'provisional', by: ['system'], title: { ja: '入金の取り消し', en: 'Payment reversed' } },
  change_provisional: { from: ['provisional'], to: 'provisional', by: ['citizen', 'staff'], title: { ja: '変更する', en: 'Change' } },
  change: { from: ['permitted'], to: 'permitted', by: ['citizen', 'staff'], title: { ja: '変更する', en: 'Change' } },
  cancel: { from: ['provisional', 'approval_pending', 'permitted'], to: 'cancelled', by: ['citizen', 'staff'], title: { ja: '取り消す', en: 'Cancel' } },
  cancel_by_city: {
    from: ['held', 'provisional', 'approval_pending', 'permitted', 'in_use'], to: 'cancelled_by_city', by: ['department', 'system'],
    title: { ja: '市の都合で取り消す', en: 'Cancel for the city' },
  },
  check_in: { from: ['permitted'], to: 'in_use', by: ['staff', 'system'], title: { ja: '利用を始める', en: 'Check in' } },
  finish: { from: ['in_use', 'permitted'], to: 'completed', by: ['staff', 'system'], title: { ja: '利用を終える', en: 'Finish' } },
  miss: { from: ['permitted'], to: 'no_show', by: ['staff', 'system'], title: { ja: '無断不使用', en: 'No show' } },
  excuse: { from: ['no_show'], to: 'completed', by: ['staff', 'department'], title: { ja: '無断不使用を取り消す', en: 'Excuse the no-show' } },
} as const satisfies Readonly<Record<string, Transition>>;

export type BookingEvent = keyof typeof bookingTransitions;

const table: Readonly<Record<BookingEvent, Transition>> = bookingTransitions;

/** What the state becomes; `gone` when nothing is kept; null when the event is impossible in this state. */
export function next(state: BookingState, event: BookingEvent): BookingState | 'gone' | null {
  const transition = table[event];
  return transition.from.includes(state) ? transition.to : null;
}

export function can(state: BookingState, event: BookingEvent): boolean {
  return next(state, event) !== null;
}

/** Whether this kind of person may cause the event in this state at all; whose booking it is, the command asks. */
export function may(actor: BookingActor, state: BookingState, event: BookingEvent): boolean {
  return can(state, event) && table[event].by.includes(actor);
}

/** The buttons to offer. */
export function eventsFor(actor: BookingActor, state: BookingState): readonly BookingEvent[] {
  return Object.keys(bookingTransitions).filter(isBookingEvent).filter((event) => may(actor, state, event));
}

export function isBookingEvent(name: string): name is BookingEvent {
  return Object.hasOwn(bookingTransitions, name);
}

/** States that occupy cells: exactly these have claim rows. */
export const occupyingStates: readonly BookingState[] = ['held', 'provisional', 'approval_pending', 'permitted', 'in_use'];

/** States that count towards caps. */
export const countedStates: readonly BookingState[] = ['provisional', 'approval_pending', 'permitted', 'in_use'];

/** States from which nothing follows, except a correction by staff. */
export const finalStates: readonly BookingState[] = ['completed', 'no_show', 'expired', 'refused', 'cancelled', 'cancelled_by_city'];

export const bookingStateNames: Readonly<Record<BookingState, Text>> = {
  held: { ja: '仮押さえ', en: 'Held' },
  provisional: { ja: '仮予約', en: 'Provisional' },
  approval_pending: { ja: '承認待ち', en: 'Waiting for approval' },
  permitted: { ja: '正式予約（利用許可）', en: 'Permitted' },
  in_use: { ja: '利用中', en: 'In use' },
  completed: { ja: '利用済み', en: 'Completed' },
  no_show: { ja: '無断不使用', en: 'No show' },
  expired: { ja: '期限切れ', en: 'Expired' },
  refused: { ja: '不許可', en: 'Refused' },
  cancelled: { ja: '取消', en: 'Cancelled' },
  cancelled_by_city: { ja: '市の都合による取消', en: 'Cancelled by the city' },
};
