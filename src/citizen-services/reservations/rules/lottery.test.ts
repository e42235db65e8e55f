import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { verifyDraw } from './lottery-proof.ts';
import { canonicalLines, commitOf, draw, rootOf, seedOf, ticketOf, waitingOrder, weightAfterLosses } from './lottery.ts';
import type { LotteryEntry, LotteryGround, LotteryOptions } from './lottery.ts';

const sha256hex = (text: string) => hash('sha256', text);
const plain: LotteryOptions = { mode: 'entries', noOverlap: false, oneEachRound: false, stages: [] };
const cellsOf = { 'GYM-ALL': ['g1', 'g2', 'g3', 'g4'], 'GYM-A': ['g1', 'g2'], 'GYM-B': ['g3', 'g4'], OTHER: ['o1'] };
const ground: LotteryGround = { cellsOf };
const evening = '2027-01-16T18:00/21:00';
const morning = '2027-01-17T09:00/12:00';
const entry = (id: string, applicant: string, unit: string, slot: string, weight = 1): LotteryEntry => ({ id, applicant, unit, slot, weight });
const example = [
  entry('E0001', 'U-101', 'GYM-ALL', evening), entry('E0002', 'U-102', 'GYM-A', evening), entry('E0003', 'U-103', 'GYM-A', evening),
  entry('E0004', 'U-104', 'GYM-B', evening, 2), entry('E0005', 'U-105', 'GYM-ALL', morning), entry('E0006', 'U-101', 'GYM-ALL', morning),
];
const secretHex = '00112233445566778899aabbccddeeff'.repeat(2);
const publicValue = '5f'.repeat(32);
const lotteryId = 'LOT-2027-01-GYM';
const seed = seedOf({ lotteryId, root: rootOf(example, sha256hex), secretHex, publicValue }, sha256hex);
const outcomes = (entries: readonly LotteryEntry[], options: Partial<LotteryOptions> = {}, where: LotteryGround = ground) =>
  Object.fromEntries(draw(entries, seed, where, { ...plain, ...options }, sha256hex).map((drawn) => [drawn.entry.id, drawn.outcome]));

test('公開例のとおりの値: commit・root・seed・順番・結果', () => {
  assert.equal(canonicalLines(example).split('\n')[0], 'E0001,U-101,GYM-ALL,2027-01-16T18:00/21:00,1');
  assert.equal(rootOf(example, sha256hex), 'd949e782e3030fa427589d0448ee73043031b59f099b0abfcb0805089418884b');
  assert.equal(commitOf(secretHex, sha256hex), '2a8abfa8cb9906290437854193ca6bca41d4d4e26d1d454bd66a35158095e737');
  assert.equal(seed, 'b15a68a95551e5e38282dc52e61e4a645f399e40976dcc8e9a8bcc98d3773344');
  const drawn = draw(example.toReversed(), seed, ground, { ...plain, capWins: 1 }, sha256hex);
  assert.deepEqual(drawn.map((one) => `${one.entry.id} ${one.outcome}`), ['E0005 won', 'E0001 won', 'E0003 full', 'E0006 cap', 'E0002 full', 'E0004 full']);
  assert.deepEqual(drawn.slice(0, 2).map((one) => one.ticket.slice(0, 12)), ['1e87852f773b', '3c02dbd87393']);
});

test('一文字でも変えると一致しません', () => {
  const results = draw(example, seed, ground, { ...plain, capWins: 1 }, sha256hex).map((one) => ({ id: one.entry.id, outcome: one.outcome }));
  const published = { lotteryId, commit: commitOf(secretHex, sha256hex), root: rootOf(example, sha256hex), secretHex, publicValue, entries: example, results, ground, options: { ...plain, capWins: 1 } };
  assert.ok(verifyDraw(published, sha256hex).every((finding) => finding.ok));
  const changed = verifyDraw({ ...published, entries: example.map((one) => (one.id === 'E0002' ? { ...one, applicant: 'U-109' } : one)) }, sha256hex);
  assert.equal(changed.find((finding) => finding.what === 'root')?.message.ja, '締め切りのときの申込の一覧が一致しません。');
  const otherSecret = verifyDraw({ ...published, secretHex: secretHex.replace('0', '1') }, sha256hex);
  assert.equal(otherSecret.find((finding) => finding.what === 'commit')?.ok, false);
  const forged = verifyDraw({ ...published, results: results.map((one) => (one.id === 'E0002' ? { ...one, outcome: 'won' as const } : one)) }, sha256hex);
  assert.equal(forged.find((finding) => finding.what === 'results')?.ok, false);
});

test('上限2回なら三つ目はcap、同じ時間の二つ目はoverlap', () => {
  const three = ['2027-01-02', '2027-01-03', '2027-01-04'].map((date, index) => entry(`E${index}`, 'U', 'GYM-A', `${date}T09:00/12:00`));
  assert.deepEqual(Object.values(outcomes(three, { capWins: 2 })).toSorted(), ['cap', 'won', 'won']);
  assert.deepEqual(Object.values(outcomes(three, { capWins: 2 }, { ...ground, winsBefore: { U: 1 } })).toSorted(), ['cap', 'cap', 'won']);
  const twins = [entry('E1', 'U', 'GYM-A', evening), entry('E2', 'U', 'OTHER', '2027-01-16T19:00/20:00')];
  assert.deepEqual(Object.values(outcomes(twins, { noOverlap: true })).toSorted(), ['overlap', 'won']);
  assert.deepEqual(Object.values(outcomes(twins)), ['won', 'won']);
});

test('取り下げ・資格なし・ふさがった場所・翌日にかかる時間', () => {
  const list = [{ ...entry('E1', 'A', 'GYM-A', evening), withdrawn: true }, { ...entry('E2', 'B', 'GYM-A', evening), eligible: false }, entry('E3', 'C', 'GYM-A', evening)];
  assert.deepEqual(outcomes(list), { E1: 'withdrawn', E2: 'ineligible', E3: 'won' });
  assert.equal(outcomes(list, {}, { cellsOf, occupied: [{ cell: 'g2', slot: '2027-01-16T20:00/22:00' }] })['E3'], 'full');
  const night = [entry('E1', 'A', 'OTHER', '2027-01-16T22:00/26:00'), entry('E2', 'B', 'OTHER', '2027-01-17T01:00/03:00')];
  assert.deepEqual(Object.values(outcomes(night)).toSorted(), ['full', 'won']);
  const courses = [entry('E1', 'A', 'OTHER', 'course-1'), entry('E2', 'B', 'OTHER', 'course-2'), entry('E3', 'C', 'OTHER', 'course-1')];
  assert.equal(Object.values(outcomes(courses)).filter((outcome) => outcome === 'won').length, 2);
  assert.throws(() => outcomes([entry('E1', 'A', 'NONE', evening)]), RangeError);
  assert.throws(() => canonicalLines([entry('E,1', 'A', 'OTHER', evening)]), RangeError);
  assert.throws(() => canonicalLines([entry('E1', 'A', 'OTHER', evening, 0)]), RangeError);
});

test('一巡するまで一人一つ', () => {
  const days = Array.from({ length: 4 }, (_, index) => `2027-01-0${index + 1}T09:00/12:00`);
  const list = days.flatMap((slot, index) => [entry(`A${index}`, 'A', 'OTHER', slot, 50), entry(`B${index}`, 'B', 'OTHER', slot)]);
  const wins = (result: Record<string, string>) => ['A', 'B'].map((name) => Object.entries(result).filter(([id, outcome]) => id.startsWith(name) && outcome === 'won').length);
  assert.deepEqual(wins(outcomes(list)), [4, 0], 'the heavy weight wins everything');
  const [a = 0, b = 0] = wins(outcomes(list, { oneEachRound: true }));
  assert.ok(b >= 1 && a + b === 4);
});

test('希望順位: 順番が来た人は空いている中でいちばん望むものを取る', () => {
  const ranked = (applicant: string, slots: readonly string[]) => slots.map((slot, index) => ({ ...entry(`${applicant}${index}`, applicant, 'OTHER', slot), rank: index + 1 }));
  const list = [...ranked('A', [evening, morning]), ...ranked('B', [evening, morning])];
  const drawn = draw(list, seed, ground, { ...plain, mode: 'ranked', capWins: 1 }, sha256hex);
  const first = drawn[0]?.entry.applicant ?? '';
  const second = first === 'A' ? 'B' : 'A';
  const result = Object.fromEntries(drawn.map((one) => [one.entry.id, one.outcome]));
  assert.deepEqual([result[`${first}0`], result[`${first}1`], result[`${second}0`], result[`${second}1`]], ['won', 'cap', 'full', 'won']);
  assert.match(canonicalLines(list), /^A0,A,OTHER,2027-01-16T18:00\/21:00,1,1\n/, 'the rank is frozen too');
});

test('優先の段階: 市内の団体が先、どの段階にもない人は対象外', () => {
  const list = [{ ...entry('E1', 'N', 'OTHER', evening, 100), userClass: 'N-GROUP' }, { ...entry('E2', 'R', 'OTHER', evening), userClass: 'R-GROUP' }, { ...entry('E3', 'X', 'OTHER', evening), userClass: 'X' }];
  assert.deepEqual(outcomes(list, { stages: [{ code: '1', classes: ['R-*'] }, { code: '2', classes: ['N-*'] }] }), { E1: 'full', E2: 'won', E3: 'ineligible' });
  assert.deepEqual(outcomes(list, { stages: [{ code: '1', classes: ['R-*'], units: ['GYM-*'] }, { code: '2', classes: ['*'] }] })['E1'], 'won');
});

test('外れた人は順番のまま補欠になる', () => {
  const drawn = draw(example, seed, ground, { ...plain, capWins: 1 }, sha256hex);
  assert.deepEqual(waitingOrder(drawn, { slot: evening, cells: ['g1', 'g2', 'g3', 'g4'] }, cellsOf).map((one) => one.entry.id), ['E0003', 'E0002', 'E0004']);
  assert.deepEqual(waitingOrder(drawn, { slot: evening, cells: ['g3', 'g4'] }, cellsOf).map((one) => one.entry.id), ['E0004']);
  assert.deepEqual([0, 1, 5].map((losses) => weightAfterLosses(losses, { perLoss: 1, max: 4 })), [1, 2, 4]);
});

test('公平さ: 同じ条件の10件を10,000回引くと、どれも1,000回±120回', () => {
  const wins = new Map<string, number>();
  for (let round = 0; round < 10_000; round += 1) {
    const roundSeed = sha256hex(`fair ${round}`);
    let [best, winner] = ['g', ''];
    for (let index = 0; index < 10; index += 1) {
      const ticket = ticketOf(roundSeed, `E${index}`, 1, sha256hex);
      if (ticket < best) [best, winner] = [ticket, `E${index}`];
    }
    wins.set(winner, (wins.get(winner) ?? 0) + 1);
  }
  for (const count of wins.values()) assert.ok(Math.abs(count - 1000) <= 120, String(count));
});

test('公平さ: 重み1と3は25％と75％', () => {
  let heavy = 0;
  for (let round = 0; round < 10_000; round += 1) {
    const roundSeed = sha256hex(`weight ${round}`);
    if (ticketOf(roundSeed, 'B', 3, sha256hex) < ticketOf(roundSeed, 'A', 1, sha256hex)) heavy += 1;
  }
  assert.ok(Math.abs(heavy - 7500) <= 4 * Math.sqrt(10_000 * 0.25 * 0.75), String(heavy));
});

test('60,000件を引いても、全員に一つの結果が付き、同じ区画・同じ時間の当選は一つ', () => {
  const units = Object.keys(cellsOf);
  const many = Array.from({ length: 60_000 }, (_, index) =>
    entry(`E${String(index).padStart(6, '0')}`, `U-${index % 7000}`, units[index % units.length] ?? '', `2027-01-${String((index % 28) + 1).padStart(2, '0')}T${['09:00/12:00', '13:00/17:00', '18:00/21:00'][index % 3]}`, (index % 4) + 1));
  const root = rootOf(many, sha256hex);
  const drawn = draw(many, sha256hex(root), ground, { ...plain, capWins: 4, noOverlap: true, oneEachRound: true }, sha256hex);
  assert.equal(drawn.length, 60_000);
  assert.deepEqual(drawn.map((one) => one.position), Array.from({ length: 60_000 }, (_, index) => index + 1));
  const won = drawn.filter((one) => one.outcome === 'won').flatMap(({ entry: one }) => (ground.cellsOf[one.unit] ?? []).map((cell) => `${cell} ${one.slot}`));
  assert.ok(won.length > 0 && new Set(won).size === won.length);
});

test('同じ区画は同じ時間に一度しか当たらず、申込の並びは結果を変えない', () => {
  const anyEntry = fc.record({ applicant: fc.constantFrom('A', 'B', 'C', 'D'), unit: fc.constantFrom(...Object.keys(cellsOf)), slot: fc.constantFrom(evening, morning, '2027-01-16T20:00/22:00'), weight: fc.integer({ min: 1, max: 3 }) });
  const anyOptions = fc.record({ capWins: fc.constantFrom(1, 2, 9), noOverlap: fc.boolean(), oneEachRound: fc.boolean() });
  fc.assert(fc.property(fc.array(anyEntry, { maxLength: 25 }), anyOptions, fc.string(), (list, options, salt) => {
    const entries = list.map((one, index) => ({ id: `E${index}`, ...one }));
    const drawn = draw(entries, sha256hex(salt), ground, { ...plain, ...options }, sha256hex);
    assert.deepEqual(draw(entries.toReversed(), sha256hex(salt), ground, { ...plain, ...options }, sha256hex), drawn);
    const won = drawn.filter((one) => one.outcome === 'won').flatMap(({ entry: one }) => (ground.cellsOf[one.unit] ?? []).map((cell) => `${cell} ${one.slot.startsWith('2027-01-16') ? 'evening' : one.slot}`));
    assert.equal(new Set(won).size, won.length);
    assert.ok(drawn.every((one) => one.outcome !== 'won' || drawn.filter((other) => other.entry.applicant === one.entry.applicant && other.outcome === 'won').length <= options.capWins));
  }));
});
