/** The sample city's records: file plans, letters and drafts at every stage, folders of years past, a request for disclosure; by the system's own commands. */
import type { Actor } from '../../kernel/actor.ts';
import { fiscalYear, fiscalYearOf, fiscalYearStart } from '../../kernel/calendar/calendar.ts';
import { createRole, giveRole } from '../../kernel/identity/roles.ts';
import type { SampleContext, SampleStep } from '../../kernel/sample.ts';
import { judgeHit, openRequest } from './commands/disclosure.ts';
import { dispatch, pressSeal, saveSeal } from './commands/dispatch.ts';
import { makeDisposal } from './commands/disposal.ts';
import { saveDraft, sendDraft } from './commands/draft.ts';
import { closeDocument, closeFolder, fileDocument } from './commands/filing.ts';
import { hold, putIntoBox, saveBox } from './commands/keeping.ts';
import { decidePlan, makePlan, saveEntry, saveOffice, submitPlan } from './commands/plans.ts';
import { receive, voidNumber } from './commands/receive.ts';
import { classes, openFolders } from './queries/folders.ts';
import { document } from './queries/register.ts';
import { sampleHands } from './queries/sample-hands.ts';
import { hand, house, settle } from './sample-cases.ts';

interface Entry {
  readonly code: string;
  readonly title: string;
  readonly [name: string]: unknown;
}
interface Letter {
  readonly office: string;
  /** Where in the year so far it came, 0 to 1. */
  readonly at: number;
  readonly title: string;
  readonly sender: string;
  readonly number: string;
  readonly channel: string;
  readonly entry: string;
  readonly stage: 'open' | 'closed' | 'filed' | 'void';
  readonly due?: number;
  readonly reason?: string;
  readonly confidentiality?: string;
}
interface Draft {
  readonly office: string;
  readonly at: number;
  readonly title: string;
  readonly body: string;
  readonly entry: string;
  readonly stage: 'drafting' | 'in_route' | 'decided' | 'sealed' | 'filed';
  readonly authority?: string;
  readonly to?: string;
  readonly confidentiality?: string;
  readonly disclosure?: string;
  readonly grounds?: readonly string[];
}
interface Data {
  readonly offices: readonly { readonly code: string; readonly symbol: string; readonly entries: readonly Entry[] }[];
  readonly letters: readonly Letter[];
  readonly drafts: readonly Draft[];
  readonly past: readonly { readonly office: string; readonly title: string; readonly entry: Entry; readonly yearsAgo: number; readonly hold?: string }[];
  readonly boxes: readonly { readonly code: string; readonly storehouse: string; readonly shelf: string }[];
  readonly seals: readonly { readonly name: string; readonly office: string }[];
}

interface Person {
  readonly id: string;
  readonly name: string;
}

/** Who does what in the sample city. */
class Hands {
  readonly #departments: ReadonlyMap<string, string>;
  readonly #people: ReadonlyMap<string, Person>;
  constructor(found: Awaited<ReturnType<typeof sampleHands.run>>) {
    this.#departments = new Map(found.departments.map((one) => [one.code, one.id]));
    this.#people = new Map(found.holders.map((one) => [one.code, one]));
  }
  department(code: string): string {
    return this.#departments.get(code) ?? '';
  }
  person(login: string): Person {
    return this.#people.get(login) ?? { id: '00000000-0000-7000-8000-000000000005', name: '見本 文書' };
  }
  /** Whoever drafts in an office: the person whose login is shown, or the head of its first team. */
  clerk(code: string): Actor {
    const person = this.person(code === '8040' ? '8040-LOGIN-shokan' : code === '1030' ? '1030-LOGIN-soumu' : `${code}-CHIEF-1`);
    return hand(person.name === '見本 文書' ? this.person('1030-LOGIN-soumu') : person, ['documents.work', 'documents.secret'], [`department:${code}`]);
  }
  get records(): Actor {
    return hand(this.person('1030-LOGIN-soumu'), ['documents.records', 'documents.seal', 'documents.disclosure', 'documents.archive']);
  }
  get head(): Actor {
    return hand(this.person('1030-LOGIN-soumu-kacho'), ['documents.approvePlan', 'documents.dispose']);
  }
}

const LOGINS = ['1030-LOGIN-soumu', '1030-LOGIN-soumu-kacho', '8040-LOGIN-shokan', '8040-LOGIN-kacho', '8040-LOGIN-mado'];
const founder: Actor = { kind: 'staff', id: '00000000-0000-7000-8000-000000000001', name: '初期設定', device: 'sample', strong: true, grants: [{ permission: 'operations.accounts', scope: null }, { permission: 'operations.roles', scope: null }] };
const moment = (day: Temporal.PlainDate, time = '09:30') => day.toZonedDateTime({ timeZone: 'Asia/Tokyo', plainTime: time }).toInstant();

/** The roles of this work, given to those whose logins are shown: in their own office, and the records office for the hall. */
async function giveRoles(ctx: SampleContext, hands: Hands, since: Temporal.PlainDate): Promise<void> {
  const bundles = [['documents-clerk', '課の文書事務', ['documents.work']], ['documents-head', '課の秘の文書', ['documents.secret']], ['documents-records', '文書係', ['documents.records', 'documents.disclosure', 'documents.archive']], ['documents-disposer', '廃棄の実行', ['documents.dispose']]] as const;
  const roles = new Map<string, string>();
  for (const [code, name, permissions] of bundles) roles.set(code, (await ctx.must(founder, createRole, { code, name, note: '', permissions }, `documents-role:${code}`)).role);
  const given = [['1030-LOGIN-soumu', 'documents-clerk', '1030'], ['1030-LOGIN-soumu', 'documents-records', ''], ['1030-LOGIN-soumu-kacho', 'documents-clerk', '1030'], ['1030-LOGIN-soumu-kacho', 'documents-head', '1030'], ['1030-LOGIN-soumu-kacho', 'documents-disposer', ''], ['8040-LOGIN-shokan', 'documents-clerk', '8040'], ['8040-LOGIN-kacho', 'documents-clerk', '8040'], ['8040-LOGIN-kacho', 'documents-head', '8040'], ['8040-LOGIN-mado', 'documents-clerk', '8040']] as const;
  for (const [login, role, office] of given) await ctx.must(founder, giveRole, { staff: hands.person(login).id, role: roles.get(role), scope: office === '' ? [] : [`department:${office}`], from: since.toString(), to: '' }, `documents-role:${login}:${role}`);
}

async function openPlan(ctx: SampleContext, hands: Hands, office: string, year: number, entries: readonly Entry[], at: Temporal.Instant): Promise<void> {
  const key = `documents-plan:${office}:${year}`;
  const writer = hands.clerk(office);
  const { plan } = await ctx.must(writer, makePlan, { department: hands.department(office), fiscalYear: year }, key, at);
  for (const entry of entries) await ctx.must(writer, saveEntry, { plan, confidentiality: 'general', disclosure: 'open', ...entry }, `${key}:${entry.code}`, at);
  const { version } = await ctx.must(writer, submitPlan, { plan, version: 1 }, `${key}:sent`, at);
  await ctx.must(hands.head, decidePlan, { plan, version, decision: 'approve' }, `${key}:approved`, at);
}

/** Closes a document and puts it into its folder. */
async function file(ctx: SampleContext, clerk: Actor, key: string, id: string, folder: string | undefined, at: Temporal.Instant, only = false): Promise<void> {
  const versionOf = async () => (await ctx.ask(clerk, document, { document: id }))?.open?.version;
  await ctx.must(clerk, closeDocument, { document: id, version: await versionOf() }, `${key}:closed`, at);
  if (!only && folder !== undefined) await ctx.must(clerk, fileDocument, { document: id, version: await versionOf(), folder }, `${key}:filed`, at.add({ minutes: 5 }));
}

interface Office {
  readonly code: string;
  readonly folders: ReadonlyMap<string, string>;
  readonly entries: ReadonlyMap<string, string>;
  dayOf(share: number): Temporal.PlainDate;
}

async function enterLetter(ctx: SampleContext, hands: Hands, office: Office, one: Letter): Promise<void> {
  const key = `documents-letter:${one.office}:${one.at}`;
  const day = office.dayOf(one.at);
  const clerk = hands.clerk(one.office);
  const { document: id } = await ctx.must(clerk, receive, {
    department: hands.department(one.office), title: one.title, senderName: one.sender, theirNumber: one.number, theirDate: one.number === '' ? '' : day.subtract({ days: 2 }).toString(), channel: one.channel, receivedOn: day.toString(),
    confidentiality: one.confidentiality ?? 'general', due: one.due === undefined ? '' : ctx.today.add({ days: one.due }).toString(),
  }, key, moment(day));
  if (one.stage === 'void') await ctx.must(clerk, voidNumber, { document: id, version: 1, reason: one.reason }, `${key}:void`, moment(day, '10:00'));
  if (one.stage === 'closed' || one.stage === 'filed') await file(ctx, clerk, key, id, office.folders.get(one.entry), moment(day, '16:00'), one.stage === 'closed');
}

async function enterDraft(ctx: SampleContext, hands: Hands, office: Office, one: Draft, seal: string): Promise<void> {
  const key = `documents-draft:${one.office}:${one.at}`;
  const day = office.dayOf(one.at);
  const clerk = hands.clerk(one.office);
  const { document: id, version } = await ctx.must(clerk, saveDraft, {
    department: hands.department(one.office), title: one.title, body: one.body, entry: office.entries.get(one.entry), authority: one.authority ?? 'section_head', confidentiality: one.confidentiality ?? 'general', disclosure: one.disclosure ?? 'open', grounds: one.grounds ?? [],
  }, key, moment(day));
  if (one.stage === 'drafting') return;
  const { caseId } = await ctx.must(clerk, sendDraft, { document: id, version }, `${key}:sent`, moment(day, '10:00'));
  await settle(ctx, caseId, key, moment(day, '10:00'), one.stage === 'in_route' ? (ctx.size === 'tiny' ? 0 : 1) : undefined);
  if (one.stage === 'in_route' || one.stage === 'decided') return;
  // Whoever drafted does not press the seal: where the same person has both, the head presses.
  const presser = hands.records.kind === 'staff' && clerk.kind === 'staff' && hands.records.id === clerk.id ? hand(hands.person('1030-LOGIN-soumu-kacho'), ['documents.seal']) : hands.records;
  if (one.stage === 'sealed') await ctx.must(presser, pressSeal, { seal, document: id, sheets: 1 }, `${key}:seal`, moment(day, '15:30'));
  await ctx.must(clerk, dispatch, { document: id, manner: one.stage === 'sealed' ? 'post' : 'internal', recipient: one.to ?? '庁内各課', sentOn: day.toString() }, `${key}:dispatch`, moment(day, '16:00'));
  if (one.stage === 'filed') await file(ctx, clerk, key, id, office.folders.get(one.entry), moment(day, '16:30'));
}

/** Folders of years past, entered when the system began: closed, some expired, some in boxes, one held. */
async function enterPast(ctx: SampleContext, hands: Hands, data: Data, year: number, at: Temporal.Instant): Promise<void> {
  const boxes = new Map<string, string>();
  for (const box of data.boxes) boxes.set(box.code, (await ctx.must(hands.records, saveBox, box, `documents-box:${box.code}`, at)).box);
  const [first] = boxes.values();
  const expired: string[] = [];
  for (const one of data.past) {
    const then = year - one.yearsAgo;
    const key = `documents-past:${one.office}:${then}`;
    const clerk = hands.clerk(one.office);
    await openPlan(ctx, hands, one.office, then, [one.entry], at);
    const [folder] = await ctx.ask(clerk, openFolders, { department: hands.department(one.office), fiscalYear: then });
    const received = fiscalYearStart(fiscalYear(then)).add({ days: 60 });
    const { document: id } = await ctx.must(clerk, receive, { department: hands.department(one.office), title: `${then}年度の${one.title}`, senderName: '', channel: 'internal', receivedOn: received.toString() }, `${key}:letter`, at);
    await ctx.must(clerk, closeDocument, { document: id, version: 1, closedOn: received.toString() }, `${key}:closed`, at);
    await ctx.must(clerk, fileDocument, { document: id, version: 2, folder: folder?.id }, `${key}:filed`, at);
    await ctx.must(clerk, closeFolder, { folder: folder?.id, version: 1 }, `${key}:folder`, at);
    await ctx.must(hands.records, putIntoBox, { box: first, folders: [folder?.id] }, `${key}:box`, at);
    if (one.office === '1030') expired.push(folder?.id ?? '');
    if (one.hold !== undefined) await ctx.must(hands.records, hold, { folder: folder?.id, ground: 'claw_back', basis: one.hold, from: received.toString(), until: ctx.today.add({ years: 3 }).toString() }, `${key}:hold`, at);
  }
  await ctx.must(hands.clerk('1030'), makeDisposal, { department: hands.department('1030'), title: `${year}年度に廃棄する文書`, folders: expired }, 'documents-disposal', moment(ctx.today.subtract({ days: 3 })));
}

async function enterRequest(ctx: SampleContext, hands: Hands, letter: string | undefined): Promise<void> {
  const day = ctx.today.subtract({ days: 6 });
  const { request } = await ctx.must(hands.records, openRequest, { receivedOn: day.toString(), channel: 'counter', name: '国分 みどり', address: '二本松市本町二丁目3番1号', wanted: '今年度のスポーツ団体補助金の交付決定に関する文書', manner: 'copy' }, 'documents-request', moment(day));
  if (letter !== undefined) await ctx.must(hands.records, judgeHit, { request, document: letter, included: 'yes' }, 'documents-request-hit', moment(day, '11:00'));
}

async function officeOf(ctx: SampleContext, hands: Hands, code: string, year: number, start: Temporal.PlainDate): Promise<Office> {
  const clerk = hands.clerk(code);
  const department = hands.department(code);
  const folders = await ctx.ask(clerk, openFolders, { department, fiscalYear: year });
  const entries = (await ctx.ask(clerk, classes, { department })).filter((one) => one.fiscal_year === year);
  const days = start.until(ctx.today).days;
  return { code, folders: new Map(folders.map((one) => [one.code, one.id])), entries: new Map(entries.map((one) => [one.code, one.id])), dayOf: (share) => start.add({ days: Math.floor(days * share) }) };
}

/** A tiny city has the two offices whose logins are shown, and fewer papers. */
function sized(ctx: SampleContext, data: Data): Data {
  if (ctx.size !== 'tiny') return data;
  const here = <T extends { readonly office: string }>(rows: readonly T[]) => rows.filter((row) => ['1030', '8040'].includes(row.office));
  return { ...data, offices: data.offices.filter((office) => ['1030', '8040'].includes(office.code)), letters: here(data.letters).filter((_, index) => index % 3 !== 1), drafts: here(data.drafts).filter((_, index) => index % 2 === 1), past: here(data.past).slice(0, 1) };
}

export const sample: readonly SampleStep[] = [{
  name: 'documents.records',
  title: '文書管理',
  order: 70,
  needs: 'documents.json',
  async run(ctx) {
    const data = sized(ctx, ctx.data<Data>('documents.json'));
    const year = fiscalYearOf(ctx.today);
    const start = fiscalYearStart(year);
    const at = moment(start, '08:40');
    const hands = new Hands(await ctx.ask(house, sampleHands, { posts: [...LOGINS, ...data.offices.map((office) => `${office.code}-CHIEF-1`)] }));
    await giveRoles(ctx, hands, start);
    for (const office of data.offices) {
      await ctx.must(hands.records, saveOffice, { department: hands.department(office.code), symbol: office.symbol }, `documents-office:${office.code}`, at);
      await openPlan(ctx, hands, office.code, year, office.entries, at);
    }
    await enterPast(ctx, hands, data, year, at.add({ hours: 1 }));
    const seals: string[] = [];
    for (const seal of data.seals) seals.push((await ctx.must(hands.records, saveSeal, { name: seal.name, department: hands.department(seal.office) }, `documents-seal:${seal.name}`, at)).seal);
    // One office after another counts its own numbers; several offices at once are as fast as the house allows.
    await ctx.many(data.offices, async ({ code }) => {
      const office = await officeOf(ctx, hands, code, year, start);
      const papers = [...data.letters.filter((one) => one.office === code).map((letter) => ({ at: letter.at, enter: () => enterLetter(ctx, hands, office, letter) })), ...data.drafts.filter((one) => one.office === code).map((draft) => ({ at: draft.at, enter: () => enterDraft(ctx, hands, office, draft, seals[0] ?? '') }))];
      for (const paper of papers.toSorted((a, b) => a.at - b.at)) await paper.enter();
    });
    await enterRequest(ctx, hands, undefined);
  },
}];
