/** The field's own words for what stands in the rows. */
import type { Text } from '../../../kernel/view.ts';
import type { DocumentsTables } from '../rows.ts';

type Words<T extends string> = Readonly<Record<T, Text>>;
type DocumentRow = DocumentsTables['documents.documents'];

export const confidentialities = ['general', 'department', 'secret'] as const;
export const confidentialityWords: Words<(typeof confidentialities)[number]> = { general: { ja: '一般', en: 'General' }, department: { ja: '部限（所管だけ）', en: 'Own office only' }, secret: { ja: '秘', en: 'Secret' } };
export const disclosures = ['open', 'partial', 'closed'] as const;
export const disclosureWords: Words<(typeof disclosures)[number]> = { open: { ja: '公開', en: 'Open' }, partial: { ja: '部分公開', en: 'Partly open' }, closed: { ja: '非公開', en: 'Not open' } };
export const carriers = ['electronic', 'paper', 'both'] as const;
export const carrierWords: Words<(typeof carriers)[number]> = { electronic: { ja: '電子', en: 'Electronic' }, paper: { ja: '紙', en: 'Paper' }, both: { ja: '電子と紙', en: 'Both' } };
export const expiryActions = ['destroy', 'transfer'] as const;
export const expiryWords: Words<(typeof expiryActions)[number]> = { destroy: { ja: '廃棄', en: 'Destroy' }, transfer: { ja: '移管', en: 'Transfer' } };

export const channels = ['counter', 'post', 'registered_post', 'fax', 'lgwan', 'mail', 'form', 'internal', 'phone', 'oral'] as const;
export const channelWords: Words<(typeof channels)[number]> = {
  counter: { ja: '窓口', en: 'Counter' }, post: { ja: '郵送', en: 'Post' }, registered_post: { ja: '書留', en: 'Registered post' }, fax: { ja: 'FAX', en: 'Fax' }, lgwan: { ja: 'LGWAN文書交換', en: 'LGWAN' },
  mail: { ja: 'メール', en: 'E-mail' }, form: { ja: '電子申請', en: 'Online form' }, internal: { ja: '庁内', en: 'Internal' }, phone: { ja: '電話', en: 'Phone' }, oral: { ja: '口頭', en: 'Oral' },
};
export const authorities = ['mayor', 'vice_mayor', 'director', 'section_head'] as const;
export const authorityWords: Words<(typeof authorities)[number]> = { mayor: { ja: '市長決裁', en: 'Mayor' }, vice_mayor: { ja: '副市長専決', en: 'Vice mayor' }, director: { ja: '部長専決', en: 'Director' }, section_head: { ja: '課長専決', en: 'Section head' } };
export const manners = ['post', 'registered_post', 'hand', 'mail', 'lgwan', 'fax', 'notice_board', 'internal'] as const;
export const mannerWords: Words<(typeof manners)[number]> = {
  post: { ja: '郵送', en: 'Post' }, registered_post: { ja: '書留', en: 'Registered post' }, hand: { ja: '手渡し', en: 'By hand' }, mail: { ja: 'メール', en: 'E-mail' }, lgwan: { ja: 'LGWAN文書交換', en: 'LGWAN' }, fax: { ja: 'FAX', en: 'Fax' },
  notice_board: { ja: '掲示', en: 'Notice board' }, internal: { ja: '庁内便', en: 'Internal' },
};
export const documentStates = ['drafting', 'in_route', 'open', 'decided', 'closed', 'filed', 'void', 'destroyed', 'transferred'] as const;
export const stateWords: Words<DocumentRow['state']> = {
  drafting: { ja: '起案中', en: 'Drafting' }, in_route: { ja: '決裁中', en: 'On its way' }, open: { ja: '処理中', en: 'In hand' }, decided: { ja: '決裁済み', en: 'Decided' }, closed: { ja: '完結', en: 'Closed' }, filed: { ja: '編てつ済み', en: 'Filed' },
  void: { ja: '欠番', en: 'Void' }, destroyed: { ja: '廃棄済み', en: 'Destroyed' }, transferred: { ja: '移管済み', en: 'Transferred' },
};
export const kinds = ['incoming', 'draft'] as const;
export const kindWords: Words<(typeof kinds)[number]> = { incoming: { ja: '収受', en: 'Incoming' }, draft: { ja: '起案', en: 'Draft' } };
export const folderStates = ['active', 'closed', 'destroyed', 'transferred'] as const;
export const folderStateWords: Words<(typeof folderStates)[number]> = { active: { ja: '使用中', en: 'In use' }, closed: { ja: '保存中', en: 'Kept' }, destroyed: { ja: '廃棄済み', en: 'Destroyed' }, transferred: { ja: '移管済み', en: 'Transferred to the archive' } };
export const holdWords = {
  lawsuit: { ja: '訴訟', en: 'Lawsuit' }, audit: { ja: '監査・検査', en: 'Audit' }, appeal: { ja: '審査請求', en: 'Appeal' }, disclosure: { ja: '開示請求', en: 'Disclosure request' }, claw_back: { ja: '補助金の返還', en: 'Claw-back' }, disaster: { ja: '災害', en: 'Disaster' }, other: { ja: 'その他', en: 'Other' },
} as const satisfies Record<string, Text>;
export const fates = ['destroy', 'transfer', 'keep'] as const;
export const fateWords: Words<(typeof fates)[number]> = { destroy: { ja: '廃棄', en: 'Destroy' }, transfer: { ja: '移管', en: 'Transfer' }, keep: { ja: '延長して残す', en: 'Keep longer' } };
export const disposalStateWords: Words<'draft' | 'in_route' | 'decided' | 'executed' | 'dropped'> = {
  draft: { ja: '作成中', en: 'Draft' }, in_route: { ja: '決裁中', en: 'On its way' }, decided: { ja: '決裁済み・未実行', en: 'Decided' }, executed: { ja: '実行済み', en: 'Carried out' }, dropped: { ja: '取りやめ', en: 'Dropped' },
};
export const decisions = ['full', 'partial', 'refused', 'existence_refused', 'absent'] as const;
export const decisionWords: Words<(typeof decisions)[number]> = {
  full: { ja: '全部開示', en: 'Disclosed in full' }, partial: { ja: '一部開示', en: 'Disclosed in part' }, refused: { ja: '不開示', en: 'Not disclosed' }, existence_refused: { ja: '存否応答拒否', en: 'Neither confirmed nor denied' }, absent: { ja: '不存在', en: 'Does not exist' },
};
export const requestStateWords: Words<'received' | 'decided' | 'disclosed' | 'withdrawn'> = { received: { ja: '決定前', en: 'Before the decision' }, decided: { ja: '決定済み', en: 'Decided' }, disclosed: { ja: '開示済み', en: 'Disclosed' }, withdrawn: { ja: '取下げ', en: 'Withdrawn' } };
export const planStateWords: Words<'draft' | 'submitted' | 'approved'> = { draft: { ja: '作成中', en: 'Draft' }, submitted: { ja: '承認待ち', en: 'Waiting' }, approved: { ja: '承認済み', en: 'Approved' } };
export const roles = ['main', 'attached', 'reference', 'scan'] as const;
export const roleWords: Words<(typeof roles)[number]> = { main: { ja: '本文', en: 'Main' }, attached: { ja: '添付', en: 'Attached' }, reference: { ja: '参考', en: 'Reference' }, scan: { ja: '紙の写し', en: 'Scan' } };
/** 情報公開法5条の号の並びによる。条例の号が違う市は、この表を条例に合わせる。 */
export const grounds = ['1', '2', '3', '4', '5', '6'] as const;
export const groundWords: Words<(typeof grounds)[number]> = {
  '1': { ja: '1号 個人情報', en: '1 Personal' }, '2': { ja: '2号 法人等の情報', en: '2 Business' }, '3': { ja: '3号 法令秘・安全', en: '3 Law and safety' }, '4': { ja: '4号 公共の安全', en: '4 Public safety' }, '5': { ja: '5号 審議・検討', en: '5 Deliberation' }, '6': { ja: '6号 事務事業', en: '6 Business of the city' },
};
export const opinionWords = { agrees: { ja: '支障なし', en: 'Agrees' }, objects: { ja: '反対', en: 'Objects' }, silent: { ja: '意見なし', en: 'No opinion' } } as const satisfies Record<string, Text>;
export const requestChannels = ['counter', 'post', 'fax', 'form'] as const;
export const disclosureManners = ['view', 'copy'] as const;
export const disclosureMannerWords: Words<(typeof disclosureManners)[number]> = { view: { ja: '閲覧', en: 'To see' }, copy: { ja: '写しの交付', en: 'A copy' } };
