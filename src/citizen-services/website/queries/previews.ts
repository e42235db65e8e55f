/** Previews: what an address opens for whoever holds it, and what staff see of the addresses and of what was said through them. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { textField } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { editionField, pageField } from '../commands/fields.ts';
import { secretField } from '../commands/previews.ts';
import { draftOf } from '../draft.ts';
import { hashOfSecret, previewPath, secretOf } from '../previews.ts';
import type { Draft } from '../rules/texts.ts';
import { type Asked, mayWrite, officeCode, writtenNumber } from '../site.ts';
import { readers } from './office.ts';
import { type Contact, type Listed, referredTo } from './public.ts';

const holder = [anyone('プレビューのアドレスを知っている人だけが見られます')];

export interface Preview {
  readonly kind: 'look' | 'check';
  readonly reader: string;
  readonly body: string;
  readonly expiresAt: Temporal.Instant;
  readonly pageNo: string;
  readonly number: number;
  readonly savedAt: Temporal.Instant;
  readonly draft: Draft;
  readonly contacts: Readonly<Record<string, Contact>>;
  readonly lists: Readonly<Record<string, readonly Listed[]>>;
  readonly fileDays: Readonly<Record<string, Temporal.Instant>>;
  readonly said: readonly { readonly words: string; readonly at: Temporal.Instant; readonly done: boolean }[];
}

/** Null for what is wrong, over, revoked or published by now: nobody learns which. */
export const previewOf = query({
  name: 'website.previewOf',
  title: { ja: 'プレビュー', en: 'A preview' },
  input: z.object({ secret: secretField }),
  allow: holder,
  async run(ctx, input): Promise<Preview | null> {
    const hash = hashOfSecret(input.secret);
    const row = await ctx.db.selectFrom('website.shared_editions').selectAll().where('token_hash', '=', hash).where('expires_at', '>', ctx.now).executeTakeFirst();
    if (!row) return null;
    const draft = draftOf({ ...row, kind: row.page_kind });
    const [referred, said] = await Promise.all([
      referredTo(ctx, row.section_id, draft.blocks, draft.contact),
      ctx.db.selectFrom('website.shared_remarks').select(['words', 'made_at', 'done_at']).where('token_hash', '=', hash).orderBy('made_at').orderBy('id').execute(),
    ]);
    return { kind: row.kind === 'check' ? 'check' : 'look', reader: row.reader, body: row.body, expiresAt: row.expires_at, pageNo: writtenNumber(row.page_no), number: row.number, savedAt: row.saved_at, draft, ...referred, said: said.map((one) => ({ words: one.words, at: one.made_at, done: (one.done_at as Temporal.Instant | null) !== null })) };
  },
});

export const previewFile = query({
  name: 'website.previewFile',
  title: { ja: 'プレビューのファイル', en: 'A file of a preview' },
  input: z.object({ secret: secretField, sha256: textField({ ja: 'ファイル', en: 'File' }, { max: 64, numbers: true }) }),
  allow: holder,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('website.shared_files').select(['sha256', 'name', 'media_type']).where('token_hash', '=', hashOfSecret(input.secret)).where('expires_at', '>', ctx.now).where('sha256', '=', input.sha256).executeTakeFirst();
    return row ? { sha256: row.sha256, name: row.name, mediaType: row.media_type } : null;
  },
});

/** What was said of an edition, with who said it. */
async function remarksOf(ctx: Asked, edition: string) {
  const rows = await ctx.db.selectFrom('website.remarks as r').innerJoin('website.previews as v', 'v.id', 'r.preview_id').innerJoin('website.editions as e', 'e.id', 'r.edition_id').select(['r.id', 'r.words', 'r.made_at as at', 'r.done_at as doneAt', 'r.done_name as doneName', 'v.reader', 'v.body', 'v.id as preview']).select((eb) => eb('e.version', '>', eb.ref('r.edition_version')).as('changedSince')).where('r.edition_id', '=', edition).orderBy('r.made_at').orderBy('r.id').execute();
  for (const preview of new Set(rows.map((row) => row.preview))) ctx.shown(`preview:${preview}`);
  return rows.map(({ preview: _, ...row }) => row);
}
export type Remark = Awaited<ReturnType<typeof remarksOf>>[number];

export const editionRemarks = query({ name: 'website.editionRemarks', title: { ja: '事実確認の意見', en: 'Comments on an edition' }, input: z.object({ edition: editionField }), allow: readers, personal: true, run: async (ctx, input) => ({ remarks: await remarksOf(ctx, input.edition) }) });

/** The addresses of a page's editions. The address itself is shown while it opens something, to those who write the page. */
export const pagePreviews = query({
  name: 'website.pagePreviews',
  title: { ja: 'プレビューのアドレスの一覧', en: 'Preview links of a page' },
  input: z.object({ page: pageField }),
  allow: readers,
  personal: true,
  async run(ctx, input) {
    const page = await ctx.db.selectFrom('website.pages').select(['id', 'page_no', 'department_id']).where('id', '=', input.page).executeTakeFirst();
    if (!page) return null;
    const may = mayWrite(ctx, (await officeCode(ctx.db, page.department_id)) ?? '');
    const [editions, rows] = await Promise.all([
      ctx.db.selectFrom('website.editions').select(['id', 'number', 'title', 'state']).where('page_id', '=', page.id).orderBy('number', 'desc').limit(1).execute(),
      ctx.db.selectFrom('website.previews as v').innerJoin('website.editions as e', 'e.id', 'v.edition_id').selectAll('v').select(['e.number', 'e.state']).select((eb) => eb.selectFrom('website.remarks as r').whereRef('r.preview_id', '=', 'v.id').select((one) => one.fn.countAll<number>().as('count')).as('remarks')).select((eb) => eb.selectFrom('website.preview_openings as o').whereRef('o.preview_id', '=', 'v.id').select((one) => one.fn.countAll<number>().as('count')).as('opened')).select((eb) => eb.selectFrom('website.preview_openings as o').whereRef('o.preview_id', '=', 'v.id').select((one) => one.fn.max('o.made_at').as('last')).as('lastOpenedAt')).where('e.page_id', '=', page.id).orderBy('v.made_at', 'desc').limit(100).execute(),
    ]);
    for (const row of rows) if (row.reader !== '') ctx.shown(`preview:${row.id}`);
    const open = editions.find((one) => ['draft', 'submitted', 'scheduled'].includes(one.state)) ?? null;
    return {
      page: page.id, pageNo: writtenNumber(page.page_no), title: editions[0]?.title ?? '', open, mayWrite: may,
      previews: rows.map((row) => {
        const state = row.revoked_at !== null ? 'revoked' as const : Temporal.Instant.compare(row.expires_at, ctx.now) <= 0 ? 'over' as const : ['draft', 'submitted', 'scheduled'].includes(row.state) ? 'open' as const : 'ended' as const;
        return { id: row.id, number: row.number, kind: row.kind, reader: row.reader, body: row.body, madeName: row.made_name, madeAt: row.made_at, expiresAt: row.expires_at, revokedName: row.revoked_name, revokedAt: row.revoked_at, opened: Number(row.opened), lastOpenedAt: row.lastOpenedAt, remarks: Number(row.remarks), state, address: state === 'open' && may ? `${ctx.city.origin}${previewPath(secretOf(ctx.city, row.id))}` : null };
      }),
    };
  },
});
