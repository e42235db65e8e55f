/** Portal 2: a colour that words are written in is 4.5 : 1 on every ground it stands on, by day and by night; edges that must be seen are 3 : 1 (WCAG 2.2, 1.4.3 and 1.4.11). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { chosen } from './styles.ts';

const css = (name: string) => readFileSync(new URL(`./css/${name}.css`, import.meta.url), 'utf8');
const colours = (text: string) => new Map([...text.matchAll(/(--[a-z0-9-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value] as const));
const day = colours(css('tokens'));
const night = new Map([...day, ...colours(css('dark'))]);

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function ratio(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((one, other) => other - one);
  return (light + 0.05) / (dark + 0.05);
}

/** Words, and what they stand on. */
const written: Readonly<Record<string, readonly string[]>> = {
  '--ink': ['--paper', '--wash', '--grey-wash', '--city-wash', '--act-wash', '--bad-wash', '--warn-wash', '--good-wash', '--here'], '--ink-2': ['--paper', '--wash', '--grey-wash', '--city-wash'], '--ink-3': ['--paper', '--wash', '--grey-wash'],
  '--act': ['--paper', '--wash', '--grey-wash', '--act-wash', '--city-wash'], '--act-strong': ['--paper', '--act-wash'], '--on-act': ['--act', '--act-strong'], '--bad': ['--paper', '--bad-wash'], '--warn': ['--paper', '--warn-wash'], '--good': ['--paper', '--good-wash'], '--city': ['--paper', '--city-wash'],
};
const edges: Readonly<Record<string, readonly string[]>> = { '--edge': ['--paper', '--wash'], '--chart-1': ['--paper'], '--chart-2': ['--paper'], '--chart-3': ['--paper'], '--chart-4': ['--paper'], '--chart-5': ['--paper'], '--chart-6': ['--paper'] };

function tooPale(theme: ReadonlyMap<string, string>, pairs: typeof written, least: number): readonly string[] {
  const of = (name: string) => theme.get(name) ?? assert.fail(`${name} is no colour`);
  return Object.entries(pairs).flatMap(([name, grounds]) => grounds.flatMap((ground) => (ratio(of(name), of(ground)) < least ? [`${name} on ${ground}: ${ratio(of(name), of(ground)).toFixed(2)}`] : [])));
}

const contrast = new Map([...day, ...colours(css('contrast'))]);

for (const [name, theme] of [['day', day], ['night', night], ['strong colours', contrast]] as const) {
  test(`Portal 2: every colour of words is 4.5 : 1 and every edge 3 : 1, by ${name}`, () => {
    assert.deepEqual(tooPale(theme, written, 4.5), []);
    assert.deepEqual(tooPale(theme, edges, 3), []);
  });
}

test('who asks for strong colours gets 7 : 1 (WCAG 2.2, 1.4.6), but for the city’s own colour', () => {
  assert.deepEqual(tooPale(contrast, Object.fromEntries(Object.entries(written).filter(([name]) => name !== '--city')), 7), []);
});

test('what is chosen by hand has the same values as what a machine asks for', () => {
  for (const name of ['dark', 'contrast']) {
    const file = new URL(`./css/${name}.css`, import.meta.url);
    const rules = chosen(file, css(name)).slice(css(name).length);
    assert.deepEqual([...colours(rules)], [...colours(css(name))]);
    assert.match(rules, new RegExp(`@media screen \\{\\s*:root\\[data-colours="${name}"\\] \\{`));
    assert.doesNotMatch(rules, /prefers-|:not\(/);
  }
});

test('a paler grey would be noticed', () => {
  assert.deepEqual(tooPale(new Map([...day, ['--ink-3', '#808080']]), { '--ink-3': ['--paper'] }, 4.5), ['--ink-3 on --paper: 3.95']);
});
