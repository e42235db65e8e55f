/** 組織改正 as sets of offices: who follows whom, without circles, in one step. */

export interface OfficeStep {
  readonly from: string;
  readonly to: string;
}

export interface OfficeProblem {
  readonly ja: string;
  readonly en: string;
}

/** What is wrong with a plan; empty: it can be carried out. */
export function officeProblems(steps: readonly OfficeStep[]): readonly OfficeProblem[] {
  const problems: OfficeProblem[] = [];
  const seen = new Set<string>();
  for (const { from, to } of steps) {
    if (from === to) problems.push({ ja: `「${from}」が、自分に変わることになっています。変わった先を選んでください。`, en: `${from} becomes itself.` });
    if (seen.has(from)) problems.push({ ja: `「${from}」の行が二つあります。一つの課は、一つの課に変わります。`, en: `${from} stands twice.` });
    seen.add(from);
  }
  // What follows must be standing afterwards: an office that itself becomes another is no end.
  for (const { from, to } of steps) if (from !== to && seen.has(to)) problems.push({ ja: `「${to}」は、自分も別の課に変わります。「${from}」の変わった先には、改正のあとに残る課を選んでください。`, en: `${to} becomes another office itself.` });
  return problems;
}

/** The office that stands for a code today, whatever changes there were; a circle ends where it began. */
export function successorOf(code: string, successions: ReadonlyMap<string, string>): string {
  let at = code;
  for (let step = 0; step < 50; step += 1) {
    const next = successions.get(at);
    if (next === undefined || next === code) return at;
    at = next;
  }
  return at;
}
