/** The fields that commands of this system share. */
import { choiceField, dateField, idField, intField, type Label, listField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { confidentialities, disclosures, grounds } from '../messages/words.ts';

export const labels = {
  department: { ja: '所属', en: 'Office' }, document: { ja: '文書', en: 'Document' }, folder: { ja: '簿冊', en: 'Folder' }, plan: { ja: 'ファイル基準表', en: 'File plan' }, entry: { ja: '分類', en: 'Class' }, title: { ja: '件名', en: 'Title' },
  reason: { ja: '理由', en: 'Reason' }, fiscalYear: { ja: '年度', en: 'Fiscal year' }, retention: { ja: '保存期間', en: 'Retention' }, version: { ja: '開いたときの版', en: 'Version' }, day: { ja: '日付', en: 'Day' }, file: { ja: 'ファイル', en: 'File' },
  disposal: { ja: '廃棄リスト', en: 'Disposal list' }, request: { ja: '開示請求', en: 'Request' }, seal: { ja: '公印', en: 'Seal' }, basis: { ja: '根拠', en: 'Basis' }, due: { ja: '処理期限', en: 'Due' },
} as const satisfies Record<string, Label>;

export const words = (label: Label, max: number, lines = false) => withDefault(textField(label, { max, min: 0, lines, numbers: true }), '');
export const departmentField = idField(labels.department);
export const documentField = idField(labels.document);
export const folderField = idField(labels.folder);
export const versionField = intField(labels.version, { min: 1, max: 1_000_000 });
export const yearField = intField(labels.fiscalYear, { min: 1990, max: 2200 });
export const titleField = textField(labels.title, { max: 200 });
export const reasonField = textField(labels.reason, { max: 200 });
export const retentionField = textField(labels.retention, { max: 4, numbers: true, pattern: { test: /^[A-Z0-9]{1,4}$/, say: { ja: '保存期間を一覧から選んでください。', en: 'Please choose the retention from the list.' } } });
export const confidentialityField = withDefault(choiceField({ ja: '取扱い', en: 'Confidentiality' }, confidentialities), 'general');
export const disclosureField = withDefault(choiceField({ ja: '公開区分', en: 'Disclosure class' }, disclosures), 'open');
export const groundsField = listField({ ja: '不開示情報の号', en: 'Items of the ordinance' }, choiceField({ ja: '号', en: 'Item' }, grounds), { max: 6 });
export const dayIfAny = (label: Label) => optional(dateField(label));
