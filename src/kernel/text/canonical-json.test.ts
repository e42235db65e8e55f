/** RFC 8785 by its own examples, and by property. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalBytes, canonicalJson, NotCanonical } from './canonical-json.ts';

test('RFC 8785 §3.2.2: numbers, strings and literals of the example', () => {
  const given: unknown = JSON.parse(`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
    "literals": [null, true, false]
  }`);
  assert.equal(canonicalJson(given), '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}');
});

test('RFC 8785 §3.2.3: members are sorted by UTF-16 code units', () => {
  const given: unknown = JSON.parse('{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}');
  const sorted: unknown = JSON.parse(canonicalJson(given).replaceAll(/"[^"]+":("[^"]+")/g, '$1').replace('{', '[').replace('}', ']'));
  assert.deepEqual(sorted, ['Carriage Return', 'One', 'Control', 'Latin Small Letter O With Diaeresis', 'Euro Sign', 'Emoji: Grinning Face', 'Hebrew Letter Dalet With Dagesh']);
});

test('numbers of RFC 8785 appendix B', () => {
  const of = (bits: string) => Buffer.from(bits, 'hex').readDoubleBE();
  for (const [bits, text] of [['0000000000000000', '0'], ['8000000000000000', '0'], ['0000000000000001', '5e-324'], ['7fefffffffffffff', '1.7976931348623157e+308'], ['4340000000000000', '9007199254740992'], ['44b52d02c7e14af6', '1e+23'], ['41b3de4355555555', '333333333.3333333'], ['becbf647612f3696', '-0.0000033333333333333333'], ['43143ff3c1cb0959', '1424953923781206.2']] as const) assert.equal(canonicalJson(of(bits)), text);
});

test('what has no canonical text is refused and named', () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1n, '\ud800', { a: ['\udc00'] }, { '\ud800': 1 }, () => 1]) assert.throws(() => canonicalJson(bad), NotCanonical);
  assert.throws(() => canonicalJson({ rows: [{ yen: Number.NaN }] }), /\$\.rows\[0\]\.yen/);
});

test('undefined members are left out, undefined elements are null, moments speak for themselves', () => {
  assert.equal(canonicalJson({ b: undefined, a: [undefined, 1], at: Temporal.Instant.from('2026-11-23T01:02:03.456Z'), __proto__: null }), '{"a":[null,1],"at":"2026-11-23T01:02:03.456Z"}');
});

test('property: the order and spelling that came in do not matter, and the value comes back', () => {
  fc.assert(fc.property(fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 3 }), (value) => {
    const plain: unknown = JSON.parse(JSON.stringify(value).replaceAll('-0', '0'));
    const text = canonicalJson(plain);
    assert.deepEqual(JSON.parse(text), plain);
    assert.equal(canonicalJson(shuffled(plain)), text);
    assert.equal(canonicalJson(JSON.parse(text)), text);
    assert.equal(Buffer.from(canonicalBytes(plain)).toString('utf8'), text);
  }), { numRuns: 60 });
});

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).toReversed().map(([name, one]) => [name, shuffled(one)]));
}
