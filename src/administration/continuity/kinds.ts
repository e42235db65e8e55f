/** What this system wants decided: an edition of the plan (continuity.plan) and a runbook (continuity.runbook). */
import { changedSince } from '../../kernel/approval/about.ts';
import { approvalKind, type DecidedCase, type Snapshot } from '../../kernel/approval/kinds.ts';
import type { CommandContext } from '../../kernel/act.ts';
import type { Tables } from './acts.ts';
import { seal } from './rules/seal.ts';

type Ctx = CommandContext<Tables>;
const gone = { ja: 'この案は、もう承認を待っていません', en: 'this proposal no longer waits for a decision' };
const changed = { ja: '出したあとで書き換えられています。差し戻して出し直してもらってください', en: 'it was changed after it was sent' };
const shown = (content: Readonly<Record<string, unknown>>, name: string) => (typeof content[name] === 'string' ? content[name] : String(content[name] ?? ''));

async function nameOfStaff(ctx: Ctx, id: string): Promise<string> {
  return (await ctx.db.selectFrom('kernel.staff').select('name').where('id', '=', id).executeTakeFirst())?.name ?? '';
}

/** The plan itself is frozen in the edition; the case carries its fingerprint. */
async function editionSnapshot(ctx: Ctx, edition: string): Promise<Snapshot | null> {
  const row = await ctx.db.selectFrom('continuity.editions').select(['number', 'change_note', 'hash', 'state']).where('id', '=', edition).executeTakeFirst();
  if (row?.state !== 'submitted') return null;
  return { title: `情報システムBCP 第${row.number}版`, content: { number: row.number, changes: row.change_note, plan: row.hash }, facts: { values: {}, flags: [] } };
}

async function returnEdition(ctx: Ctx, edition: string, note: string): Promise<void> {
  await ctx.db.updateTable('continuity.editions').set({ state: 'returned', decided_by: 'approval', decided_name: '電子決裁', decided_at: ctx.now, decision_note: note }).where('id', '=', edition).where('state', '=', 'submitted').execute();
}

export const planKind = approvalKind<Tables>({
  code: 'continuity.plan', title: { ja: '業務継続計画の版', en: 'Edition of the continuity plan' }, confidentiality: 'general', schema: { facts: {}, flags: {} },
  labels: { number: '版', changes: '改訂の内容', plan: '計画の指紋' }, snapshot: editionSnapshot, href: (edition) => `/staff/continuity/plan/${edition}`,
  summary: (content) => [`情報システムBCP 第${shown(content, 'number')}版`, `改訂の内容　${shown(content, 'changes')}`, `計画の指紋　${shown(content, 'plan').slice(0, 16)}…（全文は「業務の画面で見る」から開きます）`],
  effects: {
    async onDecided(ctx, decided) {
      const now = await editionSnapshot(ctx, decided.subject);
      if (!now) return { refused: gone };
      if (await changedSince(ctx, decided, now.content)) return { refused: changed };
      await ctx.db.updateTable('continuity.editions').set({ state: 'approved', decided_by: `staff:${decided.decider}`, decided_name: await nameOfStaff(ctx, decided.decider), decided_at: ctx.now, decision_note: decided.number ?? '' }).where('id', '=', decided.subject).execute();
      return undefined;
    },
    // What comes back can be sent again as it is; whoever wants to change the plan withdraws it and makes the next edition.
    onRejected: (ctx, about) => returnEdition(ctx, about.subject, about.reason),
    onWithdrawn: (ctx, about) => returnEdition(ctx, about.subject, about.reason),
  },
});

async function writtenRunbook(ctx: Ctx, draft: string) {
  const row = await ctx.db.selectFrom('continuity.runbook_versions as v').innerJoin('continuity.runbooks as r', 'r.id', 'v.runbook_id').select(['v.runbook_id', 'v.state', 'v.version', 'v.authors', 'v.number', 'v.opening', 'r.code', 'r.title']).where('v.id', '=', draft).forUpdate('v').executeTakeFirst();
  if (!row || (row.state !== 'submitted' && row.state !== 'draft')) return null;
  const steps = await ctx.db.selectFrom('continuity.runbook_steps').select(['instruction', 'typed', 'post', 'minutes', 'proof']).where('version_id', '=', draft).orderBy('ordinal').execute();
  return { ...row, steps };
}

async function runbookSnapshot(ctx: Ctx, draft: string): Promise<Snapshot | null> {
  const it = await writtenRunbook(ctx, draft);
  if (!it || it.steps.length === 0) return null;
  return { title: `手順書「${it.title}」第${it.number}版`, content: { code: it.code, title: it.title, number: it.number, opening: it.opening, steps: it.steps.map((step) => ({ ...step })) }, facts: { values: {}, flags: [] } };
}

/** Puts a version in force and knows it by its hash from then on; the one before it is superseded. */
export async function putInForce(ctx: Ctx, draft: string, by: { readonly key: string; readonly name: string }): Promise<string> {
  const it = await writtenRunbook(ctx, draft);
  if (!it) throw new Error('the runbook was locked by the caller');
  const hash = seal({ code: it.code, title: it.title, number: it.number, opening: it.opening, steps: it.steps });
  await ctx.db.updateTable('continuity.runbook_versions').set({ state: 'superseded' }).where('runbook_id', '=', it.runbook_id).where('state', '=', 'approved').execute();
  await ctx.db.updateTable('continuity.runbook_versions').set({ state: 'approved', approved_by: by.key, approved_name: by.name, approved_at: ctx.now, hash, version: it.version + 1 }).where('id', '=', draft).execute();
  return hash;
}

async function backToAuthor(ctx: Ctx, draft: string, note: string): Promise<void> {
  await ctx.db.updateTable('continuity.runbook_versions').set((eb) => ({ state: 'draft', submitted_at: null, returned_note: note, version: eb('version', '+', 1) })).where('id', '=', draft).where('state', '=', 'submitted').execute();
}

export const runbookKind = approvalKind<Tables>({
  code: 'continuity.runbook', title: { ja: '復旧の手順書', en: 'Runbook' }, confidentiality: 'general', schema: { facts: {}, flags: {} },
  labels: { code: '記号', title: '題名', number: '版', opening: 'いつ使うか', steps: '手順' }, snapshot: runbookSnapshot,
  summary: (content) => [`${shown(content, 'code')}　${shown(content, 'title')}　第${shown(content, 'number')}版`, `いつ使うか　${shown(content, 'opening')}`, `手順　${Array.isArray(content['steps']) ? content['steps'].length : 0}`],
  effects: {
    async onDecided(ctx, decided: DecidedCase) {
      const it = await writtenRunbook(ctx, decided.subject);
      const now = await runbookSnapshot(ctx, decided.subject);
      if (!it || !now) return { refused: gone };
      if (await changedSince(ctx, decided, now.content)) return { refused: changed };
      // Who wrote a part of it does not decide it, even where another sent it.
      if (it.authors.includes(`staff:${decided.decider}`)) return { refused: { ja: '自分が書いた手順書は、自分では決裁できません', en: 'an author may not decide the runbook' } };
      await putInForce(ctx, decided.subject, { key: `staff:${decided.decider}`, name: await nameOfStaff(ctx, decided.decider) });
      return undefined;
    },
    onReturned: (ctx, about) => backToAuthor(ctx, about.subject, about.reason),
    onRejected: (ctx, about) => backToAuthor(ctx, about.subject, about.reason),
    onWithdrawn: (ctx, about) => backToAuthor(ctx, about.subject, about.reason),
  },
});
