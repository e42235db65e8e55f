/** ウェブサイトの品質. The door: the manifest, and what other systems may use. */
import { defineSystem } from '../../kernel/system.ts';
import * as assessment from './commands/assessment.ts';
import * as deciding from './commands/deciding.ts';
import * as night from './commands/night.ts';
import * as policy from './commands/policy.ts';
import * as tests from './commands/tests.ts';
import * as viewCommands from './commands/views.ts';
import { jobs } from './jobs.ts';
import './guard.ts';
import { paperRoutes } from './pages/papers.ts';
import * as publicPages from './pages/public.tsx';
import * as reportPages from './pages/report.tsx';
import * as assessmentPages from './pages/staff/assessments.tsx';
import * as boardPages from './pages/staff/board.tsx';
import * as linkPages from './pages/staff/links.tsx';
import * as policyPages from './pages/staff/policy.tsx';
import * as resultPages from './pages/staff/results.tsx';
import * as testPages from './pages/staff/tests.tsx';
import { permissions } from './permissions.ts';
import * as board from './queries/board.ts';
import * as links from './queries/links.ts';
import * as office from './queries/office.ts';
import * as open from './queries/public.ts';
import { sample } from './sample.ts';
import { noteView } from './views.ts';

export default defineSystem({
  name: 'site-quality',
  title: { ja: 'ウェブサイトの品質', en: 'Quality of the website' },
  pillar: 'citizen-services',
  faces: ['citizen', 'staff'],
  dependsOn: ['website'],
  personal: null,
  migrations: new URL('./migrations/', import.meta.url),
  permissions,
  commands: [policy, tests, assessment, deciding, night, viewCommands],
  queries: [open, office, links, board],
  pages: [publicPages, reportPages, boardPages, linkPages, policyPages, testPages, resultPages, assessmentPages],
  routes: [reportPages.reportCsv, boardPages.agesCsv, linkPages.linksCsv, linkPages.statisticsCsv, ...paperRoutes],
  jobs,
  seen: noteView,
  menu: [
    { to: '/accessibility', for: 'citizen', label: { ja: 'ウェブアクセシビリティ', en: 'Accessibility' } },
    { to: '/site-statistics', for: 'citizen', label: { ja: 'サイトの読まれ方', en: 'How the site is read' } },
    { to: '/staff/site-quality', for: 'staff', needs: 'site-quality.work', label: { ja: 'サイトの品質', en: 'Site quality' }, icon: 'shield' },
    { to: '/staff/site-quality', for: 'staff', needs: 'site-quality.approve', label: { ja: 'サイトの品質の承認', en: 'Site quality approvals' }, icon: 'check', count: office.waitingCount },
    { to: '/staff/site-quality/links', for: 'staff', needs: 'website.write', label: { ja: 'リンク切れ', en: 'Broken links' }, icon: 'warning' },
  ],
  sample,
});
