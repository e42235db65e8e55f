import { Chip, Empty, Icon, LinkButton, Mark, Notice, Pager, Progress, Section, iconNames } from '../parts.tsx';
import type { MarkKind } from '../parts.tsx';

const marks: readonly MarkKind[] = ['free', 'part', 'taken', 'closed', 'public', 'none'];

export function StateSamples() {
  return (
    <Section title="状態のことば">
      <Notice kind="warn" title="大雨警報が出ています（11月23日 14時10分）">安達地域の杉田川沿いにお住まいの方は、<a href="#main">高齢者等避難の情報</a>をご確認ください。開いている避難所は3か所です。</Notice>
      <Notice kind="good" title="予約を受け付けました">支払期限は令和8年12月9日（水）23時59分です。</Notice>
      <Notice kind="bad" title="この決裁は期限を過ぎています">起案した道路課に、期限の変更を相談してください。</Notice>
      <Notice title="年末年始は12月29日から1月3日まで休みます" />
      <p><Chip kind="ok">使用中</Chip> <Chip kind="wait">合議 1/2</Chip> <Chip kind="no">取下げ</Chip> <Chip kind="bad">期限 11/20</Chip> <Chip kind="info">新着</Chip></p>
      <p>{marks.map((kind) => <span key={kind}><Mark kind={kind} word />　</span>)}<Mark kind="lottery" count={3} /></p>
      <Progress label="納税通知書を作っています" value={12_480} max={25_000} end="あと1分20秒ほど" />
      <Empty title="この条件に合う空きはありません" next={<LinkButton to="/reservations" kind="second">ほかの週を見る</LinkButton>} />
      <Pager shown={50} total={1_284} previousHref="?before=a" nextHref="?after=b" />
      <ul class="card-grid">{iconNames.map((name) => <li key={name}><Icon name={name} /> {name}</li>)}</ul>
    </Section>
  );
}
