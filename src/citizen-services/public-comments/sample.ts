/** The sample city's consultations: one open, one under consideration, one with its result, all by the system's own commands. */
import type { Actor } from '../../kernel/actor.ts';
import { toInstant } from '../../kernel/calendar/calendar.ts';
import type { SampleContext, SampleStep } from '../../kernel/sample.ts';
import { askApproval, decideApproval } from './commands/approving.ts';
import { createConsultation, saveConsultation, saveDocuments, saveSection } from './commands/consultations.ts';
import { advance, compareTexts, startConsidering } from './commands/course.ts';
import { newCode } from './commands/fields.ts';
import { placeSubmission, saveOpinion, saveResult } from './commands/opinions.ts';
import { enterSubmission } from './commands/receiving.ts';
import { submitOpinion } from './commands/submitting.ts';
import { consultationRecord, offices } from './queries/office.ts';
import { submissionList } from './queries/submissions.ts';
import { type SampleConsultation, environment, roadside, welfare } from './sample-texts.ts';

const system: Actor = { kind: 'system', id: 'sample' };
const grants = (names: readonly string[]) => names.map((name) => ({ permission: `public-comments.${name}`, scope: null }));
const writer: Actor = { kind: 'staff', id: '00000000-0000-7000-8000-000000000011', name: '見本 担当', device: 'sample', strong: true, grants: grants(['write']) };
const approver: Actor = { kind: 'staff', id: '00000000-0000-7000-8000-000000000012', name: '見本 課長', device: 'sample', strong: true, grants: grants(['write', 'approve']) };
const from = (key: string): Actor => ({ kind: 'visitor', device: `sample.${key}` });
const at = (day: Temporal.PlainDate, hour: number) => toInstant(day, hour * 60);

/** What the step before has made. */
function there<T>(found: T | null): T {
  if (found === null) throw new Error('見本の意見公募が見つかりません');
  return found;
}

interface Opened {
  readonly consultation: string;
  readonly number: string;
  readonly key: string;
  readonly publishedOn: Temporal.PlainDate;
  readonly closesOn: Temporal.PlainDate;
}

/** Written three weeks before, approved by another a week before, open from its day on. */
async function hold(ctx: SampleContext, one: SampleConsultation, publishedOn: Temporal.PlainDate): Promise<Opened> {
  const rooms = await ctx.ask(writer, offices, {});
  const department = (rooms.find((room) => room.name === one.office) ?? rooms[0])?.id;
  const [written, closesOn] = [at(publishedOn.subtract({ days: 21 }), 10), publishedOn.add({ days: one.days - 1 })];
  const { key } = one;
  const { consultation, number } = await ctx.must(writer, createConsultation, { title: one.title, department }, `comment:${key}`, written);
  const { sections, documents, letters: _, days: __, office: ___, key: ____, ...facts } = one;
  await ctx.must(writer, saveConsultation, { consultation, version: 1, ...facts, publishedOn: publishedOn.toString(), closesOn: closesOn.toString() }, `comment-facts:${key}`, written);
  for (const [index, section] of sections.entries()) await ctx.must(writer, saveSection, { consultation, ...section, ordinal: (index + 1) * 10 }, `comment-part:${key}:${section.ref}`, written);
  await ctx.must(writer, saveDocuments, { consultation, documents }, `comment-documents:${key}`, written);
  await ctx.must(writer, askApproval, { consultation, what: 'publish' }, `comment-ask:${key}`, at(publishedOn.subtract({ days: 8 }), 10));
  const { version } = there(await ctx.ask(approver, consultationRecord, { number }));
  await ctx.must(approver, decideApproval, { consultation, version, what: 'publish', decision: 'approve', note: '' }, `comment-approve:${key}`, at(publishedOn.subtract({ days: 7 }), 15));
  await ctx.must(system, advance, {}, `comment-open:${key}`, at(publishedOn, 0));
  return { consultation, number, key, publishedOn, closesOn };
}

/** Its letters, spread over the days that have gone by. */
async function receive(ctx: SampleContext, one: SampleConsultation, opened: Opened): Promise<void> {
  const until = Temporal.PlainDate.compare(opened.closesOn, ctx.today) < 0 ? opened.closesOn : ctx.today.subtract({ days: 1 });
  const span = opened.publishedOn.until(until, { largestUnit: 'days' }).days;
  for (const [index, { channel, late, ...letter }] of one.letters.entries()) {
    const day = late ? opened.closesOn.add({ days: 2 }) : opened.publishedOn.add({ days: Math.max(0, Math.floor((span * (index + 1)) / (one.letters.length + 1))) });
    const key = `comment-letter:${opened.key}:${index}`;
    if (channel === 'web') await ctx.must(from(`${opened.key}-${index}`), submitOpinion, { number: opened.number, ...letter, ticket: newCode((bytes) => Uint8Array.from({ length: bytes }, () => ctx.dice(256))) }, key, at(day, 9 + (index % 12)));
    else await ctx.must(writer, enterSubmission, { consultation: opened.consultation, channel, receivedOn: day.toString(), ...letter, lang: 'ja' }, key, at(day, 16));
  }
}

async function close(ctx: SampleContext, opened: Opened): Promise<void> {
  const next = opened.closesOn.add({ days: 4 });
  await ctx.must(system, advance, {}, `comment-close:${opened.key}`, at(next, 1));
  await ctx.must(system, compareTexts, { consultation: opened.consultation }, `comment-compare:${opened.key}`, at(next, 1));
  await ctx.must(writer, startConsidering, { consultation: opened.consultation }, `comment-consider:${opened.key}`, at(next, 10));
}

/** Puts letters to opinions; those beyond `limit` are left for whoever tries the city. */
async function sort(ctx: SampleContext, one: SampleConsultation, opened: Opened, day: Temporal.PlainDate, limit: number): Promise<void> {
  const opinions = new Map<string, string>();
  for (const [index, { name, ...answer }] of one.opinions.entries()) opinions.set(name, (await ctx.must(writer, saveOpinion, { consultation: opened.consultation, opinion: '', ...answer }, `comment-opinion:${opened.key}:${index}`, at(day, 11))).opinion);
  const { rows } = there(await ctx.ask(writer, submissionList, { number: opened.number, filter: 'left' }));
  for (const row of rows.slice(0, limit)) {
    const letter = one.letters.find((each) => each.body === row.body);
    const wanted = (letter?.about ?? []).map((name) => opinions.get(name) ?? '').filter((id) => id !== '');
    await ctx.must(writer, placeSubmission, { submission: row.id, opinions: wanted, notOpinion: wanted.length === 0 ? 'お礼・お問い合わせで、案への意見ではない' : '', whole: '' }, `comment-place:${row.receipt}`, at(day, 14));
  }
}

export const sample: readonly SampleStep[] = [{
  name: 'public-comments.consultations',
  title: 'パブリックコメント',
  order: 55,
  async run(ctx) {
    const { today } = ctx;
    const done = await hold(ctx, roadside, today.subtract({ days: 150 }));
    await receive(ctx, roadside, done);
    await close(ctx, done);
    ctx.progress(1, 3);
    const day = done.closesOn.add({ days: 30 });
    await sort(ctx, roadside, done, day.subtract({ days: 10 }), 1000);
    const { version } = there(await ctx.ask(writer, consultationRecord, { number: done.number }));
    await ctx.must(writer, saveResult, { consultation: done.consultation, version, outcome: 'changed', decidedOn: day.toString(), text: roadside.result, textEn: 'Thank you for your opinions. The plan was decided with two changes.' }, 'comment-result', at(day.subtract({ days: 5 }), 10));
    await ctx.must(writer, askApproval, { consultation: done.consultation, what: 'result' }, 'comment-result-ask', at(day.subtract({ days: 4 }), 10));
    const asked = there(await ctx.ask(approver, consultationRecord, { number: done.number }));
    await ctx.must(approver, decideApproval, { consultation: done.consultation, version: asked.version, what: 'result', decision: 'approve', note: '' }, 'comment-result-approve', at(day, 10));
    const considered = await hold(ctx, welfare, today.subtract({ days: 45 }));
    await receive(ctx, welfare, considered);
    await close(ctx, considered);
    await sort(ctx, welfare, considered, considered.closesOn.add({ days: 6 }), 5);
    ctx.progress(2, 3);
    const open = await hold(ctx, environment, today.subtract({ days: 11 }));
    await receive(ctx, environment, open);
    ctx.progress(3, 3);
  },
}];
