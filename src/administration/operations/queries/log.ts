/** How the sealed log stands: what it proves, who watches it, when it was last inspected, what somebody must do. */
import { sql } from 'kysely';
import { z } from 'zod';
import { actsOf, type QueryContext } from '../../../kernel/act.ts';
import { type Allow, staff } from '../../../kernel/actor.ts';
import { Found, VERIFICATIONS } from '../../../kernel/audit/alarm.ts';
import { haltWords } from '../../../kernel/audit/halts.ts';
import { badFilesSince, scrubsOf } from '../../../kernel/audit/nightly.ts';
import type { KernelTables } from '../../../kernel/db/rows.ts';
import { isRecord } from '../../../kernel/text/json.ts';
import { alarmsOf } from '../rules/log-state.ts';

const { query } = actsOf<KernelTables>();
/** Whoever runs the house, and whoever audits it. */
export const readers: readonly Allow[] = [staff('operations.jobs'), staff('operations.audit'), staff('operations.log')];
/** Damaged files are shown so long; the weekly scrub names them again while they are damaged. */
const BAD_FILE_DAYS = 8;

type Db = QueryContext<KernelTables>['db'];

const Verified = z.object({ size: z.number(), seconds: z.number(), findings: z.array(Found) });
type Found = z.infer<typeof Found>;

/** The worst first; what could not be looked at counts as bad as damage. */
function worstOf(findings: readonly Found[]): Found['level'] {
  return (['damaged', 'unknown', 'incomplete'] as const).find((level) => findings.some((one) => one.level === level)) ?? 'good';
}

async function lastVerification(db: Db) {
  const row = await db.selectFrom('kernel.audit_entries').select(['at', 'detail']).where('subject', '=', VERIFICATIONS).where('outcome', '=', 'done').orderBy('at', 'desc').limit(1).executeTakeFirst();
  const read = Verified.safeParse(isRecord(row?.detail) ? row.detail['input'] : null);
  return row && read.success ? { at: row.at, ...read.data, worst: worstOf(read.data.findings) } : null;
}

async function witnessesOf(db: Db) {
  return db.selectFrom('kernel.log_witnesses as w')
    .select(['w.name', 'w.url', 'w.added_at as addedAt', 'w.problem', (eb) => eb.selectFrom('kernel.log_cosignatures as c').select((one) => one.fn.max('c.at').as('at')).whereRef('c.witness', '=', 'w.name').as('lastAt'), (eb) => eb.selectFrom('kernel.log_cosignatures as c').select((one) => one.fn.max('c.size').as('size')).whereRef('c.witness', '=', 'w.name').as('lastSize')])
    .orderBy('w.name').execute();
}

/** The newest stamp, and the first end of a certificate that nobody has renewed against. */
async function stampsOf(db: Db) {
  const last = await db.selectFrom('kernel.log_timestamps').select(['authority', 'gen_time as at', 'size', 'cert_not_after as ends']).orderBy('gen_time', 'desc').limit(1).executeTakeFirst();
  const row = await db.selectFrom('kernel.log_timestamps as t').select((eb) => eb.fn.min('t.cert_not_after').as('ends')).where((eb) => eb.not(eb.exists(eb.selectFrom('kernel.log_timestamps as n').select('n.id').whereRef('n.renews', '=', 't.id')))).executeTakeFirst();
  const setting = await db.selectFrom('kernel.settings').select('name').where('name', '=', 'log.timestamp').executeTakeFirst();
  return { last: last ?? null, ends: row?.ends ?? null, configured: setting !== undefined };
}

async function waitingSince(db: Db): Promise<Temporal.Instant | null> {
  const row = await db.selectNoFrom(sql<Temporal.Instant | null>`(select min(coalesce(a.at, k.at)) from kernel.log_queue q left join kernel.audit_entries a on q.source = 'a' and a.id = q.row_id left join kernel.looks k on q.source = 'l' and k.id = q.row_id)`.as('at')).executeTakeFirstOrThrow();
  return row.at;
}

async function stateOf(ctx: QueryContext<KernelTables>) {
  const { db, now } = ctx;
  const [leaf, checkpoint, keys, halt, waiting, waits, verified, witnesses, stamps, scrubbed, badFiles] = await Promise.all([
    db.selectFrom('kernel.log_leaves').select(['idx', 'sealed_at as at']).orderBy('idx', 'desc').limit(1).executeTakeFirst(),
    db.selectFrom('kernel.log_checkpoints').select(['origin', 'size', 'root', 'at', 'number']).orderBy('number', 'desc').limit(1).executeTakeFirst(),
    db.selectFrom('kernel.log_keys').select(['generation', 'origin', 'from_size as fromSize', 'at', 'reason']).orderBy('generation').execute(),
    db.selectFrom('kernel.log_halts').select(['reason', 'since', 'detail']).executeTakeFirst(),
    db.selectFrom('kernel.log_queue').select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
    waitingSince(db), lastVerification(db), witnessesOf(db), stampsOf(db), scrubsOf(ctx.city, now), badFilesSince(ctx.city, now.subtract({ hours: 24 * BAD_FILE_DAYS })),
  ]);
  const alarms = alarmsOf({ now, halt: halt ?? null, size: leaf ? leaf.idx + 1 : 0, waitingSince: waits, begun: keys[0]?.at ?? null, verified, scrubbed, badFiles: badFiles.length, witnesses, stampEnds: stamps.ends });
  return { leaf, checkpoint, keys, halt, waiting: waiting.count, waits, verified, witnesses, stamps, scrubbed, badFiles, alarms };
}

export const logState = query({
  name: 'operations.logState', title: { ja: '改ざん検知ログの様子', en: 'State of the sealed log' }, input: z.object({}), allow: readers,
  async run(ctx) {
    const state = await stateOf(ctx);
    return {
      now: ctx.now, size: state.leaf ? state.leaf.idx + 1 : 0, sealedAt: state.leaf?.at ?? null, waiting: state.waiting, waitingSince: state.waits,
      checkpoint: state.checkpoint ? { origin: state.checkpoint.origin, size: state.checkpoint.size, number: state.checkpoint.number, at: state.checkpoint.at, root: Buffer.from(state.checkpoint.root).toString('base64').slice(0, 16) } : null,
      keys: state.keys, halt: state.halt ? { reason: state.halt.reason, since: state.halt.since, said: haltWords({ ...state.halt, detail: isRecord(state.halt.detail) ? state.halt.detail : {} }) } : null,
      verified: state.verified, witnesses: state.witnesses, stamps: state.stamps, scrubbed: state.scrubbed, badFiles: state.badFiles, alarms: state.alarms, mayRepair: ctx.may('operations.log'),
    };
  },
});

/** The number beside the menu: what is bad, not what could be better. */
export const logTroubles = query({
  name: 'operations.logTroubles', title: { ja: '改ざん検知ログの異常の数', en: 'Troubles of the sealed log' }, input: z.object({}), allow: readers,
  async run(ctx): Promise<number> {
    return (await stateOf(ctx)).alarms.filter((one) => one.level === 'bad').length;
  },
});
