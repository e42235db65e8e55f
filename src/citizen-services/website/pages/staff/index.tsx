/** All pages and downloads of the office. */
export { deskPage } from './desk.tsx';
export { disasterDeskPage, drillPage } from './disaster.tsx';
export { editionPage } from './edition.tsx';
export { editorPage } from './editor.tsx';
export { errandsPage } from './errands.tsx';
export { filePage, filesPage } from './files.tsx';
export { importPage } from './import.tsx';
export { listPage, newPage } from './list.tsx';
export { officeChangePage, officesPage } from './offices.tsx';
export { previewsPage } from './previews.tsx';
export { recordPage } from './record.tsx';
export { setupPage } from './setup.tsx';
