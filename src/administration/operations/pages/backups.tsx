/** Could the city be brought back, and how much would be missing? The answer first, then the evidence, then what to do. */
import { staff } from '../../../kernel/actor.ts';
import { page } from '../../../kernel/page.ts';
import { Chip, DataTable, Empty, Facts, LinkButton, Notice, Page, Section, When } from '../../../ui/index.ts';
import { backups } from '../queries/backups.ts';
import type { BackupAlarm } from '../rules/backup-state.ts';

interface Words {
  readonly title: string;
  readonly todo: string;
}

const alarmWords: Readonly<Record<BackupAlarm, Words>> = {
  silent: { title: 'バックアップの便りが、5分より前から途絶えています', todo: '町役場（./yakuba start）か ./yakuba backup --every が動いているかを確かめ、止まっていれば始めてください。' },
  behind: { title: '5分より新しい変更が、置き場所に届いていません', todo: '下の理由と、置き場所へのつながりを確かめてください。届くまで、変更はこの機械に控えてあります。' },
  old: { title: '最後のバックアップが、間隔の2倍より古くなっています', todo: '下の一覧で、失敗の理由を確かめてください。急ぐときは ./yakuba backup で、いますぐ一つ取れます。' },
  'none-yet': { title: 'まだ、一つもバックアップが取れていません', todo: 'はじめの一つには時間がかかることがあります。一覧に失敗が出ていれば、その理由を直してください。' },
  problem: { title: 'いま、うまくいっていないことがあります', todo: '理由が直れば、ひとりでに続きます。' },
  space: { title: '置き場所の空きが、少なくなっています', todo: '容量を増やすか、残す世代（backup.json の keep）を減らしてください。' },
  spool: { title: '送れない変更の控えが、この機械にたまっています', todo: '置き場所が戻れば送られます。256 個（約 4GB）を超えると控えを捨て、次は全体を取り直します。' },
};

function size(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** step).toLocaleString('ja-JP', { maximumFractionDigits: step === 0 ? 0 : 1 })} ${units[step] ?? ''}`;
}

function long(seconds: number): string {
  if (seconds < 60) return `${seconds.toLocaleString('ja-JP', { maximumFractionDigits: 1 })}秒`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}分${Math.round(seconds % 60)}秒` : `${Math.floor(minutes / 60)}時間${minutes % 60}分`;
}

function age(now: Temporal.Instant, at: Temporal.Instant): string {
  const minutes = Math.max(0, Math.floor(now.since(at).total('minutes')));
  if (minutes < 1) return '1分以内';
  return minutes < 120 ? `${minutes}分前` : minutes < 48 * 60 ? `${Math.floor(minutes / 60)}時間前` : `${Math.floor(minutes / 1440)}日前`;
}

type Model = Awaited<ReturnType<typeof backups.run>>;

function Answer({ model }: { readonly model: Model }) {
  const bad = model.alarms.filter((one) => one.level === 'bad');
  return (
    <>
      {model.alarms.map(({ alarm, level }) => (
        <Notice key={alarm} kind={level === 'bad' ? 'bad' : 'warn'} title={alarmWords[alarm].title}>
          {alarm === 'problem' && model.state?.problem !== null && <p>{model.state?.problem}</p>}
          <p>{alarmWords[alarm].todo}</p>
        </Notice>
      ))}
      {bad.length === 0 && model.state !== null && model.state.coversTo !== null && (
        <Notice kind="good" title={`いま失われても、${age(model.now, model.state.coversTo)}までの変更が戻ります`} />
      )}
    </>
  );
}

function State({ model }: { readonly model: Model }) {
  const { state } = model;
  if (state === null) {
    return <Empty title="続けてのバックアップは、まだ始まっていません" next={<p>1. <code>./yakuba backup --new-key</code> で鍵を作り、金庫にしまいます。<br />2. データフォルダーの <code>backup.json</code> に <code>{'{"to": "/mnt/backup", "every": "15m"}'}</code> のように置き場所を書きます。<br />3. 町役場を開き直します。くわしくは docs/backup.md にあります。</p>} />;
  }
  return (
    <Facts rows={[
      { label: '最後のバックアップ', value: model.lastGood === null ? 'まだありません' : <>{age(model.now, model.lastGood)}（<When instant={model.lastGood} />）</> },
      { label: '届いている変更', value: state.coversTo === null ? 'まだありません' : <>{age(model.now, state.coversTo)}まで（<When instant={state.coversTo} />）</> },
      { label: '間隔', value: `${state.everyMinutes}分ごと。変更は30秒ごと` },
      { label: '置き場所', value: state.place },
      { label: '空き', value: state.freeBytes === null ? 'この置き場所では分かりません' : size(state.freeBytes) },
      { label: '残す世代', value: state.keep },
      state.spooled > 0 && { label: '送るのを待っている控え', value: `${state.spooled.toLocaleString('ja-JP')}個` },
      state.problemSince !== null && { label: 'うまくいかなくなったのは', value: <When instant={state.problemSince} /> },
    ]} />
  );
}

export const backupsPage = page({
  path: '/staff/operations/backups',
  title: { ja: 'バックアップ', en: 'Backups' },
  allow: [staff('operations.backups')],
  load: (ctx) => ctx.ask(backups, {}),
  view(model) {
    return (
      <Page title="バックアップ" lead="町のデータを失ったとき、どこまで、どれだけの時間で戻せるかを示します。" wide actions={<LinkButton to="/staff/operations/backups" kind="second">いまの様子を見る</LinkButton>}>
        <Answer model={model} />
        <State model={model} />
        <Section title="復元の訓練">
          <Facts rows={[{ label: '次の訓練', value: <>{model.due.overdue ? <Chip kind="bad">期限を過ぎています</Chip> : <Chip kind="ok">予定どおり</Chip>} <When date={model.due.by} />まで（四半期に一度）</> }]} />
          <p>情報システムの担当者が、金庫の鍵を使って <code>./yakuba drill restore --identity 鍵のファイル</code> を実行します。町役場は開いたままでかまいません。</p>
          <DataTable
            caption="行った訓練" hideCaption rows={model.drills} rowKey={(drill) => drill.id} empty="まだ行っていません。"
            columns={[
              { key: 'at', label: '日時', nowrap: true, render: (drill) => <When instant={drill.at} style="short" /> },
              { key: 'result', label: '結果', render: (drill) => (drill.allEqual ? <Chip kind="ok">すべて同じ</Chip> : <><Chip kind="bad">違いあり</Chip> {drill.differences.slice(0, 3).join('、')}{drill.differences.length > 3 ? ` ほか${drill.differences.length - 3}件` : ''}</>) },
              { key: 'rto', label: '戻すのにかかった時間（RTO）', align: 'end', render: (drill) => long(drill.rtoSeconds) },
              { key: 'rpo', label: '失われたはずの時間（RPO）', align: 'end', render: (drill) => long(drill.rpoSeconds) },
              { key: 'compared', label: '比べたもの', align: 'end', render: (drill) => `表 ${drill.tables.toLocaleString('ja-JP')}、ファイル ${drill.files.toLocaleString('ja-JP')}` },
              { key: 'note', label: '備考', render: (drill) => drill.note },
            ]}
          />
        </Section>
        <Section title="残っているバックアップ">
          <DataTable
            caption="残っているバックアップ" hideCaption rows={model.sets} rowKey={(set) => set.id} empty="まだありません。"
            columns={[
              { key: 'at', label: '時点', nowrap: true, render: (set) => <When instant={set.at} style="short" /> },
              { key: 'state', label: '状態', render: (set) => (set.problem === null ? (set.damaged > 0 ? <Chip kind="wait">壊れたファイル {set.damaged}</Chip> : <Chip kind="ok">よい</Chip>) : <><Chip kind="bad">失敗</Chip> {set.problem}</>) },
              { key: 'bytes', label: '大きさ', align: 'end', render: (set) => (set.problem === null ? size(set.bytes) : '') },
              { key: 'new', label: 'うち新しいもの', align: 'end', render: (set) => (set.problem === null ? size(set.newBytes) : '') },
              { key: 'files', label: 'ファイル', align: 'end', render: (set) => (set.problem === null ? set.files.toLocaleString('ja-JP') : '') },
              { key: 'seconds', label: 'かかった時間', align: 'end', render: (set) => long(set.seconds) },
              { key: 'place', label: '置き場所', render: (set) => set.place },
            ]}
          />
        </Section>
      </Page>
    );
  },
});
