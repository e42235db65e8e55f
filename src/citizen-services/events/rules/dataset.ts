/**
 * 自治体標準オープンデータセット 12 イベント一覧, and the 推奨データセット it grew out of: the same event in both.
 * Columns are found by their headings; in the standard edition the order of the shared blocks is the one of its other lists.
 */
import { parseDate, parseTime, TOKYO } from '../../../kernel/calendar/calendar.ts';
import { isLocalGovernmentCode, localGovernmentCheckDigit } from '../../../kernel/text/check-digits.ts';
import { formatPhone, parsePhone } from '../../../kernel/text/phone.ts';
import type { Content } from './content.ts';
import { readCapacity, readWhen } from './event.ts';

export type Edition = 'recommended' | 'standard';

/** What a row says of an event: what neither edition has a column for is left out. */
export type RowContent = Pick<Content, 'title' | 'titleKana' | 'titleEn' | 'description' | 'when' | 'whenNote' | 'placeName' | 'placeAddress' | 'placeDetail' | 'at' | 'access' | 'parking' | 'fee' | 'feeNote' | 'capacity' | 'capacityNote' | 'applyUntil' | 'applyMethod' | 'organiser' | 'contactName' | 'contactPhone' | 'contactExtension' | 'url' | 'remarks'>;

export interface DatasetRow {
  /** Of the publisher. */
  readonly code: string;
  readonly no: string;
  readonly content: RowContent;
}

export interface Publisher {
  readonly code: string;
  readonly prefecture: string;
  readonly city: string;
}

const names = {
  recommended: [
    '都道府県コード又は市区町村コード', 'NO', '都道府県名', '市区町村名', 'イベント名', 'イベント名_カナ', 'イベント名_英語', '開始日', '終了日', '開始時間', '終了時間', '開始日時特記事項', '説明', '料金（基本）', '料金（詳細）', '連絡先名称', '連絡先電話番号', '連絡先内線番号',
    '主催者', '場所名称', '住所', '方書', '緯度', '経度', 'アクセス方法', '駐車場情報', '定員', '参加申込終了日', '参加申込終了時間', '参加申込方法', 'URL', '備考',
  ],
  standard: [
    '全国地方公共団体コード', 'ID', '地方公共団体名', '名称', '名称_カナ', '名称_英字', '開始日', '終了日', '開始時間', '終了時間', '開始日時特記事項', '説明', '料金（基本）', '料金（詳細）', '連絡先名称', '電話番号', '内線番号', '主催者', '場所名称',
    '所在地_全国地方公共団体コード', '町字ID', '所在地_連結表記', '所在地_都道府県', '所在地_市区町村', '所在地_町字', '所在地_番地以下', '建物名等(方書)', '緯度', '経度', 'アクセス方法', '駐車場情報', '定員', '参加申込終了日', '参加申込終了時間', '参加申込方法', 'URL', '備考',
  ],
} as const satisfies Record<Edition, readonly string[]>;

/** Other headings under which the same is found. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  都道府県コード又は市区町村コード: ['全国地方公共団体コード', '市区町村コード'], NO: ['ID'], イベント名: ['名称', 'イベント名称'], 'イベント名_カナ': ['名称_カナ'], 'イベント名_英語': ['イベント名_英字', '名称_英字', '名称_英語'],
  連絡先電話番号: ['電話番号'], 連絡先内線番号: ['内線番号'], 住所: ['所在地_連結表記'], 方書: ['建物名等(方書)', '建物名等'],
};
const needed = ['都道府県コード又は市区町村コード', 'NO', 'イベント名', '開始日'] as const;

/** 「料金(基本)」 and 「料金（基本）」, 「ＮＯ」 and 「NO」 are one heading. */
const folded = (heading: string) => heading.normalize('NFKC').replaceAll(/\s/g, '').replaceAll('＿', '_').toUpperCase();

const clock = (time: Temporal.PlainTime) => `${String(time.hour).padStart(2, '0')}:${String(time.minute).padStart(2, '0')}`;

export interface Exported {
  readonly no: string;
  readonly content: Content;
  /** The first day that is still to come, and the last there is. */
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  /** How it repeats, and which days fall away, in words. */
  readonly repeats: string;
  readonly url: string;
}

/** The heading row and one row for each event. Empty cells are empty; times, phones and places as the standard writes them. */
export function writeDataset(edition: Edition, publisher: Publisher, events: readonly Exported[]): readonly (readonly string[])[] {
  return [names[edition], ...events.map((event) => names[edition].map((name) => cellOf(name, publisher, event)))];
}

function cellOf(name: (typeof names)[Edition][number], publisher: Publisher, { no, content, from, to, repeats, url }: Exported): string {
  const until = content.applyUntil?.toZonedDateTimeISO(TOKYO) ?? null;
  switch (name) {
    case '都道府県コード又は市区町村コード': case '全国地方公共団体コード': return publisher.code;
    case 'NO': case 'ID': return no;
    case '都道府県名': return publisher.prefecture;
    case '市区町村名': return publisher.city;
    case '地方公共団体名': return `${publisher.prefecture}${publisher.city}`;
    case 'イベント名': case '名称': return content.title;
    case 'イベント名_カナ': case '名称_カナ': return content.titleKana;
    case 'イベント名_英語': case '名称_英字': return content.titleEn;
    case '開始日': return from.toString();
    case '終了日': return to.toString();
    case '開始時間': return content.when.allDay ? '' : clock(content.when.from.toPlainTime());
    case '終了時間': return content.when.allDay || content.when.to === null ? '' : clock(content.when.to.toPlainTime());
    case '開始日時特記事項': return [repeats, content.whenNote].filter((text) => text !== '').join('。');
    case '説明': return content.description;
    case '料金（基本）': return content.fee === null ? '' : String(content.fee);
    case '料金（詳細）': return content.feeNote;
    case '連絡先名称': return content.contactName;
    case '連絡先電話番号': case '電話番号': return content.contactPhone === '' ? '' : formatPhone(content.contactPhone);
    case '連絡先内線番号': case '内線番号': return content.contactExtension;
    case '主催者': return content.organiser;
    case '場所名称': return content.placeName;
    case '住所': case '所在地_連結表記': return content.placeAddress;
    // Whether the place stands in the city is not known from its words.
    case '所在地_全国地方公共団体コード': case '町字ID': case '所在地_都道府県': case '所在地_市区町村': case '所在地_町字': case '所在地_番地以下': return '';
    case '方書': case '建物名等(方書)': return content.placeDetail;
    case '緯度': return content.at === null ? '' : content.at.lat.toFixed(6);
    case '経度': return content.at === null ? '' : content.at.lng.toFixed(6);
    case 'アクセス方法': return content.access;
    case '駐車場情報': return content.parking;
    case '定員': return content.capacity === null ? content.capacityNote : `${content.capacity}${content.capacityNote === '' ? '' : `名（${content.capacityNote}）`}`;
    case '参加申込終了日': return until === null ? '' : until.toPlainDate().toString();
    case '参加申込終了時間': return until === null ? '' : clock(until.toPlainTime());
    case '参加申込方法': return content.applyMethod;
    case 'URL': return url;
    case '備考': return content.remarks;
  }
}

/** Something put right while reading, so that nobody is surprised. */
export interface Repair {
  readonly row: number;
  readonly column: string;
  readonly before: string;
  readonly after: string;
  readonly rule: string;
}

export interface DatasetProblem {
  readonly row: number;
  readonly column: string;
  readonly message: string;
}

export interface Dataset {
  readonly edition: Edition;
  readonly rows: readonly (DatasetRow & { readonly row: number })[];
  readonly repairs: readonly Repair[];
  readonly problems: readonly DatasetProblem[];
}

interface Sheet {
  readonly header: readonly string[];
  readonly records: readonly { readonly row: number; readonly values: Readonly<Record<string, string>> }[];
}

/** Reads a list of either edition. What cannot be read is said row by row; what was put right as well. */
export function readDataset(sheet: Sheet, today: Temporal.PlainDate): Dataset {
  const headings = new Map(sheet.header.map((heading) => [folded(heading), heading]));
  const columnOf = (name: string) => [name, ...(aliases[name] ?? [])].map((one) => headings.get(folded(one))).find((one) => one !== undefined);
  const columns = new Map<string, string>(names.recommended.flatMap((name) => {
    const column = columnOf(name);
    return column === undefined ? [] : [[name, column]];
  }));
  const edition: Edition = headings.has(folded('全国地方公共団体コード')) ? 'standard' : 'recommended';
  const lost = needed.filter((name) => !columns.has(name));
  if (lost.length > 0) return { edition, rows: [], repairs: [], problems: [{ row: 1, column: lost[0] ?? '', message: `見出し${lost.map((name) => `「${name}」`).join('')}がありません。標準の「イベント一覧」の見出しにしてください。` }] };
  const repairs: Repair[] = [];
  const problems: DatasetProblem[] = [];
  const rows: (DatasetRow & { readonly row: number })[] = [];
  const seen = new Map<string, number>();
  for (const record of sheet.records) {
    const reader = new RowReader(record.row, (name) => record.values[columns.get(name) ?? ''] ?? '', today, repairs, problems);
    const read = reader.read();
    if (read === null) continue;
    const key = `${read.code} ${read.no}`;
    const before = seen.get(key);
    if (before !== undefined) problems.push({ row: record.row, column: 'NO', message: `番号「${read.no}」が${before}行目と同じです。番号は1行ごとに別にしてください。` });
    else {
      seen.set(key, record.row);
      rows.push({ ...read, row: record.row });
    }
  }
  return { edition, rows, repairs, problems };
}

class RowReader {
  readonly #row: number;
  readonly #raw: (name: string) => string;
  readonly #today: Temporal.PlainDate;
  readonly #repairs: Repair[];
  readonly #problems: DatasetProblem[];
  #failed = false;
  #hour = '';

  constructor(row: number, raw: (name: string) => string, today: Temporal.PlainDate, repairs: Repair[], problems: DatasetProblem[]) {
    this.#row = row;
    this.#raw = raw;
    this.#today = today;
    this.#repairs = repairs;
    this.#problems = problems;
  }

  #text(name: string, max: number): string {
    const text = this.#raw(name).replaceAll(/\r\n?/g, '\n').replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/g, '').trim();
    if ([...text].length > max) this.#fail(name, `${max}文字までです。短くしてください。`);
    return text;
  }

  #fail(column: string, message: string): void {
    this.#failed = true;
    this.#problems.push({ row: this.#row, column, message: `${column}: ${message}` });
  }

  #repaired(column: string, before: string, after: string, rule: string): void {
    if (before !== after) this.#repairs.push({ row: this.#row, column, before, after, rule });
  }

  #code(): string {
    const column = '都道府県コード又は市区町村コード';
    const sent = this.#text(column, 10);
    const digits = sent.normalize('NFKC').replaceAll(/\D/g, '');
    // A spreadsheet loses the zero in front; older files leave the check digit out. What fits both ways is asked back.
    const readings = [digits, `0${digits}`].flatMap((one) => (one.length === 6 && isLocalGovernmentCode(one) ? [one] : one.length === 5 ? [`${one}${localGovernmentCheckDigit(one)}`] : []));
    // There are prefectures 01 to 47.
    const found = [...new Set(digits.length === 6 || digits.length === 5 ? readings : [])].filter((one) => Number(one.slice(0, 2)) >= 1 && Number(one.slice(0, 2)) <= 47);
    const [only] = found;
    if (only === undefined || found.length > 1) {
      this.#fail(column, `「${sent}」は地方公共団体コードとして読み取れません。6けたの数字にしてください。`);
      return '';
    }
    this.#repaired(column, sent, only, '6けたのコードにしました');
    return only;
  }

  #date(column: string): Temporal.PlainDate | null {
    const sent = this.#text(column, 40);
    if (sent === '') return null;
    const parsed = /^\d{4,5}$/.test(sent) ? { ok: true as const, value: Temporal.PlainDate.from('1899-12-30').add({ days: Number(sent) }) } : parseDate(sent, this.#today);
    if (!parsed.ok) {
      this.#fail(column, `「${sent}」という日付を読み取れません。2026-10-04 のように書いてください。`);
      return null;
    }
    this.#repaired(column, sent, parsed.value.toString(), '年-月-日の形にしました');
    return parsed.value;
  }

  #time(column: string): Temporal.PlainTime | null {
    const sent = this.#text(column, 20);
    if (sent === '') return null;
    const parsed = parseTime(sent.replace(/^(\d{1,2}:\d{2}):00$/, '$1'));
    if (!parsed.ok || parsed.value >= 1440) {
      this.#fail(column, `「${sent}」という時刻を読み取れません。09:30 のように書いてください。`);
      return null;
    }
    const time = Temporal.PlainTime.from({ hour: Math.floor(parsed.value / 60), minute: parsed.value % 60 });
    this.#repaired(column, sent, clock(time), '時:分の形にしました');
    return time;
  }

  #place(): Content['at'] {
    const [lat, lng] = ['緯度', '経度'].map((name) => this.#text(name, 30).normalize('NFKC'));
    if (!lat || !lng) return null;
    const [north, east] = [Number(lat), Number(lng)];
    if (!Number.isFinite(north) || !Number.isFinite(east)) {
      this.#fail('緯度', `「${lat}」「${lng}」という緯度・経度を読み取れません。37.584800 のように書いてください。`);
      return null;
    }
    const inJapan = (a: number, b: number) => a >= 20 && a <= 46 && b >= 122 && b <= 154;
    if (inJapan(north, east)) return { lat: north, lng: east };
    if (inJapan(east, north)) {
      this.#repaired('緯度', `${lat}, ${lng}`, `${lng}, ${lat}`, '入れ替わっていた緯度と経度を直しました');
      return { lat: east, lng: north };
    }
    this.#repaired('緯度', `${lat}, ${lng}`, '', '日本の中ではない位置を取り除きました');
    return null;
  }

  #phone(): string {
    const sent = this.#text('連絡先電話番号', 40);
    if (sent === '') return '';
    const parsed = parsePhone(sent);
    if (parsed.ok) return parsed.value;
    this.#fail('連絡先電話番号', `「${sent}」という電話番号を読み取れません。0243-23-1111 のように、1つだけ書いてください。`);
    return '';
  }

  #fee(): Pick<Content, 'fee' | 'feeNote'> {
    const sent = this.#text('料金（基本）', 200);
    const note = this.#text('料金（詳細）', 500);
    const amount = sent.normalize('NFKC').replaceAll(/[,\s]/g, '').replace(/円$/, '');
    if (sent === '') return { fee: null, feeNote: note };
    if (/^\d{1,7}$/.test(amount)) return { fee: Number(amount), feeNote: note };
    if (/^(?:無料|なし)$/.test(amount)) return { fee: 0, feeNote: note };
    return { fee: null, feeNote: [sent, note].filter((text) => text !== '').join('　') };
  }

  #when(): Content['when'] | null {
    const first = this.#date('開始日');
    const last = this.#date('終了日');
    const [from, to] = [this.#time('開始時間'), this.#time('終了時間')];
    if (first === null) {
      if (!this.#failed) this.#fail('開始日', '入力してください。');
      return null;
    }
    // Several days that begin at an hour and end at none: the hour goes into the words.
    if (from !== null && to === null && last !== null && !last.equals(first)) {
      this.#repaired('開始時間', clock(from), '', '終わる時刻がないので、終日の行事にして、時刻を特記事項に移しました');
      this.#hour = `${clock(from)}から`;
      return { allDay: true, first, last };
    }
    const read = from === null ? readWhen({ allDay: true, firstDay: first, firstTime: null, lastDay: last, lastTime: null }) : readWhen({ allDay: false, firstDay: first, firstTime: from, lastDay: to === null ? null : last, lastTime: to });
    if (!read.ok) this.#fail('開始日', read.message);
    return read.ok ? read.value : null;
  }

  read(): DatasetRow | null {
    const [code, no] = [this.#code(), this.#text('NO', 60)];
    if (no === '') this.#fail('NO', '番号を入力してください。番号がないと、同じ行事を二重に取り込むおそれがあります。');
    const title = this.#text('イベント名', 120);
    if (title === '') this.#fail('イベント名', '入力してください。');
    const when = this.#when();
    const limit = this.#date('参加申込終了日');
    const limitTime = this.#time('参加申込終了時間');
    const { count, note } = readCapacity(this.#text('定員', 200));
    const url = this.#text('URL', 500);
    const content = {
      title, titleKana: this.#text('イベント名_カナ', 200), titleEn: this.#text('イベント名_英語', 200), description: this.#text('説明', 4000), whenNote: [this.#hour, this.#text('開始日時特記事項', 280)].filter((text) => text !== '').join('。'), placeName: this.#text('場所名称', 120), placeAddress: this.#text('住所', 200), placeDetail: this.#text('方書', 120),
      at: this.#place(), access: this.#text('アクセス方法', 500), parking: this.#text('駐車場情報', 500), ...this.#fee(), capacity: count, capacityNote: note,
      // A day without a time is over when the day is.
      applyUntil: limit === null ? null : limit.toZonedDateTime({ timeZone: TOKYO, plainTime: limitTime ?? Temporal.PlainTime.from('23:59') }).toInstant(),
      applyMethod: this.#text('参加申込方法', 1000), organiser: this.#text('主催者', 120), contactName: this.#text('連絡先名称', 120), contactPhone: this.#phone(), contactExtension: this.#text('連絡先内線番号', 20),
      url: /^https?:\/\//.test(url) ? url : '', remarks: this.#text('備考', 1000),
    };
    return this.#failed || when === null ? null : { code, no, content: { ...content, when } };
  }
}

/** The part of an event that a row can say; for comparing. */
export function rowContentOf(content: Content): RowContent {
  const { title, titleKana, titleEn, description, when, whenNote, placeName, placeAddress, placeDetail, at, access, parking, fee, feeNote, capacity, capacityNote, applyUntil, applyMethod, organiser, contactName, contactPhone, contactExtension, url, remarks } = content;
  return { title, titleKana, titleEn, description, when, whenNote, placeName, placeAddress, placeDetail, at, access, parking, fee, feeNote, capacity, capacityNote, applyUntil, applyMethod, organiser, contactName, contactPhone, contactExtension, url, remarks };
}

/** A row can say this event without losing any of its days. */
export const fitsRow = (content: Content) => content.rule === null && content.rdates.length === 0 && content.exdates.length === 0;
