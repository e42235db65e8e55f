/** What one of the crowd does next: mostly what is asked of somebody, now and then what nobody should. */
import type { Actor } from '../src/kernel/actor.ts';
import { caseView } from '../src/kernel/approval/case-view.ts';
import { approveTogether, closeCase, executeCase, finishPostView, sealCheck, submitDraft, withdraw } from '../src/kernel/approval/commands.ts';
import { waiting } from '../src/kernel/approval/desk.ts';
import { inbox, inboxViews } from '../src/kernel/approval/inbox.ts';
import { cancelAbsence, confirmOralDecision, endDisasterMode, recordOralDecision, registerAbsence, startDisasterMode } from '../src/kernel/approval/office.ts';
import { previewCase } from '../src/kernel/approval/rule-queries.ts';
import { change, propose } from '../src/kernel/approval/town.fixture.ts';
import { rows } from '../src/kernel/probe.fixture.ts';
import { any, type Card, chance, type Crowd } from './approval-crowd.ts';

const OPEN_CASES = 400;
const KINDS = ['commitment.supplies', 'commitment.supplies', 'commitment.supplies', 'commitment.works', 'commitment.works', 'leave.annual', 'travel.order', 'web.publish', 'document.bylaw'] as const;
/** On both sides of every limit of the ordinance. */
const AMOUNTS = [1000, 500_000, 500_001, 1_300_000, 1_300_001, 9_800_000, 10_000_001, 50_000_001];
const DRAFTERS = ['civil-clerk', 'general-clerk', 'civil-clerk', 'civil-sub', 'civil-head'];
/** Those who stand above somebody. */
const SUPERIORS = ['civil-assistant', 'civil-head', 'build-director', 'general-head', 'vice-mayor'];
const ODD = ['approve', 'agree', 'disagree', 'examine', 'decide', 'reject', 'return', 'returnTo', 'recall', 'askRecall', 'consentRecall', 'pullUp', 'instruct', 'acceptEdit', 'edit', 'withdraw'];

/** What whoever's turn it is does, mostly the ordinary thing. */
function rightful(role: string): string {
  const dice = Math.random();
  if (role === 'decide') return dice < 0.9 ? 'decide' : dice < 0.94 ? 'reject' : dice < 0.97 ? 'return' : 'edit';
  if (role === 'consult_agree') return dice < 0.88 ? 'agree' : dice < 0.95 ? 'disagree' : 'return';
  if (role === 'consult_notify') return 'agree';
  if (role === 'examine') return dice < 0.95 ? 'examine' : 'return';
  return dice < 0.86 ? 'approve' : dice < 0.9 ? 'return' : dice < 0.94 ? 'returnTo' : dice < 0.97 ? 'edit' : 'consentRecall';
}

const holderOf = (crowd: Crowd, card: Card): Actor => crowd.person(any(crowd.holders.get(card.deputy !== null && chance(0.12) ? card.deputy : card.post) ?? ['']));

async function draft(crowd: Crowd): Promise<void> {
  const kind = any(KINDS);
  const flag = kind === 'web.publish' && chance(0.3) ? 'emergency' : kind === 'travel.order' && chance(0.3) ? 'overnight' : chance(0.03) ? 'other_use' : '';
  await crowd.press(crowd.town.as(any(DRAFTERS)), propose, {
    kind, title: '混乱の中の件', amount: kind.startsWith('commitment') ? any(AMOUNTS) : 0, vendor: crowd.town.house.id(), flags: flag, send: chance(0.85) ? 'yes' : 'no', urgency: any(['ordinary', 'urgent', 'same_day']),
    ...(chance(0.006) ? { purpose: '予算なし' } : {}),
  });
}

/** Sends a draft, changed or not. P14: what was previewed is what is made, as long as neither the day nor the facts changed in between. */
async function send(crowd: Crowd): Promise<void> {
  const { house } = crowd.town;
  const one = crowd.drafts.length === 0 ? null : any(crowd.drafts);
  if (!one) return draft(crowd);
  const drafter = crowd.person(one.drafter);
  if (chance(0.08)) return void (await crowd.press(drafter, withdraw, { case: one.id, comment: '不要' }, { case: one.id }));
  if (chance(0.3)) await house.do(drafter, change, { matter: one.subject, amount: any(AMOUNTS) });
  const standing = async () => {
    const [row] = await rows<{ facts: unknown; post: string }>(house, 'select facts, drafter_post_id as post from kernel.approval_cases where id = $1', [one.id]);
    return `${JSON.stringify(row)} ${house.clock.now().toZonedDateTimeISO('Asia/Tokyo').toPlainDate().toString()} ${crowd.organizationChanges}`;
  };
  const before = chance(0.2) ? await standing() : null;
  const preview = before === null ? null : await house.ask(drafter, previewCase, { case: one.id });
  const sent = await crowd.press(drafter, submitDraft, { case: one.id }, { case: one.id });
  if (!sent.ok || !preview?.ok || !preview.value?.possible || before !== (await standing())) return;
  const [made] = await rows<{ stages: readonly { readonly steps: readonly { readonly role: string }[] }[] }>(house, `select payload->'route'->'stages' as stages from kernel.approval_actions where case_id = $1 and action = 'submit' and version_no = $2`, [one.id, sent.value.version]);
  const [said, did] = [preview.value.stages, made?.stages ?? []].map((stages) => JSON.stringify(stages.map((stage) => stage.steps.map((step) => step.role))));
  crowd.compared++;
  if (said !== did) crowd.broken.push(`P14: previewed ${said}, made ${did} (${one.id})`);
}

/** P12: to somebody without sight a restricted case is one that does not exist. */
async function pry(crowd: Crowd, card: Card): Promise<void> {
  const { house } = crowd.town;
  const stranger = crowd.stranger;
  const [real, none] = [await house.ask(stranger, caseView, { case: card.case }), await house.ask(stranger, caseView, { case: house.id() })];
  if (card.kind === 'leave.annual' && real.ok === none.ok && JSON.stringify(real) !== JSON.stringify(none)) crowd.broken.push(`P12: a stranger is told of ${card.case}`);
  for (const view of inboxViews) {
    const listed = await house.ask(stranger, inbox, { view, ...(chance(0.5) ? { q: '混乱' } : {}) });
    if (listed.ok && listed.value.rows.length > 0) crowd.broken.push(`P12: ${view} of a stranger holds ${listed.value.rows.length} cases`);
  }
  const count = await house.ask(stranger, waiting, {});
  if (count.ok && count.value !== 0) crowd.broken.push(`P12: ${count.value} cases wait for a stranger`);
}

async function together(crowd: Crowd): Promise<void> {
  const cards = crowd.board.filter((card) => card.kind === 'commitment.supplies');
  if (cards.length === 0) return draft(crowd);
  const post = any(cards).post;
  const own = cards.filter((card) => card.post === post).slice(0, 40);
  if (chance(0.7)) crowd.board = crowd.board.filter((card) => !own.includes(card));
  const answer = await crowd.press(crowd.person(any(crowd.holders.get(post) ?? [''])), approveTogether, { items: own.map((card) => `${card.case}:${card.hash}:${card.step}:${card.seq}`) });
  crowd.attempts += own.length - 1;
  if (!answer.ok) return;
  for (const [index, result] of answer.value.results.entries()) {
    if (!result.ok) crowd.refused(result.refused ?? '');
    else if (own[index]?.role === 'decide') crowd.after.push(own[index].case);
  }
}

async function afterwards(crowd: Crowd): Promise<void> {
  const id = crowd.after.shift();
  if (id === undefined) return;
  const actor = any(crowd.people);
  const command = any([sealCheck, executeCase, executeCase, closeCase]);
  const answer = await crowd.press(actor, command, { case: id, comment: '' }, { case: id });
  if (!(answer.ok && answer.value.state === 'closed') && chance(0.8)) crowd.after.push(id);
}

async function viewed(crowd: Crowd): Promise<void> {
  if (crowd.views.length === 0) return;
  const view = any(crowd.views);
  await crowd.press(view.staff === null || chance(0.1) ? any(crowd.people) : crowd.person(view.staff), finishPostView, { view: view.id, remark: chance(0.5) ? '了解' : '' });
}

async function away(crowd: Crowd): Promise<void> {
  const { clock } = crowd.town.house;
  const back = crowd.absences.length > 6 || chance(0.4) ? crowd.absences.shift() : undefined;
  if (back) return void (await crowd.press(crowd.person(back.staff), cancelAbsence, { absence: back.id }));
  const deciding = crowd.board.filter((card) => card.role === 'decide');
  const person = deciding.length > 0 && chance(0.6) ? crowd.person(any(crowd.holders.get(any(deciding).post) ?? [''])) : any(crowd.people);
  if (person.kind !== 'staff') return;
  const now = clock.now();
  const answer = await crowd.press(person, registerAbsence, { staff: person.id, from: now.subtract({ minutes: 1 }).toString(), to: now.add({ minutes: 30 + Math.floor(Math.random() * (chance(0.3) ? 3000 : 600)) }).toString(), reason: '出張', source: 'trip' });
  if (answer.ok) crowd.absences.push({ id: answer.value.absence, staff: person.id });
}

async function spoken(crowd: Crowd, card: Card): Promise<void> {
  const dice = Math.random();
  if (dice < 0.05) return void (await crowd.press(any(crowd.people), startDisasterMode, { reason: '台風' }));
  if (dice < 0.08) return void (await crowd.press(any(crowd.people), endDisasterMode, {}));
  if (dice < 0.55 && crowd.records.length > 0) {
    const record = any(crowd.records);
    return void (await crowd.press(chance(0.9) ? crowd.person(record.decider) : any(crowd.people), confirmOralDecision, { record: record.id, confirm: chance(0.8) ? 'yes' : 'no' }));
  }
  await crowd.press(any(crowd.people), recordOralDecision, { case: card.case, manner: any(['oral', 'carry_round']), spokenAt: crowd.town.house.clock.now().subtract({ minutes: 3 }).toString(), reason: '停電' }, { case: card.case });
}

/** One turn of one of the crowd. */
export async function move(crowd: Crowd): Promise<void> {
  const dice = Math.random();
  if (crowd.board.length === 0 || dice < (crowd.board.length < OPEN_CASES ? 0.2 : 0.01)) return draft(crowd);
  const card = any(crowd.board);
  // Most people take a case nobody else has in hand; some do not look.
  if (chance(0.6)) crowd.board = crowd.board.filter((one) => one.case !== card.case);
  if (dice < 0.25) return send(crowd);
  if (dice < 0.32) return together(crowd);
  if (dice < 0.37) return afterwards(crowd);
  if (dice < 0.39) return viewed(crowd);
  if (dice < 0.41) return away(crowd);
  if (dice < 0.425) return spoken(crowd, card);
  if (dice < 0.43) return pry(crowd, card);
  if (dice < 0.445) return crowd.push(crowd.town.as(any(SUPERIORS)), card, 'pullUp');
  if (dice < 0.485) return crowd.push(any(crowd.people), card, any(ODD));
  if (dice < 0.52) return crowd.push(crowd.person(card.drafter), card, any(['recall', 'recall', 'askRecall', 'acceptEdit', 'acceptEdit', 'withdraw']));
  if (dice < 0.54) return crowd.push(holderOf(crowd, card), card, rightful(card.role), chance(0.5) ? { seq: card.seq - 1 } : { hash: any(crowd.board).hash });
  return crowd.push(holderOf(crowd, card), card, rightful(card.role));
}
