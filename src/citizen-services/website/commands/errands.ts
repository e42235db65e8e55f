/** 用件 of a situation of life, as the city keeps them. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { boolField, codeField, field, intField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { type Condition, conditionsOf, facts } from '../rules/errands.ts';
import { versionField, words } from './fields.ts';

/** A list from a program; from a form 「child 6 15, car」. */
const conditionsField = field<readonly Condition[]>({ ja: '当てはまる人', en: 'Who' }, { type: 'array', maxItems: 10, items: { type: 'object' } }, (raw) => {
  const wrong = { ok: false as const, message: { ja: `「当てはまる人」は ${facts.join('・')} を、カンマで区切って書いてください。子どもは「child 6 15」のように年齢を続けます。`, en: `Use ${facts.join(', ')}; a child with ages: child 6 15.` } };
  if (Array.isArray(raw)) {
    const read = conditionsOf(raw);
    return read.length === raw.length && read.length <= 10 ? { ok: true, value: read } : wrong;
  }
  if (typeof raw !== 'string' || raw.length > 300) return raw === undefined || raw === null ? { ok: true, value: [] } : wrong;
  const parts = raw.normalize('NFKC').split(/[,、]/).map((part) => part.trim()).filter((part) => part !== '');
  const read = conditionsOf(parts.map((part) => {
    const [fact, from, to] = part.split(/\s+/);
    return { fact, ...(from === undefined ? {} : { from: Number(from) }), ...(to === undefined ? {} : { to: Number(to) }) };
  }));
  return read.length === parts.length && read.every((one) => [one.from, one.to].every((age) => age === undefined || Number.isInteger(age))) ? { ok: true, value: read } : wrong;
}, true);

export const saveErrand = command({
  name: 'website.saveErrand',
  title: { ja: '用件を作る・直す', en: 'Save an errand' },
  input: z.object({
    code: textField({ ja: '記号', en: 'Code' }, { max: 40, numbers: true, pattern: { test: /^[a-z][a-z0-9-]{0,39}$/, say: { ja: '「記号」は、半角の英小文字で始め、英小文字・数字・ハイフンで入力してください。', en: 'Please use lower-case letters, digits and hyphens.' } } }), version: optional(versionField), life: codeField({ ja: 'くらしの場面', en: 'Situation' }, 32),
    title: textField({ ja: '用件', en: 'Errand' }, { max: 60 }), titleEn: textField({ ja: '英語の用件', en: 'Errand in English' }, { max: 80 }), office: withDefault(codeField({ ja: '担当の課', en: 'Office' }, 80), ''), due: words({ ja: 'いつまで', en: 'Until when' }, 60), dueEn: words({ ja: '英語のいつまで', en: 'Until when, in English' }, 80),
    bring: words({ ja: '持ってくるもの', en: 'What to bring' }, 200), bringEn: words({ ja: '英語の持ってくるもの', en: 'What to bring, in English' }, 300), pageNo: optional(intField({ ja: 'ページの番号', en: 'Page number' }, { min: 1, max: 9_999_999 })), conditions: conditionsField,
    ordinal: withDefault(intField({ ja: '並び順', en: 'Order' }, { min: 0, max: 9999 }), 100), closed: withDefault(boolField({ ja: '使わない', en: 'Closed' }), false),
  }),
  allow: [staff('website.edit')],
  refusals: { UnknownLife: { status: 422, field: 'life', ja: () => 'この「くらしの場面」はありません。分類で先に作ってください。', en: () => 'There is no such situation.' }, UnknownPage: { status: 422, field: 'pageNo', ja: () => 'この番号のページはありません。', en: () => 'There is no page with this number.' } },
  async run(ctx, input): Promise<Outcome<{ errand: string }, 'UnknownLife' | 'UnknownPage' | 'Conflict'>> {
    if (!(await ctx.db.selectFrom('website.categories').select('code').where('code', '=', input.life).where('facet', '=', 'life').executeTakeFirst())) return refuse('UnknownLife');
    if (input.pageNo !== null && !(await ctx.db.selectFrom('website.pages').select('id').where('page_no', '=', input.pageNo).executeTakeFirst())) return refuse('UnknownPage');
    const before = await ctx.db.selectFrom('website.errands').select('version').where('code', '=', input.code).forUpdate().executeTakeFirst();
    if ((before?.version ?? null) !== input.version) return refuse('Conflict');
    const row = { life: input.life, title: input.title, title_en: input.titleEn, office: input.office, due: input.due, due_en: input.dueEn, bring: input.bring, bring_en: input.bringEn, page_no: input.pageNo, conditions: JSON.stringify(input.conditions), ordinal: input.ordinal, closed: input.closed };
    if (before) await ctx.db.updateTable('website.errands').set({ ...row, version: before.version + 1 }).where('code', '=', input.code).execute();
    else if (!(await ctx.db.insertInto('website.errands').values({ code: input.code, ...row }).onConflict((conflict) => conflict.column('code').doNothing()).returning('code').executeTakeFirst())) return refuse('Conflict');
    ctx.audit({ subject: `errand:${input.code}` });
    return done({ errand: input.code });
  },
});
