/** What goes into PostgreSQL comes back as ours. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { probeCity } from '../probe.fixture.ts';
import type { TestCity } from '../testing.ts';
import { rangeText } from './values.ts';

let house: TestCity;
before(async () => {
  house = await probeCity();
});
after(() => house.close());

async function one(sql: string, values: readonly unknown[] = []): Promise<unknown> {
  const found = await house.city.staffDb.use((connection) => connection.run<{ v: unknown }>(`select ${sql} as v`, values));
  return found.rows[0]?.v;
}

test('dates and moments are Temporal, to the microsecond and for every year', async () => {
  for (const day of ['0001-01-01', '1868-01-25', '2026-11-23', '9999-12-31']) {
    const date = Temporal.PlainDate.from(day);
    assert.ok(date.equals((await one('$1::date', [date])) as Temporal.PlainDate), day);
  }
  for (const moment of ['1970-01-01T00:00:00Z', '2026-11-23T01:02:03.123456Z', '1901-12-13T20:45:52Z']) {
    assert.equal(String(await one('$1::timestamptz', [Temporal.Instant.from(moment)])), moment);
  }
});

test('big integers are checked, lists are lists, objects are JSON, bytes are bytes', async () => {
  assert.equal(await one('9007199254740991::bigint'), Number.MAX_SAFE_INTEGER);
  await assert.rejects(one('9007199254740993::bigint'), RangeError);
  assert.deepEqual(await one('$1::text[]', [['髙', '𠮷', 'a,b', '{}', '"']]), ['髙', '𠮷', 'a,b', '{}', '"']);
  assert.deepEqual(await one('$1::jsonb', [{ a: [1, { b: '𠮷' }] }]), { a: [1, { b: '𠮷' }] });
  assert.deepEqual([...((await one('$1::bytea', [Buffer.from([0, 1, 255])])) as Uint8Array)], [0, 1, 255]);
  assert.deepEqual(((await one(`array['2026-01-01'::date, '2026-12-31']`)) as Temporal.PlainDate[]).map(String), ['2026-01-01', '2026-12-31']);
  assert.deepEqual(await one(`'{}'::timestamptz[]`), []);
});

test('ranges are half-open and come back as they went', async () => {
  const from = Temporal.Instant.from('2026-11-23T00:00:00Z');
  const to = from.add({ hours: 2 });
  const range = (await one('$1::tstzrange', [rangeText(from, to)])) as { from: Temporal.Instant; to: Temporal.Instant | null };
  assert.ok(range.from.equals(from) && range.to?.equals(to));
  assert.equal(((await one('$1::tstzrange', [rangeText(from, null)])) as { to: unknown }).to, null);
});
