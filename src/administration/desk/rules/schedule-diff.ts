/** Two 別表 side by side: which rows come, go, and change, cell by cell. */

export interface Schedule {
  readonly columns: readonly string[];
  /** The first cell is the row's number as the 訓令 counts it. */
  readonly rows: readonly (readonly string[])[];
}

export interface RowChange {
  readonly no: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Of a changed row only what differs; else every cell that says something. */
  readonly cells: readonly { readonly column: string; readonly before: string; readonly after: string }[];
}

const said = (text: string) => text !== '' && text !== '－';

/** What differs, in the order of the new table; what is gone stands behind. Both tables have the same columns. */
export function compareSchedules(before: Schedule, after: Schedule): readonly RowChange[] {
  const earlier = new Map(before.rows.map((row) => [row[0] ?? '', row]));
  const later = new Set(after.rows.map((row) => row[0] ?? ''));
  const cells = (old: readonly string[] | undefined, now: readonly string[] | undefined) => after.columns.slice(1).map((column, index) => ({ column, before: old?.[index + 1] ?? '', after: now?.[index + 1] ?? '' }));
  const coming = after.rows.flatMap((row): readonly RowChange[] => {
    const no = row[0] ?? '';
    const old = earlier.get(no);
    if (!old) return [{ no, kind: 'added', cells: cells(undefined, row).filter((cell) => said(cell.after)) }];
    const different = cells(old, row).filter((cell) => cell.before !== cell.after);
    return different.length === 0 ? [] : [{ no, kind: 'changed', cells: different }];
  });
  const going = before.rows.filter((row) => !later.has(row[0] ?? '')).map((row): RowChange => ({ no: row[0] ?? '', kind: 'removed', cells: cells(row, undefined).filter((cell) => said(cell.before)) }));
  return [...coming, ...going];
}
