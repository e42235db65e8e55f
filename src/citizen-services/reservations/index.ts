/** 施設予約. The door: the manifest, and what other systems may use. */
import { defineSystem, hear } from '../../kernel/system.ts';
import * as blocks from './commands/blocks.ts';
import * as book from './commands/book.ts';
import * as change from './commands/change.ts';
import * as decisions from './commands/decisions.ts';
import * as desk from './commands/desk.ts';
import * as evidence from './commands/evidence.ts';
import * as expiry from './commands/expiry.ts';
import * as facilities from './commands/facilities.ts';
import * as funeral from './commands/funeral.ts';
import * as keys from './commands/keys.ts';
import * as lottery from './commands/lottery.ts';
import * as lotteryDraw from './commands/lottery-draw.ts';
import * as lotteryResults from './commands/lottery-results.ts';
import * as merge from './commands/merge.ts';
import * as openUse from './commands/open-use.ts';
import * as patrons from './commands/patrons.ts';
import * as patronStanding from './commands/patron-standing.ts';
import * as penalties from './commands/penalties.ts';
import * as retention from './commands/retention.ts';
import * as series from './commands/series.ts';
import * as shorten from './commands/shorten.ts';
import * as setup from './commands/setup.ts';
import * as trips from './commands/trips.ts';
import * as waiting from './commands/waiting.ts';
import * as yearPlan from './commands/year-plan.ts';
import * as events from './events.ts';
import { jobs } from './jobs.ts';
import { keyJobs } from './key-jobs.ts';
import { officialUseKind, permitKind } from './kinds.ts';
import { lotteryJobs } from './lottery-jobs.ts';
import * as citizenPages from './pages/citizen.tsx';
import { portal } from './pages/citizen/notices.ts';
import { staffPages, staffRoutes } from './pages/staff.tsx';
import { permissions } from './permissions.ts';
import * as bookingQueries from './queries/bookings.ts';
import * as decisionQueries from './queries/decisions.ts';
import * as dueQueries from './queries/due.ts';
import * as evidenceQueries from './queries/evidence.ts';
import * as facilityQueries from './queries/facilities.ts';
import * as funeralQueries from './queries/funeral.ts';
import * as keyQueries from './queries/keys.ts';
import * as lotteryQueries from './queries/lottery.ts';
import * as mergeQueries from './queries/merges.ts';
import * as officialUseQueries from './queries/official-use.ts';
import * as openUseQueries from './queries/open-use.ts';
import * as openingQueries from './queries/openings.ts';
import * as patronQueries from './queries/patrons.ts';
import * as patternQueries from './queries/patterns.ts';
import * as penaltyQueries from './queries/penalties.ts';
import * as seriesQueries from './queries/series.ts';
import * as setupQueries from './queries/setup.ts';
import * as stayQueries from './queries/stays.ts';
import * as statisticsQueries from './queries/statistics.ts';
import * as tripQueries from './queries/trips.ts';
import { sample } from './sample.ts';

export default defineSystem({
  name: 'reservations',
  title: { ja: '施設予約', en: 'Facility reservations' },
  pillar: 'citizen-services',
  faces: ['citizen', 'staff'],
  dependsOn: ['collection'],
  personal: { subjects: ['利用者（個人・団体の代表者・構成員）', '斎場で火葬される方と申請者', '公用車を運転する職員'], retention: '利用した年度の終わりから5年（地方自治法236条）。5年を過ぎた氏名・連絡先は伏せます。' },
  migrations: new URL('./migrations/', import.meta.url),
  permissions,
  commands: [book, change, decisions, desk, evidence, expiry, facilities, funeral, openUse, blocks, merge, patrons, patronStanding, lottery, lotteryDraw, lotteryResults, series, setup, shorten, trips, yearPlan, penalties, waiting, keys, retention],
  queries: [decisionQueries, openingQueries, bookingQueries, facilityQueries, funeralQueries, openUseQueries, dueQueries, evidenceQueries, mergeQueries, officialUseQueries, patronQueries, lotteryQueries, seriesQueries, penaltyQueries, setupQueries, patternQueries, stayQueries, statisticsQueries, tripQueries, keyQueries],
  pages: [citizenPages, staffPages],
  routes: [...citizenPages.citizenRoutes, ...staffRoutes],
  jobs: [...jobs, ...lotteryJobs, ...keyJobs],
  approvals: [permitKind, officialUseKind],
  events,
  hears: [
    hear('payments.received', 'reservations.permitPaid', desk.paymentHeard),
    hear('reservations.released', 'reservations.offerReleased', waiting.offerReleased),
    hear('reservations.noShow', 'reservations.noShowPoints', penalties.noShowHeard),
    hear('reservations.permitted', 'reservations.prepareUse', keys.prepareUse),
    hear('reservations.changed', 'reservations.undoChangedUse', keys.undoUse),
    hear('reservations.changed', 'reservations.prepareChangedUse', keys.prepareUse),
    hear('reservations.cancelled', 'reservations.undoUse', keys.undoUse),
    hear('reservations.cancelledByCity', 'reservations.undoUseOfCity', keys.undoUse),
    hear('reservations.expired', 'reservations.undoLapsedUse', keys.undoUse),
  ],
  portal,
  menu: [
    { to: '/find', for: 'citizen', label: { ja: '施設を予約する', en: 'Book a facility' }, note: { ja: '体育館・会議室・グラウンド', en: 'Gyms, rooms, grounds' }, icon: 'calendar' },
    { to: '/facilities', for: 'citizen', label: { ja: '施設をさがす', en: 'Facilities' }, note: { ja: '場所・設備・料金', en: 'Where, what, how much' }, icon: 'map' },
    { to: '/lotteries', for: 'citizen', label: { ja: '抽選', en: 'Lotteries' }, note: { ja: '申込みと結果、結果の検証', en: 'Entry, results, checking them' }, icon: 'star' },
    { to: '/staff/reservations', for: 'staff', label: { ja: '施設予約', en: 'Reservations' }, needs: 'reservations.desk', icon: 'calendar' },
    { to: '/staff/reservations/bookings', for: 'staff', label: { ja: '予約を探す', en: 'Find bookings' }, needs: 'reservations.desk', icon: 'search' },
    { to: '/staff/reservations/approvals', for: 'staff', label: { ja: '許可・減免の承認', en: 'Approvals' }, needs: 'reservations.approve', icon: 'check', count: bookingQueries.approvalsCount },
    { to: '/staff/reservations/blocks', for: 'staff', label: { ja: '公用・休止', en: 'Block-outs' }, needs: 'reservations.blocks', icon: 'lock' },
    { to: '/staff/reservations/blocks', for: 'staff', label: { ja: '公用・休止の承認', en: 'Block-outs to decide' }, needs: 'reservations.blocks-approve', icon: 'lock', count: facilityQueries.blocksWaiting },
    { to: '/staff/reservations/patrons', for: 'staff', label: { ja: '利用者登録', en: 'Patrons' }, needs: 'reservations.patrons', icon: 'users', count: patronQueries.patronsWaitingCount },
    { to: '/staff/reservations/lotteries', for: 'staff', label: { ja: '抽選', en: 'Lotteries' }, needs: 'reservations.lottery', icon: 'star' },
    { to: '/staff/reservations/series', for: 'staff', label: { ja: '定期利用', en: 'Recurring use' }, needs: 'reservations.desk', icon: 'list' },
    { to: '/staff/reservations/shelter', for: 'staff', label: { ja: '避難所に切り替える', en: 'Shelter takeover' }, needs: 'reservations.shelter', icon: 'shield' },
    { to: '/staff/reservations/statistics', for: 'staff', label: { ja: '利用統計', en: 'Statistics' }, needs: 'reservations.statistics', icon: 'list' },
    { to: '/staff/reservations/patterns', for: 'staff', label: { ja: '不自然な予約', en: 'Patterns' }, needs: 'reservations.patterns', icon: 'warning' },
  ],
  sample,
});
