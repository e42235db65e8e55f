/** A word that stands nearly everywhere is found month by month: the list must be the one that a single question gives. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import type { Actor } from '../../../kernel/actor.ts';
import { intField } from '../../../kernel/fields.ts';
import { staffActor } from '../../../kernel/testing.ts';
import { bigrams } from '../../../kernel/text/search.ts';
import { type Hall, letter, openHall } from '../acceptance.fixture.ts';
import { query } from '../acts.ts';
import { findDocuments, MOST_FOUND } from './finding.ts';
import { readers } from './register.ts';

const LETTERS = 70;
const label = { ja: '数', en: 'Number' };
const probe = query({
  name: 'documents.probe', title: label, input: z.object({ offset: intField(label), limit: intField(label), most: intField(label) }), allow: readers,
  run: (ctx, input) => findDocuments(ctx, bigrams('除雪'), input.offset, input.limit, input.most),
});

let hall: Hall;
before(async () => {
  hall = await openHall('2025-04-02T10:00:00+09:00');
  for (let n = 0; n < LETTERS; n++) {
    // Months with many, with few and with none; several on one day.
    hall.house.clock.advance({ hours: [0, 30, 24 * 9, 24 * 75][(n * 7) % 11 % 4] ?? 0 });
    const welfare = n % 3 === 0;
    await letter(await hall.as(welfare ? 'welfare' : 'clerk'), hall.office(welfare ? 'WELFARE' : 'AFFAIRS'), { title: '除雪の依頼', receivedOn: hall.house.clock.now().toZonedDateTimeISO('Asia/Tokyo').toPlainDate().toString(), theirNumber: `第${n}号`, ...(n % 4 === 0 ? { confidentiality: 'department' } : {}) });
  }
});
after(() => hall.close());

const work = (code: string) => ({ permission: 'documents.work', scope: [`department:${code}`] });

test('どこにでもある語は月ごとにさがしても、一度にさがしたのと同じ並びになる', async () => {
  const found = async (actor: Actor, offset: number, limit: number, most: number) => {
    const answer = await hall.house.ask(actor, probe, { offset, limit, most });
    assert.ok(answer.ok, JSON.stringify(answer));
    return answer.value;
  };
  const people = { clerk: [work('AFFAIRS')], welfare: [work('WELFARE')], records: ['documents.records'], both: ['documents.records', work('AFFAIRS')] };
  const totals = new Set<number>();
  for (const [who, grants] of Object.entries(people)) {
    const actor = staffActor(hall.house.id(), grants);
    const whole = await found(actor, 0, LETTERS, MOST_FOUND);
    assert.deepEqual([whole.more, whole.total, new Set(whole.ids).size], [false, whole.ids.length, whole.ids.length], who);
    totals.add(whole.total);
    const most = whole.total - 2;
    for (let offset = 0; offset < most; offset += 7) {
      const part = await found(actor, offset, 7, most);
      assert.deepEqual(part, { ids: whole.ids.slice(offset, Math.min(offset + 7, most)), total: most, more: true }, `${who} ${offset}`);
    }
  }
  assert.ok(totals.has(LETTERS) && totals.size > 1, `people see different lists: ${[...totals].join(' ')}`);
});
