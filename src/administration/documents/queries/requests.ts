/** 情報公開請求: the list with its clocks, one request with everything that was found and made. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { idField } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { labels } from '../commands/fields.ts';
import { dueOf, ruleOn, sourceText } from '../disclosing.ts';
import { appealBy, sueBy } from '../rules/deadline.ts';
import { writeNumber } from '../rules/number.ts';

const allow = [staff('documents.disclosure')];
const requestField = idField(labels.request);

export const requests = query({
  name: 'documents.requests', title: { ja: '情報公開請求の一覧', en: 'Requests' }, input: z.object({}), allow,
  async run(ctx) {
    const rows = await ctx.db.selectFrom('documents.requests').select(['id', 'fiscal_year', 'number', 'received_on', 'wanted', 'state', 'decision', 'extended_days', 'notice_on']).orderBy('received_on', 'desc').orderBy('number', 'desc').limit(200).execute();
    return Promise.all(rows.map(async ({ fiscal_year, number, ...row }) => ({ ...row, number: `${fiscal_year}-${number}`, due: row.state === 'received' ? await dueOf(ctx.db, row) : null })));
  },
});

export const request = query({
  name: 'documents.request', title: { ja: '情報公開請求', en: 'A request' }, input: z.object({ request: requestField }), allow, personal: true,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('documents.requests').selectAll().where('id', '=', input.request).executeTakeFirst();
    if (!row) return null;
    ctx.shown(`disclosure:${row.id}`);
    const [corrections, parties, hits, redactions] = await Promise.all([
      ctx.db.selectFrom('documents.corrections').select(['id', 'asked_on', 'what', 'answered_on']).where('request_id', '=', row.id).orderBy('asked_on').execute(),
      ctx.db.selectFrom('documents.third_parties').select(['id', 'name', 'asked_on', 'opinion']).where('request_id', '=', row.id).orderBy('asked_on').execute(),
      ctx.db.selectFrom('documents.request_hits as h').innerJoin('documents.documents as d', 'd.id', 'h.document_id').innerJoin('kernel.departments as o', 'o.id', 'd.department_id').select(['d.id', 'd.title', 'd.fiscal_year', 'd.symbol', 'd.number', 'o.name as office', 'h.included', 'h.reason']).where('h.request_id', '=', row.id).orderBy('h.judged_at').execute(),
      ctx.db.selectFrom('documents.redactions as r').innerJoin('documents.documents as d', 'd.id', 'r.document_id').select(['r.id', 'd.title', 'r.made_at', 'r.bytes', 'r.masks']).where('r.request_id', '=', row.id).orderBy('r.made_at').execute(),
    ]);
    const rule = await ruleOn(ctx.db, row.received_on);
    return {
      ...row, name: `${row.fiscal_year}-${row.number}`, rule, due: await dueOf(ctx.db, row), corrections, parties, redactions: redactions.map(({ masks, ...one }) => ({ ...one, masks: Array.isArray(masks) ? masks.length : 0 })),
      hits: hits.map(({ fiscal_year, symbol, number, ...one }) => ({ ...one, number: writeNumber({ fiscalYear: fiscal_year, symbol, number }) })), appealBy: row.notice_on === null ? null : appealBy(row.notice_on), sueBy: row.notice_on === null ? null : sueBy(row.notice_on),
    };
  },
});

/** The text that is to be blacked out, for whoever handles the request it belongs to. Every look is recorded. */
export const redactable = query({
  name: 'documents.redactable', title: { ja: '墨塗りする文面', en: 'A text to redact' }, input: z.object({ request: requestField, document: idField(labels.document) }), allow, personal: true,
  async run(ctx, input) {
    const hit = await ctx.db.selectFrom('documents.request_hits as h').innerJoin('documents.documents as d', 'd.id', 'h.document_id').innerJoin('documents.requests as q', 'q.id', 'h.request_id').select(['d.id', 'd.title', 'd.state', 'q.state as request_state']).where('h.request_id', '=', input.request).where('h.document_id', '=', input.document).where('h.included', '=', true).executeTakeFirst();
    if (!hit) return null;
    ctx.shown(`document:${hit.id}`);
    const files = await ctx.db.selectFrom('documents.attachments').select(['id', 'name', 'media_type']).where('document_id', '=', hit.id).orderBy('added_at').execute();
    const texts = await Promise.all([{ id: null, name: '伺い文' }, ...files.filter((file) => file.media_type === 'text/plain')].map(async (source) => ({ id: source.id, name: source.name, text: await sourceText(ctx.city, ctx.db, hit.id, source.id) })));
    return { document: hit.id, title: hit.title, state: hit.state, open: hit.request_state === 'received', texts: texts.filter((one) => one.text !== null), others: files.filter((file) => file.media_type !== 'text/plain').map(({ id, name }) => ({ id, name })) };
  },
});

/** A copy that was made, as text or PDF. */
export const publishedFile = query({
  name: 'documents.publishedFile', title: { ja: '公開用の写し', en: 'A published copy' }, input: z.object({ redaction: idField({ ja: '写し', en: 'Copy' }) }), allow,
  run: async (ctx, input) => (await ctx.db.selectFrom('documents.redactions').select(['published_sha256', 'pdf_sha256']).where('id', '=', input.redaction).executeTakeFirst()) ?? null,
});
