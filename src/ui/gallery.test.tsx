import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { minifySync, transformSync } from 'rolldown/utils';
import { renderPage } from './context.tsx';
import { Gallery } from './gallery.tsx';
import { chosen, cityStyles, islandFiles, styleFiles } from './styles.ts';
import { wrongHtml } from '../testing-html.ts';
import { testOffice, testUi } from './test-page.ts';

const pages = { citizen: testUi(), english: testUi({ lang: 'en', viewer: null, menu: [] }), office: testOffice() };

for (const [name, ui] of Object.entries(pages)) {
  test(`the gallery is valid HTML: ${name}`, async () => {
    assert.deepEqual(await wrongHtml(renderPage(<Gallery />, ui)), []);
  });

  test(`nothing in it needs an exception from the content security policy: ${name}`, () => {
    const html = renderPage(<Gallery />, ui);
    assert.doesNotMatch(html, /<[^>]+\sstyle=/);
    assert.doesNotMatch(html, /<style|javascript:|<[^>]+\son[a-z]+=/);
    for (const [, attributes, body] of html.matchAll(/<script([^>]*)>(.*?)<\/script>/g)) {
      assert.match(attributes ?? '', /\ssrc="/);
      assert.equal(body, '');
    }
  });

  test(`every reference inside it arrives: ${name}`, () => {
    const html = renderPage(<Gallery />, ui);
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id ?? '');
    assert.equal(new Set(ids).size, ids.length);
    const wanted = [...html.matchAll(/\s(?:for|aria-describedby|aria-labelledby)="([^"]+)"/g)].flatMap(([, value]) => (value ?? '').split(' '));
    for (const id of wanted) assert.ok(ids.includes(id), id);
  });
}

test('the style sheets stay under 12 KB on the wire', () => {
  const css = styleFiles.map((file) => chosen(file, readFileSync(file, 'utf8'))).join('\n');
  const bytes = gzipSync(css, { level: 9 }).length;
  assert.ok(bytes <= 12 * 1024, `${bytes} bytes`);
  // A broken brace in one layer would silently take the next layers with it.
  assert.equal(css.split('{').length, css.split('}').length);
});

test('every class that a component writes is known to a style sheet', () => {
  const css = styleFiles.map((file) => chosen(file, readFileSync(file, 'utf8'))).join('\n');
  const html = Object.values(pages).map((ui) => renderPage(<Gallery />, ui)).join('');
  const used = new Set([...html.matchAll(/\sclass="([^"]+)"/g)].flatMap(([, names]) => (names ?? '').split(' ')));
  const unstyled = new Set(['primary', 'info', 'later', 'mark-word', 'lottery', 'step-label', 'slot-time']);
  assert.deepEqual([...used].filter((name) => !css.includes(`.${name}`) && !unstyled.has(name)), []);
});

test('an island stays under 3 KB', () => {
  for (const [name, file] of Object.entries(islandFiles)) {
    const { code } = minifySync(name, transformSync(name.replace('.js', '.ts'), readFileSync(file, 'utf8'), { lang: 'ts' }).code);
    assert.ok(Buffer.byteLength(code) < 3 * 1024, `${name}: ${Buffer.byteLength(code)} bytes`);
  }
});

test('a city may set two colours and nothing else', () => {
  assert.match(cityStyles('#0c472a', '#e6f5ec'), /--city:#0c472a/);
  assert.throws(() => cityStyles('red;}body{display:none', '#e6f5ec'), RangeError);
});
