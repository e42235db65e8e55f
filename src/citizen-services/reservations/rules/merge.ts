/** How a facility's rules are written down: a shared set, with what differs. RFC 7396 (JSON Merge Patch). */
import { isRecord } from '../../../kernel/text/json.ts';

/** `patch` over `target`: objects merge, null removes, everything else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}
