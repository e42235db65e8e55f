/** The sample city's continuity plan: inventory, contacts, runbooks, drills of a year, and a first approved edition, made by the system's own commands. */
import type { Actor } from '../../kernel/actor.ts';
import type { SampleContext, SampleStep } from '../../kernel/sample.ts';
import { addNeed, saveAsset } from './commands/assets.ts';
import { placeCall, saveContact, setPrivatePhone } from './commands/contacts.ts';
import { addFollowUp, finishFollowUp, planDrills, recordDrill } from './commands/drills.ts';
import { decideEdition, makeEdition, saveChapter } from './commands/editions.ts';
import { saveMeans, savePlace, savePowerDevice, savePowerSource } from './commands/places.ts';
import { addRunbook, approveRunbook, saveDraft, submitDraft } from './commands/runbooks.ts';
import { choices } from './queries/assets.ts';
import { staffByNumber } from './queries/contacts.ts';
import { quarterOf, quarterStart } from './rules/due.ts';

interface Keyed {
  readonly key: string;
}
interface Data {
  readonly places: readonly (Keyed & Record<string, unknown>)[];
  readonly contacts: readonly (Keyed & { readonly deputy: string | null; readonly privatePhone: string | null; readonly staffNumber: string | null } & Record<string, unknown>)[];
  readonly calls: readonly { readonly caller: string | null; readonly callee: string; readonly ordinal: number; readonly minutes: number }[];
  readonly assets: readonly (Keyed & { readonly department: string; readonly place: string; readonly supplier: string; readonly needs: readonly (Keyed & { readonly kind: string; readonly either: string })[] } & Record<string, unknown>)[];
  readonly sources: readonly ({ readonly place: string; readonly name: string } & Record<string, unknown>)[];
  readonly devices: readonly ({ readonly place: string; readonly asset: string; readonly name: string } & Record<string, unknown>)[];
  readonly means: readonly ({ readonly ordinal: number; readonly place: string; readonly tested: boolean } & Record<string, unknown>)[];
  readonly chapters: readonly ({ readonly chapter: string } & Record<string, unknown>)[];
  readonly runbooks: readonly (Keyed & { readonly title: string; readonly asset: string; readonly opening: string; readonly steps: readonly unknown[] })[];
  readonly drills: readonly {
    readonly kind: string; readonly quartersAgo: number; readonly title: string; readonly asset: string; readonly rto: number; readonly rpo: number; readonly tables: number | null; readonly files: number | null; readonly allEqual: boolean; readonly note: string;
    readonly measures: readonly unknown[]; readonly followUps: readonly { readonly finding: string; readonly action: string; readonly post: string; readonly dueDays: number; readonly doneDays: number | null; readonly doneNote: string }[];
  }[];
}

interface Hands {
  readonly writer: Actor;
  readonly approver: Actor;
}

const permissions = (names: readonly string[]) => names.map((name) => ({ permission: `continuity.${name}`, scope: null }));

/** 本多 由美 of the information section writes, 武藤 進 approves: the two whose logins are shown. */
async function handsOf(ctx: SampleContext): Promise<Hands> {
  const before: Actor = { kind: 'staff', id: '00000000-0000-7000-8000-000000000003', name: '見本 情報', device: 'sample', strong: true, grants: permissions(['edit']) };
  const person = async (number: string, id: string, name: string) => (await ctx.ask(before, staffByNumber, { number }).catch(() => null)) ?? { id, name };
  const [writer, approver] = [await person('90006', before.id, before.name), await person('90008', '00000000-0000-7000-8000-000000000004', '見本 課長')];
  return {
    writer: { ...before, ...writer, grants: permissions(['view', 'edit', 'contacts']) },
    approver: { ...before, ...approver, grants: permissions(['view', 'approve']) },
  };
}

/** Ten in the morning of a day. */
const morning = (day: Temporal.PlainDate) => day.toZonedDateTime({ timeZone: 'Asia/Tokyo', plainTime: '10:00' }).toInstant();

async function makePlaces(ctx: SampleContext, data: Data, { writer }: Hands, at: Temporal.Instant): Promise<ReadonlyMap<string, string>> {
  const made = new Map<string, string>();
  for (const one of data.places) made.set(one.key, (await ctx.must(writer, savePlace, one, `bcp-place:${one.key}`, at)).place);
  return made;
}

async function makeContacts(ctx: SampleContext, data: Data, { writer }: Hands, at: Temporal.Instant): Promise<ReadonlyMap<string, string>> {
  const made = new Map<string, string>();
  // Deputies first: they are named by those they stand in for.
  for (const one of data.contacts.toReversed().toSorted((a, b) => Number(a.deputy !== null) - Number(b.deputy !== null))) {
    const { key, deputy, privatePhone, staffNumber, ...facts } = one;
    const known = staffNumber === null ? null : await ctx.ask(writer, staffByNumber, { number: staffNumber }).catch(() => null);
    const { contact } = await ctx.must(writer, saveContact, { ...facts, deputy: deputy === null ? '' : (made.get(deputy) ?? ''), staffNumber: known ? staffNumber : '' }, `bcp-contact:${key}`, at);
    made.set(key, contact);
    if (privatePhone !== null) await ctx.must(writer, setPrivatePhone, { contact, phone: privatePhone }, `bcp-phone:${key}`, at);
  }
  for (const call of data.calls) await ctx.must(writer, placeCall, { callee: made.get(call.callee), caller: call.caller === null ? '' : made.get(call.caller), ordinal: call.ordinal, minutes: call.minutes }, `bcp-call:${call.callee}`, at);
  return made;
}

async function makeAssets(ctx: SampleContext, data: Data, { writer }: Hands, places: ReadonlyMap<string, string>, contacts: ReadonlyMap<string, string>, at: Temporal.Instant): Promise<ReadonlyMap<string, string>> {
  const made = new Map<string, string>();
  const names = new Map(ctx.data<{ departments: readonly { code: string; name: { ja: string } }[] }>('organization.json').departments.map((one) => [one.code, one.name.ja]));
  const { departments } = await ctx.ask(writer, choices, {});
  for (const [index, one] of data.assets.entries()) {
    const department = departments.find((row) => row.name === names.get(one.department))?.id ?? '';
    const { needs: _, ...facts } = one;
    made.set(one.key, (await ctx.must(writer, saveAsset, { ...facts, department, place: places.get(one.place), supplier: contacts.get(one.supplier) ?? '' }, `bcp-asset:${one.key}`, at)).asset);
    ctx.progress(index + 1, data.assets.length);
  }
  for (const one of data.assets) for (const need of one.needs) await ctx.must(writer, addNeed, { asset: made.get(one.key), needs: made.get(need.key), kind: need.kind, either: need.either }, `bcp-need:${one.key}:${need.key}`, at);
  return made;
}

async function makePower(ctx: SampleContext, data: Data, { writer }: Hands, places: ReadonlyMap<string, string>, assets: ReadonlyMap<string, string>, at: Temporal.Instant): Promise<void> {
  const checked = ctx.today.subtract({ months: 3 }).toString();
  for (const one of data.sources) await ctx.must(writer, savePowerSource, { ...one, place: places.get(one.place), checkedOn: checked }, `bcp-source:${one.place}:${one.name}`, at);
  for (const one of data.devices) await ctx.must(writer, savePowerDevice, { ...one, place: places.get(one.place), asset: assets.get(one.asset) ?? '' }, `bcp-device:${one.place}:${one.name}`, at);
  for (const { tested, ...one } of data.means) await ctx.must(writer, saveMeans, { ...one, place: places.get(one.place), testedOn: tested ? checked : '' }, `bcp-means:${one.ordinal}`, at);
  for (const one of data.chapters) await ctx.must(writer, saveChapter, one, `bcp-chapter:${one.chapter}`, at);
}

async function makeRunbooks(ctx: SampleContext, data: Data, { writer, approver }: Hands, assets: ReadonlyMap<string, string>, at: Temporal.Instant): Promise<void> {
  for (const [index, one] of data.runbooks.entries()) {
    const { draft } = await ctx.must(writer, addRunbook, { key: one.key, title: one.title, asset: assets.get(one.asset) ?? '', ordinal: index + 1 }, `bcp-runbook:${one.key}`, at);
    const { version } = await ctx.must(writer, saveDraft, { draft, version: 1, opening: one.opening, steps: one.steps }, `bcp-steps:${one.key}`, at);
    await ctx.must(writer, submitDraft, { draft, version }, `bcp-submit:${one.key}`, at);
    // The last one still waits, so that the approver's page has something on it.
    if (index < data.runbooks.length - 1) await ctx.must(approver, approveRunbook, { draft, version: version + 1 }, `bcp-approve:${one.key}`, at.add({ hours: 2 }));
  }
}

async function holdDrills(ctx: SampleContext, data: Data, { writer }: Hands): Promise<void> {
  for (const { quartersAgo, followUps, rto, rpo, ...one } of data.drills) {
    const day = quarterStart(quarterOf(ctx.today)).subtract({ months: 3 * quartersAgo }).add({ days: 40 });
    const at = morning(day);
    const { drill } = await ctx.must(writer, recordDrill, { ...one, at: at.toString(), rtoSeconds: rto, rpoSeconds: rpo }, `bcp-drill:${quartersAgo}`, at.add({ hours: 3 }));
    for (const [index, { dueDays, doneDays, doneNote, ...follow }] of followUps.entries()) {
      // What is still open is due some weeks from now, whenever the city is filled.
      const dueOn = doneDays === null ? ctx.today.add({ days: dueDays }) : day.add({ days: dueDays });
      const { followUp } = await ctx.must(writer, addFollowUp, { ...follow, drill, dueOn: dueOn.toString() }, `bcp-follow:${quartersAgo}:${index}`, at.add({ hours: 4 }));
      if (doneDays !== null) await ctx.must(writer, finishFollowUp, { followUp, note: doneNote }, `bcp-done:${quartersAgo}:${index}`, morning(day.add({ days: doneDays })));
    }
  }
  await ctx.must(writer, planDrills, {}, 'bcp-plan');
}

export const sample: readonly SampleStep[] = [{
  name: 'continuity.plan',
  title: '情報システムBCP',
  order: 60,
  needs: 'continuity.json',
  async run(ctx) {
    const data = ctx.data<Data>('continuity.json');
    const hands = await handsOf(ctx);
    const at = morning(ctx.today.subtract({ months: 5 }));
    const places = await makePlaces(ctx, data, hands, at);
    const contacts = await makeContacts(ctx, data, hands, at);
    const assets = await makeAssets(ctx, data, hands, places, contacts, at);
    await makePower(ctx, data, hands, places, assets, at);
    await makeRunbooks(ctx, data, hands, assets, at);
    await holdDrills(ctx, data, hands);
    const { edition, hash } = await ctx.must(hands.writer, makeEdition, { changeNote: '初版。震災の教訓と、1年分の訓練の結果を入れた。' }, 'bcp-edition', morning(ctx.today.subtract({ days: 7 })));
    await ctx.must(hands.approver, decideEdition, { edition, decision: 'approve', hash, note: '次の訓練までに、復元の目標に届く方法を決めること。' }, 'bcp-edition-approved', morning(ctx.today.subtract({ days: 6 })));
  },
}];
