/** What the sample city says about its site. Invented, but as a city of its size would write it. */

export const policyText = {
  scope: '市のウェブサイトのすべてのページ。学校のサイトと、市がよそのサービスで出している動画は含みません。',
  exceptions: '公開中のPDFのうち、紙をそのまま読み取った古い議事録と図面は、読み上げられません。必要なときは、担当課が文章にしてお渡しします。',
  note: '毎年10月に試験し、結果をこのページで公開します。',
  contact: '秘書広報課', phone: '0243-55-5096',
};

export const testText = {
  scope: '市のウェブサイト。トップページ、検索、災害情報、新着、サイトマップを代表とし、公開中のページから無作為に選びました。',
  technologies: ['HTML5', 'CSS3', 'WAI-ARIA 1.2'],
  tester: '秘書広報課（広報担当）',
  named: ['/', '/search', '/disaster', '/news', '/sitemap'],
};

/** What the representative pages do not have: sound, film, time limits, contracts. Of pages of the tree the rules know it themselves. */
export const absent = ['1.2.1', '1.2.2', '1.2.3', '1.2.4', '1.2.5', '1.4.2', '1.4.5', '2.2.1', '2.2.2', '2.3.1', '3.3.4'] as const;

/** What was found wanting: by the place of the page in the sample. */
export const failures = [
  { ordinal: 1, criterion: '2.4.7', note: '地図の上の押すところに、いまどこにいるかの枠が出ない' },
  { ordinal: 8, criterion: '2.4.6', note: '「その他」という見出しだけでは、内容が分からない' },
] as const;

export const effortTexts = [
  { kind: 'training', months: 5, title: '全課のページ作成者の研修（代わりの言葉、見出し、表）', people: 46 },
  { kind: 'training', months: 17, title: '全課のページ作成者の研修（やさしい日本語）', people: 41 },
  { kind: 'user_test', months: 4, title: '読み上げソフトを使う人に、ごみの分け方のページを使ってもらった', people: 3 },
  { kind: 'opinions', months: 2, title: '「表が小さくて読めない」という意見で、料金表を作り直した', people: 1 },
  { kind: 'improvement', months: 3, title: '古いPDFのページ31件に、概要の文章を付けた', people: 8 },
] as const;

/** Items nobody but a person knows of. */
export const judged: Readonly<Record<string, { readonly points: number; readonly remark: string }>> = {
  inventory: { points: 3, remark: '見直す日は、課ごとの点検表で毎年確かめている。' },
  guideline: { points: 3, remark: '市のウェブサイト作成基準（JIS X 8341-3:2016に対応）' },
  official_site: { points: 3, remark: '試験で不適合が2件あり、直しているところ。' },
  other_sites: { points: 1, remark: '観光のサイトは、方針を作っている。' },
  entrusted: { points: 1, remark: '指定管理者の募集要項で、配慮を求めている。' },
};
