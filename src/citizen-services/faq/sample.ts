/** The sample city's questions: written by one, approved by another, read, judged and searched in vain over the last weeks, all by the system's own commands. */
import type { Actor } from '../../kernel/actor.ts';
import { mark } from '../../kernel/identity/tokens.ts';
import type { SampleContext, SampleStep } from '../../kernel/sample.ts';
import { countViews, giveFeedback, noteSearch } from './commands/asking.ts';
import { decideEdition, saveCategory } from './commands/deciding.ts';
import { createFaq, saveDraft, submitEdition } from './commands/writing.ts';
import { choices } from './queries/office.ts';

interface SampleFaq {
  readonly question: string;
  readonly office: string;
  readonly source: string;
  readonly variants?: readonly string[];
  readonly categories?: readonly string[];
  readonly answer?: string;
  readonly questionEn?: string;
  readonly answerEn?: string;
}
interface Data {
  readonly categories: readonly { readonly code: string }[];
  readonly faqs: readonly SampleFaq[];
  readonly waiting: SampleFaq;
  readonly draft: SampleFaq;
  readonly remarks: readonly { readonly faq: number; readonly helped: boolean; readonly words: string }[];
  readonly searches: readonly { readonly words: string; readonly people: number }[];
}

/** Somebody whose login is shown, or an invented hand in a city without them. */
async function handOf(ctx: SampleContext, number: string, id: string, name: string, permissions: readonly string[]): Promise<Actor> {
  const found = await ctx.city.staffDb.use((connection) => connection.run<{ id: string; name: string }>('select id, name from kernel.staff where number = $1', [number]));
  const person = found.rows[0] ?? { id, name };
  return { kind: 'staff', ...person, device: 'sample', strong: true, grants: permissions.map((permission) => ({ permission, scope: null })) };
}

const DAYS = 30;
const morning = (day: Temporal.PlainDate, hour = 10) => day.toZonedDateTime({ timeZone: 'Asia/Tokyo', plainTime: { hour } }).toInstant();
const reader = (number: number): Actor => ({ kind: 'visitor', device: `sample-network-${number}.sample-browser-${number}` });

interface Made {
  readonly faq: string;
  readonly edition: string;
  readonly number: number;
  readonly version: number;
}

/** Readings, votes and remarks of the last weeks. */
async function makeReaders(ctx: SampleContext, data: Data, made: readonly Made[]): Promise<void> {
  const votes = ctx.size === 'tiny' ? 40 : 300;
  for (let vote = 0; vote < votes; vote += 1) {
    const it = made[Math.min(ctx.dice(made.length), ctx.dice(made.length))];
    if (it) await ctx.must(reader(vote), giveFeedback, { number: it.number, helped: ctx.dice(4) === 0 ? 'no' : 'yes' }, `faq-vote:${vote}`, morning(ctx.today.subtract({ days: 1 + ctx.dice(DAYS) })));
  }
  for (const [index, { faq, helped, words }] of data.remarks.entries()) {
    await ctx.must(reader(10_000 + index), giveFeedback, { number: made[faq - 1]?.number, helped: helped ? 'yes' : 'no', words }, `faq-remark:${index}`, morning(ctx.today.subtract({ days: 2 + index * 3 })));
  }
  for (let ago = ctx.size === 'tiny' ? 3 : DAYS; ago > 0; ago -= 1) {
    const views = made.map((it, index) => `${it.faq} ${1 + ctx.dice(60) + ctx.dice(Math.max(1, 200 - index * 6))}`);
    await ctx.must(reader(0), countViews, { views, seal: mark(ctx.city, 'faq views', views.join('\n')) }, `faq-views:${ago}`, morning(ctx.today.subtract({ days: ago }), 18));
  }
  for (const [index, { words, people }] of data.searches.entries()) {
    for (let person = 0; person < people; person += 1) await ctx.must(reader(20_000 + index * 100 + person), noteSearch, { q: words }, `faq-search:${index}:${person}`, morning(ctx.today.subtract({ days: 7 }), 9 + (person % 8)));
  }
}

export const sample: readonly SampleStep[] = [{
  name: 'faq.questions',
  title: 'よくある質問',
  order: 70,
  needs: 'faq.json',
  async run(ctx) {
    const data = ctx.data<Data>('faq.json');
    const writer = await handOf(ctx, '90002', '00000000-0000-7000-8000-0000000000f1', '斎藤 誠', ['faq.write', 'faq.arrange']);
    const approver = await handOf(ctx, '90008', '00000000-0000-7000-8000-0000000000f2', '武藤 進', ['faq.approve']);
    const start = ctx.today.subtract({ days: 120 });
    for (const category of data.categories) await ctx.must(writer, saveCategory, { ...category, version: 0 }, `faq-category:${category.code}`, morning(start));
    const { offices } = await ctx.ask(writer, choices, {});
    const office = (code: string) => offices.find((one) => one.code === code)?.id ?? offices[0]?.id ?? '';
    const draft = async (it: SampleFaq, key: string, at: Temporal.Instant): Promise<Made> => {
      const made = await ctx.must(writer, createFaq, { question: it.question, department: office(it.office), source: it.source }, `faq:${key}`, at);
      if (it.answer === undefined) return { ...made, version: 1 };
      const { office: _, source: __, ...words } = it;
      const saved = await ctx.must(writer, saveDraft, { ...words, edition: made.edition, version: 1, reviewOn: at.toZonedDateTimeISO('Asia/Tokyo').toPlainDate().add({ months: 12 }).toString() }, `faq-save:${key}`, at.add({ minutes: 20 }));
      return { ...made, version: saved.version };
    };
    const made: Made[] = [];
    for (const [index, it] of data.faqs.entries()) {
      const at = morning(start.add({ days: 1 + index * 2 }));
      const one = await draft(it, String(index), at);
      await ctx.must(writer, submitEdition, { edition: one.edition, version: one.version }, `faq-submit:${index}`, at.add({ minutes: 30 }));
      await ctx.must(approver, decideEdition, { edition: one.edition, version: one.version + 1, decision: 'approve' }, `faq-approve:${index}`, at.add({ hours: 4 }));
      made.push(one);
      ctx.progress(index + 1, data.faqs.length);
    }
    const waiting = await draft(data.waiting, 'waiting', morning(ctx.today.subtract({ days: 3 })));
    await ctx.must(writer, submitEdition, { edition: waiting.edition, version: waiting.version }, 'faq-submit:waiting', morning(ctx.today.subtract({ days: 2 })));
    await draft(data.draft, 'draft', morning(ctx.today.subtract({ days: 1 })));
    await makeReaders(ctx, data, made);
  },
}];
