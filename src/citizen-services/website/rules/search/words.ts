/** Words that mean the same to somebody who searches. Editors may add to them; these come with the system. */

/** Words that find each other. */
export interface SameWords { readonly same: readonly string[] }
/** A word that also finds others, which do not find it: a search for 断水 wants 給水, one for 給水 does not want every 断水. */
export interface AlsoWords { readonly word: string; readonly also: readonly string[] }
export type Synonym = SameWords | AlsoWords;

export const defaultSynonyms: readonly Synonym[] = [
  { same: ['ごみ', '廃棄物'] },
  { same: ['粗大ごみ', '大型ごみ'] },
  { same: ['り災', '罹災', '被災証明'] },
  { same: ['子ども', 'こども', '子供'] },
  { same: ['国保', '国民健康保険'] },
  { same: ['マイナンバー', '個人番号'] },
  { same: ['引越', '引っ越し', '転入', '転出', '転居'] },
  { same: ['保育園', '保育所'] },
  { same: ['障害', '障がい', '障碍'] },
  { word: '断水', also: ['給水'] },
];
