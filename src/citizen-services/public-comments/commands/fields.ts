/** The fields that commands of this system share. */
import { choiceField, codeField, dateField, idField, intField, type Label, listField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { phoneField } from '../../../kernel/fields.ts';

export const labels = {
  consultation: { ja: '意見公募', en: 'Consultation' }, department: { ja: '担当課', en: 'Office' }, title: { ja: '件名', en: 'Title' }, version: { ja: '開いたときの版', en: 'Version' },
  submission: { ja: '提出された意見', en: 'Submission' }, opinion: { ja: '意見の概要', en: 'Opinion' }, body: { ja: 'ご意見', en: 'Your opinion' }, section: { ja: '案のどの部分についてか', en: 'Which part it is about' },
  name: { ja: '氏名', en: 'Name' }, address: { ja: '住所', en: 'Address' }, code: { ja: '控えの番号', en: 'Your code' }, note: { ja: '意見・理由', en: 'Remark' },
} as const satisfies Record<string, Label>;

export const channels = ['web', 'mail', 'post', 'fax', 'counter'] as const;
export type Channel = (typeof channels)[number];
export const needs = ['none', 'optional', 'required'] as const;
export type Need = (typeof needs)[number];
export const BODY_MAX = 4000;

export const words = (label: Label, max: number, lines = false) => withDefault(textField(label, { max, min: 0, lines }), '');
export const consultationField = idField(labels.consultation);
export const submissionField = idField(labels.submission);
export const versionField = intField(labels.version, { min: 1, max: 10_000_000 });

const NUMBER = /^\d{4}-\d{1,4}$/;
export const numberField = textField({ ja: '番号', en: 'Number' }, { max: 9, numbers: true, pattern: { test: NUMBER, say: { ja: '「番号」は 2026-1 の形です。一覧から選び直してください。', en: 'A number looks like 2026-1. Please choose from the list.' } } });
export const isNumber = (text: string) => NUMBER.test(text);

const REF = /^[0-9A-Za-z]+(-[0-9A-Za-z]+)*$/;
const refSay = { ja: '「部分の番号」は、半角の英数字とハイフンで入力してください（例：2-1）。', en: 'Please use letters, digits and hyphens, such as 2-1.' };
export const refField = textField({ ja: '部分の番号', en: 'Part' }, { max: 20, numbers: true, pattern: { test: REF, say: refSay } });
export const refOrNone = withDefault(refField, '');

/** 25 characters of thirty-two: 125 bits, which nobody guesses. Letters that look alike are left out. */
const CODE = /^[0-9A-HJKMNP-TV-Z]{25}$/;
export const codeText = (typed: string) => typed.normalize('NFKC').toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
export const isCode = (text: string) => CODE.test(text);
export const ticketField = textField(labels.code, { max: 25, numbers: true, pattern: { test: CODE, say: { ja: '「控えの番号」は、25文字の英数字です。控えを見て、もう一度入力してください。', en: 'Your code has 25 letters and digits. Please check your receipt and type it again.' } } });

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** A fresh code. Of each random byte five bits are taken. */
export function newCode(random: (bytes: number) => Uint8Array): string {
  return [...random(25)].map((byte) => ALPHABET[byte & 31] ?? '0').join('');
}

export const bodyField = textField(labels.body, { max: BODY_MAX, lines: true });
/** What whoever sends an opinion fills in. */
export const letterFields = { body: bodyField, section: refOrNone, name: words(labels.name, 100), address: words(labels.address, 200) };

export const factFields = {
  title: textField(labels.title, { max: 120 }), titleEn: words({ ja: '件名（英語）', en: 'Title in English' }, 160), purpose: words({ ja: '何について、なぜ意見を求めるか', en: 'What is asked and why' }, 4000, true), purposeEn: words({ ja: '何について、なぜ（英語）', en: 'What is asked and why, in English' }, 4000, true),
  basis: words({ ja: '根拠とする条例・要綱', en: 'Basis' }, 400), publishedOn: optional(dateField({ ja: '公表する日', en: 'Day of publication' })), closesOn: optional(dateField({ ja: '締切の日', en: 'Last day' })), reason: words({ ja: '30日より短くする理由', en: 'Reason for a shorter period' }, 500, true),
  channels: listField({ ja: '提出の方法', en: 'Ways to submit' }, choiceField({ ja: '提出の方法', en: 'Way' }, channels), { min: 1, max: 5 }), nameRule: choiceField({ ja: '氏名', en: 'Name' }, needs), addressRule: choiceField({ ja: '住所', en: 'Address' }, needs), postRule: choiceField({ ja: '郵送の締切', en: 'Post' }, ['arrival', 'postmark'] as const),
  howTo: words({ ja: '提出先・提出のしかた', en: 'How to submit' }, 1000, true), phone: optional(phoneField({ ja: '問い合わせの電話', en: 'Telephone' })),
};

export const officeField = codeField(labels.department, 80);
