/** ふりがな, kept beside the edition it belongs to. */
import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import { field } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { isRecord } from '../../../kernel/text/json.ts';
import { command, query } from '../acts.ts';
import { draftOf } from '../draft.ts';
import { piecesOf, type Rubied, type Segment } from '../rules/ruby.ts';
import { editionField } from './fields.ts';

const isSegment = (one: unknown): one is Segment => Array.isArray(one) && typeof one[0] === 'string' && (one[1] === null || typeof one[1] === 'string');

/** Rows were written by this system; what is not as it was written is left out. */
export function rubiedOf(stored: unknown): Rubied {
  if (!isRecord(stored)) return {};
  return Object.fromEntries(Object.entries(stored).flatMap(([text, segments]) => (Array.isArray(segments) && segments.every(isSegment) ? [[text, segments] as const] : [])));
}

const textsField = field<Rubied>({ ja: 'ふりがな', en: 'Readings' }, { type: 'object' }, (raw) => (isRecord(raw) ? { ok: true, value: rubiedOf(raw) } : { ok: false, message: { ja: '「ふりがな」の形が違います。', en: 'Wrong shape.' } }));

export const saveReadings = command({
  name: 'website.saveReadings',
  title: { ja: 'ふりがなを付ける', en: 'Keep the readings' },
  input: z.object({ edition: editionField, texts: textsField }),
  allow: [system],
  secret: ['texts'],
  async run(ctx, input): Promise<Outcome<{ edition: string }, 'NotFound'>> {
    const row = await ctx.db.selectFrom('website.editions').select(['id', 'page_id']).where('id', '=', input.edition).executeTakeFirst();
    if (!row) return refuse('NotFound');
    const kept = { texts: JSON.stringify(input.texts), made_at: ctx.now };
    await ctx.db.insertInto('website.readings').values({ edition_id: row.id, ...kept }).onConflict((conflict) => conflict.column('edition_id').doUpdateSet(kept)).execute();
    ctx.audit({ subject: `page:${row.page_id}`, edition: row.id });
    return done({ edition: row.id });
  },
});

export const textsToRead = query({
  name: 'website.textsToRead',
  title: { ja: 'ふりがなを付ける文', en: 'Texts to read' },
  input: z.object({ edition: editionField }),
  allow: [system],
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('website.editions').selectAll().where('id', '=', input.edition).executeTakeFirst();
    if (!row || !row.lang.startsWith('ja')) return null;
    const words = await ctx.db.selectFrom('website.words').select(['word', 'becomes']).where('kind', '=', 'reading').execute();
    return { texts: piecesOf(draftOf(row)), readings: words.map((one): readonly [string, string] => [one.word, one.becomes]) };
  },
});
