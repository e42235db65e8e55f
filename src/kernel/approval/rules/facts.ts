/** What a case says about itself for the rules: a flat, typed record declared by its kind. The rules read nothing else. */

export type FactValue = string | number | boolean;

/** Facts of one case. `flags` are the marks that are set, e.g. '個人情報の目的外提供'. */
export interface Facts {
  readonly values: Readonly<Record<string, FactValue>>;
  readonly flags: readonly string[];
}

export type FactType =
  /** Whole numbers (yen, days, pieces). `min` and `max` are what can be drafted; coverage is proved inside them. */
  | { readonly type: 'number'; readonly label: string; readonly unit: string; readonly min: number; readonly max: number }
  | { readonly type: 'choice'; readonly label: string; readonly choices: readonly string[]; /** What each choice is called. */ readonly words?: Readonly<Record<string, string>> }
  | { readonly type: 'text'; readonly label: string };

/** The facts a kind declares, and the flags it can carry. */
export interface FactSchema {
  readonly facts: Readonly<Record<string, FactType>>;
  readonly flags: Readonly<Record<string, string>>;
}

/** One condition of a row. A row holds when all of its conditions do. */
export type Condition =
  | { readonly op: '='; readonly fact: string; readonly value: FactValue }
  | { readonly op: 'in'; readonly fact: string; readonly values: readonly FactValue[] }
  /** min < value ≤ max; null is open. */
  | { readonly op: 'between'; readonly fact: string; readonly min: number | null; readonly max: number | null }
  /** The drafter's department is this one or lies below it. */
  | { readonly op: 'under'; readonly department: string }
  /** At least one of these marks is set. */
  | { readonly op: 'flag'; readonly anyOf: readonly string[] }
  /** The drafter's post has at least this authority class (休暇 of a section head is decided higher up). */
  | { readonly op: 'drafter'; readonly atLeast: string };

/** What the rules know of the drafter. Rank: the smaller, the higher, as posts are kept. */
export interface DrafterFacts {
  readonly rank: number;
  /** Codes of the drafter's department and those above it. */
  readonly departments: readonly string[];
}

/** Whether a condition holds. `rankOf` gives the rank of an authority class of the set. */
export function holds(condition: Condition, facts: Facts, drafter: DrafterFacts, rankOf: (authority: string) => number): boolean {
  switch (condition.op) {
    case '=':
      return facts.values[condition.fact] === condition.value;
    case 'in': {
      const value = facts.values[condition.fact];
      return value !== undefined && condition.values.includes(value);
    }
    case 'between': {
      const value = facts.values[condition.fact];
      return typeof value === 'number' && (condition.min === null || value > condition.min) && (condition.max === null || value <= condition.max);
    }
    case 'under':
      return drafter.departments.includes(condition.department);
    case 'flag':
      return condition.anyOf.some((flag) => facts.flags.includes(flag));
    case 'drafter':
      return drafter.rank <= rankOf(condition.atLeast);
  }
}

/** What is wrong with facts against what their kind declares; empty: nothing. */
export function problemsOf(facts: Facts, schema: FactSchema): readonly string[] {
  const problems: string[] = [];
  for (const [name, type] of Object.entries(schema.facts)) {
    const value = facts.values[name];
    if (value === undefined) problems.push(`${type.label}がありません`);
    else if (type.type === 'number' && (typeof value !== 'number' || !Number.isSafeInteger(value) || value < type.min || value > type.max)) {
      problems.push(`${type.label}は${type.min.toLocaleString('ja-JP')}から${type.max.toLocaleString('ja-JP')}${type.unit}までの整数です`);
    } else if (type.type === 'choice' && !type.choices.some((choice) => choice === value)) problems.push(`${type.label}は${type.choices.join('・')}のどれかです`);
    else if (type.type === 'text' && typeof value !== 'string') problems.push(`${type.label}は文字です`);
  }
  for (const name of Object.keys(facts.values)) if (!(name in schema.facts)) problems.push(`「${name}」は宣言されていません`);
  for (const flag of facts.flags) if (!(flag in schema.flags)) problems.push(`印「${flag}」は宣言されていません`);
  return problems;
}

/** A value in the words of its fact. */
export function factWord(type: FactType | undefined, value: FactValue): string {
  return (type?.type === 'choice' ? type.words?.[String(value)] : undefined) ?? String(value);
}
