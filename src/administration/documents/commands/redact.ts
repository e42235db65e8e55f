/** 墨塗り: the copy is made anew from what is left. Which words were removed is kept nowhere, only where they stood and by which item. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { choiceField, idField, listField, optional, textField } from '../../../kernel/fields.ts';
import { storeFile } from '../../../kernel/files/files.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { isMissingGlyph } from '../../../kernel/paper/paper.ts';
import { command } from '../acts.ts';
import { requestHeld, sourceText } from '../disclosing.ts';
import { grounds } from '../messages/words.ts';
import { refusals } from '../messages/refusals.ts';
import { staffOf } from '../office.ts';
import { publishedCopy } from '../papers/published-copy.ts';
import { writeNumber } from '../rules/number.ts';
import { maskProblem, masksOf, outermost, redact } from '../rules/redaction.ts';
import { documentField, labels, words } from './fields.ts';

const LIMIT = 20 * 1024 * 1024;

const GlyphMissing = { status: 422, field: 'words', ja: (d: Readonly<Record<string, unknown>>) => `印刷できない文字（${Array.isArray(d['characters']) ? d['characters'].join('') : ''}）があるため、写しを作れません。システム担当に字体の追加を頼んでください。`, en: () => 'A character cannot be printed.' };

export const redactDocument = command({
  name: 'documents.redact',
  title: { ja: '墨塗りして公開用の写しを作る', en: 'Redact a document' },
  input: z.object({
    request: idField(labels.request), document: documentField, attachment: optional(idField(labels.file)),
    // PDFs and pictures are never altered, for what is covered there can be uncovered: their words are typed, and the copy is set from those.
    transcript: words({ ja: '書き起こした文面', en: 'Transcript' }, 30_000, true),
    masks: listField({ ja: '消すことば', en: 'Words to remove' }, z.object({ words: textField({ ja: '消すことば', en: 'Words' }, { max: 5000, lines: true, numbers: true }), ground: choiceField({ ja: '号', en: 'Item' }, grounds) }), { min: 1, max: 100 }),
  }),
  allow: [staff('documents.disclosure')],
  secret: ['masks', 'transcript'],
  refusals: { MasksWrong: refusals.MasksWrong, NotText: refusals.NotText, GlyphMissing },
  async prepare(ctx, input) {
    const hit = await ctx.db.selectFrom('documents.request_hits as h').innerJoin('documents.documents as d', 'd.id', 'h.document_id').select(['d.title', 'd.fiscal_year', 'd.symbol', 'd.number']).where('h.request_id', '=', input.request).where('h.document_id', '=', input.document).where('h.included', '=', true).executeTakeFirst();
    if (!hit) return refuse('NotFound');
    const text = await sourceText(ctx.city, ctx.db, input.document, input.attachment, input.transcript);
    if (text === null) return refuse('NotText');
    const masks = outermost(input.masks.flatMap((mask) => masksOf(text, mask.words, mask.ground)));
    const why = maskProblem(text, masks);
    if (why !== null || input.masks.some((mask) => masksOf(text, mask.words, mask.ground).length === 0)) return refuse('MasksWrong', { why: why === 'overlap' ? 'overlap' : 'none' });
    const left = redact(text, masks);
    // A title may say what the text may not.
    const title = input.masks.reduce((said, mask) => redact(said, masksOf(said, mask.words, mask.ground)), hit.title);
    try {
      const pdf = await publishedCopy({ title, number: writeNumber({ fiscalYear: hit.fiscal_year, symbol: hit.symbol, number: hit.number }), city: ctx.city.facts.name.ja, text: left }, ctx.now);
      const [plain, printed] = [await storeFile(ctx.city, Buffer.from(`${title}\n\n${left}\n`, 'utf8'), { limit: LIMIT, types: ['text/csv'] }), await storeFile(ctx.city, pdf, { limit: LIMIT, types: ['application/pdf'] })];
      if ('refused' in plain || 'refused' in printed) return refuse('NotText');
      return { masks, plain: plain.sha256, pdf: printed.sha256, bytes: printed.bytes };
    } catch (error) {
      if (isMissingGlyph(error)) return refuse('GlyphMissing', { characters: error.characters });
      throw error;
    }
  },
  async run(ctx, input, made): Promise<Outcome<{ redaction: string; masks: number }, 'MasksWrong' | 'NotText' | 'GlyphMissing' | 'NotFound' | 'NotAllowed'>> {
    const by = staffOf(ctx);
    const row = await requestHeld(ctx, input.request);
    if (row?.state !== 'received') return refuse('NotFound');
    if (by === null) return refuse('NotAllowed');
    const id = ctx.newId();
    await ctx.db.insertInto('documents.redactions').values({ id, request_id: row.id, document_id: input.document, attachment_id: input.attachment, masks: JSON.stringify(made.masks), published_sha256: made.plain, pdf_sha256: made.pdf, bytes: made.bytes, made_by: by, made_at: ctx.now }).execute();
    ctx.audit({ subject: `disclosure:${row.id}`, document: input.document, masks: made.masks.length });
    return done({ redaction: id, masks: made.masks.length });
  },
});
