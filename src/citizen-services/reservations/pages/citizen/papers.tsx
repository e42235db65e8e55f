/** 確認書類 on the citizens' pages: the fields that take them, and what was sent so far (names only: the papers are for the office). */
import type { Lang } from '../../../../kernel/view.ts';
import { FileField, When } from '../../../../ui/index.ts';
import { type EvidenceKind, EVIDENCE_MEGABYTES, fileName } from '../../commands/evidence-file.ts';
import { words } from './words.ts';

/** One file field for each kind, in this order. Their form must be `multipart`, their page must take uploads. */
export function PaperFields({ kinds, lang }: { readonly kinds: readonly EvidenceKind[]; readonly lang: Lang }) {
  const w = words(lang).papers;
  return <>{kinds.map((kind, index) => <FileField key={kind} name={fileName(index)} label={w.kinds[kind]} hint={`${w.hints[kind]}${w.limit(EVIDENCE_MEGABYTES)}`} accept="image/jpeg,image/png,application/pdf" />)}</>;
}

interface Sent {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly sentAt: Temporal.Instant;
}

/** What was sent, and when. */
export function SentPapers({ papers, lang }: { readonly papers: readonly Sent[]; readonly lang: Lang }) {
  const w = words(lang).papers;
  const kinds: Readonly<Record<string, string>> = w.kinds;
  if (papers.length === 0) return null;
  return (
    <>
      <h3>{w.sent}</h3>
      <ul class="link-list">{papers.map((paper) => <li key={paper.id}><span class="link-lead"><When instant={paper.sentAt} style="short" /></span><div><b>{kinds[paper.kind] ?? paper.kind}</b>　{paper.name}</div></li>)}</ul>
    </>
  );
}
