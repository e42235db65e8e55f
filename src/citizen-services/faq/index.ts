/** よくある質問. The door: the manifest, and what other systems may use. */
import { defineSystem } from '../../kernel/system.ts';
import * as asking from './commands/asking.ts';
import * as deciding from './commands/deciding.ts';
import * as duty from './commands/duty.ts';
import * as neededCommands from './commands/needed.ts';
import * as writing from './commands/writing.ts';
import { jobs } from './jobs.ts';
import * as citizenPages from './pages/citizen.tsx';
import * as editionPages from './pages/staff-edition.tsx';
import * as hearingPages from './pages/staff-hearing.tsx';
import * as listPages from './pages/staff-list.tsx';
import * as recordPages from './pages/staff-record.tsx';
import { permissions } from './permissions.ts';
import { sample } from './sample.ts';
import * as hearing from './queries/hearing.ts';
import * as office from './queries/office.ts';
import * as open from './queries/public.ts';

/** For enquiries, chat and voice: ask before a person is asked, and make a draft of what had to be answered. */
export { createFaq } from './commands/writing.ts';
export { faqSearch } from './queries/public.ts';

export default defineSystem({
  name: 'faq',
  title: { ja: 'よくある質問', en: 'FAQ' },
  pillar: 'citizen-services',
  faces: ['citizen', 'staff'],
  dependsOn: [],
  personal: { subjects: ['「役に立ちましたか」に言葉を書いた人（だれかは分かりません）'], retention: '言葉は、電話番号・メール・長い番号を消して1年、日ごとの数は消しません。だれが数えられたかの目印は、評価はその日、検索はその週が終わると消します。' },
  migrations: new URL('./migrations/', import.meta.url),
  permissions,
  commands: [writing, deciding, asking, neededCommands, duty],
  queries: [open, office, hearing],
  pages: [citizenPages, listPages, editionPages, recordPages, hearingPages],
  routes: [...citizenPages.faqRoutes, ...listPages.listRoutes, ...hearingPages.hearingRoutes],
  jobs,
  sample,
  menu: [
    { to: '/faq', for: 'citizen', label: { ja: 'よくある質問', en: 'FAQ' }, note: { ja: '質問と答えをさがす', en: 'Questions and answers' }, icon: 'help' },
    { to: '/staff/faq', for: 'staff', needs: 'faq.write', label: { ja: 'よくある質問', en: 'FAQ' }, icon: 'help' },
    { to: '/staff/faq/needed', for: 'staff', needs: 'faq.write', label: { ja: '必要な答え', en: 'Needed answers' }, icon: 'search', count: hearing.neededCount },
    { to: '/staff/faq/waiting', for: 'staff', needs: 'faq.approve', label: { ja: 'よくある質問の承認', en: 'FAQ approvals' }, icon: 'check', count: office.waitingCount },
  ],
});
