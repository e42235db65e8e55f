/**
 * What a command answers. Expected refusals are values with a stable code; only bugs throw.
 * Every refusal has a text that says what happened, why, and what to do next.
 */
import { formatInstant } from './calendar/calendar.ts';
import type { FieldError, Lang, Text } from './view.ts';

export type Details = Readonly<Record<string, unknown>>;

/** The text of one refusal, beside its HTTP status (409 unless told). `field`: the form field it is about. */
export interface RefusalText {
  readonly status?: number;
  readonly field?: string;
  readonly ja: (details: Details) => string;
  readonly en: (details: Details) => string;
}

export type Refusals = Readonly<Record<string, RefusalText>>;

export interface Done<T> {
  readonly ok: true;
  readonly value: T;
}
export interface Refused<R extends string = string> {
  readonly ok: false;
  readonly refused: R;
  readonly details: Details;
}

export type Outcome<T, R extends string = string> = Done<T> | Refused<R>;

export function done<T>(value: T): Done<T> {
  return { ok: true, value };
}

export function refuse<R extends string>(refused: R, details: Details = {}): Refused<R> {
  return { ok: false, refused, details };
}

/** What the caller of a command gets: done, or refused with a sentence in their language. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T; readonly repeated: boolean }
  | { readonly ok: false; readonly refused: string; readonly status: number; readonly message: string; readonly errors: readonly FieldError[]; readonly details: Details };

const readOnlyReasons: Readonly<Record<string, Text>> & { readonly maintenance: Text } = {
  maintenance: { ja: '保守', en: 'maintenance' },
  move: { ja: 'システムの引っ越し', en: 'moving to another server' },
  backup: { ja: '控えを取る作業', en: 'a backup' },
};

function momentOf(text: unknown, lang: Lang): string {
  return formatInstant(Temporal.Instant.from(String(text)), lang);
}

/** Refusals every command can give. */
export const commonRefusals = {
  InvalidInput: { status: 422, ja: () => '入力に誤りがあります。赤い印のところを直してください。', en: () => 'Some entries need correcting. Please check the marked fields.' },
  SignInNeeded: { status: 401, ja: () => 'この操作には、サインインが必要です。', en: () => 'Please sign in to do this.' },
  StrongSignInNeeded: { status: 403, ja: () => 'この操作には、二段階の本人確認が必要です。確認コードかパスキーでサインインし直してください。', en: () => 'This needs a second factor. Please sign in again with your code or passkey.' },
  NotAllowed: { status: 403, ja: () => 'この操作をする権限がありません。必要なときは、所属の管理者にお問い合わせください。', en: () => 'You are not permitted to do this.' },
  NotFound: { status: 404, ja: () => 'お探しのものは見つかりませんでした。取り消されたか、番号が違う可能性があります。', en: () => 'We could not find what you asked for. It may have been removed, or the number may be wrong.' },
  Conflict: { status: 409, ja: () => 'ほかの人が先に変更しました。新しい内容を確かめてから、もう一度操作してください。', en: () => 'Someone else changed this first. Please check the new contents and try again.' },
  RequestReused: { status: 409, ja: () => 'この送信番号は、別の操作にすでに使われています。画面を開き直してから、もう一度操作してください。', en: () => 'This request id was already used for something else. Please reload the page and try again.' },
  Busy: { status: 503, ja: () => 'ただいま混み合っています。操作は行われていません。数秒待ってから、もう一度お試しください。', en: () => 'We are busy right now. Nothing was changed. Please try again in a few seconds.' },
  // 423: nothing is wrong with what was sent, and nothing with us that a balancer should act upon; changes are locked for a while.
  ReadOnly: { status: 423, ja: (d) => `ただいま${String(readOnlyReasons[String(d['reason'])]?.ja ?? readOnlyReasons.maintenance.ja)}のため、受付けを止めています。操作は行われていません。${d['until'] ? `${momentOf(d['until'], 'ja')}ごろに再び受け付けます。そのころに、もう一度送ってください。` : '数分たってから、もう一度送ってください。'}`, en: (d) => `We are not taking changes just now (${String(readOnlyReasons[String(d['reason'])]?.en ?? readOnlyReasons.maintenance.en)}). Nothing was changed. ${d['until'] ? `We expect to be back around ${momentOf(d['until'], 'en')}; please send it again then.` : 'Please send it again in a few minutes.'}` },
  Unreachable: { status: 423, ja: (d) => `${d['since'] ? `${momentOf(d['since'], 'ja')}から、` : 'ただいま、'}記録の保管先につながりません。1分ほどたってから、もう一度送ってください。送ったものが途中まで届いていても、二重には行われません。`, en: (d) => `We cannot reach our records${d['since'] ? ` since ${momentOf(d['since'], 'en')}` : ' right now'}. Please send it again in about a minute. Even if something arrived already, it will not happen twice.` },
  TooMany: { status: 429, ja: (d) => `短い時間に操作が続きました。${String(d['seconds'] ?? 60)}秒ほど待ってから、もう一度お試しください。`, en: (d) => `Too many attempts in a short time. Please wait about ${String(d['seconds'] ?? 60)} seconds.` },
  TooLarge: { status: 413, ja: (d) => `送られた内容が大きすぎます（上限 ${String(d['limit'] ?? '')}）。分けて送ってください。`, en: (d) => `What you sent is too large (limit ${String(d['limit'] ?? '')}).` },
} as const satisfies Refusals;

export type CommonRefusal = keyof typeof commonRefusals;

/** The answer to a refusal in the caller's language. */
export function sayRefusal(refused: Refused, own: Refusals, lang: Lang): Extract<Answer<never>, { ok: false }> {
  const common: Refusals = commonRefusals;
  const text = own[refused.refused] ?? common[refused.refused];
  if (!text) throw new Error(`refusal ${refused.refused} has no text`);
  const message = text[lang](refused.details);
  const field = typeof refused.details['field'] === 'string' ? refused.details['field'] : text.field;
  return {
    ok: false, refused: refused.refused, status: text.status ?? 409, message, details: refused.details,
    errors: field ? [{ path: field, message }] : [],
  };
}

/** The same text in both languages with one set of parameters. */
export function pick(text: Text, lang: Lang): string {
  return text[lang];
}
