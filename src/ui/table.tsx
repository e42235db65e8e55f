/** Lists as tables. On a phone each row becomes a card: every cell carries its column's name. */
import { h } from 'preact';
import type { ComponentChildren } from 'preact';
import { useText, useUi } from './context.tsx';
import { Icon } from './parts/icon.tsx';
import { linkAddress } from './parts/link.tsx';
import { Empty } from './parts/notice.tsx';

export { SlotTable } from './slot-table.tsx';
export type { Slot, SlotCell, SlotDay, SlotTableProps } from './slot-table.tsx';

export interface Column<Row> {
  readonly key: string;
  readonly label: string;
  /** Numbers stand to the right, in tabular figures. */
  readonly align?: 'start' | 'end';
  readonly render: (row: Row) => ComponentChildren;
  /** Where this column's heading leads: the same list in its order. */
  readonly sortHref?: string;
  readonly sorted?: 'ascending' | 'descending';
  /** This cell names the row; it is the card's title on a phone. The first column, unless said otherwise. */
  readonly heads?: boolean;
  /** Never broken over lines: times, codes. */
  readonly nowrap?: boolean;
}

export interface DataTableProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly caption: string;
  /** The caption repeats the heading above: keep it for readers only. */
  readonly hideCaption?: boolean;
  /** What to say when there is nothing: words, or an `<Empty>` with the next step. */
  readonly empty: ComponentChildren;
  /** The key of the row that the person is at. */
  readonly current?: string;
  /** What can be done with a row: links or small forms, in a last column. */
  readonly actions?: (row: Row) => ComponentChildren;
  /** Rows are moved through with j, k and Enter. */
  readonly keys?: boolean;
  readonly csvHref?: string;
  /** A row of sums at the foot, one cell per column. */
  readonly foot?: readonly ComponentChildren[];
  /** The id of the whole list, for links and forms that swap it. */
  readonly id?: string;
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const body = props.rows.length === 0 ? <EmptyList empty={props.empty} /> : <FilledTable {...props} />;
  return (
    <div class="list" id={props.id}>
      {body}
      {props.csvHref !== undefined && props.rows.length > 0 && <CsvLink to={props.csvHref} />}
    </div>
  );
}

function EmptyList({ empty }: { readonly empty: ComponentChildren }) {
  return typeof empty === 'string' ? <Empty title={empty} /> : <>{empty}</>;
}

function CsvLink({ to }: { readonly to: string }) {
  const t = useText();
  const { href } = useUi();
  return <p class="list-csv"><a href={linkAddress(to, href)} download><Icon name="download" />{t({ ja: '表を保存（CSV）', en: 'Save as CSV' })}</a></p>;
}

function FilledTable<Row>(props: DataTableProps<Row>) {
  const t = useText();
  const { columns, rows, rowKey, actions } = props;
  const headed = columns.some((column) => column.heads === true);
  const isHead = (column: Column<Row>, index: number) => (headed ? column.heads === true : index === 0);
  const table = (
    <table class="data" data-row-keys={props.keys === true ? '' : undefined}>
      <caption class={props.hideCaption === true ? 'vh' : undefined}>{props.caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => <ColumnHead key={column.key} column={column} />)}
          {actions !== undefined && <th scope="col"><span class="vh">{t({ ja: '操作', en: 'Actions' })}</span></th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const key = rowKey(row);
          return (
            <tr key={key} aria-current={key === props.current ? 'true' : undefined}>
              {columns.map((column, index) => <Cell key={column.key} column={column} row={row} heads={isHead(column, index)} />)}
              {actions !== undefined && <td class="row-actions">{actions(row)}</td>}
            </tr>
          );
        })}
      </tbody>
      {props.foot !== undefined && (
        <tfoot>
          <tr>{columns.map((column, index) => index === 0
            ? <th key={column.key} scope="row">{props.foot?.[index]}</th>
            : <td key={column.key} class={cellClass(column)} data-label={column.label}>{props.foot?.[index]}</td>)}{actions !== undefined && <td />}</tr>
        </tfoot>
      )}
    </table>
  );
  return props.keys === true ? h('row-keys', {}, table) : table;
}

function ColumnHead<Row>({ column }: { readonly column: Column<Row> }) {
  const { href } = useUi();
  const arrow = column.sorted === undefined ? null : <Icon name={column.sorted === 'ascending' ? 'arrow-up' : 'arrow-down'} />;
  return (
    <th scope="col" class={cellClass(column)} aria-sort={column.sorted}>
      {column.sortHref === undefined ? <>{column.label}{arrow}</> : <a href={linkAddress(column.sortHref, href)}>{column.label}{arrow}</a>}
    </th>
  );
}

function Cell<Row>({ column, row, heads }: { readonly column: Column<Row>; readonly row: Row; readonly heads: boolean }) {
  const content = column.render(row);
  if (heads) return <th scope="row" class={cellClass(column)}>{content}</th>;
  // On a phone the label and the value share a line; the wrapper keeps a value of several parts together.
  return <td class={cellClass(column)} data-label={column.label}><div>{content}</div></td>;
}

function cellClass<Row>(column: Column<Row>): string | undefined {
  const classes = [column.align === 'end' && 'end', column.nowrap === true && 'nowrap'].filter((name) => name !== false);
  return classes.length > 0 ? classes.join(' ') : undefined;
}
