/** The fields that booking commands share. */
import { z } from 'zod';
import { boolField, choiceField, codeField, dateField, idField, intField, listField, optional, textField, timeField, withDefault, yenField } from '../../../kernel/fields.ts';

export const unitField = idField({ ja: '部屋', en: 'Room' });
export const reservationField = idField({ ja: '予約', en: 'Booking' });

/** When: a day, and either slot codes or times. */
export const timeFields = {
  date: dateField({ ja: '利用日', en: 'Date' }),
  slots: listField({ ja: '時間', en: 'Time' }, codeField({ ja: '時間', en: 'Time' }, 20), { max: 60 }),
  from: optional(timeField({ ja: '始まり', en: 'From' })),
  to: optional(timeField({ ja: '終わり', en: 'To' })),
  nights: optional(intField({ ja: '泊数', en: 'Nights' }, { min: 1, max: 31, unit: { ja: '泊', en: 'nights' } })),
};

/** What for: everything the fee and the permit depend on. */
export const detailFields = {
  purpose: withDefault(codeField({ ja: '利用目的', en: 'Purpose' }, 40), ''),
  title: withDefault(textField({ ja: '催しの名前', en: 'Event title' }, { max: 60 }), ''),
  titlePublic: boolField({ ja: '催しの名前を公開する', en: 'Show the title in public' }),
  persons: optional(intField({ ja: '人数', en: 'Number of persons' }, { min: 1, max: 100_000, unit: { ja: '人', en: 'persons' } })),
  admission: optional(yenField({ ja: '入場料（いちばん高い額）', en: 'Admission fee (highest)' }, { min: 0, max: 1_000_000 })),
  commercial: boolField({ ja: '営利・宣伝の利用', en: 'Commercial use' }),
  rehearsal: boolField({ ja: '準備・練習の利用', en: 'Rehearsal' }),
  extras: listField({ ja: '附属設備', en: 'Equipment' }, z.object({ code: codeField({ ja: '設備', en: 'Item' }, 40), quantity: withDefault(intField({ ja: '数', en: 'Quantity' }, { min: 0, max: 1000 }), 0) }), { max: 40 }),
  rooms: listField({ ja: '一緒に使う部屋', en: 'Rooms that go along' }, codeField({ ja: '部屋', en: 'Room' }, 40), { max: 10 }),
  reduction: optional(codeField({ ja: '減免', en: 'Reduction' }, 40)),
  remarks: withDefault(textField({ ja: '連絡事項', en: 'Remarks' }, { max: 500, lines: true }), ''),
  expectedFee: optional(yenField({ ja: '表示された料金', en: 'Fee as shown' }, { max: 100_000_000 })),
};

/** For whom: a registration, or at the desk a name. */
export const whoFields = {
  patron: optional(idField({ ja: '利用者登録', en: 'Registration' })),
  walkInName: optional(textField({ ja: 'お名前', en: 'Name' }, { max: 60 })),
  walkInPhone: optional(textField({ ja: '電話', en: 'Phone' }, { max: 20, numbers: true })),
  userClass: optional(codeField({ ja: '利用者区分', en: 'Class' }, 40)),
  channel: optional(choiceField({ ja: '受付の方法', en: 'Channel' }, ['web', 'phone', 'desk', 'kiosk', 'api'])),
  reason: optional(textField({ ja: '規則と違う扱いの理由', en: 'Reason for deviating' }, { max: 300 })),
  recordedAfter: boolField({ ja: '済んだ利用をあとから記録する（停電のときなど）', en: 'Recorded after the fact (e.g. after a power cut)' }),
};
