/** The fields that commands of this system share, and the event they make. */
import { z } from 'zod';
import { TOKYO } from '../../../kernel/calendar/calendar.ts';
import { boolField, choiceField, codeField, dateField, field, idField, intField, type Label, listField, optional, phoneField, textField, timeField, withDefault } from '../../../kernel/fields.ts';
import { toKatakana } from '../../../kernel/text/kana.ts';
import { widenKana } from '../../../kernel/text/width.ts';
import { categories, type Content } from '../rules/content.ts';
import { readCapacity, readWhen } from '../rules/event.ts';
import type { When } from '../rules/recurrence.ts';
import { type Read, readRule } from '../rules/rrule.ts';

export const labels = {
  event: { ja: '行事', en: 'Event' }, department: { ja: '所属', en: 'Office' }, version: { ja: '開いたときの版', en: 'Version' }, note: { ja: '意見', en: 'Remark' }, reason: { ja: '理由', en: 'Reason' }, day: { ja: '回', en: 'Occurrence' },
  firstDay: { ja: '始まりの日', en: 'First day' }, firstTime: { ja: '始まる時刻', en: 'From' }, lastDay: { ja: '終わりの日', en: 'Last day' }, lastTime: { ja: '終わる時刻', en: 'To' }, allDay: { ja: '終日', en: 'All day' }, category: { ja: '分類', en: 'Category' },
} as const satisfies Record<string, Label>;

export const words = (label: Label, max: number, lines = false) => withDefault(textField(label, { max, min: 0, lines, numbers: true }), '');
export const eventField = idField(labels.event);
export const versionField = intField(labels.version, { min: 1, max: 10_000_000 });
export const categoryField = choiceField(labels.category, categories);

const address = (label: Label) => withDefault(textField(label, { max: 500, min: 0, numbers: true, pattern: { test: /^https?:\/\/[^\s"<>]+$/, say: { ja: `「${label.ja}」は、https:// から始まるアドレスで入力してください。`, en: `“${label.en}” must be an address that begins with https://.` } } }), '');

function degrees(label: Label, least: number, most: number): z.ZodType<number> {
  return field(label, { type: 'number' }, (raw) => {
    const text = typeof raw === 'number' ? String(raw) : typeof raw === 'string' ? raw.normalize('NFKC').trim() : '';
    const value = /^-?\d{1,3}(?:\.\d{1,12})?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return { ok: true, value };
    return { ok: false, message: { ja: `「${label.ja}」を読み取れません。${label.ja}は${least}から${most}までの数です（例 ${label.ja === '緯度' ? '37.5848' : '140.4311'}）。`, en: `“${label.en}” must be a number between ${least} and ${most}.` } };
  });
}

export const whenFields = {
  allDay: boolField(labels.allDay), firstDay: dateField(labels.firstDay), firstTime: optional(timeField(labels.firstTime)), lastDay: optional(dateField(labels.lastDay)), lastTime: optional(timeField(labels.lastTime)),
};

export const contentFields = {
  title: textField({ ja: '行事の名前', en: 'Title' }, { max: 120 }), titleKana: words({ ja: '名前の読み', en: 'Reading' }, 200), titleEn: words({ ja: '英語の名前', en: 'English title' }, 200), category: categoryField,
  description: withDefault(textField({ ja: '内容', en: 'Description' }, { max: 4000, min: 0, lines: true }), ''), descriptionEn: words({ ja: '英語の内容', en: 'English description' }, 4000, true), ...whenFields,
  rule: words({ ja: '繰り返し', en: 'Recurrence' }, 200), holidayRule: withDefault(choiceField({ ja: '祝日に当たるとき', en: 'On holidays' }, ['as_is', 'skip', 'next_day', 'next_weekday'] as const), 'as_is'),
  exdates: listField({ ja: '除く日', en: 'Excluded days' }, dateField({ ja: '除く日', en: 'Excluded day' }), { max: 400 }), rdates: listField({ ja: '加える日', en: 'Added days' }, dateField({ ja: '加える日', en: 'Added day' }), { max: 400 }), whenNote: words({ ja: '日時の特記事項', en: 'Remarks on the time' }, 300),
  placeName: words({ ja: '場所の名前', en: 'Place' }, 120), placeAddress: words({ ja: '場所の住所', en: 'Address' }, 200), placeDetail: words({ ja: '建物・階・部屋', en: 'Building, floor, room' }, 120), lat: optional(degrees({ ja: '緯度', en: 'Latitude' }, 20, 46)), lng: optional(degrees({ ja: '経度', en: 'Longitude' }, 122, 154)),
  onlineUrl: address({ ja: 'オンラインのアドレス', en: 'Online address' }), access: words({ ja: '行き方', en: 'Access' }, 500), parking: words({ ja: '駐車場', en: 'Parking' }, 500),
  fee: optional(intField({ ja: '料金', en: 'Fee' }, { min: 0, max: 1_000_000, unit: { ja: '円', en: 'yen' } })), feeNote: words({ ja: '料金の説明', en: 'About the fee' }, 500), capacity: words({ ja: '定員', en: 'Capacity' }, 200),
  applyFromDay: optional(dateField({ ja: '申込みの始まりの日', en: 'Apply from' })), applyFromTime: optional(timeField({ ja: '申込みの始まる時刻', en: 'Apply from (time)' })), applyUntilDay: optional(dateField({ ja: '申込みの締切の日', en: 'Apply until' })), applyUntilTime: optional(timeField({ ja: '申込みの締切の時刻', en: 'Apply until (time)' })),
  applyMethod: words({ ja: '申込みの方法', en: 'How to apply' }, 1000, true), applyUrl: address({ ja: '申込みのページ', en: 'Application page' }), organiser: words({ ja: '主催者', en: 'Organiser' }, 120), contactName: words({ ja: '問い合わせ先', en: 'Contact' }, 120),
  contactPhone: optional(phoneField({ ja: '電話番号', en: 'Phone' })), contactExtension: words({ ja: '内線', en: 'Extension' }, 20), audience: words({ ja: '対象', en: 'For whom' }, 300), barrierFree: words({ ja: 'バリアフリー', en: 'Accessibility' }, 500), childcare: words({ ja: '託児', en: 'Childcare' }, 500),
  areas: listField({ ja: '地域', en: 'Areas' }, codeField({ ja: '地域', en: 'Area' }, 40), { max: 30 }), url: address({ ja: '案内のページ', en: 'Page' }), remarks: words({ ja: '備考', en: 'Remarks' }, 1000, true), boards: boolField({ ja: '掲示板に出してよい', en: 'May be shown on boards' }), openData: boolField({ ja: 'オープンデータに入れる', en: 'Open data' }),
};
const typed = z.object(contentFields);
export type Typed = z.infer<typeof typed>;

/** 24:00 is the next day's first moment. */
function momentOf(day: Temporal.PlainDate, minutes: number): Temporal.PlainDateTime {
  return day.toPlainDateTime().add({ minutes });
}

/** Day and time as they were typed. The field that is wrong goes with the sentence. */
export function readTypedWhen(it: Pick<Typed, 'allDay' | 'firstDay' | 'firstTime' | 'lastDay' | 'lastTime'>): Read<When> {
  if (it.firstTime !== null && it.firstTime >= 1440) return { ok: false, message: '始まる時刻は、0:00から23:59までで入力してください。' };
  const end = it.lastTime === null ? null : momentOf(it.lastDay ?? it.firstDay, it.lastTime);
  return readWhen({ allDay: it.allDay, firstDay: it.firstDay, firstTime: it.firstTime === null ? null : momentOf(it.firstDay, it.firstTime).toPlainTime(), lastDay: end?.toPlainDate() ?? it.lastDay, lastTime: end?.toPlainTime() ?? null });
}

const instantAt = (day: Temporal.PlainDate | null, minutes: number | null, otherwise: number) => (day === null ? null : momentOf(day, minutes ?? otherwise).toZonedDateTime(TOKYO).toInstant());

/** The event, or the field that keeps it from being one and why. */
export function contentOfTyped(it: Typed): { readonly ok: true; readonly value: Content } | { readonly ok: false; readonly field: string; readonly message: string } {
  const when = readTypedWhen(it);
  if (!when.ok) return { ok: false, field: 'firstDay', message: when.message };
  const rule = it.rule === '' ? null : readRule(it.rule, it.firstDay, when.value.allDay ? null : when.value.from.toPlainTime());
  if (rule !== null && !rule.ok) return { ok: false, field: 'repeat', message: rule.message };
  if ((it.lat === null) !== (it.lng === null)) return { ok: false, field: it.lat === null ? 'lat' : 'lng', message: '緯度と経度は、両方を入力するか、両方とも空けてください。' };
  const capacity = readCapacity(it.capacity);
  const days = (list: readonly Temporal.PlainDate[]) => [...new Map(list.map((day) => [day.toString(), day])).values()].toSorted(Temporal.PlainDate.compare);
  return {
    ok: true,
    value: {
      title: it.title, titleKana: toKatakana(widenKana(it.titleKana)), titleEn: it.titleEn, category: it.category, description: it.description, descriptionEn: it.descriptionEn, when: when.value, rule: rule?.value ?? null, holidayRule: it.holidayRule, exdates: days(it.exdates), rdates: days(it.rdates), whenNote: it.whenNote,
      placeName: it.placeName, placeAddress: it.placeAddress, placeDetail: it.placeDetail, at: it.lat === null || it.lng === null ? null : { lat: it.lat, lng: it.lng }, onlineUrl: it.onlineUrl, access: it.access, parking: it.parking, fee: it.fee, feeNote: it.feeNote, capacity: capacity.count, capacityNote: capacity.note,
      applyFrom: instantAt(it.applyFromDay, it.applyFromTime, 0), applyUntil: instantAt(it.applyUntilDay, it.applyUntilTime, 1439), applyMethod: it.applyMethod, applyUrl: it.applyUrl, organiser: it.organiser, contactName: it.contactName, contactPhone: it.contactPhone ?? '', contactExtension: it.contactExtension,
      audience: it.audience, barrierFree: it.barrierFree, childcare: it.childcare, areas: [...new Set(it.areas)], url: it.url, remarks: it.remarks, boards: it.boards, openData: it.openData,
    },
  };
}
