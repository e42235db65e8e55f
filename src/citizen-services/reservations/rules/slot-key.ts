/** '2027-02-07T09:00/12:00': a day and a time of it, as the list of a lottery names them. */
export interface SlotTime {
  readonly date: Temporal.PlainDate;
  readonly start: number;
  readonly end: number;
}

export function readSlotKey(key: string): SlotTime | null {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})\/(\d{2}):(\d{2})$/.exec(key);
  if (!match) return null;
  const [, day = '', fromHour, fromMinute, toHour, toMinute] = match;
  return { date: Temporal.PlainDate.from(day), start: Number(fromHour) * 60 + Number(fromMinute), end: Number(toHour) * 60 + Number(toMinute) };
}
