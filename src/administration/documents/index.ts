/** 文書管理. The door: the manifest, and what other systems may use. */
import { defineSystem } from '../../kernel/system.ts';
import * as disclosure from './commands/disclosure.ts';
import * as dispatch from './commands/dispatch.ts';
import * as disposal from './commands/disposal.ts';
import * as distribute from './commands/distribute.ts';
import * as draft from './commands/draft.ts';
import * as filing from './commands/filing.ts';
import * as keeping from './commands/keeping.ts';
import * as legacy from './commands/legacy.ts';
import * as plans from './commands/plans.ts';
import * as readings from './commands/readings.ts';
import * as receive from './commands/receive.ts';
import * as redact from './commands/redact.ts';
import { jobs } from './jobs.ts';
import { decisionKind, disposalKind } from './kinds.ts';
import * as cataloguePages from './pages/catalogue.tsx';
import * as dispatchPages from './pages/dispatch.tsx';
import * as disposalPages from './pages/disposals.tsx';
import * as documentPages from './pages/document.tsx';
import * as draftPages from './pages/draft.tsx';
import * as folderPages from './pages/folders.tsx';
import * as legacyPages from './pages/legacy.tsx';
import * as officePages from './pages/office.tsx';
import * as planPages from './pages/plans.tsx';
import { printouts } from './pages/prints.ts';
import * as receivePages from './pages/receive.tsx';
import * as redactPages from './pages/redact.tsx';
import * as registerPages from './pages/register.tsx';
import * as requestPages from './pages/request.tsx';
import * as requestListPages from './pages/requests.tsx';
import * as statisticsPages from './pages/statistics.tsx';
import * as todayPages from './pages/today.tsx';
import { permissions } from './permissions.ts';
import * as decidingQueries from './queries/deciding.ts';
import * as exported from './queries/export.ts';
import * as folders from './queries/folders.ts';
import * as legacyQueries from './queries/legacy.ts';
import * as readingQueries from './queries/readings.ts';
import * as register from './queries/register.ts';
import * as requests from './queries/requests.ts';
import * as seals from './queries/seals.ts';
import { sample } from './sample.ts';

export default defineSystem({
  name: 'documents',
  title: { ja: '文書管理', en: 'Documents' },
  pillar: 'administration',
  faces: ['citizen', 'staff'],
  dependsOn: [],
  personal: { subjects: ['文書の差出人', '情報公開の請求者'], retention: '文書は簿冊の保存期間、請求者は請求のあった年度の翌年度から5年' },
  migrations: new URL('./migrations/', import.meta.url),
  permissions,
  commands: [plans, receive, distribute, draft, dispatch, filing, keeping, legacy, readings, disposal, disclosure, redact],
  queries: [register, legacyQueries, readingQueries, folders, requests, exported, decidingQueries, seals],
  pages: [todayPages, registerPages, receivePages, documentPages, draftPages, dispatchPages, folderPages, planPages, officePages, legacyPages, disposalPages, requestListPages, requestPages, redactPages, statisticsPages, cataloguePages],
  routes: [registerPages.registerCsv, registerPages.attachedFile, todayPages.decidingFile, folderPages.foldersCsv, folderPages.folderBag, disposalPages.certificateFile, requestPages.copyPdf, requestPages.copyText, cataloguePages.catalogueCsv, legacyPages.legacyLeftCsv, ...printouts],
  jobs,
  approvals: [decisionKind, disposalKind],
  menu: [
    { to: '/documents', for: 'citizen', label: { ja: '公文書の目録', en: 'Public records' }, note: { ja: '市の文書のつづりをさがす', en: 'Search the folders the city keeps' }, icon: 'file' },
    { to: '/staff/documents', for: 'staff', needs: 'documents.work', label: { ja: '文書管理', en: 'Documents' }, icon: 'file', count: register.arrivalsWaiting },
    { to: '/staff/documents/deciding', for: 'staff', label: { ja: '決裁する文書', en: 'Documents to decide' }, icon: 'book', count: decidingQueries.decidingCount },
    { to: '/staff/documents/office', for: 'staff', needs: 'documents.records', label: { ja: '文書係', en: 'Records office' }, icon: 'list' },
    { to: '/staff/documents/requests', for: 'staff', needs: 'documents.disclosure', label: { ja: '情報公開', en: 'Disclosure' }, icon: 'users' },
    { to: '/staff/documents/seals', for: 'staff', needs: 'documents.seal', label: { ja: '公印', en: 'Seals' }, icon: 'check' },
  ],
  sample,
});
