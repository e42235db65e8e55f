/** パブリックコメント（意見公募）. The door: the manifest, and what other systems may use. */
import { defineSystem } from '../../kernel/system.ts';
import * as approving from './commands/approving.ts';
import * as consultations from './commands/consultations.ts';
import * as course from './commands/course.ts';
import * as opinions from './commands/opinions.ts';
import * as receiving from './commands/receiving.ts';
import * as submitting from './commands/submitting.ts';
import { jobs } from './jobs.ts';
import * as consultationPages from './pages/consultation.tsx';
import * as listPages from './pages/list.tsx';
import * as ownPages from './pages/own.tsx';
import * as resultPages from './pages/result.tsx';
import * as editPages from './pages/staff-edit.tsx';
import * as staffLists from './pages/staff-list.tsx';
import * as recordPages from './pages/staff-record.tsx';
import * as workPages from './pages/staff-result.tsx';
import * as submissionPages from './pages/staff-submissions.tsx';
import { permissions } from './permissions.ts';
import { openNotices } from './portal.ts';
import * as office from './queries/office.ts';
import * as open from './queries/public.ts';
import * as submissions from './queries/submissions.ts';
import { sample } from './sample.ts';

export default defineSystem({
  name: 'public-comments',
  title: { ja: 'パブリックコメント', en: 'Public comments' },
  pillar: 'citizen-services',
  faces: ['citizen', 'staff'],
  dependsOn: [],
  personal: { subjects: ['意見を出した人'], retention: '氏名・住所は、結果を過去の意見公募に移してから要綱の定める年数（はじめは3年）で消します。取り下げた意見は、すぐに消します。送信元の印は、結果を公表したときに消します。' },
  migrations: new URL('./migrations/', import.meta.url),
  permissions,
  commands: [consultations, approving, course, submitting, receiving, opinions],
  queries: [open, office, submissions, course],
  // 'own', 'new' and 'rules' are no numbers, and come before them.
  pages: [listPages, ownPages, consultationPages, resultPages, staffLists, submissionPages, editPages, workPages, recordPages],
  routes: [resultPages.resultCsv, staffLists.staffListCsv, submissionPages.submissionsCsv],
  jobs,
  sample,
  portal: { notices: openNotices },
  menu: [
    { to: '/public-comments', for: 'citizen', label: { ja: 'パブリックコメント', en: 'Public comments' }, note: { ja: '計画や条例の案に意見を出す', en: 'Comment on drafts of plans' }, icon: 'edit' },
    { to: '/staff/public-comments', for: 'staff', needs: 'public-comments.write', label: { ja: 'パブリックコメント', en: 'Public comments' }, icon: 'edit' },
    { to: '/staff/public-comments?waiting=on', for: 'staff', needs: 'public-comments.approve', label: { ja: '意見公募の承認', en: 'Approve consultations' }, icon: 'check', count: office.approvalsWaiting },
  ],
});
