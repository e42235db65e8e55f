/** THE list of systems: one line each, in the order of the city's plan. Delete a line and its folder, and the rest still builds. */
export { default as website } from './citizen-services/website/index.ts';
export { default as myPage } from './citizen-services/my-page/index.ts';
export { default as reservations } from './citizen-services/reservations/index.ts';
export { default as events } from './citizen-services/events/index.ts';
export { default as siteQuality } from './citizen-services/site-quality/index.ts';
export { default as faq } from './citizen-services/faq/index.ts';
export { default as publicComments } from './citizen-services/public-comments/index.ts';
export { default as schools } from './citizen-services/schools/index.ts';
export { default as collection } from './citizen-services/collection/index.ts';
export { default as desk } from './administration/desk/index.ts';
export { default as operations } from './administration/operations/index.ts';
export { default as documents } from './administration/documents/index.ts';
export { default as continuity } from './administration/continuity/index.ts';
