/** What is printed: binder, card, report, document. */
import { staff } from '../../../kernel/actor.ts';
import { isMissingGlyph } from '../../../kernel/paper/paper.ts';
import { type Go, notFound, problem, route, type RouteBody } from '../../../kernel/page.ts';
import { contactCardPaper, drillPaper, planPaper, runbookPaper } from '../papers/papers.ts';
import { privatePhones } from '../queries/contacts.ts';
import { drill } from '../queries/drills.ts';
import { edition } from '../queries/editions.ts';
import { wholePlan } from '../queries/overview.ts';
import { root } from './words.tsx';

const view = [staff('continuity.view')];

/** A character that no embedded font has is said in words; it never becomes a blank on a paper for the night of an earthquake. */
async function pdf(printing: Promise<Uint8Array>, filename?: string): Promise<RouteBody | Go> {
  try {
    return { type: 'application/pdf', body: await printing, ...(filename ? { filename } : {}) };
  } catch (error) {
    if (isMissingGlyph(error)) return problem(error.message);
    throw error;
  }
}

const binder = route({
  path: `${root}/runbooks.pdf`, title: { ja: '手順書つづり', en: 'Runbook binder' }, allow: view,
  run: async (ctx) => pdf(runbookPaper(await ctx.ask(wholePlan, {}), null, { createdAt: ctx.now })),
});

const oneRunbook = route({
  path: `${root}/runbooks/:id/print.pdf`, title: { ja: '手順書', en: 'A runbook' }, allow: view,
  async run(ctx, { params }) {
    const plan = await ctx.ask(wholePlan, {});
    return plan.runbooks.some((runbook) => runbook.id === params['id'] && runbook.approved !== null) ? pdf(runbookPaper(plan, params['id'] ?? '', { createdAt: ctx.now })) : notFound;
  },
});

/** Both are needed: the tree is the plan's, the numbers are people's. */
const card = route({
  path: `${root}/contacts.pdf`, title: { ja: '連絡網カード', en: 'Contact card' }, allow: [staff('continuity.contacts')],
  async run(ctx) {
    if (!ctx.may('continuity.view')) return notFound;
    const phones = await ctx.ask(privatePhones, {}, 'print');
    return pdf(contactCardPaper(await ctx.ask(wholePlan, {}), new Map(phones.map((one) => [one.id, one.phone])), { createdAt: ctx.now }));
  },
});

const report = route({
  path: `${root}/drills/:id/report.pdf`, title: { ja: '訓練記録', en: 'Drill report' }, allow: view,
  async run(ctx, { params }) {
    const it = await ctx.ask(drill, { drill: params['id'] });
    return it.state === 'held' ? pdf(drillPaper(it, ctx.city.facts.name.ja, { createdAt: ctx.now })) : notFound;
  },
});

const draft = route({
  path: `${root}/plan.pdf`, title: { ja: '情報システムBCP（下書き）', en: 'The plan as a draft' }, allow: view,
  run: async (ctx) => pdf(planPaper(await ctx.ask(wholePlan, {}), null, { createdAt: ctx.now })),
});

const document = route({
  path: `${root}/plan/:id/document.pdf`, title: { ja: '情報システムBCP', en: 'The plan' }, allow: [...view, staff('continuity.approve')],
  async run(ctx, { params }) {
    const it = await ctx.ask(edition, { edition: params['id'] });
    const on = (at: Temporal.Instant) => at.toZonedDateTimeISO('Asia/Tokyo').toPlainDate().toString();
    // Printed again next year it is the same document: its date is its own.
    return pdf(planPaper(it.plan, { number: it.number, state: it.state, changeNote: it.change_note, madeBy: it.made_name, madeOn: on(it.made_at), approvedBy: it.decided_name, approvedOn: it.decided_at ? on(it.decided_at) : null, hash: it.hash }, { createdAt: it.made_at }));
  },
});

export const printouts = [binder, oneRunbook, card, report, draft, document];
