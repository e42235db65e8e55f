/** What an operator does about the sealed log from a page: names witnesses, and lets a log go on that stands still. */
import { z } from 'zod';
import { actsOf } from '../act.ts';
import { actorKey, staff } from '../actor.ts';
import type { KernelTables } from '../db/rows.ts';
import { boolField, textField } from '../fields.ts';
import { job } from '../jobs/job.ts';
import { done, type Outcome, refuse } from '../outcome.ts';
import { BadNote, parseVerifierKey, type Verifier } from './note.ts';
import { declareGap, LogRefused } from './operations.ts';

const { command } = actsOf<KernelTables>();
export const REPAIR = 'operations.log';

const labels = { key: { ja: '証人の鍵', en: 'Verifier key of the witness' }, url: { ja: '証人の住所', en: 'Address of the witness' }, name: { ja: '証人', en: 'Witness' }, reason: { ja: '欠けのわけ', en: 'Why there is a gap' }, sure: { ja: '確かめました', en: 'I have checked' } };

const refusals = {
  BadKey: { status: 422, field: 'key', ja: () => '証人の鍵として読めません。証人の側が出した「名前+8けた+文字列」の一行を、そのまま貼り付けてください。', en: () => 'This is no verifier key of a witness. Paste the whole line as the witness gave it.' },
  BadAddress: { status: 422, field: 'url', ja: () => '証人の住所は https:// か http:// で始まる形で入力してください。', en: () => 'The address must begin with https:// or http://.' },
  WitnessKnown: { status: 409, field: 'key', ja: () => '同じ名前の証人が、別の鍵ですでに登録されています。鍵が取り替えられたのなら、今の証人を外してから、新しい鍵で加えてください。', en: () => 'A witness of this name has another key. If the key was exchanged, remove the witness first and add it with the new one.' },
  NotSure: { status: 422, field: 'sure', ja: () => '確かめた印を付けてから、もう一度押してください。', en: () => 'Please tick the box first.' },
  NotHalted: { status: 409, ja: () => '記録は止まっていません。欠けの宣言が要るのは、記録が短くなったか、控えと違うときだけです。', en: () => 'The log is not halted. A gap is declared only when the log is shorter than or different from what was signed.' },
} as const;

function witnessKey(text: string): Verifier | null {
  try {
    const key = parseVerifierKey(text);
    return key.kind === 'witness' ? key : null;
  } catch (error) {
    if (error instanceof BadNote) return null;
    throw error;
  }
}

/** The log's own traffic: an address that is none, or carries a password, is refused. */
function isAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '';
}

export const addWitness = command({
  name: 'audit.addWitness', title: { ja: '証人を加える', en: 'Add a witness' },
  input: z.object({ key: textField(labels.key, { max: 300, numbers: true }), url: textField(labels.url, { max: 300, numbers: true }) }),
  allow: [staff(REPAIR)], refusals: { BadKey: refusals.BadKey, BadAddress: refusals.BadAddress, WitnessKnown: refusals.WitnessKnown },
  async run(ctx, input): Promise<Outcome<{ readonly name: string }, 'BadKey' | 'BadAddress' | 'WitnessKnown'>> {
    const key = witnessKey(input.key);
    if (!key) return refuse('BadKey');
    if (!isAddress(input.url)) return refuse('BadAddress');
    const known = await ctx.db.selectFrom('kernel.log_witnesses').select('public_key').where('name', '=', key.name).forUpdate().executeTakeFirst();
    if (known && Buffer.compare(known.public_key, key.publicKey) !== 0) return refuse('WitnessKnown');
    await ctx.db.insertInto('kernel.log_witnesses').values({ name: key.name, public_key: Buffer.from(key.publicKey), url: input.url, added_at: ctx.now, problem: null })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ url: input.url, problem: null })).execute();
    ctx.audit({ subject: `witness:${key.name}` });
    return done({ name: key.name });
  },
});

/** What it has signed stays; it is asked no more. */
export const removeWitness = command({
  name: 'audit.removeWitness', title: { ja: '証人を外す', en: 'Remove a witness' }, input: z.object({ name: textField(labels.name, { max: 200, numbers: true }), sure: boolField(labels.sure) }), allow: [staff(REPAIR)], refusals: { NotSure: refusals.NotSure },
  async run(ctx, { name, sure }): Promise<Outcome<Record<string, never>, 'NotSure' | 'NotFound'>> {
    if (!sure) return refuse('NotSure');
    const gone = await ctx.db.deleteFrom('kernel.log_witnesses').where('name', '=', name).returning('name').executeTakeFirst();
    if (!gone) return refuse('NotFound');
    ctx.audit({ subject: `witness:${name}` });
    return done({});
  },
});

/** Takes the decision and leaves the work to a job: it needs the log for itself, which a page must not wait for. */
export const askForGap = command({
  name: 'audit.askForGap', title: { ja: '欠けを宣言して記録を再開する', en: 'Declare a gap and go on' }, input: z.object({ reason: textField(labels.reason, { max: 400, lines: true }), sure: boolField(labels.sure) }), allow: [staff(REPAIR)],
  refusals: { NotSure: refusals.NotSure, NotHalted: refusals.NotHalted },
  async run(ctx, { reason, sure }): Promise<Outcome<{ readonly job: string }, 'NotSure' | 'NotHalted'>> {
    if (!sure) return refuse('NotSure');
    const halt = await ctx.db.selectFrom('kernel.log_halts').select(['reason', 'since']).executeTakeFirst();
    if (!halt || halt.reason === 'clock') return refuse('NotHalted');
    ctx.audit({ subject: 'log:gap', since: halt.since.toString() });
    return done({ job: ctx.enqueue(declareGapJob.name, { reason, by: actorKey(ctx.actor) }, { key: `halt:${halt.since.toString()}` }) });
  },
});

const Asked = z.object({ reason: z.string(), by: z.string() });

export const declareGapJob = job({
  name: 'audit.declareGap', title: { ja: '欠けの宣言と記録の再開', en: 'Declaring a gap' },
  async run(ctx, input) {
    const { reason, by } = Asked.parse(input);
    try {
      const { origin, idx, lost } = await declareGap(ctx.city, reason, by);
      await ctx.progress(1, 1, lost === null ? `${origin} という名前で続けています` : `${origin} という名前で続けています。失われたのは ${lost.from}〜${lost.to} 番です`);
      return { origin, idx, lost };
    } catch (error) {
      // Somebody was faster, or it is in the middle of something: the message says what to do, and the page shows what stands.
      if (!(error instanceof LogRefused)) throw error;
      await ctx.progress(0, 1, error.message);
      return { refused: error.message };
    }
  },
});
