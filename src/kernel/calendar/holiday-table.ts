import packaged from '@holiday-jp/holiday_jp/lib/holidays.js';

/**
 * Corrections to the package, by date: a name for a holiday it does not know or names wrongly, null for one that is none.
 * A change of the law is entered here before the package catches up.
 */
const corrections: Readonly<Record<string, string | null>> = {
  // The package calls it "こどもの日 振替休日"; it stands in for 憲法記念日, a Sunday that year (祝日法 第3条第2項).
  '2026-05-06': '振替休日',
};

/** ISO date → name. The package covers 1970 to 2050; equinoxes of coming years are official only from February of the year before. */
export const holidayTable: ReadonlyMap<string, string> = buildTable();

function buildTable(): Map<string, string> {
  const table = new Map<string, string>();
  for (const { date, name } of Object.values(packaged)) table.set(date, officialName(name));
  for (const [date, name] of Object.entries(corrections)) {
    if (name === null) table.delete(date);
    else table.set(date, name);
  }
  return table;
}

/** The package writes which holiday a substitute belongs to and sometimes errs there, so only the kind of day is kept. */
function officialName(name: string): string {
  if (name.includes('振替休日')) return '振替休日';
  return name === '休日' || name.includes('国民の休日') ? '国民の休日' : name;
}
