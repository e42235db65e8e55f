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
import { newBookingPage } from './staff/new-booking.tsx';
import { printouts } from './staff/printouts.ts';
import { shelterPage } from './staff/shelter.tsx';

export const staffPages = {
  homePage, bookingsPage, bookingPage, approvalsPage, blocksPage, shelterPage,
  deskPage, newBookingPage, dayPage,
};

export const staffRoutes: readonly Route[] = [...printouts, bookingsCsv];
