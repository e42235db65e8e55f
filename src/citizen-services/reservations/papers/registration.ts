/** 利用者登録: the application form and the card. */
import { barcode, compilePaper } from '../../../kernel/paper/paper.ts';
import type { PaperOptions } from '../../../kernel/paper/paper.ts';
import { applicantFacts, day, formHead, letterHead } from './letter-head.ts';
import type { Applicant, Fact, FormHead, LetterHead } from './letter-head.ts';

export interface RegistrationApplicationData {
  readonly head: FormHead;
  readonly applicant: Applicant;
  readonly email: string;
  /** Of a person; null leaves the line out (groups) and 'blank' leaves room to write. */
  readonly birthDate: Temporal.PlainDate | 'blank' | null;
  /** Of a minor. */
  readonly guardian: string | null;
  readonly classLabel: string;
  readonly purposes: readonly string[];
  readonly facilities: readonly string[];
  readonly evidence: readonly string[];
  /** Of a group; empty names leave lines to write on. */
  readonly members: readonly { readonly name: string; readonly kana: string; readonly residency: string }[];
}

/** 利用者登録申請書, filled in or blank. */
export async function registrationApplicationPaper(data: RegistrationApplicationData, options?: PaperOptions): Promise<Uint8Array> {
  const applicant: readonly Fact[] = [
    ...applicantFacts(data.applicant).filter(([label]) => label !== '登録番号'),
    ...(data.birthDate === null ? [] : [['生年月日', data.birthDate === 'blank' ? '　　　　　年　　月　　日' : day(data.birthDate)] as const]),
    ...(data.guardian === null ? [] : [['保護者の氏名', data.guardian] as const]),
    ['メールアドレス', data.email],
  ];
  return compilePaper({ file: new URL('registration-application.typ', import.meta.url) }, {
    title: '公共施設利用者登録申請書',
    head: formHead(data.head),
    applicant,
    use: [
      ['登録の区分', data.classLabel], ['主な利用の目的', data.purposes.join('、')],
      ['利用する施設', data.facilities.join('、')], ['添える書類', data.evidence.join('、')],
    ],
    members: data.members,
    notes: [
      'この用紙にパスワードを書かないでください。パスワードは、登録後にお送りするお知らせから、ご自分で設定していただきます。',
      '記入していただいた内容は、公共施設の利用者登録と利用の受付のためだけに使います。',
    ],
  }, options);
}

export interface RegistrationCardData {
  readonly head: LetterHead;
  readonly cityName: string;
  /** Eight digits, the last a check digit. */
  readonly registrationNumber: string;
  readonly name: string;
  readonly representative: string | null;
  readonly classLabel: string;
  readonly facilities: readonly string[];
  readonly validFrom: Temporal.PlainDate;
  readonly validTo: Temporal.PlainDate;
}

const LONG_NAME = 22;

/** 利用者登録証: the letter with a card to cut out. */
export async function registrationCardPaper(data: RegistrationCardData, options?: PaperOptions): Promise<Uint8Array> {
  const number = data.registrationNumber;
  return compilePaper({ file: new URL('registration-card.typ', import.meta.url) }, {
    title: '公共施設の利用者登録について（通知）',
    head: letterHead(data.head),
    'city-name': data.cityName,
    facts: [
      ['登録番号', number],
      [data.representative === null ? '氏名' : '団体名', data.name],
      ...(data.representative === null ? [] : [['代表者の氏名', data.representative]]),
      ['登録の区分', data.classLabel],
      ['利用できる施設', data.facilities.join('、')],
      ['有効期間', `${day(data.validFrom)}から${day(data.validTo)}まで`],
    ],
    notes: [
      '登録した内容に変更があったときは、お早めに届け出てください。',
      '有効期限の60日前から更新できます。更新の時期になりましたら、お知らせします。',
      '登録証を他の人に貸したり、譲ったりすることはできません。',
    ],
    number,
    'spaced-number': `${number.slice(0, 4)} ${number.slice(4)}`,
    name: data.name,
    'card-name-size': data.name.length > LONG_NAME ? 8.5 : 11,
    'class-label': data.classLabel,
    'valid-to': day(data.validTo),
    code128: barcode('code128', number),
    qr: barcode('qrcode', number),
  }, options);
}
