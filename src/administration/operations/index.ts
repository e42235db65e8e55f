import { recordBadFiles, recordScrub, recordVerification } from '../../kernel/audit/alarm.ts';
import { addWitness, askForGap, declareGapJob, removeWitness } from '../../kernel/audit/commands.ts';
import { scrubFilesJob, verifyLogJob } from '../../kernel/audit/nightly.ts';
import { drillHeld, recordDrill } from '../../kernel/backup/drill-record.ts';
import { noteSweep, sweepFilesJob } from '../../kernel/files/tidy.ts';
import * as tokens from '../../kernel/identity/api-tokens.ts';
import * as organization from '../../kernel/identity/organization.ts';
import * as people from '../../kernel/identity/people.ts';
import * as roles from '../../kernel/identity/roles.ts';
import { tidyIdentity, tidyJob } from '../../kernel/identity/tidy.ts';
import { defineSystem } from '../../kernel/system.ts';
import * as commands from './commands.ts';
import * as accountPages from './pages/accounts.tsx';
import * as backupPages from './pages/backups.tsx';
import * as galleryPages from './pages/gallery.tsx';
import * as logPages from './pages/log.tsx';
import * as organizationPages from './pages/organization.tsx';
import * as recordPages from './pages/records.tsx';
import * as rolePages from './pages/roles.tsx';
import * as runningPages from './pages/running.tsx';
import * as tokenPages from './pages/tokens.tsx';
import * as zonePages from './pages/zones.tsx';
import { permissions } from './permissions.ts';
import * as backupQueries from './queries/backups.ts';
import * as logQueries from './queries/log.ts';
import * as peopleQueries from './queries/people.ts';
import * as recordQueries from './queries/records.ts';
import * as runningQueries from './queries/running.ts';
import * as zoneQueries from './queries/zones.ts';
import { sample } from './sample.ts';

export default defineSystem({
  name: 'operations',
  title: { ja: '運用管理', en: 'Operations' },
  pillar: 'administration',
  faces: ['staff'],
  dependsOn: [],
  personal: { subjects: ['staff'], retention: '職員の登録は退職から5年、操作と閲覧の記録は10年' },
  permissions,
  events: { drillHeld },
  commands: [commands, people, roles, organization, tokens, { tidyIdentity, recordDrill, noteSweep, recordVerification, recordBadFiles, recordScrub, addWitness, removeWitness, askForGap }],
  queries: [peopleQueries, recordQueries, runningQueries, backupQueries, tokens, zoneQueries, logQueries],
  pages: [accountPages, rolePages, organizationPages, recordPages, runningPages, backupPages, tokenPages, galleryPages, zonePages, logPages],
  jobs: [tidyJob, sweepFilesJob, verifyLogJob, scrubFilesJob, declareGapJob],
  routes: [accountPages.accountsCsv, recordPages.auditCsv, recordPages.looksCsv],
  menu: [
    { to: '/staff/operations/accounts', for: 'staff', needs: 'operations.accounts', label: { ja: '職員の登録', en: 'Staff accounts' }, icon: 'users' },
    { to: '/staff/operations/roles', for: 'staff', needs: 'operations.roles', label: { ja: '役割', en: 'Roles' }, icon: 'key' },
    { to: '/staff/operations/organization', for: 'staff', needs: 'operations.organization', label: { ja: '組織', en: 'Organisation' }, icon: 'building' },
    { to: '/staff/operations/audit', for: 'staff', needs: 'operations.audit', label: { ja: '操作と閲覧の記録', en: 'Audit' }, icon: 'shield' },
    { to: '/staff/operations/jobs', for: 'staff', needs: 'operations.jobs', label: { ja: 'しごと', en: 'Jobs' }, icon: 'clock', count: runningQueries.failedJobs },
    { to: '/staff/operations/mail', for: 'staff', needs: 'operations.mail', label: { ja: '送信', en: 'Mail' }, icon: 'mail', count: runningQueries.deadSendings },
    { to: '/staff/operations/tokens', for: 'staff', needs: 'operations.tokens', label: { ja: 'サービスとトークン', en: 'Tokens' }, icon: 'lock' },
    { to: '/staff/operations/backups', for: 'staff', needs: 'operations.backups', label: { ja: 'バックアップ', en: 'Backups' }, icon: 'download', count: backupQueries.backupTroubles },
    { to: '/staff/operations/log', for: 'staff', needs: 'operations.jobs', label: { ja: '改ざん検知ログ', en: 'Sealed log' }, icon: 'shield', count: logQueries.logTroubles },
    { to: '/staff/operations/zones', for: 'staff', needs: 'operations.jobs', label: { ja: '三層の対策', en: 'Zones' }, icon: 'shield' },
    { to: '/staff/operations/health', for: 'staff', needs: 'operations.jobs', label: { ja: 'システムの様子', en: 'Health' }, icon: 'info' },
  ],
  sample,
});
