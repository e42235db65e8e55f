/** Why something is not done, and what to do instead. */
import type { Refusals } from '../../../kernel/outcome.ts';

export const refusals = {
  UnknownOffice: { status: 422, field: 'department', ja: () => 'この課は、いまの組織にありません。一覧から選んでください。', en: () => 'There is no such office. Please choose one from the list.' },
  UnknownCategory: { status: 422, field: 'categories', ja: () => 'この分類はありません。一覧から選んでください。', en: () => 'There is no such category. Please choose from the list.' },
  NotDraft: { ja: () => 'この版は、もう下書きではありません。画面を開き直してください。', en: () => 'This edition is no longer a draft. Please reload the page.' },
  NotPublic: { ja: () => 'このよくある質問は、いま公開されていません。', en: () => 'This FAQ is not public.' },
  AlreadyOpen: { ja: () => '書きかけの版がすでにあります。その版を開いて直してください。', en: () => 'There is a draft already. Please open that one.' },
  AnswerMissing: { status: 422, field: 'answer', ja: () => '「答え」がありません。答えを書いてから、承認を求めてください。', en: () => 'There is no answer yet. Please write one first.' },
  CategoryMissing: { status: 422, field: 'categories', ja: () => '「分類」がありません。1つ以上選んでください。', en: () => 'Please choose at least one category.' },
  EnglishHalf: { status: 422, field: 'answerEn', ja: () => '英語は、質問と答えの両方を書くか、両方を空けてください。', en: () => 'Please give both question and answer in English, or neither.' },
  LinksWrong: { status: 422, field: 'answer', ja: (details) => `使えないリンクがあります：${String(details['links'] ?? '')}。市のページ（/ で始まる）、https://、tel:、mailto: のどれかにしてください。`, en: (details) => `These links cannot be used: ${String(details['links'] ?? '')}. Use a path of this site, https://, tel: or mailto:.` },
  ReviewWrong: { status: 422, field: 'reviewOn', ja: () => '「見直す日」は、あしたから24か月以内の日にしてください。', en: () => 'The review must be within the next 24 months.' },
  CodeTaken: { field: 'code', ja: () => 'この記号の分類は、すでにあります。別の記号にしてください。', en: () => 'There is a category with this code already.' },
  AlreadyAnswered: { ja: () => 'この言葉には、すでに下書きがあるか、対応しないと決められています。', en: () => 'This has been drafted or set aside already.' },
} as const satisfies Refusals;
