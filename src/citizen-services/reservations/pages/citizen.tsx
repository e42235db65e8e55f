/** All pages and downloads of the citizens' face. */
export { bookPage } from './citizen/book.tsx';
export { bookDetailsPage } from './citizen/book-details.tsx';
export { cancelPage, changePage } from './citizen/change-reservation.tsx';
export { facilitiesPage } from './citizen/facilities.tsx';
export { facilityPage } from './citizen/facility.tsx';
export { fewerNightsPage } from './citizen/fewer-nights.tsx';
export { findPage } from './citizen/find.tsx';
export { myReservationPage } from './citizen/my-reservation.tsx';
export { myReservationsPage } from './citizen/my-reservations.tsx';
export { officialUsePage } from './citizen/official-use.tsx';
export { openingsPage } from './citizen/openings.tsx';
export { registerPage } from './citizen/register.tsx';
export { registrationsAlias, registrationsPage } from './citizen/registrations.tsx';
export { acceptOfferPage, enterLotteryPage, myWaitingPage, waitingPage } from './citizen/enter-lottery.tsx';
export { entriesAlias, lotteriesPage, lotteryDetailPage, myEntriesPage } from './citizen/lotteries.tsx';
export { citizenRoutes } from './citizen/routes.ts';
