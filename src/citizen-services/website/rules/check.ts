/** Runs every authoring rule. The same code answers in the editor, on the server, for imports and for changes in bulk. */
import type { Draft } from './texts.ts';
import { characterRules } from './characters.ts';
import { dateRules } from './dates.ts';
import { easyRules } from './easy.ts';
import type { Around, Finding, Rule } from './finding.ts';
import { linkRules } from './links.ts';
import { mediaRules } from './media.ts';
import { pageRules } from './page.ts';
import { structureRules } from './structure.ts';
import { wordingRules } from './wording.ts';

export const rules: readonly Rule[] = [...mediaRules, ...structureRules, ...linkRules, ...characterRules, ...dateRules, ...wordingRules, ...easyRules, ...pageRules];

const weightOf = { block: 0, confirm: 1, info: 2 } as const;

/** All findings: what stops a page first, then in the order of the page. */
export function check(draft: Draft, around: Around): readonly Finding[] {
  const place = new Map(draft.blocks.map((block, index) => [block.id, index]));
  const at = (finding: Finding) => (finding.block === null ? -1 : (place.get(finding.block) ?? 0));
  return rules.flatMap((rule) => [...rule.check(draft, around)]).toSorted((a, b) => weightOf[a.severity] - weightOf[b.severity] || at(a) - at(b) || a.path.join('.').localeCompare(b.path.join('.')) || a.start - b.start);
}

/** Applies one finding's correction; the findings of the result are to be asked for anew. */
export function repaired(draft: Draft, finding: Finding): Draft {
  return finding.fix ? finding.fix.apply(draft) : draft;
}
