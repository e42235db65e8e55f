import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Box, drawPicture, nameLines } from './picture.ts';
import type { Need } from './start-order.ts';

const need = (asset: string, needs: string, kind: Need['kind'] = 'start'): Need => ({ asset, needs, kind, either: '' });
const overlap = (a: Box, b: Box) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test('what is needed stands left of what needs it', () => {
  const picture = drawPicture(['power', 'server', 'residents'], [need('server', 'power'), need('residents', 'server'), need('residents', 'power')]);
  const x = (id: string) => picture.boxes.find((box) => box.id === id)?.x ?? -1;
  assert.ok(x('power') < x('server') && x('server') < x('residents'));
  assert.equal(picture.lines.length, 3);
  assert.equal(picture.lines.find((line) => line.to === 'residents' && line.from === 'power')?.points.length, 4, 'the long line passes the middle layer');
});

test('names in two lines of much the same length, no line beginning with a bracket', () => {
  assert.deepEqual(nameLines('住民記録', 10), ['住民記録']);
  assert.deepEqual(nameLines('避難行動要支援者名簿', 10), ['避難行動要支援者名簿']);
  assert.deepEqual(nameLines('庁内の電話（IP電話）', 10), ['庁内の電話（', 'IP電話）']);
  assert.deepEqual(nameLines('窓口の端末とプリンター', 10), ['窓口の端末と', 'プリンター']);
  assert.equal(nameLines('あ'.repeat(60), 10).at(-1), `${'あ'.repeat(9)}…`);
  for (const line of nameLines('いろはにほへとちりーーー', 10)) assert.doesNotMatch(line, /^ー/);
});

test('many services beside each other: two columns, and one trunk for their lines', () => {
  const services = Array.from({ length: 18 }, (_, index) => `s${index}`);
  const picture = drawPicture(['base', ...services], services.map((id) => need(id, 'base')));
  assert.equal(new Set(picture.boxes.map((box) => box.x)).size, 3);
  const trunk = new Set(picture.lines.filter((line) => line.points.length === 4).map((line) => line.points[1]?.y));
  assert.equal(trunk.size, 1);
});

test('nothing to draw is an empty picture', () => {
  assert.deepEqual(drawPicture([], []).boxes, []);
});

test('thirty-six systems: no box over another, none outside, no line through a box, always the same', () => {
  const nets = fc.integer({ min: 1, max: 36 }).chain((count) => fc.record({ count: fc.constant(count), edges: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 70 }) }));
  fc.assert(fc.property(nets, ({ count, edges }) => {
    const ids = Array.from({ length: count }, (_, index) => `s${index}`);
    const needs = [...new Set(edges.filter(([a, b]) => a > b).map(([a, b]) => `${a} ${b}`))].map((text) => text.split(' ')).map(([a = '', b = '']) => need(`s${a}`, `s${b}`));
    const picture = drawPicture(ids, needs);
    assert.equal(picture.boxes.length, count);
    for (const [index, box] of picture.boxes.entries()) {
      assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= picture.width && box.y + box.height <= picture.height);
      for (const other of picture.boxes.slice(index + 1)) assert.ok(!overlap(box, other), `${box.id} over ${other.id}`);
    }
    for (const line of picture.lines) {
      // Between two layers a line runs where no box is; inside a layer it runs level at its own height.
      for (const [index, point] of line.points.entries()) {
        const next = line.points[index + 1];
        if (!next || next.y !== point.y || index % 2 === 0) continue;
        for (const box of picture.boxes) assert.ok(!(box.x < next.x && point.x < box.x + box.width && box.y < point.y && point.y < box.y + box.height), `${line.from}>${line.to} through ${box.id}`);
      }
    }
    assert.deepEqual(drawPicture(ids, needs), picture);
  }), { numRuns: 60 });
});
