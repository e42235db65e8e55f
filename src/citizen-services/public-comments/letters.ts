/** An opinion that comes in, by the web or typed in by the office: checked by the same rules, stored the same way. */
import { mark } from '../../kernel/identity/tokens.ts';
import { refuse, type Refused } from '../../kernel/outcome.ts';
import type { Lang } from '../../kernel/view.ts';
import type { Channel, Need } from './commands/fields.ts';
import { type Ctx, reading } from './office.ts';
import { personKey } from './rules/people.ts';

export interface Typed {
  readonly body: string;
  readonly section: string;
  readonly name: string;
  readonly address: string;
}

export interface Asks {
  readonly id: string;
  readonly number: string;
  readonly name_rule: Need;
  readonly address_rule: Need;
}

type SenderRefusal = 'NameNeeded' | 'AddressNeeded';

/** What is missing of the sender; the office takes a letter as it came. */
export function senderProblem(asks: Pick<Asks, 'name_rule' | 'address_rule'>, typed: Pick<Typed, 'name' | 'address'>): SenderRefusal | null {
  if (asks.name_rule === 'required' && typed.name === '') return 'NameNeeded';
  return asks.address_rule === 'required' && typed.address === '' ? 'AddressNeeded' : null;
}

/** What is not asked is not kept. */
export function keptSender(asks: Pick<Asks, 'name_rule' | 'address_rule'>, typed: Pick<Typed, 'name' | 'address'>): Pick<Typed, 'name' | 'address'> {
  return { name: asks.name_rule === 'none' ? '' : typed.name, address: asks.address_rule === 'none' ? '' : typed.address };
}

export function personMark(ctx: Pick<Ctx, 'city'>, sender: Pick<Typed, 'name' | 'address'>): string | null {
  const key = personKey(sender.name, sender.address);
  return key === null ? null : mark(ctx.city, 'public-comments person', key);
}

export async function partExists(ctx: Pick<Ctx, 'db'>, consultation: string, ref: string): Promise<boolean> {
  return ref === '' || (await reading(ctx.db).selectFrom('public_comments.public_sections').select('ref').where('consultation_id', '=', consultation).where('ref', '=', ref).executeTakeFirst()) !== undefined;
}

export interface Arrival {
  readonly state: 'received' | 'late';
  readonly channel: Channel;
  readonly receivedAt: Temporal.Instant;
  readonly lang: Lang;
  readonly codeHash: string | null;
  readonly sentFrom: string | null;
  readonly enteredBy: string | null;
}

const COMPARE_MINUTES = 5;

/** Stores it, and says under which receipt number. */
export async function take(ctx: Ctx, asks: Asks, typed: Typed, arrival: Arrival): Promise<{ readonly submission: string; readonly receipt: string } | Refused<'NoSuchPart'>> {
  if (!(await partExists(ctx, asks.id, typed.section))) return refuse('NoSuchPart');
  const sender = keptSender(asks, typed);
  const id = ctx.newId();
  const receipt = `${asks.number}-${String(await ctx.nextNumber(`public-comments ${asks.number}`)).padStart(4, '0')}`;
  await ctx.db.insertInto('public_comments.submissions').values({
    id, consultation_id: asks.id, receipt, state: arrival.state, channel: arrival.channel, received_at: arrival.receivedAt, body: typed.body, section_ref: typed.section, lang: arrival.lang, named: sender.name !== '', addressed: sender.address !== '',
    person_mark: personMark(ctx, sender), code_hash: arrival.codeHash, sent_from: arrival.sentFrom, entered_by: arrival.enteredBy,
  }).execute();
  if (sender.name !== '' || sender.address !== '') await ctx.db.insertInto('public_comments.senders').values({ submission_id: id, version: 1, ...sender }).execute();
  compareSoon(ctx, asks.id);
  ctx.audit({ subject: `submission:${id}`, receipt, state: arrival.state });
  return { submission: id, receipt };
}

/** The texts are compared a little later and once for all that came meanwhile. */
export function compareSoon(ctx: Ctx, consultation: string): void {
  ctx.enqueue('public-comments.compare', { consultation }, { key: `public-comments.compare ${consultation} ${Math.floor(ctx.now.epochMilliseconds / (COMPARE_MINUTES * 60_000))}`, at: ctx.now.add({ minutes: COMPARE_MINUTES }) });
}
