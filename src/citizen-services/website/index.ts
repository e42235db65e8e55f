/** 市ウェブサイト. The door: the manifest, and what other systems may use. */
import { defineSystem } from '../../kernel/system.ts';
import * as deciding from './commands/deciding.ts';
import * as disaster from './commands/disaster.ts';
import * as errandCommands from './commands/errands.ts';
import * as easyCommands from './commands/easy.ts';
import * as editing from './commands/editing.ts';
import * as fileCommands from './commands/files.ts';
import * as importing from './commands/importing.ts';
import * as officeCommands from './commands/offices.ts';
import * as previewCommands from './commands/previews.ts';
import * as pageCommands from './commands/pages.ts';
import * as readingCommands from './commands/readings.ts';
import * as scheduling from './commands/scheduling.ts';
import * as setup from './commands/setup.ts';
import { jobs } from './jobs.ts';
import { pageKind } from './kinds.ts';
import { capRoutes } from './pages/cap.ts';
import { feedRoutes } from './pages/feeds.ts';
import * as naviPages from './pages/navi.tsx';
import { fileRoutes } from './pages/files.ts';
import * as homePages from './pages/home.tsx';
import * as listPages from './pages/lists.tsx';
import { posterRoutes } from './pages/posters.ts';
import * as sitePages from './pages/page.tsx';
import * as previewPages from './pages/preview.tsx';
import * as phonePages from './pages/phone.tsx';
import * as searchPages from './pages/search.tsx';
import * as staffPages from './pages/staff/index.tsx';
import { listCsv } from './pages/staff/list.tsx';
import { permissions } from './permissions.ts';
import { capNotices } from './queries/cap.ts';
import * as disasterQueries from './queries/disaster.ts';
import { easyList } from './queries/easy.ts';
import * as errandQueries from './queries/errands.ts';
import * as fileQueries from './queries/files.ts';
import * as office from './queries/office.ts';
import * as officeQueries from './queries/offices.ts';
import * as open from './queries/public.ts';
import * as phoneQueries from './queries/phone.ts';
import * as searching from './queries/search.ts';
import * as previewQueries from './queries/previews.ts';
import { sample } from './sample.ts';
import { buildSearch } from './searching.ts';

// What other systems may use: a school's site stands on the same pages, checks and approval.
export { addFile, answerFinding, saveDraft, setRelease } from './commands/editing.ts';
export { decideEdition, publishNow, submitEdition } from './commands/deciding.ts';
export { createPage, startEdition, withdrawPage } from './commands/pages.ts';
export { saveCategory, saveSection, saveSite } from './commands/setup.ts';
export { addGuard, type Guard, type GuardedPage } from './guards.ts';
export { endNotice, issueNotice } from './commands/disaster.ts';
export { Blocks } from './pages/blocks.tsx';
export { PageList, shownOf } from './pages/public-parts.tsx';
export { editionToWrite, editionView, myWork, pageListAll, placesToWrite, siteSetup } from './queries/office.ts';
export { type Listed, pageAt, pageNumbered, pagesToCheck, type PageToCheck, publicFile, sectionAt, sitePages } from './queries/public.ts';
export type { Block } from './rules/blocks.ts';
export { about, type Finding, inText } from './rules/finding.ts';
export { type Draft, placesOf } from './rules/texts.ts';

export default defineSystem({
  name: 'website',
  title: { ja: '市ウェブサイト', en: 'City website' },
  pillar: 'citizen-services',
  faces: ['citizen', 'staff'],
  dependsOn: [],
  personal: { subjects: ['公開前の版の事実確認をする人（名前と所属）'], retention: 'アドレスの期限から1年で、名前と所属を消します。意見の言葉は、版の記録として残します。' },
  migrations: new URL('./migrations/', import.meta.url),
  permissions,
  commands: [pageCommands, scheduling, editing, easyCommands, previewCommands, fileCommands, deciding, importing, setup, officeCommands, errandCommands, readingCommands, disaster],
  queries: [open, phoneQueries, { capNotices }, { easyList }, fileQueries, previewQueries, searching, disasterQueries, office, officeQueries, errandQueries, readingCommands],
  // Folders and pages stand at addresses of the city's own choosing: they come after every other path.
  pages: [homePages, phonePages, searchPages, listPages, naviPages, previewPages, sitePages, staffPages],
  routes: [...feedRoutes, ...capRoutes, ...posterRoutes, ...fileRoutes, ...naviPages.naviRoutes, ...previewPages.previewRoutes, listCsv],
  jobs,
  approvals: [pageKind],
  strip: disasterQueries.strip,
  seen: buildSearch,
  pulse: `select concat_ws(',', (select max(id) from website.public_changes), (select since from website.public_mode), (select max(changed_at) from website.public_notices), (select max(as_of) from website.public_parts))`,
  menu: [
    { to: '/news', for: 'citizen', label: { ja: '新着情報', en: 'News' } },
    { to: '/sitemap', for: 'citizen', label: { ja: 'サイトマップ', en: 'Site map' } },
    { to: '/disaster', for: 'citizen', label: { ja: '災害情報', en: 'Disaster information' } },
    { to: '/staff/website', for: 'staff', label: { ja: 'ウェブサイト', en: 'Website' }, needs: ['website.write', 'website.approve', 'website.edit', 'website.emergency'], icon: 'home', count: office.waitingCount },
    { to: '/staff/website/setup', for: 'staff', label: { ja: 'フォルダー・分類', en: 'Site setup' }, needs: 'website.edit', icon: 'list' },
    { to: '/staff/website/disaster', for: 'staff', label: { ja: '災害モード', en: 'Disaster mode' }, needs: 'website.emergency', icon: 'warning' },
  ],
  sample,
});
