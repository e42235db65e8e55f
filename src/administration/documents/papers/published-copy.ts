/** The copy for the public as a PDF: set from the text that is left, so nothing else can be in it. */
import { compilePaper } from '../../../kernel/paper/paper.ts';

export interface PublishedCopy {
  readonly title: string;
  readonly number: string;
  readonly city: string;
  readonly text: string;
}

export function publishedCopy(copy: PublishedCopy, createdAt: Temporal.Instant): Promise<Uint8Array> {
  return compilePaper({ file: new URL('published-copy.typ', import.meta.url) }, { title: copy.title, number: copy.number, city: copy.city, note: `${copy.city}　公開用の写し（■は条例により開示しない部分）`, lines: copy.text.split('\n') }, { createdAt });
}
