import type { Lang } from '../../../../kernel/view.ts';
import { words } from './words.ts';

export function lotteryWords(lang: Lang) {
  return words(lang).lottery;
}
