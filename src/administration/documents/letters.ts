/** 公用文の型: what an official draft looks like before anything is written into it. 公用文作成の考え方（令和4年1月文化審議会建議）による。 */
export interface LetterForm {
  readonly code: string;
  readonly label: string;
  readonly title: string;
  readonly body: string;
}

export const letterForms: readonly LetterForm[] = [
  { code: 'letter', label: '通知・依頼（施行文）', title: '　　　　について（通知）', body: 'このことについて、別紙のとおり通知してよろしいか伺います。\n\n（施行文）\n　　　　　　　　　　　　　　　　　　　　文書番号\n　　　　　　　　　　　　　　　　　　　　令和　年　月　日\n　　　　　　　様\n　　　　　　　　　　　　　　　　二本松市長\n\n　　　　　　　　について（通知）\n\n　日頃から市政の運営に御協力いただき、ありがとうございます。\n　このことについて、下記のとおり通知します。\n\n　　　　　　　　記\n1　\n2　\n\n（担当　　　　課　　　　係　電話）' },
  { code: 'answer', label: '回答', title: '　　　　について（回答）', body: '令和　年　月　日付け　第　号で照会のあったこのことについて、次のとおり回答してよろしいか伺います。\n\n（施行文）\n　令和　年　月　日付け　第　号で照会のありましたこのことについて、下記のとおり回答します。\n\n　　　　　　　　記\n1　' },
  { code: 'decision', label: '決定伺い', title: '　　　　の決定について', body: '次のとおり決定してよろしいか伺います。\n\n1　決定の内容\n2　理由\n3　根拠となる法令\n4　予算' },
  { code: 'disclosure', label: '情報公開の決定', title: '行政文書の開示請求に対する決定について', body: '行政文書の開示請求について、次のとおり決定し、通知してよろしいか伺います。\n\n1　請求の受付番号\n2　対象の文書\n3　決定（全部開示・一部開示・不開示）\n4　開示しない部分と、その理由（条例の号）\n5　教示（審査請求は決定を知った日の翌日から3か月以内、取消訴訟は6か月以内）' },
];
