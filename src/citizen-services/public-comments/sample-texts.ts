/** Words of the sample city's consultations. Plans and people are invented. */
import type { Channel } from './commands/fields.ts';
import type { View } from './rules/result.ts';

interface SampleLetter {
  readonly channel: Channel;
  readonly late?: boolean;
  readonly section: string;
  readonly body: string;
  readonly name: string;
  readonly address: string;
  /** The opinions it belongs to; empty: it is none. */
  readonly about: readonly string[];
}

interface SampleOpinion {
  readonly name: string;
  readonly section: string;
  readonly summary: string;
  readonly view: View | '';
  readonly reply: string;
  readonly change: string;
}

export interface SampleConsultation {
  readonly key: string;
  readonly office: string;
  readonly days: number;
  readonly title: string;
  readonly titleEn: string;
  readonly purpose: string;
  readonly purposeEn: string;
  readonly basis: string;
  readonly reason: string;
  readonly channels: readonly Channel[];
  readonly nameRule: string;
  readonly addressRule: string;
  readonly postRule: string;
  readonly howTo: string;
  readonly phone: string;
  readonly sections: readonly { readonly ref: string; readonly heading: string; readonly body: string }[];
  readonly documents: readonly { readonly label: string; readonly url: string }[];
  readonly letters: readonly SampleLetter[];
  readonly opinions: readonly SampleOpinion[];
  readonly result: string;
}

const letter = (channel: Channel, section: string, body: string, about: readonly string[] = [], name = '', address = ''): SampleLetter => ({ channel, section, body, name, address, about });
const part = (ref: string, heading: string, body: string) => ({ ref, heading, body });
const usual = {
  basis: '二本松市パブリックコメント手続実施要綱', reason: '', channels: ['web', 'mail', 'post', 'fax', 'counter'] as const, nameRule: 'optional', addressRule: 'optional', postRule: 'arrival', days: 30, result: '',
};

export const environment: SampleConsultation = {
  ...usual, key: 'environment', office: '生活環境課', title: '第3次二本松市環境基本計画（案）', titleEn: 'Third Basic Environment Plan of Nihonmatsu City (draft)',
  purpose: 'いまの環境基本計画は今年度で期間が終わります。安達太良山から阿武隈川までの自然を次の世代に渡し、2050年に温室効果ガスの排出を実質ゼロにするため、これから10年の目標と取組みを定めます。\n\nとくに、ごみの減量の目標（第2章）と、水辺の保全の進め方（第3章）について、ご意見をお聞かせください。',
  purposeEn: 'The present plan ends this fiscal year. The draft sets goals and measures for the next ten years, among them less waste (part 2) and the care of rivers (part 3).',
  howTo: '郵送　〒964-8601 二本松市金色403番地1 二本松市 生活環境課\nファクス　0243-00-5199\n窓口　生活環境課、安達・岩代・東和の各支所（平日8時30分から17時15分まで）', phone: '0243005102',
  sections: [
    part('1', 'めざす姿', '山と里と川がつながり、だれもが自然の恵みを受けられるまちをめざします。\n\n計画の期間は、令和9年度から令和18年度までの10年間とします。'),
    part('2', 'ごみを減らす', '1人が1日に出すごみの量を、令和7年度の950グラムから、令和18年度までに760グラムへ減らします。\n\n生ごみの水切りと堆肥化、プラスチックの分別、使い捨て容器の回収を進めます。'),
    part('3', '水辺を守る', '阿武隈川と支流の水質を測り、結果を毎年公表します。\n\n地域の清掃活動に、道具と保険を用意します。'),
    part('4', '温室効果ガスを減らす', '市の施設に太陽光発電と断熱を取り入れ、令和12年度までに市役所の排出量を半分にします。\n\n山林や農地に大きな太陽光発電の施設をつくるときは、事前に市と協議することを求めます。'),
  ],
  documents: [{ label: '第3次二本松市環境基本計画（案）概要版（PDF）', url: 'https://www.example.jp/plans/environment-summary.pdf' }, { label: '第3次二本松市環境基本計画（案）全文（PDF）', url: 'https://www.example.jp/plans/environment.pdf' }],
  letters: [
    letter('web', '2', '生ごみの堆肥化を進めるなら、集合住宅でも使える回収場所を用意してほしいです。庭のない家では続けられません。', [], '渡辺 里美', '二本松市本町一丁目1番'),
    letter('web', '3', '水質の公表は年1回では少ないと思います。子どもが川で遊ぶ夏は、月に1回にしてください。'),
    letter('post', '4', '山の斜面に太陽光パネルが増え、雨のあとの土砂が心配です。協議だけでなく、できない場所を決めてください。', [], '菅野 正一', '二本松市木幡字宮ノ前1'),
  ],
  opinions: [],
};

const CHORUS = '移動の足がなければ、通いの場がいくらあっても通えません。デマンド型の乗合タクシーを土曜日と日曜日にも走らせ、病院と買い物だけでなく、地区の集会所にも停まるようにしてください。';

export const welfare: SampleConsultation = {
  ...usual, key: 'welfare', office: '高齢福祉課', title: '二本松市高齢者福祉計画・第10期介護保険事業計画（案）', titleEn: 'Welfare Plan for Older Persons and Tenth Care Insurance Plan (draft)',
  purpose: '令和9年度から3年間の、高齢者の暮らしを支える取組みと、介護サービスの量・保険料の考え方を定めます。住み慣れた地域で暮らし続けるために、何が足りないかをお聞かせください。', purposeEn: 'Measures for older people and care insurance for three years from fiscal 2027.',
  howTo: '郵送　〒964-8601 二本松市金色403番地1 二本松市 高齢福祉課\nファクス　0243-00-5198\n窓口　高齢福祉課と各支所', phone: '0243005115',
  sections: [
    part('1', '計画の考え方', '65歳以上の方の割合は、令和11年度に37パーセントになる見込みです。介護が要る前からの支えを厚くします。'),
    part('2', '通いの場と移動', '歩いて行ける通いの場を、いまの84か所から100か所に増やします。デマンド型乗合タクシーの停留所を見直します。'),
    part('3', '介護する家族への支え', '介護する方の相談窓口を各支所に置き、短期入所の空きを一目で分かるようにします。'),
    part('4', '保険料', '必要な介護サービスの量から、保険料の基準額を見込みます。所得に応じた段階を17段階に増やします。'),
  ],
  documents: [{ label: '計画（案）の概要（PDF）', url: 'https://www.example.jp/plans/care-summary.pdf' }],
  letters: [
    letter('web', '2', CHORUS, ['移動'], '佐久間 洋子', '二本松市小浜字新町1'), letter('web', '2', `${CHORUS}岩代地域からの願いです。`, ['移動'], '武藤 定雄', '二本松市西勝田字杉内1'), letter('post', '2', `お願い　${CHORUS}`, ['移動'], '三浦 ハツ', '二本松市田沢字荻田1'), letter('web', '2', CHORUS, ['移動'], '佐久間 洋子', '二本松市小浜字新町1'),
    letter('web', '3', '夜に急に介護できなくなったとき、どこに電話すればよいか分かりません。夜間の連絡先を1つにしてください。', ['夜間']), letter('mail', '3', '短期入所の空きは、窓口に行かなくても分かるようにしてほしい。仕事をしながら介護しています。', ['空き'], '安齋 健', '二本松市油井字福岡1'),
    letter('web', '3', '介護する人の相談窓口は、平日の昼だけでは使えません。月に1度でも夜か土曜に開けてください。', ['夜間']), letter('web', '4', '年金だけの暮らしには、いまの保険料も重いです。段階を増やすなら、低いほうの負担を減らすことを先にしてください。', ['保険料']),
    letter('fax', '4', '保険料の見込みの根拠が分かりにくい。3年間でどのサービスがどれだけ増えるのか、表にしてください。', ['根拠'], '本田 一郎', '二本松市根崎一丁目1番'), letter('counter', '2', '通いの場を増やすより、いまある所の世話役を助けてください。世話役も80歳です。', ['世話役'], '遠藤 キミ', '二本松市針道字佐勢ノ宮1'),
    letter('web', '', '説明会があれば行きたいです。日程を教えてください。'), letter('web', '1', '1人暮らしの高齢者に、元気なうちから話を聞きに行く取組みを続けてください。父が助けられました。', ['見守り']), { ...letter('post', '4', '締切を知りませんでした。保険料を上げないでください。', ['保険料'], '斎藤 博', '二本松市平石高田一丁目1番'), late: true },
  ],
  opinions: [
    { name: '移動', section: '2', summary: 'デマンド型乗合タクシーを土日にも走らせ、集会所にも停まるようにしてほしい。', view: 'partly', reply: '停留所の見直しの中で、通いの場のある集会所を加えます。土日の運行は、運転手の確保を見ながら検討します。', change: '第2章に「通いの場のある集会所を停留所に加える」を書き加えます。' },
    { name: '夜間', section: '3', summary: '夜間や休日にも、介護する家族が相談できるようにしてほしい。', view: '', reply: '', change: '' }, { name: '空き', section: '3', summary: '短期入所の空きを、窓口に行かずに分かるようにしてほしい。', view: 'noted', reply: '市のサイトで毎日公開できるよう、事業所と話し合います。', change: '' },
  ],
};

export const roadside: SampleConsultation = {
  ...usual, key: 'roadside', office: '観光課', days: 31, title: '道の駅「安達」周辺にぎわいづくり基本構想（案）', titleEn: 'Basic Concept for the Area around the Roadside Station Adachi (draft)',
  purpose: '道の駅「安達」と上川崎和紙の里を結び、歩いて楽しめる一帯にするための基本構想をつくります。駐車場と歩道、和紙の体験、災害のときの使い方について、ご意見をお聞かせください。', purposeEn: 'A concept for the area between the roadside station and the village of handmade paper.',
  howTo: '郵送　〒964-8601 二本松市金色403番地1 二本松市 観光課\nファクス　0243-00-5197\n窓口　観光課、安達支所', phone: '0243005122',
  sections: [part('1', '道の駅と駐車場', '駐車場を60台分広げ、休みの日の渋滞を減らします。'), part('2', '和紙の里と歩く道', '道の駅から和紙伝承館まで、歩く道に案内を付けます。'), part('3', '災害のときの使い方', '大雪や地震のとき、通行できない車の人を受け入れます。')],
  documents: [{ label: '基本構想（案）（PDF）', url: 'https://www.example.jp/plans/roadside.pdf' }],
  letters: [
    letter('web', '1', '駐車場を広げるより先に、通学路の歩道を直してほしいです。', ['歩道'], '佐藤 まゆみ', '二本松市油井字八軒町1'), letter('web', '1', '大型車の置き場を分けてください。家族連れが車の間を歩くのは危ないです。', ['大型車']), letter('post', '2', '和紙の体験は平日もできるようにし、学校の授業で使えるようにしてください。', ['体験'], '安斎 和子', '二本松市上川崎字上ノ台1'),
    letter('web', '3', '停電しても使える井戸とトイレを置いてください。東日本大震災のとき、いちばん困りました。', ['井戸']), letter('web', '3', '車いすの人が泊まれる場所を、はじめから決めておいてください。', ['井戸', '車いす'], '鈴木 誠', '二本松市渋川字大森越1'), letter('counter', '2', '歩く道は、足の悪い人のために休む所を200メートルごとに置いてほしい。', ['車いす']), letter('web', '', '楽しみにしています。がんばってください。'),
  ],
  opinions: [
    { name: '歩道', section: '1', summary: '駐車場の拡張より、通学路の歩道の整備を先にしてほしい。', view: 'out_of_scope', reply: '通学路の歩道は、道路の整備計画で進めています。いただいたご意見は、土木課に伝えました。', change: '' },
    { name: '大型車', section: '1', summary: '大型車の駐車場所を分け、歩く人の安全を確保してほしい。', view: 'adopted', reply: '歩く人と大型車の動きを分けることが大切だと考えます。', change: '第1章に「大型車の区画を分け、歩行者の通路を設ける」を加えました。' },
    { name: '体験', section: '2', summary: '和紙の体験を平日にも行い、学校でも使えるようにしてほしい。', view: 'noted', reply: '和紙の作り手の数に限りがあるため、学校の日程と合わせて試しに行うことから始めます。', change: '' },
    { name: '井戸', section: '3', summary: '停電のときにも使える井戸とトイレを置いてほしい。', view: 'partly', reply: 'トイレは、停電のときにも流せるものにします。井戸は、水質の調査をしてから決めます。', change: '第3章に「停電のときにも使えるトイレを置く」を加えました。' },
    { name: '車いす', section: '3', summary: '体の不自由な人が休める場所、泊まれる場所をはじめから決めてほしい。', view: 'noted', reply: '設計のときに、当事者の方に加わっていただいて決めます。', change: '' },
  ],
  result: 'ご意見をありがとうございました。いただいたご意見をもとに、案の2か所を改めて、基本構想を決めました。',
};
