/** What was done is known by its hash: the SHA-256 of one fixed way of writing it down. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../kernel/text/canonical-json.ts';

export function canonicalHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
