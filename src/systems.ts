/** THE list of systems: one line each, in the order of the city's plan. Delete a line and its folder, and the rest still builds. */
export { default as reservations } from './citizen-services/reservations/index.ts';
