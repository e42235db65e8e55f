/** プレビュー共有と事実確認: addresses that show one edition to somebody without an account, and what that reader says of it. */
import { sql } from 'kysely';
import { z } from 'zod';
import { anyone, system } from '../../../kernel/actor.ts';
import { choiceField, field, idField, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import { AT_ONCE, AT_ONCE_MINUTES, hashOfSecret, MOST_PREVIEWS, MOST_REMARK, MOST_REMARKS, PREVIEW_DAYS, SECRET, secretOf } from '../previews.ts';
import { type Ctx, mayWrite, nameOf, officeCode, whoOf } from '../site.ts';
import { editionFor, mayEdit } from './editing.ts';
import { editionField, words } from './fields.ts';
import { writers } from './pages.ts';

const holder = [anyone('プレビューのアドレスを知っている人だけが使えます')];
export const secretField = field<string>({ ja: 'プレビューの記号', en: 'Secret' }, { type: 'string', pattern: SECRET.source }, (raw) => (typeof raw === 'string' && SECRET.test(raw) ? { ok: true, value: raw } : { ok: false, message: { ja: 'プレビューの記号が違います。', en: 'This is no secret of a preview.' } }));

export const makePreview = command({
  name: 'website.makePreview',
  title: { ja: 'プレビューのアドレスを作る', en: 'Make a preview link' },
  input: z.object({ edition: editionField, kind: choiceField({ ja: '使いみち', en: 'Purpose' }, ['look', 'check'] as const), reader: words({ ja: '見る人の名前', en: 'Reader' }, 60), body: words({ ja: '見る人の所属', en: 'Body' }, 80) }),
  allow: writers,
  refusals: { NotOpen: refusals.NotPreviewable, ReaderNeeded: refusals.ReaderNeeded, PreviewsFull: refusals.PreviewsFull },
  async run(ctx, input): Promise<Outcome<{ preview: string; page: string; expiresAt: Temporal.Instant }, 'NotOpen' | 'ReaderNeeded' | 'PreviewsFull' | 'NotFound' | 'NotAllowed'>> {
    const edition = await editionFor(ctx, input.edition);
    if (!edition) return refuse('NotFound');
    if (!mayEdit(ctx, edition)) return refuse('NotAllowed');
    if (!['draft', 'submitted', 'scheduled'].includes(edition.row.state)) return refuse('NotOpen');
    if (input.kind === 'check' && (input.reader === '' || input.body === '')) return refuse('ReaderNeeded', { field: input.reader === '' ? 'reader' : 'body' });
    const open = await ctx.db.selectFrom('website.previews').select((eb) => eb.fn.countAll<number>().as('count')).where('edition_id', '=', edition.row.id).where('revoked_at', 'is', null).where('expires_at', '>', ctx.now).executeTakeFirstOrThrow();
    if (Number(open.count) >= MOST_PREVIEWS) return refuse('PreviewsFull');
    const [id, expiresAt] = [ctx.newId(), ctx.now.add({ hours: 24 * PREVIEW_DAYS })];
    await ctx.db.insertInto('website.previews').values({ id, edition_id: edition.row.id, token_hash: hashOfSecret(secretOf(ctx.city, id)), kind: input.kind, reader: input.reader, body: input.body, made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now, expires_at: expiresAt }).execute();
    ctx.audit({ subject: `page:${edition.page.id}`, edition: edition.row.id, preview: id });
    return done({ preview: id, page: edition.page.id, expiresAt });
  },
});

export const revokePreview = command({
  name: 'website.revokePreview',
  title: { ja: 'プレビューのアドレスを取り消す', en: 'Revoke a preview link' },
  input: z.object({ preview: idField({ ja: 'プレビュー', en: 'Preview' }) }),
  allow: writers,
  async run(ctx, input): Promise<Outcome<{ preview: string }, 'NotFound' | 'NotAllowed'>> {
    const row = await ctx.db.selectFrom('website.previews as v').innerJoin('website.editions as e', 'e.id', 'v.edition_id').innerJoin('website.pages as p', 'p.id', 'e.page_id').select(['v.id', 'v.made_by', 'p.id as page', 'p.department_id as department']).where('v.id', '=', input.preview).executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (!mayWrite(ctx, (await officeCode(ctx.db, row.department)) ?? '') && row.made_by !== whoOf(ctx)) return refuse('NotAllowed');
    await ctx.db.updateTable('website.previews').set({ revoked_at: ctx.now, revoked_name: nameOf(ctx) }).where('id', '=', row.id).where('revoked_at', 'is', null).execute();
    ctx.audit({ subject: `page:${row.page}`, preview: row.id });
    return done({ preview: row.id });
  },
});

/** What the secret opens just now. */
async function opened(ctx: Ctx, secret: string) {
  return ctx.db.selectFrom('website.shared_editions').select(['preview_id as preview', 'edition_id as edition', 'kind', 'version']).where('token_hash', '=', hashOfSecret(secret)).where('expires_at', '>', ctx.now).executeTakeFirst();
}

/** Counted where the preview is shown; a wrong secret counts nothing. */
export const noteOpening = command({
  name: 'website.noteOpening',
  title: { ja: 'プレビューが開かれた', en: 'A preview was opened' },
  input: z.object({ secret: secretField }),
  allow: holder,
  secret: ['secret'],
  async run(ctx, input): Promise<Outcome<{ counted: boolean }, 'NotFound'>> {
    const it = await opened(ctx, input.secret);
    if (!it) return refuse('NotFound');
    await ctx.db.insertInto('website.preview_openings').values({ preview_id: it.preview, made_at: ctx.now }).execute();
    return done({ counted: true });
  },
});

/** 事実確認: what the named reader says of the edition. Wrong, expired, revoked and not asked for are one answer. */
export const sayRemark = command({
  name: 'website.sayRemark',
  title: { ja: '事実確認の意見を送る', en: 'Comment on a preview' },
  input: z.object({ secret: secretField, words: textField({ ja: '意見', en: 'Comment' }, { max: MOST_REMARK, lines: true, numbers: true }) }),
  allow: holder,
  secret: ['secret', 'words'],
  refusals: { RemarksFull: refusals.RemarksFull },
  async run(ctx, input): Promise<Outcome<{ remark: string }, 'RemarksFull' | 'TooMany' | 'NotFound'>> {
    const it = await opened(ctx, input.secret);
    if (it?.kind !== 'check') return refuse('NotFound');
    // One at a time through one address, so that the count is true.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`website preview ${it.preview}`}, 0))`.execute(ctx.db);
    const said = await ctx.db.selectFrom('website.shared_remarks').select('made_at').where('token_hash', '=', hashOfSecret(input.secret)).orderBy('made_at', 'desc').limit(MOST_REMARKS).execute();
    if (said.length >= MOST_REMARKS) return refuse('RemarksFull');
    const tenth = said[AT_ONCE - 1];
    const wait = tenth ? Math.ceil((tenth.made_at.add({ minutes: AT_ONCE_MINUTES }).epochMilliseconds - ctx.now.epochMilliseconds) / 1000) : 0;
    if (wait > 0) return refuse('TooMany', { seconds: wait });
    const id = ctx.newId();
    await ctx.db.insertInto('website.remarks').values({ id, preview_id: it.preview, edition_id: it.edition, edition_version: it.version, words: input.words, made_at: ctx.now }).execute();
    ctx.audit({ subject: `remark:${id}` });
    return done({ remark: id });
  },
});

/** Done with, or open again. */
export const tickRemark = command({
  name: 'website.tickRemark',
  title: { ja: '事実確認の意見を済みにする', en: 'Tick a comment' },
  input: z.object({ remark: idField({ ja: '意見', en: 'Comment' }), state: choiceField({ ja: '状態', en: 'State' }, ['done', 'open'] as const) }),
  allow: writers,
  async run(ctx, input): Promise<Outcome<{ edition: string }, 'NotFound' | 'NotAllowed'>> {
    const row = await ctx.db.selectFrom('website.remarks').select(['id', 'edition_id']).where('id', '=', input.remark).forUpdate().executeTakeFirst();
    const edition = row && (await editionFor(ctx, row.edition_id));
    if (!row || !edition) return refuse('NotFound');
    if (!mayEdit(ctx, edition)) return refuse('NotAllowed');
    const ticked = input.state === 'done' ? { done_by: whoOf(ctx), done_name: nameOf(ctx), done_at: ctx.now } : { done_by: null, done_name: null, done_at: null };
    await ctx.db.updateTable('website.remarks').set(ticked).where('id', '=', row.id).execute();
    ctx.audit({ subject: `page:${edition.page.id}`, edition: row.edition_id, remark: row.id, state: input.state });
    return done({ edition: row.edition_id });
  },
});

const KEPT_DAYS = 365;
const FORGOTTEN = '（消しました）';

/** What is over is closed for the database's own roles too; who read a draft is known for a year after that, and then no more. */
export const tidyPreviews = command({
  name: 'website.tidyPreviews',
  title: { ja: '期限の過ぎたプレビューを片付ける', en: 'Close previews that are over' },
  input: z.object({}),
  allow: [system],
  async run(ctx): Promise<Outcome<{ closed: number; forgotten: number }, never>> {
    const closed = await ctx.db.updateTable('website.previews').set({ closed: true }).where('closed', '=', false).where('expires_at', '<=', ctx.now).executeTakeFirst();
    const old = ctx.db.updateTable('website.previews').where('expires_at', '<', ctx.now.subtract({ hours: 24 * KEPT_DAYS }));
    const [checks, looks] = [await old.where('kind', '=', 'check').where('reader', '<>', FORGOTTEN).set({ reader: FORGOTTEN, body: FORGOTTEN }).executeTakeFirst(), await old.where('kind', '=', 'look').where((eb) => eb.or([eb('reader', '<>', ''), eb('body', '<>', '')])).set({ reader: '', body: '' }).executeTakeFirst()];
    return done({ closed: Number(closed.numUpdatedRows), forgotten: Number(checks.numUpdatedRows) + Number(looks.numUpdatedRows) });
  },
});
