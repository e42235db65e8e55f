/** 情報システム事業継続計画. The door: the manifest, and what other systems may use. */
import { defineSystem, hear } from '../../kernel/system.ts';
import * as assets from './commands/assets.ts';
import * as contacts from './commands/contacts.ts';
import * as drills from './commands/drills.ts';
import * as editions from './commands/editions.ts';
import * as places from './commands/places.ts';
import * as reminder from './commands/reminder.ts';
import * as runbooks from './commands/runbooks.ts';
import { jobs } from './jobs.ts';
import { planKind, runbookKind } from './kinds.ts';
import * as contactPages from './pages/contacts.tsx';
import * as drillPages from './pages/drills.tsx';
import * as overviewPages from './pages/overview.tsx';
import * as picturePages from './pages/picture.tsx';
import * as planPages from './pages/plan.tsx';
import * as powerPages from './pages/power.tsx';
import { printouts } from './pages/printouts.ts';
import * as runbookPages from './pages/runbook.tsx';
import * as runbookListPages from './pages/runbooks.tsx';
import * as systemPages from './pages/system.tsx';
import * as systemListPages from './pages/systems.tsx';
import { permissions } from './permissions.ts';
import * as assetQueries from './queries/assets.ts';
import * as contactQueries from './queries/contacts.ts';
import * as drillQueries from './queries/drills.ts';
import * as editionQueries from './queries/editions.ts';
import * as overviewQueries from './queries/overview.ts';
import * as placeQueries from './queries/places.ts';
import * as runbookQueries from './queries/runbooks.ts';
import { sample } from './sample.ts';

/** Whoever holds a drill by machine reports it here: the house itself may, and staff who may edit the plan. `./yakuba drill restore` is heard by its event. */
export { recordDrill } from './commands/drills.ts';

export default defineSystem({
  name: 'continuity',
  title: { ja: '業務継続（ICT-BCP）', en: 'Continuity' },
  pillar: 'administration',
  faces: ['staff'],
  dependsOn: [],
  personal: { subjects: ['連絡網の職員・事業者の担当者'], retention: '連絡網から外した日に個人の電話番号を消します。計画の版には個人の電話番号を入れません。' },
  migrations: new URL('./migrations/', import.meta.url),
  permissions,
  commands: [assets, contacts, places, runbooks, drills, editions, reminder],
  queries: [overviewQueries, assetQueries, contactQueries, runbookQueries, drillQueries, placeQueries, editionQueries],
  pages: [overviewPages, systemListPages, systemPages, picturePages, contactPages, runbookListPages, runbookPages, drillPages, powerPages, planPages],
  routes: [systemListPages.systemsCsv, picturePages.pictureSvg, ...printouts],
  jobs,
  approvals: [planKind, runbookKind],
  hears: [hear('kernel.drillHeld', 'continuity.recordRestoreDrill', drills.recordDrill)],
  menu: [
    { to: '/staff/continuity', for: 'staff', needs: 'continuity.view', label: { ja: '業務継続（BCP）', en: 'Continuity' }, icon: 'shield' },
    { to: '/staff/continuity/approvals', for: 'staff', needs: 'continuity.approve', label: { ja: 'BCPの承認', en: 'Continuity approvals' }, icon: 'check', count: overviewQueries.approvalsWaiting },
  ],
  sample,
});
