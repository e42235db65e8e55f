/** What a corrected edition of a test says of itself and of the one before. */
import { formatDate, tokyoDate } from '../../../kernel/calendar/calendar.ts';
import type { Lang } from '../../../kernel/view.ts';
import { A, DataTable, Notice, Section } from '../../../ui/index.ts';
import type { Changes } from '../corrections.ts';
import { statementWords, verdictWords } from '../messages/words.ts';
import type { ResultChange } from '../rules/correction.ts';
import { written } from './parts.tsx';

interface Edition {
  readonly edition: number | null;
  readonly publicAt: Temporal.Instant;
  readonly current: boolean;
}

/** An edition that was corrected says so before anything else; one that stands leads to those before it. */
export function CorrectionNote({ editions, edition, number, lang }: { readonly editions: readonly Edition[]; readonly edition: number | null; readonly number: number; readonly lang: Lang }) {
  const ja = lang === 'ja';
  const current = editions.find((one) => one.current);
  if (editions.length < 2 || !current) return null;
  if (current.edition !== edition) return <Notice kind="warn" title={ja ? 'この版は、あとで訂正しました' : 'This edition has been corrected'}><p><A to={`/accessibility/results/${number}`}>{ja ? `いまの版（${formatDate(tokyoDate(current.publicAt), 'ja')}）を読む` : `Read the present edition of ${formatDate(tokyoDate(current.publicAt), 'en')}`}</A></p></Notice>;
  const before = editions.filter((one) => one !== current);
  return (
    <Notice title={ja ? `${formatDate(tokyoDate(current.publicAt), 'ja')}に訂正した版です` : `Corrected on ${formatDate(tokyoDate(current.publicAt), 'en')}`}>
      <ul>{before.map((one) => <li key={one.edition}><A to={`/accessibility/results/${number}-${one.edition ?? 1}`}>{ja ? `訂正する前の第${one.edition ?? 1}版（${formatDate(tokyoDate(one.publicAt), 'ja')}）` : `Edition ${one.edition ?? 1} before it, ${formatDate(tokyoDate(one.publicAt), 'en')}`}</A></li>)}</ul>
    </Notice>
  );
}

function Said({ one, lang }: { readonly one: ResultChange['before']; readonly lang: Lang }) {
  return <>{verdictWords[one.verdict][lang]}{one.note !== '' && <><br /><small lang={lang === 'ja' ? undefined : 'ja'}>{one.note}</small></>}</>;
}

/** Why, and each thing that differs from the edition before. */
export function CorrectionParts({ reason, changes, lang }: { readonly reason: string; readonly changes: Changes; readonly lang: Lang }) {
  const ja = lang === 'ja';
  return (
    <Section title={ja ? '訂正したところ' : 'What was corrected'} id="correction">
      <p lang={ja ? undefined : 'ja'}>{written(reason)}</p>
      {changes.statement.length > 0 && (
        <DataTable
          caption={ja ? '表示事項の訂正' : 'Corrections of the statement'} rows={changes.statement} rowKey={(one) => one.part} empty=""
          columns={[{ key: 'p', label: ja ? '事項' : 'Item', heads: true, render: (one) => statementWords[one.part][lang] }, { key: 'b', label: ja ? '前の版' : 'Before', render: (one) => <span lang={ja ? undefined : 'ja'}>{one.before}</span> }, { key: 'a', label: ja ? 'この版' : 'Now', render: (one) => <span lang={ja ? undefined : 'ja'}>{one.after}</span> }]}
        />
      )}
      <DataTable
        caption={ja ? `結果の訂正　${changes.results.length}件` : `Corrections of results: ${changes.results.length}`} rows={changes.results} rowKey={(one) => `${one.criterion} ${one.ordinal}`} empty={ja ? '結果の訂正は、ありません。' : 'No result was corrected.'}
        columns={[
          { key: 'c', label: ja ? '達成基準' : 'Criterion', heads: true, nowrap: true, render: (one) => <span class="num">{one.criterion}</span> }, { key: 'o', label: ja ? 'ページ' : 'Page', nowrap: true, render: (one) => one.ordinal },
          { key: 'b', label: ja ? '前の版' : 'Before', render: (one) => <Said one={one.before} lang={lang} /> }, { key: 'a', label: ja ? 'この版' : 'Now', render: (one) => <Said one={one.after} lang={lang} /> },
        ]}
      />
    </Section>
  );
}
