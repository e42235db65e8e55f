/** Everything a case's page and its paper show, asked once. */
import { caseView, diffCase, explainCase } from '../../../../kernel/approval/case-view.ts';
import { disasterReport, previewCase } from '../../../../kernel/approval/rule-queries.ts';
import type { PageContext } from '../../../../kernel/page.ts';

export type Shown = NonNullable<Awaited<ReturnType<typeof caseView.run>>>;
export type Step = Shown['stages'][number]['steps'][number];
export type Difference = NonNullable<Awaited<ReturnType<typeof diffCase.run>>>;
export type Explained = NonNullable<Awaited<ReturnType<typeof explainCase.run>>>;
export type Preview = NonNullable<Awaited<ReturnType<typeof previewCase.run>>>;

export interface CaseModel {
  readonly it: Shown;
  /** Against the version before; null: there is none, or nothing to compare. */
  readonly diff: Difference | null;
  readonly explained: Explained | null;
  /** A draft's way, if it were submitted now. */
  readonly preview: Preview | null;
  /** The disaster mode is on, so the office may write down what was decided by word of mouth. */
  readonly oralPossible: boolean;
}

const orNull = <T>(answer: { readonly ok: true; readonly value: T } | { readonly ok: false }): T | null => (answer.ok ? answer.value : null);

/** The case as the asker may see it; the page answers "not found" for what is not there and what may not be known. */
export async function loadCase(ctx: PageContext, id: string, asked: { readonly version?: string; readonly number?: string }): Promise<CaseModel> {
  const it = await ctx.ask(caseView, { case: id, version: asked.version ?? '', number: asked.number ?? '' });
  const mayExplain = it.state !== 'draft' && it.sight !== 'auditor';
  const [diff, explained, preview, disaster] = await Promise.all([
    it.version > 1 && it.sight !== 'auditor' ? ctx.tryAsk(diffCase, { case: id, from: it.version - 1, to: it.version }) : null,
    mayExplain ? ctx.tryAsk(explainCase, { case: id }) : null,
    it.state === 'draft' && it.actions.some((one) => one.doing === 'submit') ? ctx.tryAsk(previewCase, { case: id }) : null,
    it.state === 'in_route' && ctx.may('approval.office') ? ctx.tryAsk(disasterReport, {}) : null,
  ]);
  const report = disaster ? orNull(disaster) : null;
  return { it, diff: diff ? orNull(diff) : null, explained: explained ? orNull(explained) : null, preview: preview ? orNull(preview) : null, oralPossible: report !== null && report.modes.length > 0 };
}

/** What a step's holder said and in what capacity: the last action at it that was more than a look. */
export function actionAt(it: Shown, step: number) {
  return it.history.findLast((action) => action.step === step && action.action !== 'instruct' && action.action !== 'edit');
}

/** The post that decides the version shown; a disagreement may have raised it above the class that the rules name. */
export function deciderOf(it: Shown): string | null {
  return it.stages.filter((stage) => stage.version === it.version).flatMap((stage) => stage.steps).findLast((step) => step.role === 'decide')?.post ?? null;
}
