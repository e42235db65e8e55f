/** One of every paper with awkward data: names with rare characters, a long group name, text that looks like markup. */
import { fiscalYear } from '../../../kernel/calendar/calendar.ts';
import type { Utilisation } from '../rules/statistics.ts';
import { appealAgainstCity, appealAgainstDesignatedManager } from './appeal.ts';
import type * as Papers from './papers.ts';

export const person = '髙橋 﨑山 𠮷野 葛󠄀城';
export const groupName = '二本松市民生涯学習ふれあい卓球・バドミントン・ソフトバレーボール愛好会連絡協議会';
export const markup = '#$"\\*<script>';

const date = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const printedAt = Temporal.Instant.from('2026-12-11T17:00:00+09:00');
const city = { name: '二本松市', mayor: '二本松市長' };
const ordinance = '市民センター条例 第8条';
const contact = '生涯学習課　電話 0243-00-1101';
const [afternoon, evening] = [{ start: 780, end: 1020 }, { start: 1080, end: 1260 }];

export const letter: Papers.LetterHead = {
  number: '8二教生第123号', date: date('2026-11-24'), to: { postcode: '9648601', address: '福島県二本松市金色403番地1', name: groupName, honorific: '御中' },
  issuer: { title: '二本松市長', name: '髙橋 霞', seal: '省略' }, ordinance, contact,
};
export const form: Papers.FormHead = { to: '二本松市長', date: date('2026-11-20'), ordinance, contact };
export const use: Papers.UseView = {
  facility: '市民センター', unit: '体育室 全面', date: date('2026-12-12'), times: [afternoon, evening], purpose: 'バドミントン', title: markup, persons: 48,
};
const otherUse: Papers.UseView = { ...use, date: date('2026-12-19'), times: [afternoon], unit: '体育室 半面A', title: '練習会', persons: 20 };
export const applicant: Papers.Applicant = {
  registrationNumber: '12345670', name: groupName, kana: 'にほんまつしみんしょうがいがくしゅうふれあいたっきゅうばどみんとん', representative: person,
  address: '福島県二本松市亀谷一丁目45番地', phone: '090-0000-0001',
};
const blankApplicant: Papers.Applicant = { registrationNumber: '', name: '', kana: '', representative: '', address: '', phone: '' };

export const registrationApplication: Papers.RegistrationApplicationData = {
  head: form, applicant, email: 'club@example.jp', birthDate: null, guardian: null, classLabel: '市内団体', purposes: ['バドミントン', '卓球'], facilities: ['市民センター', '二本松公民館'],
  evidence: ['構成員名簿', '代表者の本人確認書類'], members: Array.from({ length: 6 }, (_, i) => ({ name: i === 0 ? person : `安達 太郎${i}`, kana: 'あだち たろう', residency: '市内在住' })),
};
export const blankRegistration: Papers.RegistrationApplicationData = {
  ...registrationApplication, head: { ...form, date: null }, applicant: blankApplicant, email: '', classLabel: '', purposes: [], facilities: [], evidence: [],
  members: Array.from({ length: 5 }, () => ({ name: '', kana: '', residency: '' })),
};
export const minorRegistration: Papers.RegistrationApplicationData = {
  ...registrationApplication, applicant: { ...applicant, name: person, kana: 'たかはし さきやま', representative: null }, birthDate: date('2010-04-02'), guardian: '髙橋 霞', classLabel: '市内個人', members: [],
};
export const registrationCard: Papers.RegistrationCardData = {
  head: letter, cityName: '二本松市', registrationNumber: '12345670', name: groupName, representative: person, classLabel: '市内団体', facilities: ['市民センター', '二本松公民館'],
  validFrom: date('2026-11-24'), validTo: date('2029-11-23'),
};
export const useApplication: Papers.UseApplicationData = {
  head: form, applicant, use, admissionYen: 500, isCommercial: false, equipment: [{ name: '卓球台', count: '6台' }, { name: '放送設備', count: '1式' }], reduction: '市の後援（条例第9条第3号）', remarks: markup,
};
export const blankUseApplication: Papers.UseApplicationData = {
  head: { ...form, date: null }, applicant: blankApplicant, use: null, admissionYen: null, isCommercial: null, equipment: [], reduction: '', remarks: '',
};
const feeLines: Papers.FeeLine[] = [
  { label: '体育室 全面　午後', detail: '2,000円 × 1.2（土日祝）× 1.5（市外）× 1.5（入場料）', amountYen: 5400 },
  { label: '体育室 全面　夜間', detail: '2,500円 × 1.2（土日祝）× 1.5（市外）× 1.5（入場料）', amountYen: 6750 },
  { label: '照明', detail: '300円 × 7時間', amountYen: 2100 },
  { label: '冷暖房', detail: '500円 × 7時間', amountYen: 3500 },
  { label: '減免', detail: '市の後援 50%（10円未満切捨て）', amountYen: -6080 },
];
export const permit: Papers.PermitData = {
  head: letter, permitNumber: '2026-000123', reservationNumber: 'R2612-000421', registrationNumber: '12345670', patronName: groupName, use, feeLines, totalYen: 11_670, taxYen: 1060,
  paidOn: date('2026-11-24'), conditions: ['許可を受けた目的以外に使わないこと。', '利用の権利を他の人に譲ったり、貸したりしないこと。', '利用後は清掃し、元のとおりに戻すこと。'],
  freeCancelUntil: date('2026-12-05'), notes: ['当日は、この許可書を受付でお示しください。'], appeal: appealAgainstCity(city, 'use'),
};
export const plainPermit: Papers.PermitData = {
  ...permit, head: { ...letter, to: { postcode: '9648601', address: '福島県二本松市金色403番地1', name: person } }, patronName: person, use: otherUse,
  feeLines: [{ label: '体育室 半面A　午後', detail: '1,200円', amountYen: 1200 }, { label: '減免', detail: '市の共催 100%', amountYen: -1200 }], totalYen: 0, taxYen: 0, appeal: null,
};
export const refusal: Papers.RefusalData = {
  head: { ...letter, issuer: { title: '一般社団法人 あだたら山麓スポーツ振興会', name: '理事長 佐藤 一郎' } }, reservationNumber: 'R2612-000421', appliedOn: date('2026-11-20'), use, reason: '申請された火気の使用は、体育室の床と消防設備の安全を保てないため。', ground: '市民センター条例 第6条第1項第2号',
  notes: ['火気を使わない内容であれば、改めて申請していただけます。'], appeal: appealAgainstDesignatedManager('二本松市長', '一般社団法人 あだたら山麓スポーツ振興会'),
};
export const changeApplication: Papers.ChangeApplicationData = {
  head: form, kind: 'change', applicant, reservationNumber: 'R2612-000421', permitNumber: '2026-000123', before: use, after: otherUse, reason: '参加者が減ったため',
};
export const blankChange: Papers.ChangeApplicationData = {
  head: { ...form, date: null }, kind: null, applicant: blankApplicant, reservationNumber: '', permitNumber: '', before: null, after: null, reason: '',
};
export const changed: Papers.ChangeNoticeData = {
  head: letter, kind: 'changed', reservationNumber: 'R2612-000421', permitNumber: '2026-000123', before: use, after: otherUse, reason: '参加者が減ったため', ground: null,
  paidYen: 11_670, newTotalYen: 2400, chargeYen: 0, notes: ['前の許可書は使えなくなりました。'], appeal: null,
};
export const cancelled: Papers.ChangeNoticeData = { ...changed, kind: 'cancelled', after: null, paidYen: 10_000, newTotalYen: 0, chargeYen: 2500, notes: [] };
export const cancelledByCity: Papers.ChangeNoticeData = {
  ...cancelled, kind: 'cancelled_by_city', reason: '令和8年12月11日の地震により、体育室を避難所として使うため', ground: '市民センター条例 第11条第1項第4号', chargeYen: 0,
  appeal: appealAgainstCity(city, 'use'),
};
export const reductionApplication: Papers.ReductionApplicationData = {
  head: form, applicant, reservationNumber: 'R2612-000421', use, ground: '市の後援（条例第9条第3号）', reason: '市が後援する市民大会のため', evidence: ['後援の決定通知の写し'],
};
export const granted: Papers.ReductionDecisionData = {
  head: letter, decisionNumber: '8減第45号', reservationNumber: 'R2612-000421', appliedOn: date('2026-11-20'), use, ground: '市民センター条例 第9条第3号',
  decision: { kind: 'granted', share: '基本の使用料の50%', fullYen: 17_750, reducedYen: 6080 }, notes: [], appeal: appealAgainstCity(city, 'fee'),
};
export const notGranted: Papers.ReductionDecisionData = { ...granted, decision: { kind: 'refused', reason: '入場料を徴収する催しは、減免の対象にならないため。', fullYen: 17_750 } };

export const slip: Papers.PaymentSlipData = {
  head: letter, payee: { kind: 'city', name: '二本松市' }, fiscalYear: fiscalYear(2026), account: '一般会計　使用料及び手数料　教育使用料', slipNumber: '2026-0004217', payer: groupName,
  reason: '市民センター 体育室 全面の使用料（令和8年12月12日利用分）', feeLines, totalYen: 11_670, taxYen: 1060, dueOn: date('2026-12-07'),
  places: ['二本松市役所 会計課', '各支所', '市民センター窓口'], notes: ['納期限を過ぎると、予約は自動的に取り消されます。'], appeal: appealAgainstCity(city, 'fee'),
};
export const managerSlip: Papers.PaymentSlipData = {
  ...slip, head: { ...letter, issuer: { title: '一般社団法人 あだたら山麓スポーツ振興会' } }, payee: { kind: 'designated_manager', name: '一般社団法人 あだたら山麓スポーツ振興会' },
  reason: '体育室 全面の利用料金（令和8年12月12日利用分）', places: ['市民センター窓口'], notes: ['支払期限を過ぎると、予約は自動的に取り消されます。'], appeal: null,
};
export const receipt: Papers.ReceiptData = {
  title: '領収証書', receiptNumber: 'R000123-2026', receivedOn: date('2026-11-24'), payer: groupName, honorific: '様',
  payee: { name: '二本松市', registrationNumber: 'T2000020072109', address: '福島県二本松市金色403番地1', phone: '0243-00-0000', account: '一般会計 使用料及び手数料' },
  lines: [
    { usedOn: date('2026-12-12'), label: '市民センター 体育室 全面（午後・夜間）', ratePercent: 10, amountYen: 6070 },
    { usedOn: date('2026-12-12'), label: '照明・冷暖房', ratePercent: 10, amountYen: 5600 },
    { usedOn: date('2026-12-12'), label: '行事用の飲料（持帰り）', ratePercent: 8, amountYen: 1080 },
    { usedOn: date('2026-12-12'), label: '鍵の預り金', ratePercent: null, amountYen: 1000 },
  ],
  totals: [{ ratePercent: 10, amountYen: 11_670, taxYen: 1060 }, { ratePercent: 8, amountYen: 1080, taxYen: 80 }, { ratePercent: null, amountYen: 1000, taxYen: 0 }],
  totalYen: 13_750, method: '現金', tenderedYen: 20_000, reissue: null, needsRevenueStamp: false, ordinance, contact,
};
export const reissued: Papers.ReceiptData = { ...receipt, reissue: { on: date('2026-12-01'), count: 1 }, needsRevenueStamp: true, title: '領収書' };
export const refundClaim: Papers.RefundClaimData = {
  head: form, applicant, reservationNumber: 'R2612-000421', use, reason: '利用の取消し', refundYen: 7500,
  account: { bank: 'みちのく霞銀行', branch: '二本松支店', kind: '普通', number: '0123456', holderKana: 'ニホンマツシミンシヨウガイガクシユウ' },
};
export const blankRefund: Papers.RefundClaimData = { head: { ...form, date: null }, applicant: blankApplicant, reservationNumber: '', use: null, reason: '', refundYen: null, account: null };
export const refundNotice: Papers.RefundNoticeData = {
  head: letter, reservationNumber: 'R2612-000421', use, reason: '利用日の60日前の取消し', ground: '市民センター条例 第10条', paidYen: 10_000, chargeYen: 2500, refundYen: 7500,
  method: { kind: 'account', bank: 'みちのく霞銀行', lastDigits: '456' }, payOn: date('2026-12-18'), notes: [], appeal: appealAgainstCity(city, 'fee'),
};

const entry: Papers.DaySheetEntry = {
  start: 540, end: 720, number: 'R2612-000421', name: person, phone: '090-0000-0001', purpose: 'バドミントン', persons: 20, hidden: false, kind: 'reservation', unpaidYen: null, isKeyOut: false,
};
export const secretName = '秘密 花子';
export const daySheet: Papers.DaySheetData = {
  facility: '市民センター', date: date('2026-12-12'), printedAt, contact, blankLines: 16, notes: ['停電のときは、復旧後に「まとめ入力」で入力してください。'],
  columns: [{ label: '午前', start: 540, end: 720 }, { label: '午後', start: 780, end: 1020 }, { label: '夜間', start: 1080, end: 1260 }],
  rooms: [
    { name: '体育室 全面', entries: [{ ...entry, ...afternoon, end: 1260, name: groupName, unpaidYen: 11_670 }] },
    { name: '体育室 半面A', entries: [entry] },
    { name: '会議室1', entries: [{ ...entry, end: 600, name: markup }, { ...entry, start: 600, end: 690, hidden: true, name: secretName, phone: '090-9999-9999' }] },
    { name: '会議室2', entries: [{ ...entry, kind: 'official', number: '', purpose: '期日前投票所の準備', end: 1020 }, { ...entry, start: 1500, end: 1560 }] },
    { name: '和室', entries: [] },
    { name: '調理室', entries: [{ ...entry, kind: 'maintenance', number: '', purpose: 'ガス設備の点検' }, { ...entry, ...evening, isKeyOut: true, name: '料理を楽しむ会' }] },
  ],
};
export const hourlySheet: Papers.DaySheetData = { ...daySheet, columns: Array.from({ length: 12 }, (_, i) => ({ label: '', start: 540 + i * 60, end: 600 + i * 60 })) };
export const signage: Papers.SignageData = {
  facility: '市民センター', date: date('2026-12-12'), printedAt, contact, notes: ['お問い合わせは1階の受付へどうぞ。'],
  rows: [{ room: '体育室 全面', times: [afternoon, evening], publicTitle: '第10回 市民バドミントン大会' }, { room: '和室', times: [{ start: 540, end: 720 }], publicTitle: null }],
};
export const keyRegister: Papers.KeyRegisterData = {
  facility: '市民センター', date: date('2026-12-12'), printedAt, contact, blankLines: 5,
  rows: [
    { ...afternoon, room: '体育室 全面', name: groupName, hidden: false, number: 'R2612-000421', keyLabel: 'G-1' },
    { ...evening, room: '和室', name: secretName, hidden: true, number: 'R2612-000422', keyLabel: 'W-2' },
  ],
};
export const lottery: Papers.LotteryResultsData = {
  title: '令和9年1月分 体育館', lotteryId: 'LOT-2027-01-GYM', drawnAt: Temporal.Instant.from('2026-11-20T09:00:00+09:00'), entries: 240, confirmUntil: date('2026-11-30'),
  rows: Array.from({ length: 240 }, (_, i) => ({
    order: i + 1, alias: `きつね-${String(i + 1).padStart(4, '0')}`, unit: '市民センター 体育室 全面', date: date('2027-01-09').add({ days: i % 20 }), times: [afternoon],
    result: i % 4 === 0 ? 'won' : 'full', waiting: i % 4 === 1 ? 1 : null,
  })),
  proof: { algorithm: 'emuni-lottery/1', commitment: 'a1b2c3d4'.repeat(8), root: '0f1e2d3c'.repeat(8), publicValue: '5f'.repeat(32), secret: '00112233445566778899aabbccddeeff'.repeat(2) },
  verifyAt: 'https://yoyaku.example.jp/lottery/LOT-2027-01-GYM', ordinance: '施設予約規則 第12条', contact,
};
export const series: Papers.SeriesResultsData = {
  facility: '市民センター', unit: '体育室 半面A', patronName: groupName, rule: '毎週水曜日　18:00～21:00（令和8年4月から令和9年3月まで）', printedAt, ordinance, contact,
  rows: Array.from({ length: 52 }, (_, i) => ({
    date: date('2026-04-01').add({ weeks: i }), times: [evening], result: i % 13 === 4 ? 'closed' : i % 10 === 7 ? 'conflict' : 'booked',
    note: i % 13 === 4 ? '憲法記念日などの休館' : i % 10 === 7 ? '市の事業' : `R26-${String(400 + i).padStart(6, '0')}`, feeYen: i % 13 === 4 || i % 10 === 7 ? null : 1200,
  })),
};
export const cashReport: Papers.CashReportData = {
  place: '市民センター', date: date('2026-12-12'), methods: ['現金', 'カード', 'コード決済'], printedAt, ordinance: '財務規則 第40条', contact,
  payees: [
    { name: '二本松市　一般会計 使用料及び手数料', desks: [{ desk: '受付1', count: 12, amountsYen: [34_500, 12_000, 3600], refundYen: 0 }, { desk: '受付2', count: 3, amountsYen: [5400, 0, 0], refundYen: 1200 }] },
    { name: '一般社団法人 あだたら山麓スポーツ振興会', desks: [{ desk: '受付1', count: 105, amountsYen: [1_002_500, 340_000, 0], refundYen: 7500 }] },
  ],
  drawers: [
    {
      desk: '受付1', floatYen: 30_000, takenYen: 34_500, paidBackYen: 0, countedYen: 64_000, reason: '調査中（釣銭の渡し過ぎの可能性）',
      denominations: [[10_000, 3], [5000, 2], [2000, 0], [1000, 20], [500, 4], [100, 15], [50, 6], [10, 19], [5, 2], [1, 0]].map(([value = 0, count = 0]) => ({ value, count })),
    },
    { desk: '受付2', floatYen: 20_000, takenYen: 5400, paidBackYen: 1200, countedYen: 24_200, reason: '', denominations: [10_000, 5000, 1000, 500, 100, 50, 10, 5, 1].map((value) => ({ value, count: null })) },
  ],
};
const utilisation: Utilisation = { openable: 240, used: 150, noShow: 4, official: 30, maintenance: 6, closed: 24, ratePerMille: 625, officialPerMille: 111 };
const row = (label: string, rated = true): Papers.UsageRow => ({ label, bookings: 1150, persons: 23_400, utilisation: rated ? utilisation : null, incomeYen: 1_234_560, reducedYen: 345_600 });
export const monthly: Papers.MonthlyStatisticsData = {
  place: '二本松市 全施設', month: Temporal.PlainYearMonth.from('2026-12'), printedAt, contact, notes: [],
  sections: [
    { title: '施設別', rows: ['市民センター', '二本松公民館', '安達文化ホール（大ホール・小ホール・楽屋）'].map((name) => row(name)), total: row('合計') },
    { title: '室別', rows: Array.from({ length: 24 }, (_, i) => row(`市民センター 第${i + 1}会議室`)), total: row('合計') },
    { title: '区分別', rows: ['午前', '午後', '夜間'].map((name) => row(name)), total: row('合計') },
    { title: '目的別', rows: ['バドミントン', '卓球', '会議・打合せ'].map((name) => row(name, false)), total: row('合計', false) },
    { title: '団体種別', rows: ['市内団体', '市外団体', '市内個人'].map((name) => row(name, false)), total: row('合計', false) },
  ],
};
export const annual: Papers.AnnualReportData = {
  place: '二本松市 全施設', year: fiscalYear(2026), printedAt, contact, notes: [], facts: [['抽選の申込み', '12,345件（当選 2,345件）'], ['取消し', '561件'], ['無断不使用', '74件']],
  comparison: ['市民センター', '二本松公民館', '安達文化ホール'].map((label, i) => ({ label, thisYear: row(label), lastYear: i === 2 ? null : row(label) })),
  sections: [{ title: '月別（市民センター）', rows: [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3].map((month) => row(`${month}月`)), total: row('年度計') }],
};
