/** The papers of this system. Everything is prepared here as text; the templates only set it. */
import { fiscalYear, formatDate, formatFiscalYear } from '../../../kernel/calendar/calendar.ts';
import { barcode } from '../../../kernel/paper/barcode.ts';
import { compilePaper, type PaperOptions } from '../../../kernel/paper/paper.ts';
import { carrierWords, confidentialityWords, decisionWords, disclosureMannerWords, disclosureWords, expiryWords, fateWords, folderStateWords, groundWords, planStateWords, requestStateWords } from '../messages/words.ts';
import type { boxContent, disposal, plan, statistics } from '../queries/folders.ts';
import type { request } from '../queries/requests.ts';

interface Part {
  readonly heading: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Shares of the width; 0: as wide as its content. */
  readonly widths: readonly number[];
  readonly empty: string;
}

const tablePaper = (title: string, city: string, note: string, parts: readonly Part[], options: PaperOptions, landscape = true) => compilePaper({ file: new URL('table.typ', import.meta.url) }, { title, city, note, foot: `${city}　${title}`, landscape, parts }, options);
const day = (value: Temporal.PlainDate | null) => (value === null ? '' : formatDate(value, 'ja', 'long'));

/** ファイル基準表, with what changed against the year before. */
export function planPaper(it: NonNullable<Awaited<ReturnType<typeof plan.run>>>, city: string, options: PaperOptions): Promise<Uint8Array> {
  const title = `${formatFiscalYear(fiscalYear(it.fiscalYear), 'ja')} ファイル基準表（${it.office}）`;
  const changes = it.diff === null ? [] : [...it.diff.added.map((row) => ['新しい', row.code, row.title]), ...it.diff.dropped.map((row) => ['除いた', row.code, row.title]), ...it.diff.changed.map((row) => ['変えた', row.code, row.title])];
  return tablePaper(title, city, `${planStateWords[it.state].ja}　${it.entries.length}冊`, [
    {
      heading: '', header: ['記号', '大分類', '中分類', '小分類', '簿冊の名', '保存期間', '満了のとき', '取扱い', '公開区分', '媒体'], widths: [0, 1, 1, 1, 2.4, 1.2, 0, 0, 0, 0], empty: '行がありません。',
      rows: it.entries.map((row) => [row.code, row.large, row.medium, row.small, `${row.title}${row.continuous ? '（年度で分けない）' : ''}`, row.retention, expiryWords[row.expiry_action].ja, confidentialityWords[row.confidentiality].ja, disclosureWords[row.disclosure].ja, carrierWords[row.carrier].ja]),
    },
    ...(it.diff === null ? [] : [{ heading: `前の年度（${it.beforeYear ?? ''}年度）との違い`, header: ['違い', '記号', '簿冊の名'], rows: changes, widths: [0, 0, 1], empty: '違いはありません。' }]),
  ], options);
}

/** 廃棄リスト, as it goes into the file. */
export function disposalPaper(it: NonNullable<Awaited<ReturnType<typeof disposal.run>>>, city: string, options: PaperOptions): Promise<Uint8Array> {
  return tablePaper(it.title, city, `${it.office}　${day(it.made_on)}${it.certificate === null ? '' : `　証明の値 ${it.certificate.hash}`}`, [{
    heading: '', header: ['記号', '簿冊の名', '年度', '保存期間', '満了日', '文書', '扱い', '理由・延長'], widths: [0, 2, 0, 1, 0, 0, 0, 1.4], empty: '簿冊がありません。',
    rows: it.items.map((item) => [item.code, item.title, String(item.fiscal_year), item.retention, day(item.expires_on), `${item.documents}件`, fateWords[item.fate].ja, [item.reason, item.extended_until === null ? '' : `${day(item.extended_until)}まで`].filter((text) => text !== '').join('\n')]),
  }], options);
}

const outcomes: Readonly<Record<string, { readonly ja: string }>> = { ...requestStateWords, ...decisionWords };

export function statisticsPaper(it: Awaited<ReturnType<typeof statistics.run>>, city: string, options: PaperOptions): Promise<Uint8Array> {
  return tablePaper(`${formatFiscalYear(fiscalYear(it.year), 'ja')} 文書の統計`, city, '', [
    { heading: '課ごとの件数', header: ['課', '収受', '起案', '決裁', '欠番', '未編てつ'], widths: [2, 1, 1, 1, 1, 1], empty: 'この年度の文書はありません。', rows: it.rows.map((row) => [row.office, ...[row.incoming, row.drafts, row.decided, row.voided, row.unfiled].map(String)]) },
    { heading: '簿冊（全年度）', header: ['状態', '冊数'], widths: [2, 1], empty: '簿冊はありません。', rows: it.folders.map((row) => [folderStateWords[row.state].ja, String(row.count)]) },
    { heading: '情報公開請求', header: ['結果', '件数'], widths: [2, 1], empty: 'この年度の請求はありません。', rows: it.requests.map((row) => [outcomes[row.outcome]?.ja ?? row.outcome, String(row.count)]) },
  ], options, false);
}

/** The label of a box: each folder with a code that opens its page. */
export function labelPaper(it: NonNullable<Awaited<ReturnType<typeof boxContent.run>>>, city: string, addressOf: (folder: string) => string, options: PaperOptions): Promise<Uint8Array> {
  return compilePaper({ file: new URL('labels.typ', import.meta.url) }, {
    title: `箱 ${it.code}`, city, foot: `${city}　書庫の箱`, place: `${it.storehouse}　${it.shelf}`,
    folders: it.folders.map((folder) => ({ code: `${folder.code}　${folder.fiscal_year}年度`, title: folder.title, note: `${folder.office}　${folder.retention}${folder.expires_on === null ? '' : `　${day(folder.expires_on)}まで`}`, qr: barcode('qrcode', addressOf(folder.id)) })),
  }, options);
}

type Asked = NonNullable<Awaited<ReturnType<typeof request.run>>>;
const ground = (code: string) => Object.entries(groundWords).find(([key]) => key === code)?.[1].ja ?? code;

/** 決定通知書 with the 教示 (行政不服審査法82条、行政事件訴訟法46条); before the decision the receipt. */
export function requestPaper(it: Asked, city: string, mayor: string, today: Temporal.PlainDate, options: PaperOptions): Promise<Uint8Array> {
  const decided = it.decision !== null;
  const facts: readonly (readonly [string, string] | null)[] = [
    ['請求の内容', it.wanted], ['受付', `${it.name}　${day(it.received_on)}`], decided || it.due === null ? null : ['決定の期限', day(it.due)], it.decision === null ? null : ['決定', decisionWords[it.decision].ja], ['開示の方法', disclosureMannerWords[it.manner].ja],
    it.hits.some((hit) => hit.included) ? ['対象の文書', it.hits.filter((hit) => hit.included).map((hit) => `${hit.number}　${hit.title}`).join('\n')] : null, it.decision_grounds.length > 0 ? ['開示しない根拠', it.decision_grounds.map(ground).join('、')] : null, it.decision_reason === '' ? null : ['開示しない理由', it.decision_reason],
    it.disclose_from === null ? null : ['開示できる日', `${day(it.disclose_from)}から`], it.extended_on === null ? null : ['延長', `${it.extended_days}日（${it.extension_reason}）`],
  ];
  const remedies = it.decision === null || it.decision === 'full' ? [] : [
    '1　この決定に不服があるときは、この決定があったことを知った日の翌日から起算して3か月以内に、市長に審査請求をすることができます。',
    '2　この決定の取消しを求める訴えは、この決定があったことを知った日の翌日から起算して6か月以内に、市を被告として（市を代表する者は市長となります。）提起することができます。',
    '3　審査請求をしたときの取消しの訴えは、その裁決があったことを知った日の翌日から起算して6か月以内に提起することができます。',
  ];
  return compilePaper({ file: new URL('notice.typ', import.meta.url) }, {
    title: decided ? '行政文書開示請求決定通知書' : '行政文書開示請求受付票', city, foot: `${city}　情報公開`, to: `${it.applicant_name}　様`, number: `第${it.name}号`, day: day(it.notice_on ?? today), from: mayor,
    opening: decided ? `${day(it.received_on)}付けで請求のあった行政文書について、次のとおり決定したので通知します。` : '次のとおり、行政文書の開示請求を受け付けました。', facts: facts.filter((fact) => fact !== null), remedies,
  }, options);
}
