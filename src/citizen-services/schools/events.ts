/** What schools say happened: facts that boards, mass mail and others may hear. Typed, written with the change, delivered after it. */
import { z } from 'zod';
import { eventType } from '../../kernel/act.ts';
import { closureKinds } from './messages/words.ts';

/** Everything a listener needs, so that nobody has to ask back. Days are ISO dates. */
const closure = z.object({
  announcement: z.string(),
  what: z.enum(['announced', 'changed', 'ended']),
  kind: z.enum(closureKinds),
  schools: z.array(z.object({ code: z.string(), name: z.string(), nameEn: z.string(), path: z.string() })),
  from: z.string(),
  to: z.string(),
  /** Ended: the day from which everything is as usual again. */
  resumes: z.string().nullable(),
  reason: z.string(),
  words: z.string(),
  next: z.string(),
  /** Changed: the announcement whose place this one takes. */
  replaces: z.string().nullable(),
});
export type ClosureFact = z.infer<typeof closure>;

export const closureAnnounced = eventType('schools.closureAnnounced', closure);
export const closureChanged = eventType('schools.closureChanged', closure);
export const closureEnded = eventType('schools.closureEnded', closure);

/** Heard by this system alone: the citizens' face uses a link, the office's side knows the address. */
export const mailConfirmed = eventType('schools.mailConfirmed', z.object({ link: z.string() }));
export const mailStopped = eventType('schools.mailStopped', z.object({ stop: z.string() }));
