/**
 * 達成基準: the 38 of JIS X 8341-3:2016 levels A and AA (the same text as WCAG 2.0), and what WCAG 2.2 adds to them.
 * Names as in JIS X 8341-3:2016 箇条 6–9, without the closing 「の達成基準」.
 */

export type Level = 'A' | 'AA';

export interface Criterion {
  readonly number: string;
  readonly level: Level;
  readonly ja: string;
  readonly en: string;
}

const a = (number: string, ja: string, en: string): Criterion => ({ number, level: 'A', ja, en });
const aa = (number: string, ja: string, en: string): Criterion => ({ number, level: 'AA', ja, en });

/** The standard and the day from which it is the one to be met. */
export const standards = [{ name: 'JIS X 8341-3:2016', from: '2016-03-22' }] as const;
export const standard = standards[0].name;

export const criteria: readonly Criterion[] = [
  a('1.1.1', '非テキストコンテンツ', 'Non-text Content'),
  a('1.2.1', '音声だけ及び映像だけ（収録済み）', 'Audio-only and Video-only (Prerecorded)'),
  a('1.2.2', 'キャプション（収録済み）', 'Captions (Prerecorded)'),
  a('1.2.3', '音声解説又はメディアに対する代替コンテンツ（収録済み）', 'Audio Description or Media Alternative (Prerecorded)'),
  aa('1.2.4', 'キャプション（ライブ）', 'Captions (Live)'),
  aa('1.2.5', '音声解説（収録済み）', 'Audio Description (Prerecorded)'),
  a('1.3.1', '情報及び関係性', 'Info and Relationships'),
  a('1.3.2', '意味のある順序', 'Meaningful Sequence'),
  a('1.3.3', '感覚的な特徴', 'Sensory Characteristics'),
  a('1.4.1', '色の使用', 'Use of Color'),
  a('1.4.2', '音声の制御', 'Audio Control'),
  aa('1.4.3', 'コントラスト（最低限レベル）', 'Contrast (Minimum)'),
  aa('1.4.4', 'テキストのサイズ変更', 'Resize text'),
  aa('1.4.5', '文字画像', 'Images of Text'),
  a('2.1.1', 'キーボード', 'Keyboard'),
  a('2.1.2', 'キーボードトラップなし', 'No Keyboard Trap'),
  a('2.2.1', 'タイミング調整可能', 'Timing Adjustable'),
  a('2.2.2', '一時停止，停止及び非表示', 'Pause, Stop, Hide'),
  a('2.3.1', '3回の閃光又は閾値以下', 'Three Flashes or Below Threshold'),
  a('2.4.1', 'ブロックスキップ', 'Bypass Blocks'),
  a('2.4.2', 'ページタイトル', 'Page Titled'),
  a('2.4.3', 'フォーカス順序', 'Focus Order'),
  a('2.4.4', 'リンクの目的（コンテキスト内）', 'Link Purpose (In Context)'),
  aa('2.4.5', '複数の手段', 'Multiple Ways'),
  aa('2.4.6', '見出し及びラベル', 'Headings and Labels'),
  aa('2.4.7', 'フォーカスの可視化', 'Focus Visible'),
  a('3.1.1', 'ページの言語', 'Language of Page'),
  aa('3.1.2', '一部分の言語', 'Language of Parts'),
  a('3.2.1', 'フォーカス時', 'On Focus'),
  a('3.2.2', '入力時', 'On Input'),
  aa('3.2.3', '一貫したナビゲーション', 'Consistent Navigation'),
  aa('3.2.4', '一貫した識別性', 'Consistent Identification'),
  a('3.3.1', 'エラーの特定', 'Error Identification'),
  a('3.3.2', 'ラベル又は説明', 'Labels or Instructions'),
  aa('3.3.3', 'エラー修正の提案', 'Error Suggestion'),
  aa('3.3.4', 'エラー回避（法的，金融及びデータ）', 'Error Prevention (Legal, Financial, Data)'),
  a('4.1.1', '構文解析', 'Parsing'),
  a('4.1.2', '名前（name），役割（role）及び値（value）', 'Name, Role, Value'),
];

/** WCAG 2.2 (2023-10-05) at A and AA beyond the 38; it drops 4.1.1. Tested beside the standard, never counted into it. */
export const additions: readonly Criterion[] = [
  aa('1.3.4', '表示の向き', 'Orientation'),
  aa('1.3.5', '入力目的の特定', 'Identify Input Purpose'),
  aa('1.4.10', 'リフロー', 'Reflow'),
  aa('1.4.11', '非テキストのコントラスト', 'Non-text Contrast'),
  aa('1.4.12', 'テキストの間隔', 'Text Spacing'),
  aa('1.4.13', 'ホバー又はフォーカスで表示されるコンテンツ', 'Content on Hover or Focus'),
  a('2.1.4', '文字キーのショートカット', 'Character Key Shortcuts'),
  aa('2.4.11', '隠されないフォーカス（最低限）', 'Focus Not Obscured (Minimum)'),
  a('2.5.1', 'ポインタのジェスチャ', 'Pointer Gestures'),
  a('2.5.2', 'ポインタのキャンセル', 'Pointer Cancellation'),
  a('2.5.3', 'ラベルを含む名前（name）', 'Label in Name'),
  a('2.5.4', '動きによる起動', 'Motion Actuation'),
  aa('2.5.7', 'ドラッグ動作', 'Dragging Movements'),
  aa('2.5.8', 'ターゲットのサイズ（最低限）', 'Target Size (Minimum)'),
  a('3.2.6', '一貫したヘルプ', 'Consistent Help'),
  a('3.3.7', '冗長な入力項目', 'Redundant Entry'),
  aa('3.3.8', 'アクセシブルな認証（最低限）', 'Accessible Authentication (Minimum)'),
  aa('4.1.3', 'ステータスメッセージ', 'Status Messages'),
];

/** A view's column is typed as any text; it is one of the two. */
export const levelOf = (text: string): Level => (text === 'A' ? 'A' : 'AA');

/** What a test at this level has to answer. */
export const criteriaAt = (level: Level): readonly Criterion[] => (level === 'AA' ? criteria : criteria.filter((one) => one.level === 'A'));

export const isCriterion = (number: string): boolean => [...criteria, ...additions].some((one) => one.number === number);
