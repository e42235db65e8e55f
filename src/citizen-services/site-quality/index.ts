/** ウェブサイトの品質. The door: the manifest, and what other systems may use. */
import { defineSystem } from '../../kernel/system.ts';
import * as asking from './commands/asking.ts';
import * as assessment from './commands/assessment.ts';
import * as correcting from './commands/correcting.ts';
import * as deciding from './commands/deciding.ts';
import * as night from './commands/night.ts';
import * as policy from './commands/policy.ts';
import * as requestCommands from './commands/requests.ts';
import * as tests from './commands/tests.ts';
import * as viewCommands from './commands/views.ts';
import { jobs } from './jobs.ts';
import './guard.ts';
import { paperRoutes } from './pages/papers.ts';
import * as publicPages from './pages/public.tsx';
import * as reportPages from './pages/report.tsx';
import * as askingPages from './pages/request.tsx';
import * as assessmentPages from './pages/staff/assessments.tsx';
import * as boardPages from './pages/staff/board.tsx';
import * as linkPages from './pages/staff/links.tsx';
import * as policyPages from './pages/staff/policy.tsx';
import * as requestPages from './pages/staff/request.tsx';
import * as requestListPages from './pages/staff/requests.tsx';
import * as resultPages from './pages/staff/results.tsx';
import * as testPages from './pages/staff/tests.tsx';
import { permissions } from './permissions.ts';
import * as askingQueries from './queries/asking.ts';
import * as board from './queries/board.ts';
import * as links from './queries/links.ts';
import * as office from './queries/office.ts';
import * as open from './queries/public.ts';
import * as requests from './queries/requests.ts';
import { sample } from './sample.ts';
import { noteView } from './views.ts';

export default defineSystem({
  name: 'site-quality',
  title: { ja: 'ウェブサイトの品質', en: 'Quality of the website' },
  pillar: 'citizen-services',
  faces: ['citizen', 'staff'],
  dependsOn: ['website'],
  personal: { subjects: ['別の形での提供を求めた人'], retention: '名前・連絡先・書かれた言葉は、答えてから市の定める日数（はじめは365日）で消します。求めの数とかかった日数は残ります。送信元の印は1日で消します。' },
  migrations: new URL('./migrations/', import.meta.url),
  permissions,
  commands: [policy, tests, assessment, deciding, correcting, night, viewCommands, asking, requestCommands],
  queries: [open, office, links, board, askingQueries, requests],
  pages: [publicPages, reportPages, askingPages, requestListPages, requestPages, boardPages, linkPages, policyPages, testPages, resultPages, assessmentPages],
  routes: [reportPages.reportCsv, boardPages.agesCsv, requestListPages.requestsCsv, linkPages.linksCsv, linkPages.statisticsCsv, ...paperRoutes],
  jobs,
  seen: noteView,
  menu: [
    { to: '/accessibility', for: 'citizen', label: { ja: 'ウェブアクセシビリティ', en: 'Accessibility' } },
    { to: '/accessibility/request', for: 'citizen', label: { ja: '別の形で受け取りたい方へ', en: 'Ask for another form' } },
    { to: '/site-statistics', for: 'citizen', label: { ja: 'サイトの読まれ方', en: 'How the site is read' } },
    { to: '/staff/site-quality', for: 'staff', needs: 'site-quality.work', label: { ja: 'サイトの品質', en: 'Site quality' }, icon: 'shield' },
    { to: '/staff/site-quality', for: 'staff', needs: 'site-quality.approve', label: { ja: 'サイトの品質の承認', en: 'Site quality approvals' }, icon: 'check', count: office.waitingCount },
    { to: '/staff/site-quality/requests', for: 'staff', needs: ['site-quality.requests', 'website.write'], label: { ja: '別の形での提供', en: 'Other forms' }, icon: 'mail', count: requests.requestsWaiting },
    { to: '/staff/site-quality/links', for: 'staff', needs: 'website.write', label: { ja: 'リンク切れ', en: 'Broken links' }, icon: 'warning' },
  ],
  sample,
});
