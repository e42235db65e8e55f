import { definePermissions } from '../../kernel/permissions/permissions.ts';
import * as account from '../../kernel/identity/citizen-account.ts';
import * as identityQueries from '../../kernel/identity/citizen-queries.ts';
import * as signingIn from '../../kernel/identity/citizen-sign-in.ts';
import * as samplePeople from '../../kernel/identity/sample-people.ts';
import * as signingUp from '../../kernel/identity/sign-up.ts';
import { mine } from '../../kernel/payments/queries.ts';
import { searchPublic } from '../../kernel/search/search.ts';
import { defineSystem } from '../../kernel/system.ts';
import * as display from './pages/display.tsx';
import * as gallery from './pages/gallery.tsx';
import * as home from './pages/home.tsx';
import * as inbox from './pages/inbox.tsx';
import * as payments from './pages/payments.tsx';
import * as profile from './pages/profile.tsx';
import * as security from './pages/security.tsx';
import * as signIn from './pages/sign-in.tsx';
import * as signUp from './pages/sign-up.tsx';
import * as queries from './queries.ts';
import { sample } from './sample.ts';

export default defineSystem({
  name: 'my-page',
  title: { ja: 'マイページ', en: 'My page' },
  pillar: 'citizen-services',
  faces: ['citizen'],
  dependsOn: [],
  personal: { subjects: ['citizen'], retention: '登録を閉じるまで。お知らせは5年' },
  permissions: definePermissions({}),
  commands: [signingUp, signingIn, account, samplePeople],
  queries: [queries, identityQueries, samplePeople, { mine, searchPublic }],
  pages: [signIn, signUp, home, inbox, profile, security, payments, display, gallery],
  menu: [{ to: '/display', for: 'citizen', label: { ja: '文字の大きさと色', en: 'Text size and colours' } }, { to: '/my', for: 'citizen', label: { ja: 'マイページ', en: 'My page' }, note: { ja: '予約や申請の進み具合、お知らせ、お支払い', en: 'Your reservations, messages and payments' }, icon: 'user' }],
  sample,
});
