/** Plans in Markdown: their headings, lists, tables and notes, one page or many, and that any text at all is read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assertSound, ids, ofType, rowsOf, textsOf } from './import.fixture.ts';
import { importMarkdown, splitSections } from './markdown.ts';

function read(text: string) {
  const found = importMarkdown(text, { newId: ids() });
  assertSound(found.blocks);
  return found;
}

const PLAN = `

# 第1次見本市図書計画（案）

（令和8年度～令和11年度）

本を読む人の  
ふえる町へ

目次\t
I はじめに\t2
1 ねらい\t3

# I はじめに

## 1 ねらい

市民が本を手に取る
場所<sup>※1</sup>を広げます[^kazu]。

---

※1 **場所**とは、図書館と学校の図書室をいう。

### 1-1 期間

4年間です[^kikan]。

#### 年ごとの数

年 度\t令和8年度\t令和9年度\t
目 標\t100冊\t\t

## 2 取り組み

- ① 図書館
  - ア 開く時間を延ばす
  - イ **席**を増やす

- ② 学校
  - ア 本を移す

1. 調べる
2. 決める
   - 会議で
3. 行う

| 区分 | 冊数 |
|:-----|-----:|
| 児童 | 1\\|2 |
| 一般 |

<!-- 課長に確認 -->

## 3 終わりに

[^kazu]: 令和7年度の*数*。
[^kikan]: 議会で決める。
  見直すことがある。
[^nokori]: 使わない注。
`;

test('a plan: title, levels, tables of tabs and pipes, lists, notes at the end', () => {
  const { title, blocks, report } = read(PLAN);
  assert.equal(title, '第1次見本市図書計画（案）');
  assert.deepEqual(ofType(blocks, 'heading').map(({ level, text }) => `${level} ${text}`), ['1 I はじめに', '2 1 ねらい', '3 1-1 期間', '4 年ごとの数', '2 2 取り組み', '2 3 終わりに', '1 注']);
  assert.deepEqual(ofType(blocks, 'text').map((block) => block.content), [
    ['（令和8年度～令和11年度）'], ['本を読む人の', { break: true }, 'ふえる町へ'], ['市民が本を手に取る場所', { mark: 'sup', text: ['※1'] }, 'を広げます', { mark: 'sup', text: ['1'] }, '。'],
    ['※1 ', { mark: 'strong', text: ['場所'] }, 'とは、図書館と学校の図書室をいう。'], ['4年間です', { mark: 'sup', text: ['2'] }, '。'],
  ]);
  assert.deepEqual(ofType(blocks, 'table').map((table) => [table.headerRow, rowsOf(table)]), [[false, [['年 度', '令和8年度', '令和9年度'], ['目 標', '100冊', '']]], [true, [['区分', '冊数'], ['児童', '1|2'], ['一般', '']]]]);
  assert.deepEqual(ofType(blocks, 'list').map((list) => [list.style, textsOf([list])]), [
    ['bullets', ['① 図書館', 'ア 開く時間を延ばす', 'イ 席を増やす', '② 学校', 'ア 本を移す']], ['numbers', ['調べる', '決める\n・会議で', '行う']], ['numbers', ['令和7年度の数。', '議会で決める。見直すことがある。', '使わない注。']],
  ]);
  assert.deepEqual(report.map((note) => [note.kind, note.count]), [['list_nested', 4], ['rule', 1], ['contents', 1], ['html_comment', 1], ['table_header', 1], ['table_caption', 2], ['table_ragged', 1], ['footnote_unused', 1]]);
});

test('one plan becomes pages, each beginning at level 2, with the notes it points at', () => {
  const pages = splitSections(read(PLAN), 2);
  for (const page of pages) assertSound(page.blocks);
  assert.deepEqual(pages.map(({ title, parents }) => [...parents, title].join(' > ')), ['第1次見本市図書計画（案）', ...['1 ねらい', '2 取り組み', '3 終わりに'].map((name) => `第1次見本市図書計画（案） > I はじめに > ${name}`)]);
  const [, aim, work, end] = pages;
  assert.deepEqual(ofType(aim?.blocks ?? [], 'heading').map(({ level, text }) => [level, text]), [[2, '1-1 期間'], [3, '年ごとの数'], [2, '注']]);
  assert.deepEqual(ofType(aim?.blocks ?? [], 'list').map((list) => list.items.map((item) => item.term)), [['1', '2']]);
  assert.deepEqual([ofType(work?.blocks ?? [], 'list').length, end?.blocks], [2, []]);
  assert.deepEqual(splitSections(read('文だけ'), 2).map((page) => page.blocks.length), [1]);
});

test('a long text splits into pages without losing a paragraph', () => {
  const text = Array.from({ length: 30 }, (_, index) => `## 章${index}\n\n${Array.from({ length: 30 }, (_line, line) => `段落${index}-${line}`).join('\n\n')}`).join('\n\n');
  const pages = splitSections(importMarkdown(text, { newId: ids(), whole: true }), 2);
  assert.deepEqual([pages.length, pages.flatMap((page) => textsOf(page.blocks)).length], [30, 900]);
});

test('marks in a line, and what is not one', () => {
  const content = (text: string) => ofType(read(text).blocks, 'text')[0]?.content;
  assert.deepEqual(content('**「注」**です。*斜め*と_線_、snake_case_name、5 * 3 * 2、\\*星\\*、`a*b`'), [{ mark: 'strong', text: ['「注」'] }, 'です。', { mark: 'em', text: ['斜め'] }, 'と_線_、snake_case_name、5 * 3 * 2、*星*、a*b']);
  assert.deepEqual(content('[様式](/a.pdf "題") [**強い**名](<https://example.jp/a b>) <https://example.jp/> [悪](java\tscript:1) [悪](javascript:alert(1)) [相対](x.html) [^なし]'), [
    { link: '/a.pdf', text: ['様式'] }, ' ', { link: 'https://example.jp/a%20b', text: ['**強い**名'] }, ' ', { link: 'https://example.jp/', text: ['https://example.jp/'] }, ' [悪](java script:1) 悪 相対 [^なし]',
  ]);
  assert.deepEqual(textsOf(read('題\n===\n\n小題\n---\n\n> 引用\n> 続き\n\n```\na  b\n  c\n```\n\n![城](/a.jpg)\n\n<table><tr><th>a<th>b\n\n<tr><td>1<td>2</table>\n\n---\ntitle: x').blocks), ['小題', '引用続き', 'a  b\n  c', '城', 'a', 'b', '1', '2', 'title: x']);
  assert.equal(read('---\ntitle: "計画"\n---\n文').title, '計画');
  assert.deepEqual(ofType(read('1. a\n1. b\n1. c').blocks, 'list').map((list) => list.style), ['numbers']);
});

const piece = fc.oneof(fc.constantFrom('# ', '## ', '- ', '  - ', '1. ', '\t', '|', '|---|---|', '\n', '\n\n', '**', '*', '_', '`', '```', '[', '](', ')', '[^1]', '[^1]: ', '<sup>', '</sup>', '<br>', '<table>', '</table>', '<!--', '-->', '---', '> ', '\\', '  \n', '文', '![', 'javascript:x', '/a', '\u0000', '\ud800', '&nbsp;', '目次\t\n'), fc.string({ maxLength: 4 }));

test('whatever is written is read, whole and in pages', () => {
  fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 0, max: 7 }), (pieces, level) => {
    for (const page of splitSections(read(pieces.join('')), level)) assertSound(page.blocks);
  }), { numRuns: 2000 });
  for (const one of ['*a ', '**a ', '[', '![', '<sup>', '`', '> ', '- ', '_a', '[^1]', '&', '<b ']) read(one.repeat(20_000));
});

test('the line below a table that says what it is becomes its caption', () => {
  for (const said of ['表：手数料', ': 手数料', 'Table: 手数料', '\n表：手数料']) {
    const { blocks } = importMarkdown(`| 品物 | 円 |\n|---|---|\n| 布団 | 200 |\n${said}\n\nあとの文`, { newId: () => crypto.randomUUID() });
    const [table, text] = blocks;
    assert.ok(table?.type === 'table' && text?.type === 'text', said);
    assert.equal(table.caption, '手数料');
  }
});
