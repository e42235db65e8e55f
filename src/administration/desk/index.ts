import * as account from '../../kernel/identity/staff-account.ts';
import * as own from '../../kernel/identity/staff-queries.ts';
import * as door from '../../kernel/identity/staff-sign-in.ts';
import { definePermissions } from '../../kernel/permissions/permissions.ts';
import { searchStaff } from '../../kernel/search/search.ts';
import { defineSystem } from '../../kernel/system.ts';
import * as inbox from './pages/inbox.tsx';
import * as me from './pages/me.tsx';
import * as search from './pages/search.tsx';
import * as signIn from './pages/sign-in.tsx';

export default defineSystem({
  name: 'desk',
  title: { ja: '机', en: 'Desk' },
  pillar: 'administration',
  faces: ['staff'],
  dependsOn: [],
  personal: { subjects: ['staff'], retention: '登録を閉じてから5年' },
  permissions: definePermissions({}),
  commands: [door, account],
  queries: [door, own, { searchStaff }],
  pages: [signIn, inbox, search, me],
  menu: [
    { to: '/staff', for: 'staff', label: { ja: '受信箱', en: 'Inbox' }, icon: 'mail', count: own.staffUnread },
    { to: '/staff/me', for: 'staff', label: { ja: '自分の設定', en: 'My settings' }, icon: 'user' },
  ],
});
