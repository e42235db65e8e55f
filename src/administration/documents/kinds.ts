/** What this system wants decided: 起案 (documents.decision) and 廃棄・移管 (documents.disposal). */
import { changedSince } from '../../kernel/approval/about.ts';
import { approvalKind, type Snapshot } from '../../kernel/approval/kinds.ts';
import { fiscalYearOf } from '../../kernel/calendar/calendar.ts';
import { sayRefusal } from '../../kernel/outcome.ts';
import type { Tables } from './acts.ts';
import { obstacleOf } from './disposing.ts';
import { authorities, authorityWords, confidentialityWords, disclosureWords, fateWords } from './messages/words.ts';
import { refusals } from './messages/refusals.ts';
import { drawNumber } from './numbering.ts';
import type { Ctx } from './office.ts';
import { writeNumber } from './rules/number.ts';
import { indexDocument } from './words.ts';

const inJapanese = (words: Readonly<Record<string, { readonly ja: string }>>) => Object.fromEntries(Object.entries(words).map(([code, word]) => [code, word.ja]));
const shown = (content: Readonly<Record<string, unknown>>, name: string) => (typeof content[name] === 'string' ? content[name] : '');

/**
 * The text itself stays in this system and the case carries its fingerprint: on lawful disposal the text goes, and the proof of
 * what was decided, by whom and when stands as before.
 */
async function draftSnapshot(ctx: Ctx, subject: string): Promise<Snapshot | null> {
  const row = await ctx.db.selectFrom('documents.documents as d').innerJoin('kernel.departments as o', 'o.id', 'd.department_id').leftJoin('documents.entries as e', 'e.id', 'd.entry_id').leftJoin('documents.retentions as r', 'r.code', 'd.retention_code').leftJoin('documents.documents as a', 'a.id', 'd.answers_id')
    .select(['d.title', 'd.confidentiality', 'd.disclosure', 'd.withheld_grounds', 'd.authority', 'd.body_hash', 'd.body_version', 'o.name as office', 'e.code as entry_code', 'e.title as entry_title', 'r.name as retention', 'a.fiscal_year', 'a.symbol', 'a.number', 'a.title as answers']).where('d.id', '=', subject).where('d.kind', '=', 'draft').executeTakeFirst();
  if (!row || row.authority === null) return null;
  const files = await ctx.db.selectFrom('documents.attachments').select(['name', 'sha256', 'role']).where('document_id', '=', subject).orderBy('added_at').orderBy('id').execute();
  const answers = row.answers === null || row.fiscal_year === null || row.symbol === null ? '' : `${writeNumber({ fiscalYear: row.fiscal_year, symbol: row.symbol, number: row.number })} ${row.answers}`;
  return {
    title: row.title, confidentiality: row.confidentiality,
    content: {
      title: row.title, office: row.office, class: row.entry_code === null ? '' : `${row.entry_code} ${row.entry_title ?? ''}`, retention: row.retention ?? '', confidentiality: row.confidentiality, disclosure: row.disclosure, withheld: [...row.withheld_grounds],
      answers, bodyVersion: row.body_version, bodyHash: row.body_hash ?? '', files: files.map((file) => ({ name: file.name, sha256: file.sha256, role: file.role })),
    },
    facts: { values: { authority: row.authority }, flags: row.disclosure === 'closed' ? ['closed'] : [] },
  };
}

const back = async (ctx: Ctx, subject: string) => {
  await ctx.db.updateTable('documents.documents').set((eb) => ({ state: 'drafting', version: eb('version', '+', 1) })).where('id', '=', subject).where('state', '=', 'in_route').execute();
};

export const decisionKind = approvalKind<Tables>({
  code: 'documents.decision', title: { ja: '起案文書', en: 'Drafted document' }, confidentiality: 'general',
  schema: { facts: { authority: { type: 'choice', label: '決裁区分', choices: authorities, words: inJapanese(authorityWords) } }, flags: { closed: '非公開の文書' } },
  labels: { title: '件名', office: '起案', class: '分類', retention: '保存期間', confidentiality: '取扱い', disclosure: '公開区分', withheld: '不開示の号', answers: '回答する文書', bodyVersion: '伺い文の版', bodyHash: '伺い文の指紋', files: '添付' },
  words: { confidentiality: inJapanese(confidentialityWords), disclosure: inJapanese(disclosureWords) },
  snapshot: draftSnapshot,
  href: (subject) => `/staff/documents/deciding/${subject}`,
  summary: (content) => [
    `件名　${shown(content, 'title')}`, `起案　${shown(content, 'office')}`, `分類　${shown(content, 'class')}（${shown(content, 'retention')}）`,
    `取扱い　${confidentialityWords[content['confidentiality'] === 'secret' ? 'secret' : content['confidentiality'] === 'department' ? 'department' : 'general'].ja}・${disclosureWords[content['disclosure'] === 'closed' ? 'closed' : content['disclosure'] === 'partial' ? 'partial' : 'open'].ja}`,
    ...(shown(content, 'answers') === '' ? [] : [`回答する文書　${shown(content, 'answers')}`]), `伺い文の指紋　${shown(content, 'bodyHash').slice(0, 16)}…（本文は、文書管理の「決裁する文書」で開きます）`,
  ],
  effects: {
    /** 決裁日 and 文書番号 come with the decision, in the same transaction. */
    async onDecided(ctx, decided) {
      const row = await ctx.db.selectFrom('documents.documents').selectAll().where('id', '=', decided.subject).forUpdate().executeTakeFirst();
      const now = await draftSnapshot(ctx, decided.subject);
      if (!row || !now || !['in_route', 'drafting'].includes(row.state)) return { refused: { ja: 'この起案文書は、もうありません', en: 'the draft is gone' } };
      if (await changedSince(ctx, decided, now.content)) return { refused: { ja: '出したあとで起案文書が変えられています。差し戻して出し直してもらってください', en: 'the draft was changed after it was sent' } };
      const office = await ctx.db.selectFrom('documents.offices').select(['department_id as id', 'symbol']).where('department_id', '=', row.number_department_id).executeTakeFirstOrThrow();
      const year = fiscalYearOf(ctx.today);
      const number = row.number ?? (await drawNumber(ctx, office, year));
      await ctx.db.updateTable('documents.documents').set({ state: 'decided', decided_on: ctx.today, case_id: decided.caseId, version: row.version + 1, ...(row.number === null ? { number, fiscal_year: year, symbol: office.symbol, registered_on: ctx.today } : {}) }).where('id', '=', row.id).execute();
      await indexDocument(ctx, row.id);
      return undefined;
    },
    onReturned: (ctx, about) => back(ctx, about.subject),
    onRejected: (ctx, about) => back(ctx, about.subject),
    onWithdrawn: (ctx, about) => back(ctx, about.subject),
  },
});

async function listSnapshot(ctx: Ctx, subject: string): Promise<Snapshot | null> {
  const row = await ctx.db.selectFrom('documents.disposals as p').innerJoin('kernel.departments as o', 'o.id', 'p.department_id').select(['p.title', 'o.name as office']).where('p.id', '=', subject).executeTakeFirst();
  if (!row) return null;
  const items = await ctx.db.selectFrom('documents.disposal_items as i').innerJoin('documents.folders as f', 'f.id', 'i.folder_id').select(['f.code', 'f.title', 'f.fiscal_year', 'f.expires_on', 'i.fate', 'i.reason', 'i.extended_until']).where('i.disposal_id', '=', subject).orderBy('f.code').orderBy('f.fiscal_year').orderBy('f.id').execute();
  const count = (fate: string) => items.filter((item) => item.fate === fate).length;
  return {
    title: row.title,
    content: {
      title: row.title, office: row.office, destroy: count('destroy'), transfer: count('transfer'), keep: count('keep'),
      items: items.map((item) => ({ folder: `${item.code} ${item.title}（${item.fiscal_year}年度）`, expires: item.expires_on?.toString() ?? '', fate: fateWords[item.fate].ja, reason: item.reason, until: item.extended_until?.toString() ?? '' })),
    },
    facts: { values: { folders: items.length }, flags: count('transfer') > 0 ? ['historical'] : [] },
  };
}

const reopen = async (ctx: Ctx, subject: string) => {
  await ctx.db.updateTable('documents.disposals').set((eb) => ({ state: 'draft', version: eb('version', '+', 1) })).where('id', '=', subject).where('state', '=', 'in_route').execute();
};

export const disposalKind = approvalKind<Tables>({
  code: 'documents.disposal', title: { ja: '文書の廃棄・移管', en: 'Disposal of documents' }, confidentiality: 'general',
  schema: { facts: { folders: { type: 'number', label: '簿冊の数', unit: '冊', min: 0, max: 100_000 } }, flags: { historical: '歴史公文書の移管を含む' } },
  labels: { title: '件名', office: '所管', destroy: '廃棄（冊）', transfer: '移管（冊）', keep: '延長（冊）', items: '簿冊' },
  snapshot: listSnapshot,
  summary: (content) => [`件名　${shown(content, 'title')}`, `所管　${shown(content, 'office')}`, `廃棄 ${String(content['destroy'])}冊、移管 ${String(content['transfer'])}冊、延長 ${String(content['keep'])}冊`],
  effects: {
    async onDecided(ctx, decided) {
      const row = await ctx.db.selectFrom('documents.disposals').selectAll().where('id', '=', decided.subject).forUpdate().executeTakeFirst();
      const now = await listSnapshot(ctx, decided.subject);
      if (!row || !now || !['in_route', 'draft'].includes(row.state)) return { refused: { ja: 'この廃棄リストは、もうありません', en: 'the list is gone' } };
      if (await changedSince(ctx, decided, now.content)) return { refused: { ja: '出したあとでリストが変えられています。差し戻して出し直してもらってください', en: 'the list was changed after it was sent' } };
      const obstacle = await obstacleOf(ctx, row.id);
      if (obstacle) return { refused: { ja: sayRefusal(obstacle, refusals, 'ja').message, en: sayRefusal(obstacle, refusals, 'en').message } };
      await ctx.db.updateTable('documents.disposals').set({ state: 'decided', decided_on: ctx.today, case_id: decided.caseId, version: row.version + 1 }).where('id', '=', row.id).execute();
      return undefined;
    },
    onReturned: (ctx, about) => reopen(ctx, about.subject),
    onRejected: (ctx, about) => reopen(ctx, about.subject),
    onWithdrawn: (ctx, about) => reopen(ctx, about.subject),
  },
});
