import type { Lang } from '../../../../kernel/view.ts';
import { en } from '../../messages/en.ts';
import { ja, type Messages } from '../../messages/ja.ts';

const byLang: Readonly<Record<Lang, Messages>> = { ja, en };

/** The words in the reader's language. */
export function words(lang: Lang): Messages {
  return byLang[lang];
}
