/** アレルゲンの言葉: 食品表示基準 別表第14 and what 消費者庁 advises change by decree; the board adds a word with the day from which it holds. */
import { z } from 'zod';
import { sql } from 'kysely';
import { staff } from '../../../kernel/actor.ts';
import { choiceField, dateField, optional, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { type Ctx, nameOf, whoOf } from '../house.ts';
import { refusals } from '../messages/refusals.ts';
import { allergenClasses } from '../messages/words.ts';
import { codeOf, spellings, taken } from '../rules/allergen-words.ts';
import { words } from './fields.ts';

const board = [staff('schools.board')];
const codeField = textField({ ja: '言葉', en: 'Word' }, { max: 30, numbers: true, pattern: { test: /^[a-z_]+$/, say: { ja: '「言葉」は、一覧から選んでください。', en: 'Please choose the word from the list.' } } });
const fromField = dateField({ ja: 'いつから', en: 'From' });
const OTHERS = 20;

/** All rows, the oldest first. Whoever changes the words stands in line: two of them could each give a spelling away. */
async function allWords(ctx: Ctx) {
  await sql`select pg_advisory_xact_lock(hashtextextended('schools.allergens', 0))`.execute(ctx.db);
  return (await ctx.db.selectFrom('schools.allergens').selectAll().orderBy('code').orderBy('valid_from').execute()).map((row) => ({ ...row, otherWords: row.other_words, validFrom: row.valid_from, validTo: row.valid_to }));
}

const before = (one: Temporal.PlainDate, other: Temporal.PlainDate) => Temporal.PlainDate.compare(one, other) < 0;

export const saveAllergen = command({
  name: 'schools.saveAllergen',
  title: { ja: 'アレルゲンの言葉を加える・改める', en: 'Add or change a word for an allergen' },
  input: z.object({ code: optional(codeField), name: textField({ ja: '表示の言葉', en: 'Word shown' }, { max: 20 }), nameEn: textField({ ja: '英語', en: 'In English' }, { max: 30 }), class: choiceField({ ja: '区分', en: 'Class' }, allergenClasses), otherWords: words({ ja: 'ほかの書き方', en: 'Other spellings' }, 400, true), from: fromField }),
  allow: board,
  refusals: { AllergenTaken: refusals.AllergenTaken, WordTaken: refusals.WordTaken, FromPast: refusals.FromPast, TooManyWords: refusals.TooManyWords },
  async run(ctx, input): Promise<Outcome<{ code: string }, 'AllergenTaken' | 'WordTaken' | 'FromPast' | 'TooManyWords' | 'NotFound' | 'InvalidInput'>> {
    // What was eaten yesterday was shown with yesterday's words.
    if (before(input.from, ctx.today)) return refuse('FromPast');
    const all = await allWords(ctx);
    const code = input.code ?? codeOf(input.nameEn);
    if (code === null) return refuse('InvalidInput', { field: 'nameEn' });
    const own = all.filter((row) => row.code === code);
    if (input.code === null ? own.length > 0 : own.length === 0) return refuse(input.code === null ? 'AllergenTaken' : 'NotFound');
    const other = [...spellings(input.otherWords, input.name)];
    if (other.length > OTHERS || other.some((one) => Array.from(one).length > 20)) return refuse('TooManyWords', { most: OTHERS });
    const next = own.find((row) => before(input.from, row.validFrom))?.validFrom ?? null;
    const word = taken([input.name, ...other], code, input.from, next, all);
    if (word !== null) return refuse('WordTaken', { word });
    if (own.some((row) => row.validFrom.equals(input.from))) return refuse('AllergenTaken');
    const now = own.find((row) => before(row.validFrom, input.from) && (row.validTo === null || before(input.from, row.validTo)));
    if (now) await ctx.db.updateTable('schools.allergens').set({ valid_to: input.from }).where('code', '=', code).where('valid_from', '=', now.validFrom).execute();
    await ctx.db.insertInto('schools.allergens').values({ code, valid_from: input.from, valid_to: next, name: input.name, name_en: input.nameEn, class: input.class, other_words: other, made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now }).execute();
    ctx.audit({ subject: `allergen:${code}`, from: input.from.toString() });
    return done({ code });
  },
});

export const endAllergen = command({
  name: 'schools.endAllergen',
  title: { ja: 'アレルゲンの言葉を終える', en: 'End a word for an allergen' },
  input: z.object({ code: codeField, on: dateField({ ja: '表示しなくなる日', en: 'Not shown from' }) }),
  allow: board,
  refusals: { FromPast: { ...refusals.FromPast, field: 'on' }, InMenus: refusals.InMenus },
  async run(ctx, input): Promise<Outcome<{ code: string }, 'FromPast' | 'InMenus' | 'NotFound'>> {
    if (before(input.on, ctx.today)) return refuse('FromPast');
    const own = (await allWords(ctx)).filter((row) => row.code === input.code);
    const now = own.find((row) => before(row.validFrom, input.on) && (row.validTo === null || before(input.on, row.validTo)));
    if (!now) return refuse('NotFound');
    // A word must not vanish from a menu that parents may be reading already.
    const until = own.find((row) => !before(row.validFrom, input.on))?.validFrom;
    const menus = ctx.db.selectFrom('schools.menus').select((eb) => eb.fn.countAll<number>().as('days')).where('on_day', '>=', input.on).where((eb) => eb(eb.val(input.code), '=', eb.fn.any('allergens')));
    const { days } = await (until ? menus.where('on_day', '<', until) : menus).executeTakeFirstOrThrow();
    if (Number(days) > 0) return refuse('InMenus', { days: Number(days) });
    await ctx.db.updateTable('schools.allergens').set({ valid_to: input.on }).where('code', '=', input.code).where('valid_from', '=', now.validFrom).execute();
    ctx.audit({ subject: `allergen:${input.code}`, until: input.on.toString() });
    return done({ code: input.code });
  },
});

/** A row that holds from a day to come can be taken back; what it was to follow goes on. */
export const dropAllergen = command({
  name: 'schools.dropAllergen',
  title: { ja: 'これから始まる言葉を取りやめる', en: 'Take back a word to come' },
  input: z.object({ code: codeField, from: fromField }),
  allow: board,
  refusals: { HoldsNow: refusals.HoldsNow, InMenus: refusals.InMenus },
  async run(ctx, input): Promise<Outcome<{ code: string }, 'HoldsNow' | 'InMenus' | 'NotFound'>> {
    const own = (await allWords(ctx)).filter((row) => row.code === input.code);
    const row = own.find((one) => one.validFrom.equals(input.from));
    if (!row) return refuse('NotFound');
    if (!before(ctx.today, row.validFrom)) return refuse('HoldsNow');
    const previous = own.find((one) => one.validTo?.equals(row.validFrom));
    if (!previous) {
      const menus = ctx.db.selectFrom('schools.menus').select((eb) => eb.fn.countAll<number>().as('days')).where('on_day', '>=', row.validFrom).where((eb) => eb(eb.val(input.code), '=', eb.fn.any('allergens')));
      const { days } = await menus.executeTakeFirstOrThrow();
      if (Number(days) > 0) return refuse('InMenus', { days: Number(days) });
    }
    await ctx.db.deleteFrom('schools.allergens').where('code', '=', input.code).where('valid_from', '=', input.from).execute();
    if (previous) await ctx.db.updateTable('schools.allergens').set({ valid_to: row.validTo }).where('code', '=', input.code).where('valid_from', '=', previous.validFrom).execute();
    ctx.audit({ subject: `allergen:${input.code}`, dropped: input.from.toString() });
    return done({ code: input.code });
  },
});
