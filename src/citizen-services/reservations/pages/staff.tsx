/**
 * The office's pages of this system, in the order in which addresses are tried: '/staff/reservations/patrons' before
 * '/staff/reservations/:code', which would take it for a facility.
 */
import type { Route } from '../../../kernel/page.ts';
import { approvalsPage } from './staff/approvals.tsx';
import { blocksPage } from './staff/blocks.tsx';
import { bookingPage } from './staff/booking.tsx';
import { bookingsCsv, bookingsPage } from './staff/bookings.tsx';
import { dayPage } from './staff/day.tsx';
import { deskPage } from './staff/desk.tsx';
import { homePage } from './staff/home.tsx';
import { lotteriesPage } from './staff/lotteries.tsx';
import { newBookingPage } from './staff/new-booking.tsx';
import { evidenceRoute } from './staff/papers.tsx';
import { openUsePage } from './staff/open-use.tsx';
import { patronPage } from './staff/patron.tsx';
import { patronsCsvRoute, patronsPage, registerPage } from './staff/patrons.tsx';
import { patternsPage } from './staff/patterns.tsx';
import { penaltiesPage } from './staff/penalties.tsx';
import { printouts } from './staff/printouts.ts';
import { reentryPage } from './staff/reentry.tsx';
import { rulesPage } from './staff/rules.tsx';
import { seriesPage } from './staff/series.tsx';
import { shelterPage } from './staff/shelter.tsx';
import { statisticsCsvRoute, statisticsPage } from './staff/statistics.tsx';
import { tripsCsv, tripsPage } from './staff/trips.tsx';

export const staffPages = {
  homePage, bookingsPage, bookingPage, approvalsPage, blocksPage, shelterPage, patronsPage, registerPage, patronPage, lotteriesPage, seriesPage, penaltiesPage, patternsPage, statisticsPage,
  deskPage, newBookingPage, dayPage, openUsePage, reentryPage, rulesPage, tripsPage,
};

export const staffRoutes: readonly Route[] = [evidenceRoute, ...printouts, bookingsCsv, patronsCsvRoute, statisticsCsvRoute, tripsCsv];
