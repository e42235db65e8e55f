import type { Text } from '../../../kernel/view.ts';

/** Why a rule says no: a stable code for programs, a sentence for people. */
export interface Refusal<Code extends string> {
  readonly ok: false;
  readonly code: Code;
  readonly message: Text;
}

export function refusal<Code extends string>(code: Code, ja: string, en: string): Refusal<Code> {
  return { ok: false, code, message: { ja, en } };
}
