/** 文書管理. The door: the manifest, and what other systems may use. */
import { defineSystem } from '../../kernel/system.ts';
import * as disclosure from './commands/disclosure.ts';
import * as dispatch from './commands/dispatch.ts';
import * as disposal from './commands/disposal.ts';
import * as distribute from './commands/distribute.ts';
import * as draft from './commands/draft.ts';
import * as filing from './commands/filing.ts';
import * as keeping from './commands/keeping.ts';
import * as plans from './commands/plans.ts';
import * as receive from './commands/receive.ts';
import * as redact from './commands/redact.ts';
import { jobs } from './jobs.ts';
import { decisionKind, disposalKind } from './kinds.ts';
import { permissions } from './permissions.ts';
import * as exported from './queries/export.ts';
import * as folders from './queries/folders.ts';
import * as register from './queries/register.ts';
import * as requests from './queries/requests.ts';

export default defineSystem({
  name: 'documents',
  title: { ja: '文書管理', en: 'Documents' },
  pillar: 'administration',
  faces: ['citizen', 'staff'],
  dependsOn: [],
  personal: { subjects: ['文書の差出人', '情報公開の請求者'], retention: '文書は簿冊の保存期間、請求者は請求のあった年度の翌年度から5年' },
  migrations: new URL('./migrations/', import.meta.url),
  permissions,
  commands: [plans, receive, distribute, draft, dispatch, filing, keeping, disposal, disclosure, redact],
  queries: [register, folders, requests, exported],
  pages: [],
  jobs,
  approvals: [decisionKind, disposalKind],
  menu: [],
});
