/** ファイル基準表: what is wrong with one before it is sent for approval, and what changed against the year before. */
export interface PlanEntry {
  readonly code: string;
  readonly large: string;
  readonly medium: string;
  readonly small: string;
  readonly title: string;
  readonly retention: string;
  readonly confidentiality: string;
  readonly disclosure: string;
  readonly expiryAction: string;
  readonly carrier: string;
  readonly continuous: boolean;
}

/** Codes of one class that carry different names: the same class may not be called two things. */
export function classesThatDiffer(entries: readonly Pick<PlanEntry, 'code' | 'large' | 'medium' | 'small'>[]): readonly string[] {
  const names = new Map<string, string>();
  const wrong = new Set<string>();
  for (const { code, ...levels } of entries) {
    const [large = '', medium = '', small = ''] = code.split('-');
    const classes = [[large, levels.large], [`${large}-${medium}`, levels.medium], [`${large}-${medium}-${small}`, levels.small]] as const;
    for (const [key, name] of classes) {
      const known = names.get(key);
      if (known === undefined) names.set(key, name);
      else if (known !== name) wrong.add(key);
    }
  }
  return [...wrong].toSorted();
}

export interface EntryChange {
  readonly code: string;
  readonly title: string;
  readonly fields: readonly string[];
}

export interface PlanDiff {
  readonly added: readonly PlanEntry[];
  readonly dropped: readonly PlanEntry[];
  readonly changed: readonly EntryChange[];
  readonly same: number;
}

const compared = ['large', 'medium', 'small', 'title', 'retention', 'confidentiality', 'disclosure', 'expiryAction', 'carrier', 'continuous'] as const;

/** What is new, dropped and changed, by code. */
export function diffPlans(before: readonly PlanEntry[], after: readonly PlanEntry[]): PlanDiff {
  const earlier = new Map(before.map((entry) => [entry.code, entry]));
  const later = new Set(after.map((entry) => entry.code));
  const changed = after.flatMap((entry) => {
    const old = earlier.get(entry.code);
    const fields = old ? compared.filter((field) => old[field] !== entry[field]) : [];
    return fields.length > 0 ? [{ code: entry.code, title: entry.title, fields }] : [];
  });
  const added = after.filter((entry) => !earlier.has(entry.code));
  return { added, dropped: before.filter((entry) => !later.has(entry.code)), changed, same: after.length - added.length - changed.length };
}
