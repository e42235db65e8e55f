/** What an inspection found, in a sentence; never whose data it was. */
export type Level = 'good' | 'incomplete' | 'damaged' | 'unknown';

export interface Finding {
  readonly area: string;
  readonly level: Level;
  readonly said: string;
  /** Names of tables, constraints, files; at most a few. */
  readonly where: readonly string[];
}

export function finding(area: string, level: Level, said: string, where: readonly string[] = []): Finding {
  return { area, level, said, where: where.slice(0, 20) };
}

/** 0 all is well, 1 something is damaged, 2 something is unfinished, 3 something could not be looked at. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 | 2 | 3 {
  const has = (level: Level) => findings.some((one) => one.level === level);
  return has('damaged') ? 1 : has('unknown') ? 3 : has('incomplete') ? 2 : 0;
}
