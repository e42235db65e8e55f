/** Editions between their rows, their rules and their hash. */
import { createHash } from 'node:crypto';
import { type Block, BlocksShape } from './rules/blocks.ts';
import { canonicalPage, tidyBlocks } from './rules/canonical.ts';
import type { Draft } from './rules/texts.ts';
import { isRecord } from '../../kernel/text/json.ts';

export const pageKinds = ['procedure', 'notice', 'news', 'event', 'facility', 'faq', 'guide', 'landing', 'emergency', 'school_news'] as const satisfies readonly Draft['kind'][];
/** What may be published before anybody has approved it. */
export const emergencyKinds: readonly Draft['kind'][] = ['emergency', 'notice', 'school_news'];

interface EditionRow extends Omit<Draft, 'blocks' | 'reviewOn' | 'kind'> {
  readonly kind: string;
  readonly blocks: unknown;
  readonly review_on: Temporal.PlainDate | null;
}

/** Rows were checked when they were written; a damaged one throws. */
export const blocksOf = (stored: unknown): readonly Block[] => BlocksShape.parse(stored);

const kindOf = (kind: string): Draft['kind'] => pageKinds.find((one) => one === kind) ?? 'guide';

export function draftOf(row: EditionRow): Draft {
  return { title: row.title, lead: row.lead, kind: kindOf(row.kind), lang: row.lang, contact: row.contact, categories: row.categories, reviewOn: row.review_on, blocks: blocksOf(row.blocks) };
}

/** A draft as a row of `website.editions` keeps it. */
export function rowOf(draft: Draft) {
  return { title: draft.title.normalize('NFC').trim(), lead: draft.lead.normalize('NFC').trim(), kind: draft.kind, lang: draft.lang, contact: draft.contact, categories: [...new Set(draft.categories)], review_on: draft.reviewOn, blocks: JSON.stringify(tidyBlocks(draft.blocks)) };
}

/** A draft as JSON, for `website.saves`. */
export function savedDraft(draft: Draft): string {
  return JSON.stringify({ ...draft, reviewOn: draft.reviewOn?.toString() ?? null });
}

export function draftFromSaved(stored: unknown): Draft {
  if (!isRecord(stored)) throw new Error('a saved draft is damaged');
  const text = (name: string) => (typeof stored[name] === 'string' ? stored[name] : '');
  const reviewOn = text('reviewOn');
  const categories = Array.isArray(stored['categories']) ? stored['categories'].filter((one) => typeof one === 'string') : [];
  return { title: text('title'), lead: text('lead'), kind: kindOf(text('kind')), lang: text('lang'), contact: text('contact'), categories, reviewOn: reviewOn === '' ? null : Temporal.PlainDate.from(reviewOn), blocks: blocksOf(stored['blocks']) };
}

/** The fingerprint of what an edition says: 64 hexadecimal digits. */
export const hashOf = (draft: Draft): string => createHash('sha256').update(canonicalPage(draft)).digest('hex');

/** A short name for what a finding says, the same as long as it says the same. */
export const fingerprint = (parts: readonly (string | number)[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24);

export const filesIn = (blocks: readonly Block[]): readonly string[] => [...new Set(blocks.flatMap((block) => (block.type === 'image' || block.type === 'file' ? [block.file] : block.type === 'video' ? [block.captions] : [])).filter((sha) => /^[0-9a-f]{64}$/.test(sha)))];
