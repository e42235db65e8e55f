/** What may stand behind the question mark of a citizen's page. */
import { z } from 'zod';

/** One short text; absent is ''. Of several, the last counts. */
export const one = z.union([z.string().max(100), z.array(z.string().max(100)).transform((all) => all.at(-1) ?? '')]).default('');

/** One or many short texts. */
export const many = z.union([z.string().max(40).transform((text) => (text === '' ? [] : [text])), z.array(z.string().max(40)).max(60)]).default([]);
