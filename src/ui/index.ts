/**
 * The door of the design system: `import { Page, Form, DataTable } from '…/ui/index.ts'`.
 * Plots (`charts.tsx`) stand apart, because they bring ECharts along.
 */
export { renderPage, renderPart, UiProvider, useText, useUi } from './context.tsx';
export { Page } from './page.tsx';
export type { Crumb, PageProps } from './page.tsx';
export * from './form.tsx';
export * from './parts.tsx';
export { DataTable, SlotTable } from './table.tsx';
export type { Column, DataTableProps, Slot, SlotCell, SlotDay, SlotTableProps } from './table.tsx';
export { Phrased } from './phrase.tsx';
