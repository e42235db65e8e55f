/** Can what is on record be trusted? The answer first, then who watches, then what to do. */
import { staff } from '../../../kernel/actor.ts';
import { addWitness, askForGap, removeWitness } from '../../../kernel/audit/commands.ts';
import { formatInstant } from '../../../kernel/calendar/calendar.ts';
import { act, page, to } from '../../../kernel/page.ts';
import { Checkbox, Chip, type ChipKind, DataTable, Facts, Form, LinkButton, Notice, Page, Refusal, Section, TextArea, TextField, useUi, When } from '../../../ui/index.ts';
import { logState } from '../queries/log.ts';
import type { LogAlarm } from '../rules/log-state.ts';

const PATH = '/staff/operations/log';
type Model = Awaited<ReturnType<typeof logState.run>>;

const alarmWords: Readonly<Record<LogAlarm, { readonly title: string; readonly todo: string }>> = {
  halted: { title: '記録の封印が止まっています', todo: '町役場の仕事は続けられます。封印を待つ記録は失われません。わけを調べてから、下の「記録を再開する」を行ってください。' },
  clock: { title: '時計が戻されたため、封印を待っています', todo: 'この機械の時計を合わせてください。合えば、ひとりでに再開します。' },
  damaged: { title: '記録が書き換えられた疑いがあります', todo: '記録に手を加えず、バックアップを消さないでください。下の「最後の検証」に、場所があります。監査委員事務局と情報システムの担当で、だれがいつ触れたかを調べてください。' },
  badFiles: { title: '保管したファイルに異常があります', todo: '下の一覧のファイルを、バックアップから戻してください（./yakuba restore の手引きに、一つだけ取り出すやり方があります）。' },
  unverified: { title: '二晩より長く、検証が行われていません', todo: '「しごと」で、「改ざん検知ログの検証」が失敗していないかを確かめてください。夜に町役場が閉じていると、検証も動きません。' },
  unscrubbed: { title: '二週間より長く、読み直していないファイルがあります', todo: '「しごと」で、「保管したファイルの点検」が失敗していないかを確かめてください。' },
  waiting: { title: '一時間より長く、封印を待っている記録があります', todo: '町役場（背景のしごと）が動いているかを確かめてください。' },
  noWitness: { title: '証人がいません', todo: '外の証人がいないと、町の鍵を持つ人が記録を作り直しても気づけません。県や隣の市、監査委員の機械など、少なくとも二つの証人を加えてください。' },
  silentWitness: { title: '一日より長く、署名していない証人がいます', todo: '下の一覧で理由を確かめ、証人の側に連絡してください。' },
  stampEnds: { title: '時刻の証明の証明書が、まもなく切れます', todo: './yakuba log stamp --url 時刻認証局 で、更新してください。' },
};

const levelWords: Readonly<Record<string, readonly [ChipKind, string]>> = { good: ['ok', '合っています'], incomplete: ['wait', '途中です'], damaged: ['bad', '疑いがあります'], unknown: ['bad', '調べられませんでした'] };
const reasonWords = { begin: '始まり', rotation: '鍵の取替え', gap: '欠けの宣言' } as const;

function Level({ level }: { readonly level: string }) {
  const [kind, words] = levelWords[level] ?? ['info', level];
  return <Chip kind={kind}>{words}</Chip>;
}

function bytesInWords(bytes: number): string {
  return bytes < 1024 ** 2 ? `${Math.ceil(bytes / 1024).toLocaleString('ja-JP')} KB` : `${(bytes / 1024 ** 2).toLocaleString('ja-JP', { maximumFractionDigits: 1 })} MB`;
}

/** Findings are written for the command line, with moments as the log has them; people here read the city's own time. */
function inCityTime(text: string): string {
  return text.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z/g, (moment) => formatInstant(Temporal.Instant.from(moment), 'ja'));
}

function Answer({ model }: { readonly model: Model }) {
  const bad = model.alarms.some((one) => one.level === 'bad');
  return (
    <>
      {model.alarms.map(({ alarm, level }) => (
        <Notice key={alarm} kind={level === 'bad' ? 'bad' : 'warn'} title={alarmWords[alarm].title}>
          {alarm === 'halted' || alarm === 'clock' ? <p>{model.halt?.said}。</p> : null}
          <p>{alarmWords[alarm].todo}</p>
        </Notice>
      ))}
      {!bad && model.verified !== null && <Notice kind="good" title={`${model.verified.size.toLocaleString('ja-JP')}件の記録は、1文字も変わっていません`}><p><When instant={model.verified.at} />の検証によります。</p></Notice>}
    </>
  );
}

function Standing({ model }: { readonly model: Model }) {
  const { checkpoint, stamps } = model;
  return (
    <Facts rows={[
      { label: '封印した記録', value: `${model.size.toLocaleString('ja-JP')}件` },
      { label: '封印を待つ記録', value: model.waiting === 0 ? 'ありません' : <>{model.waiting.toLocaleString('ja-JP')}件{model.waitingSince !== null && <>（<When instant={model.waitingSince} />から）</>}</> },
      { label: '最後の控え', value: checkpoint === null ? 'まだありません' : <>第{checkpoint.number.toLocaleString('ja-JP')}号、{checkpoint.size.toLocaleString('ja-JP')}件まで（<When instant={checkpoint.at} />）</> },
      checkpoint !== null && { label: '根の値', value: <><code>{checkpoint.root}…</code></> },
      checkpoint !== null && { label: '記録の名前', value: <code>{checkpoint.origin}</code> },
      { label: '最後の時刻の証明', value: stamps.last === null ? (stamps.configured ? 'まだありません' : '時刻認証局が設定されていません') : <><When instant={stamps.last.at} />（{stamps.last.authority}、{stamps.last.size.toLocaleString('ja-JP')}件まで、証明書は<When instant={stamps.last.ends} />まで）</> },
    ]} />
  );
}

function Inspections({ model }: { readonly model: Model }) {
  const { verified } = model;
  const whole = model.scrubbed.length === 7 ? model.scrubbed.map((one) => one.at).toSorted((a, b) => Temporal.Instant.compare(a, b))[0] : undefined;
  return (
    <>
      <Section title="最後の検証">
        {verified === null ? <p>まだ行われていません。毎晩3時20分に、ひとりでに行われます。</p> : (
          <>
            <p><Level level={verified.worst} /> <When instant={verified.at} />、{verified.size.toLocaleString('ja-JP')}件、{verified.seconds.toLocaleString('ja-JP')}秒</p>
            {verified.worst === 'good' ? verified.findings.map((one) => <p key={one.said}>{inCityTime(one.said)}。</p>) : (
              <DataTable
                caption="検証で分かったこと" hideCaption rows={verified.findings} rowKey={(one) => one.said} empty=""
                columns={[{ key: 'level', label: '結果', nowrap: true, render: (one) => <Level level={one.level} /> }, { key: 'said', label: '分かったこと', render: (one) => inCityTime(one.said) }, { key: 'where', label: '場所', render: (one) => one.where.map((place) => <div key={place}>{inCityTime(place)}</div>) }]}
              />
            )}
          </>
        )}
      </Section>
      <Section title="保管したファイルの点検">
        <Facts rows={[
          { label: '一巡した日', value: whole === undefined ? `まだ一巡していません（7つのうち${model.scrubbed.length}つ）` : <><When instant={whole} />から後に、すべてのファイルを読み直しました</> },
          { label: '読み直したファイル', value: `${model.scrubbed.reduce((sum, one) => sum + one.files, 0).toLocaleString('ja-JP')}個、${bytesInWords(model.scrubbed.reduce((sum, one) => sum + one.bytes, 0))}` },
          { label: '動く時刻', value: '毎晩2時30分に、7分の1ずつ' },
        ]} />
        {model.badFiles.length > 0 && (
          <DataTable
            caption="異常のあるファイル" rows={model.badFiles} rowKey={(file) => `${file.sha256}${file.at.toString()}`} empty=""
            columns={[{ key: 'what', label: '異常', nowrap: true, render: (file) => <Chip kind="bad">{file.what === 'changed' ? '中身が変わった' : '置き場所にない'}</Chip> }, { key: 'file', label: 'ファイル（SHA-256）', render: (file) => <code>{file.sha256.slice(0, 32)}…</code> }, { key: 'named', label: '指している表', render: (file) => file.named.join('、') || 'なし' }, { key: 'at', label: '見つけた日時', nowrap: true, render: (file) => <When instant={file.at} style="short" /> }]}
          />
        )}
      </Section>
    </>
  );
}

function Witnesses({ model }: { readonly model: Model }) {
  return (
    <Section title="証人">
      <DataTable
        caption="証人" hideCaption rows={model.witnesses} rowKey={(one) => one.name} empty="まだいません。"
        columns={[
          { key: 'name', label: '名前', render: (one) => <code>{one.name}</code> }, { key: 'url', label: '住所', render: (one) => one.url },
          { key: 'last', label: '最後の署名', render: (one) => (one.lastAt === null ? 'まだありません' : <><When instant={one.lastAt} style="short" />（{(one.lastSize ?? 0).toLocaleString('ja-JP')}件まで）</>) },
          { key: 'problem', label: '状態', render: (one) => (one.problem === null ? (one.lastAt === null ? <Chip kind="wait">署名を待っています</Chip> : <Chip kind="ok">よい</Chip>) : <><Chip kind="bad">署名できません</Chip> {one.problem}</>) },
        ]}
      />
      {model.mayRepair && (
        <>
          <Form action="addWitness" submit="証人を加える" kind="second">
            <TextField name="key" label="証人の鍵" hint="証人の側で ./yakuba log key が出す「証人」の一行です。電話など、別の道でも確かめてください。" required maxlength={300} />
            <TextField name="url" label="証人の住所" hint="例 https://witness.example.lg.jp" required maxlength={300} />
          </Form>
          {model.witnesses.length > 0 && (
            <details>
              <summary>証人を外す</summary>
              {model.witnesses.map((one) => (
                <Form key={one.name} action="removeWitness" about={{ name: one.name }} submit={`${one.name} を外す`} kind="danger">
                  <Checkbox name="sure" label={`${one.name} に、もう署名を頼みません。これまでの署名は残ります。`} required />
                </Form>
              ))}
            </details>
          )}
        </>
      )}
    </Section>
  );
}

function Recover({ model }: { readonly model: Model }) {
  const { form } = useUi();
  // Somebody else was faster: the form is gone, and why nothing was done is said all the same.
  if (model.halt === null || model.halt.reason === 'clock') return form?.action === 'gap' ? <Refusal /> : null;
  return (
    <Section title="記録を再開する">
      <p>バックアップから戻したときなど、わけが分かったら、欠けを宣言して再開します。記録は新しい名前で続き、失われた範囲とわけが、最初の記録として残ります。宣言は取り消せません。</p>
      {model.mayRepair ? (
        <Form action="gap" submit="欠けを宣言して再開する" kind="danger">
          <TextArea name="reason" label="欠けのわけ" hint="例 11月26日2時の障害で、25日20時のバックアップから戻したため" required maxlength={400} rows={3} />
          <Checkbox name="sure" label="わけを調べました。止まった記録とバックアップの写しを、ほかの場所に残しました。" required />
        </Form>
      ) : <p>再開できるのは、「改ざん検知ログの証人を決め、止まった記録を再開する」権限のある人です。</p>}
    </Section>
  );
}

export const logPage = page({
  path: PATH,
  title: { ja: '改ざん検知ログ', en: 'Sealed log' },
  allow: [staff('operations.jobs'), staff('operations.audit'), staff('operations.log')],
  load: (ctx) => ctx.ask(logState, {}),
  view(model) {
    return (
      <Page title="改ざん検知ログ" lead="すべての操作と閲覧の記録が、書かれたあとで変えられていないことを示します。" wide actions={<LinkButton to={PATH} kind="second">いまの様子を見る</LinkButton>}>
        <Answer model={model} />
        <Recover model={model} />
        <Standing model={model} />
        <Inspections model={model} />
        <Witnesses model={model} />
        <Section title="鍵と名前の移り変わり">
          <DataTable
            caption="鍵と名前の移り変わり" hideCaption rows={model.keys} rowKey={(key) => String(key.generation)} empty="まだ始まっていません。"
            columns={[{ key: 'generation', label: '世代', render: (key) => key.generation }, { key: 'origin', label: '名前', render: (key) => <code>{key.origin}</code> }, { key: 'from', label: '何件目から', align: 'end', render: (key) => key.fromSize.toLocaleString('ja-JP') }, { key: 'reason', label: 'わけ', render: (key) => reasonWords[key.reason] }, { key: 'at', label: '日時', nowrap: true, render: (key) => <When instant={key.at} style="short" /> }]}
          />
        </Section>
        <Section title="外からの確かめ方">
          <p>控えは <a href="/log/checkpoint">/log/checkpoint</a> に、証拠を確かめるページは <a href="/log/check.html">/log/check.html</a> にあり、だれでも使えます。命令は <code>./yakuba log help</code> で分かります。</p>
        </Section>
      </Page>
    );
  },
  actions: {
    addWitness: act(addWitness, { done: (value) => to(PATH, `${value.name} を証人に加えました。数十秒のうちに、署名を頼みます。`) }),
    removeWitness: act(removeWitness, { done: () => to(PATH, '証人を外しました。') }),
    gap: act(askForGap, { done: () => to(PATH, '再開を始めました。数秒のうちに終わります。結果は「しごと」にも残ります。') }),
  },
});
