/** Every component on one page, with words as long as a real city's. Shown at /gallery and /staff/gallery, and used by the tests. */
import { Page } from './page.tsx';
import { A, Cards, Facts, Kbd, LinkButton, LinkList, Money, RangeNav, Ruby, Section, Steps, Tabs, Tiles, When } from './parts.tsx';
import { ChartSamples } from './gallery/charts.tsx';
import { FormSamples } from './gallery/forms.tsx';
import { StateSamples } from './gallery/states.tsx';
import { TableSamples } from './gallery/tables.tsx';

export interface GalleryProps {
  readonly title?: string;
}

export function Gallery({ title = '部品の見本帳' }: GalleryProps) {
  return (
    <Page
      title={title} wide
      lead="画面をつくる部品を、実際の長さのことばで並べています。"
      crumbs={[{ to: '/', label: 'ホーム' }, { to: '/about', label: 'このサイトについて' }]}
      actions={<LinkButton to="/gallery?print" kind="second" icon="print">印刷用に開く</LinkButton>}
      help={<><p>部品の名前は見出しのとおりです。</p><p>明るい画面・暗い画面・印刷・強制カラーのすべてで確かめてください。</p></>}
    >
      <WaySamples />
      <TaskSample />
      <StateSamples />
      <FormSamples />
      <TableSamples />
      <ChartSamples />
    </Page>
  );
}

function WaySamples() {
  return (
    <Section title="入口と移動" aside={<A to="/news">すべて見る</A>}>
      <Tiles
        label="よく使う手続き"
        items={[
          { to: '/reservations', label: '施設を予約する', note: '体育館・会議室・グラウンド', icon: 'calendar' },
          { to: '/applications', label: '申請・届出', note: '講座の申込みも', icon: 'file' },
          { to: '/payments', label: '支払う・調べる', note: '税・使用料・水道', icon: 'money' },
          { to: '/library', label: '図書館', note: '蔵書検索・予約', icon: 'book' },
          { to: '/garbage', label: 'ごみ・リサイクル', note: '今日は燃えるごみ（油井）', icon: 'trash' },
          { to: '/safety', label: '防災・避難所', note: 'ハザードマップ', icon: 'shield' },
        ]}
      />
      <LinkList items={[
        { to: '/news/1', lead: <When date={Temporal.PlainDate.from('2026-11-23')} style="monthDay" />, label: '冬季の道路除雪計画を決めました（令和8年度）' },
        { to: '/news/2', lead: <When date={Temporal.PlainDate.from('2026-11-22')} style="monthDay" />, label: '安達文化ホール 空調設備の更新工事による休館のお知らせ（12月1日から12月14日まで）', note: '施設課' },
      ]} />
      <Steps steps={['日時を選ぶ', '内容を入力する', '確認する', '完了']} current={1} />
      <Tabs label="受信箱の表示" items={[{ to: '?', label: 'すべて', count: 12, current: true }, { to: '?kind=decide', label: '決裁', count: 5 }, { to: '?kind=consult', label: '合議', count: 4 }, { to: '?kind=returned', label: '差戻し', count: 1 }]} />
      <RangeNav label="週の移動" previous={{ to: '?week=1', label: '前の週' }} current={<When date={Temporal.PlainDate.from('2026-12-07')} style="monthDay" />} next={{ to: '?week=3', label: '次の週' }} />
      <p>名前の読みは <Ruby base="𠮷野" kana="よしの" /> や <Ruby base="髙橋" kana="たかはし" /> のように示します。一覧は <Kbd>j</Kbd> <Kbd>k</Kbd> で動きます。</p>
    </Section>
  );
}

function TaskSample() {
  return (
    <Section title="選んだ時間">
      <Cards>
        <div class="card">
          <h3>城山第二体育館　半面A</h3>
          <Facts rows={[
            { label: '日時', value: <><When date={Temporal.PlainDate.from('2026-12-12')} /> 18時〜21時</> },
            { label: '場所', value: '城山第二体育館　半面A（二本松市郭内一丁目）' },
            { label: '使用料', value: <><b><Money yen={1500} /></b>（照明 300円×3時間を含みません）</> },
            { label: '支払期限', value: <When instant={Temporal.Instant.from('2026-12-09T14:59:00Z')} /> },
          ]} />
          <p><LinkButton to="/reservations/hold">この時間を押さえる</LinkButton> <LinkButton to="/reservations" kind="plain">選び直す</LinkButton></p>
          <p class="hint">押さえてから10分のあいだ、ほかの方は予約できません。料金はまだかかりません。</p>
        </div>
      </Cards>
    </Section>
  );
}
