/** What this system wants decided: the publication of an edition (website.page). */
import { changedSince } from '../../kernel/approval/about.ts';
import { approvalKind, type Snapshot } from '../../kernel/approval/kinds.ts';
import type { Tables } from './acts.ts';
import { draftOf, pageKinds } from './draft.ts';
import { kindWords } from './messages/words.ts';
import { lockedEdition, note, originalStands, putBack, putOut, putOutOrWait, stoppedNow } from './publishing.ts';
import type { Ctx } from './site.ts';

const kindsInJapanese = Object.fromEntries(pageKinds.map((kind) => [kind, kindWords[kind].ja]));
const shown = (content: Readonly<Record<string, unknown>>, name: string) => (typeof content[name] === 'string' ? content[name] : String(content[name] ?? ''));

async function snapshot(ctx: Ctx, subject: string): Promise<Snapshot | null> {
  const row = await ctx.db.selectFrom('website.editions as e').innerJoin('website.pages as p', 'p.id', 'e.page_id').selectAll('e').select(['p.path', 'p.page_no']).where('e.id', '=', subject).executeTakeFirst();
  if (!row || row.state === 'dropped') return null;
  const draft = draftOf(row);
  return {
    title: `${draft.title}（第${row.number}版）`,
    content: { title: draft.title, lead: draft.lead, kind: draft.kind, address: row.path, edition: row.number, changes: row.change_note, publishAt: row.publish_at?.toString() ?? '', unpublishAt: row.unpublish_at?.toString() ?? '', contact: draft.contact, reviewOn: draft.reviewOn?.toString() ?? '', categories: [...draft.categories], blocks: JSON.parse(JSON.stringify(draft.blocks)) as unknown },
    facts: { values: { kind: draft.kind }, flags: [] },
  };
}

const back = async (ctx: Ctx, subject: string, reason: string) => {
  await ctx.db.updateTable('website.editions').set((eb) => ({ state: 'draft', returned_note: reason.slice(0, 2000), submitted_by: null, submitted_at: null, version: eb('version', '+', 1) })).where('id', '=', subject).where('state', '=', 'submitted').execute();
};

export const pageKind = approvalKind<Tables>({
  code: 'website.page', title: { ja: 'ウェブページの公開', en: 'Publication of a page' }, confidentiality: 'general', bulkOk: true,
  schema: { facts: { kind: { type: 'choice', label: 'ページの種類', choices: pageKinds, words: kindsInJapanese } }, flags: {} },
  labels: { title: '題名', lead: '概要', kind: '種類', address: 'アドレス', edition: '版', changes: '変更の説明', publishAt: '公開する日時', unpublishAt: '公開を終える日時', contact: '問い合わせ先', reviewOn: '見直す日', categories: '分類', blocks: '本文' },
  words: { kind: kindsInJapanese },
  emergency: { permission: 'website.emergency', reviewers: ['PUBLICITY-HEAD', 'DISASTER-HEAD'], dueHours: 24 },
  snapshot,
  href: (edition) => `/staff/website/editions/${edition}`,
  summary: (content) => {
    const blocks = Array.isArray(content['blocks']) ? content['blocks'].length : 0;
    return [`題名　${shown(content, 'title')}`, `アドレス　${shown(content, 'address')}（第${shown(content, 'edition')}版）`, `概要　${shown(content, 'lead')}`, `部品　${blocks}`, ...(shown(content, 'changes') === '' ? [] : [`変更の説明　${shown(content, 'changes')}`]), ...(shown(content, 'publishAt') === '' ? [] : [`公開する日時　${shown(content, 'publishAt')}`])];
  },
  effects: {
    async onDecided(ctx, decided) {
      const locked = await lockedEdition(ctx, decided.subject);
      const now = await snapshot(ctx, decided.subject);
      if (!locked || !now) return { refused: { ja: 'この版は、もうありません', en: 'the edition is gone' } };
      const name = (await ctx.db.selectFrom('kernel.staff').select('name').where('id', '=', decided.decider).executeTakeFirst())?.name ?? '';
      const by = { key: `staff:${decided.decider}`, name };
      // Published before the decision, in an emergency: this is its review.
      if (locked.edition.emergency) {
        await note(ctx, locked.page.id, 'reviewed', { edition: locked.edition.id, by, note: decided.number ?? '' });
        return undefined;
      }
      if (locked.edition.state !== 'submitted') return { refused: { ja: 'この版は、承認を待っていません', en: 'the edition does not wait' } };
      if (await changedSince(ctx, decided, now.content)) return { refused: { ja: '出したあとで書き換えられています。差し戻して出し直してもらってください', en: 'it was changed after it was sent' } };
      if (locked.edition.authors.includes(by.key)) return { refused: { ja: '自分が書いた版は、自分では承認できません', en: 'an author may not decide the edition' } };
      if (!(await originalStands(ctx, locked.page))) return { refused: { ja: 'もとのページの公開が終わっています', en: 'the original is no longer public' } };
      const stopped = await stoppedNow(ctx, locked);
      if (stopped !== null) return { refused: { ja: stopped, en: 'a guard of the site stops it' } };
      await putOutOrWait(ctx, locked, by);
      return undefined;
    },
    onReturned: (ctx, about) => back(ctx, about.subject, about.reason),
    async onRejected(ctx, about) {
      const locked = await lockedEdition(ctx, about.subject);
      // What was published in an emergency and does not stand is taken back; the record says so.
      if (locked?.edition.emergency && locked.edition.state === 'published') await putBack(ctx, locked.page, { key: 'approval', name: '事後確認' }, about.reason === '' ? '事後の確認で取り消しました' : about.reason.slice(0, 200));
      else await back(ctx, about.subject, about.reason);
    },
    onWithdrawn: (ctx, about) => back(ctx, about.subject, about.reason),
    async onReleased(ctx, about) {
      const locked = await lockedEdition(ctx, about.subject);
      if (!locked) return { refused: { ja: 'この版は、もうありません', en: 'the edition is gone' } };
      await putOut(ctx, locked, { key: ctx.actor.kind === 'staff' ? `staff:${ctx.actor.id}` : 'system', name: 'name' in ctx.actor ? ctx.actor.name : '' }, 'emergency');
      return undefined;
    },
  },
});
