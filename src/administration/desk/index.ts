import * as approvalCaseView from '../../kernel/approval/case-view.ts';
import * as approvalCommands from '../../kernel/approval/commands.ts';
import * as approvalDesk from '../../kernel/approval/desk.ts';
import * as approvalEdits from '../../kernel/approval/edits.ts';
import * as approvalInbox from '../../kernel/approval/inbox.ts';
import * as approvalOffice from '../../kernel/approval/office.ts';
import * as approvalOfficeQueries from '../../kernel/approval/office-queries.ts';
import { approvalPermissions } from '../../kernel/approval/permissions.ts';
import * as approvalRuleQueries from '../../kernel/approval/rule-queries.ts';
import * as approvalRuleSets from '../../kernel/approval/rule-sets.ts';
import * as approvalEvents from '../../kernel/approval/tell.ts';
import * as approvalUpkeep from '../../kernel/approval/upkeep.ts';
import * as account from '../../kernel/identity/staff-account.ts';
import * as own from '../../kernel/identity/staff-queries.ts';
import * as door from '../../kernel/identity/staff-sign-in.ts';
import { searchStaff } from '../../kernel/search/search.ts';
import { defineSystem } from '../../kernel/system.ts';
import * as approvalCase from './pages/approvals/case.tsx';
import * as approvalList from './pages/approvals/inbox.tsx';
import * as approvalAround from './pages/approvals/office.tsx';
import { prints } from './pages/approvals/prints.ts';
import * as ruleRows from './pages/approvals/rule-rows.tsx';
import * as ruleSets from './pages/approvals/rule-sets.tsx';
import * as together from './pages/approvals/together.tsx';
import * as inbox from './pages/inbox.tsx';
import * as me from './pages/me.tsx';
import * as search from './pages/search.tsx';
import * as signIn from './pages/sign-in.tsx';
import { sample } from './sample.ts';

export default defineSystem({
  name: 'desk',
  title: { ja: '机', en: 'Desk' },
  pillar: 'administration',
  faces: ['staff'],
  dependsOn: [],
  personal: { subjects: ['staff'], retention: '登録を閉じてから5年' },
  permissions: approvalPermissions,
  commands: [door, account, approvalCommands, approvalOffice, approvalRuleSets, approvalEdits, approvalUpkeep],
  queries: [door, own, { searchStaff }, approvalDesk, approvalInbox, approvalCaseView, approvalRuleQueries, approvalOfficeQueries],
  // A single case comes last: its address would take in those of the pages beside it.
  pages: [signIn, inbox, search, me, approvalList, together, approvalAround, ruleRows, ruleSets, approvalCase],
  routes: [ruleSets.ruleSetDmn, ...prints],
  jobs: [approvalUpkeep.tendJob, approvalUpkeep.morningDigest, approvalUpkeep.noonDigest],
  events: approvalEvents,
  sample,
  menu: [
    { to: '/staff', for: 'staff', label: { ja: '受信箱', en: 'Inbox' }, icon: 'mail', count: own.staffUnread },
    { to: '/staff/approvals', for: 'staff', label: { ja: '電子決裁', en: 'Approvals' }, icon: 'check', count: approvalDesk.waiting },
    { to: '/staff/approvals/rules', for: 'staff', needs: 'approval.rules', label: { ja: '決裁規程', en: 'Approval rules' }, icon: 'book' },
    { to: '/staff/me', for: 'staff', label: { ja: '自分の設定', en: 'My settings' }, icon: 'user' },
  ],
});
