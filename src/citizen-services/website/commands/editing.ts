/** 版を書く: saved as often as one likes, put together where two write at once, checked by the same rules whichever way it came in. */
import { z } from 'zod';
import { boolField, choiceField, textField, withDefault } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { type About, findingKey, findingsOf } from '../around.ts';
import { draftFromSaved, draftOf, rowOf, savedDraft } from '../draft.ts';
import { refusals } from '../messages/refusals.ts';
import type { Block } from '../rules/blocks.ts';
import { repaired } from '../rules/check.ts';
import { EASY, isEasy } from '../rules/easy.ts';
import { merge } from '../rules/merge.ts';
import { withoutMyNumbers } from '../rules/page.ts';
import { type Draft, replaceAt } from '../rules/texts.ts';
import { type Ctx, mayWrite, nameOf, officeCode, type Reader, reading, whoOf } from '../site.ts';
import { fileRefusals } from '../../../kernel/files/files.ts';
import { blockFor, contentField, nameFile, takeIn, withFileFacts } from '../taking.ts';
import { draftFields, editionField, versionField, whenFields, words } from './fields.ts';
import { writers } from './pages.ts';

export type Edition = NonNullable<Awaited<ReturnType<typeof editionFor>>>;

/** The edition, locked, with what is needed to know who may write it. */
export async function editionFor(ctx: Ctx, id: string) {
  const row = await ctx.db.selectFrom('website.editions').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) return null;
  const page = await ctx.db.selectFrom('website.pages as p').innerJoin('website.sections as s', 's.id', 'p.section_id').innerJoin('website.sites as t', 't.code', 's.site_code').select(['p.id', 'p.section_id', 'p.department_id', 'p.path', 'p.state', 'p.easy', 'p.translation_of', 't.kind as siteKind']).where('p.id', '=', row.page_id).executeTakeFirstOrThrow();
  return { row, page, office: (await officeCode(ctx.db, page.department_id)) ?? '' };
}

export const mayEdit = (ctx: Ctx, edition: Edition) => mayWrite(ctx, edition.office) || (ctx.may('website.emergency') && edition.row.authors.includes(whoOf(ctx)));
export const aboutOf = (edition: Edition): About => ({ page: edition.page.id, section: edition.page.section_id, siteKind: edition.page.siteKind });

/** The state two editors began with; when it was tidied away, the present one. */
async function savedAt(db: Reader, edition: string, version: number): Promise<Draft | null> {
  const row = await reading(db).selectFrom('website.saves').select('draft').where('edition_id', '=', edition).where('version', '=', version).executeTakeFirst();
  return row ? draftFromSaved(row.draft) : null;
}

/** A page in plain words stays one, and no other becomes one by a field of a form: it would have no original. */
const langOf = (edition: Edition, lang: string) => (edition.page.easy ? EASY : isEasy(lang) ? 'ja' : lang);

/** Keeps a draft as the next version. An Individual Number is covered before anything is written (番号法 第20条). */
export async function keepDraft(ctx: Ctx, edition: Edition, draft: Draft): Promise<number> {
  const kept = { ...withoutMyNumbers(await withFileFacts(ctx.db, draft, () => ctx.newId()), replaceAt), lang: langOf(edition, draft.lang) };
  const [by, version] = [whoOf(ctx), edition.row.version + 1];
  await ctx.db.updateTable('website.editions').set({ ...rowOf(kept), version, saved_by: by, saved_name: nameOf(ctx), saved_at: ctx.now, authors: [...new Set([...edition.row.authors, by])] }).where('id', '=', edition.row.id).execute();
  await ctx.db.insertInto('website.saves').values({ edition_id: edition.row.id, version, draft: savedDraft(kept), made_by: by, made_name: nameOf(ctx), made_at: ctx.now }).execute();
  // A day of saving every few seconds is no history: the last hundred are.
  await ctx.db.deleteFrom('website.saves').where('edition_id', '=', edition.row.id).where('version', '<=', version - 100).execute();
  return version;
}

const prefer = ['ask', 'mine', 'theirs'] as const;

export const saveDraft = command({
  name: 'website.saveDraft',
  title: { ja: '下書きを保存する', en: 'Save a draft' },
  input: z.object({ edition: editionField, version: versionField, ...draftFields, clash: withDefault(choiceField({ ja: '食い違ったとき', en: 'On a clash' }, prefer), 'ask') }),
  allow: writers,
  refusals: { NotOpen: refusals.NotOpen, Clash: refusals.Clash },
  async run(ctx, input): Promise<Outcome<{ version: number; merged: boolean; covered: boolean }, 'NotOpen' | 'Clash' | 'NotFound' | 'NotAllowed'>> {
    const edition = await editionFor(ctx, input.edition);
    if (!edition) return refuse('NotFound');
    if (!mayEdit(ctx, edition) || (input.kind === 'emergency' && edition.row.kind !== 'emergency' && !ctx.may('website.emergency'))) return refuse('NotAllowed');
    if (edition.row.state !== 'draft') return refuse('NotOpen');
    const { edition: _, version, clash, ...mine } = input;
    const theirs = draftOf(edition.row);
    let draft: Draft = mine;
    const merged = version !== edition.row.version;
    if (merged) {
      // What was tidied away cannot be told apart any more: then everything the two say differently is a clash.
      const base = (await savedAt(ctx.db, edition.row.id, version)) ?? { ...theirs, title: '', lead: '', blocks: [] };
      const together = merge(base, mine, theirs);
      if (together.clashes.length > 0 && clash === 'ask') return refuse('Clash', { by: edition.row.saved_name, version: edition.row.version, clashes: together.clashes });
      draft = clash === 'mine' ? ours(together.draft, together.clashes.map((one) => one.at), mine) : together.draft;
    }
    const covered = JSON.stringify(withoutMyNumbers(draft, replaceAt).blocks) !== JSON.stringify(draft.blocks);
    const next = await keepDraft(ctx, edition, draft);
    ctx.audit({ subject: `page:${edition.page.id}`, edition: edition.row.id, version: next });
    return done({ version: next, merged, covered });
  },
});

/** What was put together, with this editor's own words wherever the two clashed. */
function ours(together: Draft, at: readonly string[], mine: Draft): Draft {
  const ids = new Set(at.filter((one) => one.startsWith('block:')).map((one) => one.slice('block:'.length)));
  const own = (id: string) => mine.blocks.find((block) => block.id === id);
  const kept = together.blocks.flatMap((block): Block[] => (ids.has(block.id) ? (own(block.id) ? [own(block.id) ?? block] : []) : [block]));
  const back = mine.blocks.filter((block) => ids.has(block.id) && !kept.some((one) => one.id === block.id));
  const field = <K extends 'title' | 'lead' | 'kind' | 'lang' | 'contact' | 'categories' | 'reviewOn'>(name: K): Draft[K] => (at.includes(name) ? mine[name] : together[name]);
  return { title: field('title'), lead: field('lead'), kind: field('kind'), lang: field('lang'), contact: field('contact'), categories: field('categories'), reviewOn: field('reviewOn'), blocks: [...kept, ...back] };
}

/** A picture or a file, at the end of the page. The bytes are cleaned first; what cannot be cleaned is refused with the reason. */
export const addFile = command({
  name: 'website.addFile',
  title: { ja: '画像・ファイルを入れる', en: 'Add a picture or a file' },
  input: z.object({ edition: editionField, name: textField({ ja: 'ファイルの名前', en: 'File name' }, { max: 200, numbers: true }), content: contentField, words: words({ ja: '代わりの言葉・リンクの名前', en: 'Words for it' }, 300) }),
  allow: writers,
  secret: ['content'],
  refusals: { NotOpen: refusals.NotOpen, FileTooLarge: fileRefusals.FileTooLarge, HiddenInside: refusals.HiddenInside },
  prepare: (ctx, input) => takeIn(ctx.city, input.name, input.content),
  async run(ctx, input, taken): Promise<Outcome<{ version: number; block: string; removed: readonly string[] }, 'NotOpen' | 'FileTooLarge' | 'HiddenInside' | 'NotFound' | 'NotAllowed'>> {
    const edition = await editionFor(ctx, input.edition);
    if (!edition) return refuse('NotFound');
    if (!mayEdit(ctx, edition)) return refuse('NotAllowed');
    if (edition.row.state !== 'draft') return refuse('NotOpen');
    await nameFile(ctx, taken);
    const draft = draftOf(edition.row);
    const block = ctx.newId();
    const version = await keepDraft(ctx, edition, { ...draft, blocks: [...draft.blocks, blockFor(taken, block, input.words)] });
    ctx.audit({ subject: `page:${edition.page.id}`, edition: edition.row.id, file: taken.stored.sha256, removed: taken.facts.removed });
    return done({ version, block, removed: taken.facts.removed });
  },
});

const findingInput = { edition: editionField, finding: textField({ ja: '指摘', en: 'Finding' }, { max: 300, numbers: true }) };

/** 「直す」: one press puts a finding right. */
export const repairFinding = command({
  name: 'website.repairFinding',
  title: { ja: '指摘を直す', en: 'Put a finding right' },
  input: z.object({ ...findingInput, version: versionField }),
  allow: writers,
  refusals: { NotOpen: refusals.NotOpen, NoSuchFinding: refusals.NoSuchFinding },
  async run(ctx, input): Promise<Outcome<{ version: number }, 'NotOpen' | 'NoSuchFinding' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const edition = await editionFor(ctx, input.edition);
    if (!edition) return refuse('NotFound');
    if (!mayEdit(ctx, edition)) return refuse('NotAllowed');
    if (edition.row.state !== 'draft') return refuse('NotOpen');
    if (edition.row.version !== input.version) return refuse('Conflict');
    const draft = draftOf(edition.row);
    const finding = (await findingsOf(ctx, aboutOf(edition), draft)).find((one) => findingKey(one) === input.finding);
    if (!finding?.fix) return refuse('NoSuchFinding');
    const version = await keepDraft(ctx, edition, repaired(draft, finding));
    ctx.audit({ subject: `page:${edition.page.id}`, edition: edition.row.id, rule: finding.rule });
    return done({ version });
  },
});

/** 「確認した」: the author has looked and says why it stays. What blocks is put right, not answered. */
export const answerFinding = command({
  name: 'website.answerFinding',
  title: { ja: '指摘に「確認した」と答える', en: 'Answer a finding' },
  input: z.object({ ...findingInput, reason: textField({ ja: '確認した理由', en: 'Why it stays' }, { max: 200, numbers: true }) }),
  allow: writers,
  refusals: { NotOpen: refusals.NotOpen, NoSuchFinding: refusals.NoSuchFinding, NeverWaived: refusals.NeverWaived },
  async run(ctx, input): Promise<Outcome<{ finding: string }, 'NotOpen' | 'NoSuchFinding' | 'NeverWaived' | 'NotFound' | 'NotAllowed'>> {
    const edition = await editionFor(ctx, input.edition);
    if (!edition) return refuse('NotFound');
    if (!mayEdit(ctx, edition)) return refuse('NotAllowed');
    if (edition.row.state !== 'draft') return refuse('NotOpen');
    const finding = (await findingsOf(ctx, aboutOf(edition), draftOf(edition.row))).find((one) => findingKey(one) === input.finding);
    if (!finding) return refuse('NoSuchFinding');
    if (finding.severity === 'block') return refuse('NeverWaived');
    const answer = { edition_id: edition.row.id, finding: input.finding, reason: input.reason, made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now };
    await ctx.db.insertInto('website.answers').values(answer).onConflict((conflict) => conflict.columns(['edition_id', 'finding']).doUpdateSet(answer)).execute();
    ctx.audit({ subject: `page:${edition.page.id}`, edition: edition.row.id, rule: finding.rule });
    return done({ finding: input.finding });
  },
});

/** When it goes out and comes down, and what feeds are told of it. */
export const setRelease = command({
  name: 'website.setRelease',
  title: { ja: '公開の日時を決める', en: 'Set when an edition is published' },
  input: z.object({ edition: editionField, ...whenFields, minor: withDefault(boolField({ ja: '軽い直し', en: 'Small correction' }), false), changeNote: words({ ja: '変更の説明', en: 'What changed' }, 500) }),
  allow: writers,
  refusals: { NotOpen: refusals.NotOpen, WhenWrong: refusals.WhenWrong },
  async run(ctx, input): Promise<Outcome<{ edition: string }, 'NotOpen' | 'WhenWrong' | 'NotFound' | 'NotAllowed'>> {
    const edition = await editionFor(ctx, input.edition);
    if (!edition) return refuse('NotFound');
    if (!mayEdit(ctx, edition)) return refuse('NotAllowed');
    if (edition.row.state !== 'draft') return refuse('NotOpen');
    const { publishAt, unpublishAt } = input;
    const past = (at: Temporal.Instant | null) => at !== null && Temporal.Instant.compare(at, ctx.now) <= 0;
    if (past(unpublishAt) || past(publishAt) || (publishAt !== null && unpublishAt !== null && Temporal.Instant.compare(unpublishAt, publishAt) <= 0)) return refuse('WhenWrong');
    await ctx.db.updateTable('website.editions').set({ publish_at: publishAt, unpublish_at: unpublishAt, minor: input.minor, change_note: input.changeNote }).where('id', '=', edition.row.id).execute();
    ctx.audit({ subject: `page:${edition.page.id}`, edition: edition.row.id });
    return done({ edition: edition.row.id });
  },
});

/** Goes back to an earlier save; what was written since stays among the saves. */
export const restoreSave = command({
  name: 'website.restoreSave',
  title: { ja: '前に保存した状態に戻す', en: 'Go back to an earlier save' },
  input: z.object({ edition: editionField, version: versionField }),
  allow: writers,
  refusals: { NotOpen: refusals.NotOpen },
  async run(ctx, input): Promise<Outcome<{ version: number }, 'NotOpen' | 'NotFound' | 'NotAllowed'>> {
    const edition = await editionFor(ctx, input.edition);
    if (!edition) return refuse('NotFound');
    if (!mayEdit(ctx, edition)) return refuse('NotAllowed');
    if (edition.row.state !== 'draft') return refuse('NotOpen');
    const saved = await savedAt(ctx.db, edition.row.id, input.version);
    if (!saved) return refuse('NotFound');
    ctx.audit({ subject: `page:${edition.page.id}`, edition: edition.row.id, restored: input.version });
    return done({ version: await keepDraft(ctx, edition, saved) });
  },
});

