/** What a machine can say about a criterion on one page: the authoring rules, and axe. It proves what is wrong and what is not there; that all is well, a person says. */
import { isRecord } from '../../../kernel/text/json.ts';
import { isCriterion } from './criteria.ts';

export type Outcome = 'fail' | 'not_applicable' | 'look' | 'pass';

export interface Evidence {
  readonly criterion: string;
  readonly source: 'rules' | 'axe';
  readonly rule: string;
  readonly outcome: Outcome;
  readonly said: string;
}

/** Authoring rules by the criteria they speak about. `certain`: what such a rule stops is a failure of the criterion itself. */
const aboutCriteria: Readonly<Record<string, { readonly criteria: readonly string[]; readonly certain: boolean }>> = {
  'IMG-01': { criteria: ['1.1.1'], certain: true }, 'IMG-02': { criteria: ['1.1.1'], certain: true }, 'IMG-03': { criteria: ['1.1.1'], certain: false }, 'IMG-04': { criteria: ['1.4.5'], certain: false },
  'MED-01': { criteria: ['1.2.1', '1.2.2', '1.2.3'], certain: false }, 'MED-02': { criteria: ['1.4.2', '4.1.2'], certain: false }, 'PDF-02': { criteria: ['1.3.1'], certain: false },
  'HED-01': { criteria: ['1.3.1', '2.4.6'], certain: false }, 'HED-02': { criteria: ['1.3.1'], certain: false }, 'HED-03': { criteria: ['2.4.6'], certain: false }, 'HED-04': { criteria: ['1.3.1'], certain: false },
  'TBL-01': { criteria: ['1.3.1'], certain: true }, 'TBL-03': { criteria: ['1.3.1'], certain: false }, 'TBL-05': { criteria: ['1.3.2'], certain: false },
  'LNK-01': { criteria: ['2.4.4'], certain: true }, 'LNK-02': { criteria: ['2.4.4'], certain: false }, 'LNK-03': { criteria: ['3.2.4'], certain: false }, 'LNK-05': { criteria: ['2.4.4'], certain: false },
  'CHR-01': { criteria: ['1.3.2'], certain: false }, 'COL-01': { criteria: ['1.4.3'], certain: true }, 'COL-02': { criteria: ['1.3.3', '1.4.1'], certain: false },
  'MET-01': { criteria: ['2.4.2'], certain: true }, 'LNG-01': { criteria: ['3.1.2'], certain: false },
};

export interface OpenFinding {
  readonly rule: string;
  readonly severity: 'block' | 'confirm' | 'info';
  readonly reason: string;
  /** The author looked at it and said why it stays. */
  readonly answered: boolean;
}

const SAID = 300;

/** A page without moving pictures, sound or foreign content has nothing for these; a page of the tree has no time limits and takes on no obligations. */
const onlyWithMedia = ['1.2.1', '1.2.2', '1.2.3', '1.2.4', '1.2.5', '1.4.2', '2.2.2', '2.3.1'] as const;
const neverOnPages = ['2.2.1', '3.3.4'] as const;

/** Of a page of the tree: what its findings say, and what its parts rule out. */
export function fromRules(types: readonly string[], findings: readonly OpenFinding[]): readonly Evidence[] {
  const media = types.some((type) => type === 'video' || type === 'embed');
  const absent: readonly Evidence[] = [
    ...(media ? [] : onlyWithMedia.map((criterion) => ({ criterion, source: 'rules' as const, rule: 'parts', outcome: 'not_applicable' as const, said: '動画・音声・埋め込みがありません' }))),
    ...(media || types.includes('image') ? [] : [{ criterion: '1.4.5', source: 'rules' as const, rule: 'parts', outcome: 'not_applicable' as const, said: '画像がありません' }]),
    ...(media ? [] : neverOnPages.map((criterion) => ({ criterion, source: 'rules' as const, rule: 'parts', outcome: 'not_applicable' as const, said: criterion === '2.2.1' ? '制限時間がありません' : '申込みや支払いがありません' }))),
  ];
  const seen = findings.filter((finding) => !finding.answered && finding.severity !== 'info').flatMap((finding) => {
    const known = aboutCriteria[finding.rule];
    return (known?.criteria ?? []).map((criterion): Evidence => ({ criterion, source: 'rules', rule: finding.rule, outcome: known?.certain === true && finding.severity === 'block' ? 'fail' : 'look', said: finding.reason.slice(0, SAID) }));
  });
  return onceEach([...absent, ...seen]);
}

const weight: Readonly<Record<Outcome, number>> = { fail: 3, look: 2, not_applicable: 1, pass: 0 };

/** One line per criterion and rule, the gravest. */
function onceEach(all: readonly Evidence[]): readonly Evidence[] {
  const kept = new Map<string, Evidence>();
  for (const one of all) {
    const key = `${one.criterion} ${one.source} ${one.rule}`;
    const before = kept.get(key);
    if (!before || weight[one.outcome] > weight[before.outcome]) kept.set(key, one);
  }
  return [...kept.values()];
}

/** 'wcag1412' is 1.4.12. */
export function criterionOfTag(tag: string): string | null {
  const found = /^wcag([1-4])([1-5])(\d{1,2})$/.exec(tag);
  const number = found ? `${found[1]}.${found[2]}.${found[3]}` : '';
  return isCriterion(number) ? number : null;
}

/** axe-core's own report of one page (`axe.run()` as JSON). Null: it is no such report. */
export function fromAxe(text: string): readonly Evidence[] | null {
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(report) || !Array.isArray(report['violations']) || !Array.isArray(report['passes'])) return null;
  const lists: readonly (readonly [unknown, Outcome])[] = [[report['violations'], 'fail'], [report['incomplete'], 'look'], [report['passes'], 'pass']];
  return onceEach(lists.flatMap(([list, outcome]) => (Array.isArray(list) ? list.filter(isRecord).flatMap((rule) => axeRule(rule, outcome)) : [])));
}

function axeRule(rule: Readonly<Record<string, unknown>>, outcome: Outcome): readonly Evidence[] {
  const id = typeof rule['id'] === 'string' ? rule['id'].slice(0, 60) : '';
  const tags = Array.isArray(rule['tags']) ? rule['tags'].filter((tag) => typeof tag === 'string') : [];
  const count = Array.isArray(rule['nodes']) ? rule['nodes'].length : 0;
  const help = typeof rule['help'] === 'string' ? rule['help'].replaceAll(/\p{Cc}/gu, ' ') : '';
  if (id === '') return [];
  return tags.flatMap((tag) => {
    const criterion = criterionOfTag(tag);
    return criterion === null ? [] : [{ criterion, source: 'axe' as const, rule: id, outcome, said: `${help}（${count}か所）`.slice(0, SAID) }];
  });
}
