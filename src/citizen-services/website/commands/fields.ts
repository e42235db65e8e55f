/** The fields that commands of this system share. */
import type { z } from 'zod';
import { choiceField, codeField, dateField, field, idField, instantField, intField, type Label, listField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { BlocksShape, type Block } from '../rules/blocks.ts';
import { tidyBlocks } from '../rules/canonical.ts';
import { pageKinds } from '../draft.ts';

export const labels = {
  page: { ja: 'ページ', en: 'Page' }, edition: { ja: '版', en: 'Edition' }, section: { ja: 'フォルダー', en: 'Folder' }, department: { ja: '所属', en: 'Office' }, slug: { ja: 'アドレスの文字', en: 'Address' },
  version: { ja: '開いたときの版', en: 'Version' }, reason: { ja: '理由', en: 'Reason' }, note: { ja: '意見', en: 'Remark' }, title: { ja: '題名', en: 'Title' }, notice: { ja: '緊急のお知らせ', en: 'Notice' },
} as const satisfies Record<string, Label>;

export const words = (label: Label, max: number, lines = false) => withDefault(textField(label, { max, min: 0, lines, numbers: true }), '');
export const pageField = idField(labels.page);
export const editionField = idField(labels.edition);
export const versionField = intField(labels.version, { min: 1, max: 10_000_000 });
export const slugField = textField(labels.slug, { max: 64, numbers: true, pattern: { test: /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/, say: { ja: '「アドレスの文字」は、半角の英小文字・数字・ハイフンで入力してください（例：sodaigomi）。', en: 'Please use lower-case letters, digits and hyphens.' } } });

const UNKEEPABLE = /[\u0000\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const wrong = (ja: string, en: string) => ({ ok: false as const, message: { ja, en } });

/** Blocks as JSON: a list from the API, its text from a form. */
export const blocksField: z.ZodType<readonly Block[]> = field({ ja: '本文', en: 'Blocks' }, { type: 'array', maxItems: 400, items: { type: 'object' } }, (raw) => {
  let value: unknown = raw ?? [];
  if (typeof raw === 'string') {
    try {
      value = raw.trim() === '' ? [] : JSON.parse(raw);
    } catch {
      return wrong('「本文」を読み取れません。部品の並びを JSON で送ってください。', 'The blocks are not JSON.');
    }
  }
  const parsed = BlocksShape.safeParse(value);
  if (!parsed.success) {
    const [at] = parsed.error.issues[0]?.path ?? [];
    return typeof at === 'number' ? wrong(`「本文」の${at + 1}番目の部品の形が違います。部品の種類と項目を確かめてください。`, `Block ${at + 1} has the wrong shape.`) : wrong('「本文」の形が違います。部品は400個まで、それぞれに別の id が要ります。', 'Wrong shape: at most 400 blocks, each with an id of its own.');
  }
  if (UNKEEPABLE.test(JSON.stringify(parsed.data).replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))))) return wrong('「本文」に、保存できない文字（制御文字や壊れた文字）が入っています。消してから保存してください。', 'The text contains characters that cannot be kept.');
  return { ok: true, value: tidyBlocks(parsed.data) };
}, true);

/** A draft as it is typed: empty places are findings, not refusals. */
export const draftFields = {
  title: words(labels.title, 400), lead: words({ ja: '概要', en: 'Lead' }, 2000, true), kind: choiceField({ ja: '種類', en: 'Kind' }, pageKinds),
  lang: withDefault(textField({ ja: '言語', en: 'Language' }, { max: 20, numbers: true, pattern: { test: /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, say: { ja: '「言語」は ja・en などの言語の記号で入力してください。', en: 'Please give a language tag such as ja or en.' } } }), 'ja'),
  contact: withDefault(codeField({ ja: '問い合わせ先', en: 'Contact' }, 80), ''), categories: listField({ ja: '分類', en: 'Categories' }, codeField({ ja: '分類', en: 'Category' }, 32), { max: 20 }),
  reviewOn: optional(dateField({ ja: '見直す日', en: 'Review on' })), blocks: blocksField,
};

export const whenFields = { publishAt: optional(instantField({ ja: '公開する日時', en: 'Publish at' })), unpublishAt: optional(instantField({ ja: '公開を終える日時', en: 'Withdraw at' })) };
