/** Code patterns, apart from the schemas so that the lottery's verifier in a browser need not carry them. */

/** Whether a code is meant by any of the patterns: 'N-GROUP' by 'N-*'. */
export function matchesAny(patterns: readonly string[], code: string): boolean {
  return patterns.some((pattern) => (pattern.endsWith('*') ? code.startsWith(pattern.slice(0, -1)) : pattern === code));
}
