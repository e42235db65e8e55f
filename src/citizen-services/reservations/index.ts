/** 施設予約. The door: the manifest, and what other systems may use. */
import { defineSystem, hear } from '../../kernel/system.ts';
import * as blocks from './commands/blocks.ts';
import * as book from './commands/book.ts';
import * as change from './commands/change.ts';
import * as desk from './commands/desk.ts';
import * as expiry from './commands/expiry.ts';
import * as facilities from './commands/facilities.ts';
import * as patrons from './commands/patrons.ts';
import * as patronStanding from './commands/patron-standing.ts';
import * as events from './events.ts';
import { jobs } from './jobs.ts';
import { permissions } from './permissions.ts';
import * as bookingQueries from './queries/bookings.ts';
import * as dueQueries from './queries/due.ts';
import * as facilityQueries from './queries/facilities.ts';
import * as openingQueries from './queries/openings.ts';
import * as patronQueries from './queries/patrons.ts';
import { sample } from './sample.ts';

export default defineSystem({
  name: 'reservations',
  title: { ja: '施設予約', en: 'Facility reservations' },
  pillar: 'citizen-services',
  faces: ['citizen', 'staff'],
  dependsOn: [],
  personal: { subjects: ['利用者（個人・団体の代表者・構成員）'], retention: '利用した年度の終わりから5年（地方自治法236条）。5年を過ぎた氏名・連絡先は伏せます。' },
  migrations: new URL('./migrations/', import.meta.url),
  permissions,
  commands: { ...book, ...change, ...desk, ...expiry, ...facilities, ...blocks, ...patrons, ...patronStanding },
  queries: { ...openingQueries, ...bookingQueries, ...facilityQueries, ...dueQueries, ...patronQueries },
  pages: {},
  jobs,
  events,
  hears: [hear('payments.received', 'reservations.permitPaid', desk.paymentHeard)],
  menu: [],
  sample,
});
