/** やさしい日本語 in the office: what ties an edition to its original, what changed there since, and how easy its words are. */
import { A, Chip, DataTable, Facts, Form, FormActions, Notice, Section, Submit, When } from '../../../../ui/index.ts';
import type { EasyView } from '../../queries/easy.ts';
import { recordPath } from './words.tsx';

export const CHANGED = 'もとのページが変わりました';

/** Beside an edition: its words counted, and where it comes from. */
export function EasyAside({ easy }: { readonly easy: EasyView }) {
  const { report, original, madeFrom, unread } = easy;
  return (
    <Section title="やさしい日本語">
      <Facts rows={[
        { label: 'もとのページ', value: <><A to={recordPath(original.page)}>{original.title}</A>{original.state !== 'public' && <>　<Chip kind="bad">公開していません</Chip></>}</> },
        madeFrom !== null && { label: 'もとにした版', value: <>第{madeFrom.number}版{madeFrom.publishedAt !== null && <>（<When instant={madeFrom.publishedAt} style="short" /> 公開）</>}</> },
        { label: 'やさしい言葉', value: `${report.share}%（漢字・カタカナの言葉${report.words}のうち${report.easy}）` },
        { label: 'むずかしい言葉', value: report.hardCount === 0 ? 'ありません' : `${report.hardCount}か所` },
      ]} />
      {unread !== null && (unread.length === 0 ? <p>ふりがなは、すべての漢字に付いています。</p> : <p>ふりがなのない言葉：{unread.join('、')}　<small>辞書の「読み方」に入れて、次の版を公開すると付きます。</small></p>)}
      {report.hard.length > 0 && <ul>{report.hard.map((one) => <li key={one.word}>{one.word}（{one.count}）→ {one.becomes}</li>)}</ul>}
      {report.unknown.length > 0 && <details><summary>一覧にない言葉　{report.unknown.length}</summary><p>やさしいかどうか、読み返してください：{report.unknown.map((one) => (one.count > 1 ? `${one.word}（${one.count}）` : one.word)).join('、')}</p></details>}
    </Section>
  );
}

/** 「もとのページが変わりました」, with what changed. `mayFollow`: an open draft, where the author can say that it follows now. */
export function EasyChanged({ easy, mayFollow }: { readonly easy: EasyView; readonly mayFollow: boolean }) {
  const { changed, madeFrom } = easy;
  if (changed === null) return null;
  const lines = changed.diff.filter((line) => line.change !== 'same' && line.text !== '');
  return (
    <Section title={CHANGED} id="changed">
      <Notice kind="warn" title={`この版は、もとのページの第${madeFrom?.number ?? '？'}版から作りました。いまは第${changed.number}版です`}><p>{mayFollow ? '下の変更を見て、要るところをこの版でも直してください。' : '変わったところを、この版か次の版で直してください。'}</p></Notice>
      <DataTable caption="もとのページで変わった行" hideCaption rows={lines.map((line, index) => ({ ...line, index }))} rowKey={(row) => String(row.index)} empty="言葉の変更はありません。"
        columns={[{ key: 'c', label: '変更', nowrap: true, render: (row) => (row.change === 'new' ? <Chip kind="ok">加わった</Chip> : <Chip kind="no">消えた</Chip>) }, { key: 't', label: '言葉', heads: true, render: (row) => (row.change === 'new' ? <ins>{row.text}</ins> : <del>{row.text}</del>) }]} />
      {mayFollow && <Form action="follow"><FormActions next="この版を公開すると、「変わりました」の知らせが消えます。"><Submit kind="second" icon="check">いまのもとのページに合わせた</Submit></FormActions></Form>}
    </Section>
  );
}
