/** Pages and clipboards as blocks: what is kept, what is dropped and said, and that nothing harmful or broken comes through whatever is pasted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { around, draftOf } from '../check.fixture.ts';
import { structureRules } from '../structure.ts';
import { plainOf } from '../inline.ts';
import { importHtml } from './html.ts';
import { assertSound, countOf, ids, ofType, OLD_PAGE, rowsOf, textsOf, WORD } from './import.fixture.ts';

function read(html: string, baseUrl?: string) {
  const found = importHtml(html, { newId: ids(), ...(baseUrl === undefined ? {} : { baseUrl }) });
  assertSound(found.blocks);
  return found;
}

const paragraph = (html: string, baseUrl?: string) => ofType(read(html, baseUrl).blocks, 'text')[0]?.content;

test('a paste from Word: three tables with the question for their heads, lists, colours, and what was dropped', () => {
  const { title, blocks, report } = read(WORD);
  assert.equal(title, '水道の使い始めの届け出');
  const tables = ofType(blocks, 'table');
  assert.deepEqual(tables.map(rowsOf), [
    [['口径', '料金'], ['13mm', '1,100円'], ['20mm', '1,650円']],
    [['曜日', '時間'], ['午前', '午後'], ['平日', '9時から', '5時まで']],
    [['課', '電話'], ['水道課', '']],
  ]);
  assert.deepEqual(tables[1]?.rows[0]?.map(({ rows, columns }) => [rows, columns]), [[2, undefined], [undefined, 2]]);
  assert.deepEqual([countOf(report, 'table_header'), countOf(report, 'table_ragged'), countOf(report, 'table_caption')], [3, 1, 3]);
  assert.deepEqual(ofType(blocks, 'list').map((list) => [list.style, list.items.map((item) => plainOf(item.content))]), [
    ['bullets', ['本人を確かめられるもの', '運転免許証', '印鑑']], ['numbers', ['窓口で用紙に書きます。', '職員が確かめます。']],
  ]);
  assert.deepEqual(ofType(blocks, 'text')[0]?.content, [
    '引っ越しの3日前までに、届け出て', { colour: '#ff0000', text: ['ください'] }, '。', { colour: '#cc0000', text: ['締め切りは'] }, { mark: 'strong', text: [{ colour: '#0070c0', text: ['必ず'] }] }, '守ってください。',
  ]);
  for (const kind of ['style_font', 'style_size', 'style_align', 'style_background', 'style_colour', 'style_underline', 'style_other', 'strike', 'comment', 'list_nested', 'link_unusable', 'image_embedded'] as const) assert.ok(countOf(report, kind) > 0, kind);
  assert.deepEqual(ofType(blocks, 'image').map(({ source, alt, width }) => [source, alt, width]), [['', '窓口の地図', 120]]);
  const said = textsOf(blocks).join('\n');
  assert.equal(/課長|mso|supportLists|Times|\[山1\]/.test(said), false, said);
  assert.ok(report.every((note) => note.message.includes(`${note.count}`) && note.message.endsWith('。')));
});

test('a bold line stays bold text, and the rule for it finds it', () => {
  const { blocks } = read(WORD);
  const findings = structureRules.flatMap((rule) => [...rule.check(draftOf(blocks), around())]);
const bold = ofType(blocks, 'text').find((block) => plainOf(block.content) === '持ち物');
  assert.ok(bold);
  assert.deepEqual(findings.filter((one) => one.rule === 'HED-04').map((one) => one.block), [bold.id]);
});

test('lists of Word without its styles are told by what was typed before the words', () => {
  const { blocks } = read('<p class="MsoListParagraph">·&nbsp;&nbsp;&nbsp;&nbsp;りんご</p>\n<p class="MsoListParagraph"><span>·&nbsp;&nbsp; </span>みかん</p><p class="MsoListParagraph">(3)&nbsp; 続き</p>');
  assert.deepEqual(ofType(blocks, 'list').map((list) => [list.style, list.items.map((item) => plainOf(item.content))]), [['bullets', ['りんご', 'みかん', '(3) 続き']]]);
});

test('a page of twenty years ago: the layout is undone, words in pictures are words', () => {
  const { title, lead, blocks, report } = read(OLD_PAGE, 'http://www.example.jp/gomi/index.html');
  assert.deepEqual([title, lead], ['ごみの分け方', 'ごみの分け方と出す日']);
  assert.deepEqual(ofType(blocks, 'heading').map(({ level, text }) => [level, text]), [[2, 'ごみの分け方']]);
  const table = ofType(blocks, 'table')[0];
  assert.deepEqual(rowsOf(table), [['地区', '燃えるごみ'], ['東', '月・木'], ['西', '火・金\n祝日　休み']]);
  assert.deepEqual([table?.caption, table?.headerRow, table?.headerColumn], ['ごみの日', true, true]);
  assert.deepEqual(ofType(blocks, 'list').find((list) => list.style === 'terms')?.items, [{ term: '問い合わせ', content: ['生活環境課', { break: true }, '電話 0243-00-0000'] }]);
  assert.ok(JSON.stringify(blocks).includes('{"link":"http://www.example.jp/gomi/gomi.pdf","text":["手引き(PDF)"]}'));
  assert.ok(textsOf(blocks).some((text) => text.includes('この窓を見てください')));
  for (const [kind, count] of [['script', 1], ['form', 1], ['heading_image', 1], ['table_layout', 1], ['table_nested', 1], ['image_spacer', 1], ['image_map', 2], ['link_unsafe', 2], ['files_to_bring', 1], ['rule', 1], ['quote', 1], ['script_attribute', 1]] as const) assert.equal(countOf(report, kind), count, kind);
});

test('of a whole page only its text comes in, and each thing left out is counted', () => {
  const { title, blocks, report } = read(`<html lang="ja"><head><title>窓口｜見本市</title><style>a{}</style></head><body><header><h1>見本市</h1></header><nav>a</nav><nav>b</nav><div class="breadcrumb">c</div>
    <main><header><h1>窓口の時間</h1></header><p>平日です。</p><form><input><button>送る</button></form><p hidden>隠れた文</p><!-- 担当の覚え書き --></main><aside>横の文</aside><footer>d</footer><script>1</script><script>2</script></body></html>`);
  assert.deepEqual([title, textsOf(blocks)], ['窓口の時間', ['平日です。']]);
  assert.deepEqual(report.map((note) => [note.kind, note.count]), [['nav', 3], ['header', 1], ['footer', 1], ['script', 2], ['style_sheet', 1], ['form', 1], ['hidden', 1], ['outside', 1], ['html_comment', 1]]);
  assert.equal(read('<body><form id="aspnetForm"><h1>題</h1><p>文</p></form></body>').title, '題');
});

test('each mark is what it says; a language, a reading and a break are kept', () => {
  assert.deepEqual(paragraph('<p>10m<sup>2</sup>と<ruby>霞<rp>（</rp><rt>かすみ</rt>ヶ<rt>が</rt></ruby><br><i lang="en-US">Castle</i> <b>城</b></p>'), [
    '10m', { mark: 'sup', text: ['2'] }, 'と', { ruby: 'かすみ', text: '霞' }, { ruby: 'が', text: 'ヶ' }, { break: true }, { lang: 'en-US', text: [{ mark: 'em', text: ['Castle'] }] }, ' ', { mark: 'strong', text: ['城'] },
  ]);
  assert.deepEqual(paragraph('<p>市役所の\n 窓口で\nA\nB</p>'), ['市役所の窓口で A B']);
  assert.deepEqual(paragraph('<p><b>前<a href="/x">長い<i>案内</b>続き</i></a></p>'), [{ mark: 'strong', text: ['前'] }, { link: '/x', text: [{ mark: 'strong', text: ['長い', { mark: 'em', text: ['案内'] }] }, { mark: 'em', text: ['続き'] }] }]);
  assert.deepEqual(textsOf(read('一つ目<br><br>二つ目<br>続き').blocks), ['一つ目', '二つ目\n続き']);
});

test('lists in lists keep their numbers and their order', () => {
  assert.deepEqual(textsOf(read('<ol><li>書く<ul><li>名前</ul><li>出す</ol>').blocks), ['書く\n・名前', '出す']);
  assert.deepEqual(textsOf(read('<ul><li>書類<ol><li>申請書<li>写し</ol></ul>').blocks), ['書類', '1. 申請書', '2. 写し']);
  const from = read('<ol start="4"><li>四<li>五</ol>');
  assert.deepEqual([textsOf(from.blocks), countOf(from.report, 'list_number')], [['4. 四', '5. 五'], 2]);
});

test('what folds, plays or is a picture becomes its own block', () => {
  const { blocks, report } = read(`<details><summary>いつまで</summary><p>3月まで</p></details><details><summary>どこで</summary>窓口</details><details><summary>表</summary><table border=1><tr><th>a<th>b<tr><td>1<td>2</table></details>
    <iframe src="https://www.youtube.com/embed/x?autoplay=1" title="体操"></iframe><iframe src="https://maps.example/x"></iframe><iframe src="javascript:alert(1)"></iframe><object data="x.swf"></object>
    <figure><img src="https://elsewhere.example/a.jpg" alt="城" width="640"><figcaption>秋の城</figcaption></figure><a href="/kanko"><img src="/b.jpg" alt="観光の案内"></a><img src="/c.jpg" alt="">`);
  assert.deepEqual(ofType(blocks, 'accordion').map((one) => one.items.map((item) => item.title)), [['いつまで', 'どこで']]);
  assert.deepEqual([ofType(blocks, 'video').map((one) => [one.title, one.autoplay]), ofType(blocks, 'embed').map((one) => one.address)], [[['体操', true]], ['https://maps.example/x']]);
  assert.deepEqual(ofType(blocks, 'image').map(({ source, alt, caption, decorative }) => [source, alt, caption, decorative]), [['https://elsewhere.example/a.jpg', '城', '秋の城', false], ['/b.jpg', '観光の案内', '', false], ['/c.jpg', '', '', true]]);
  assert.ok(JSON.stringify(blocks).includes('{"link":"/kanko","text":["観光の案内"]}'));
  for (const kind of ['accordion_opened', 'embed_unsafe', 'plugin', 'image_link'] as const) assert.equal(countOf(report, kind), 1, kind);
});

test('no disguise brings a program in, and its words stay', () => {
  const attempts = ['java\tscript:alert(1)', 'java&#9;script:alert(1)', ' &#1;javascript:alert(1)', 'JaVaScRiPt&colon;alert(1)', 'ｊａｖａｓｃｒｉｐｔ：alert(1)', 'java&#x200b;script:alert(1)', 'data:text/html,<script>alert(1)</script>', 'vbscript:msgbox(1)', 'view-source:javascript:1', '&#106;avascript&#58;alert(1)', 'java\nscript:x'];
  for (const address of attempts) {
    const { blocks, report } = read(`<p><a href="${address}">見る</a></p>`, 'https://www.example.jp/');
    assert.deepEqual(blocks.map((block) => block.type === 'text' && block.content), [['見る']], address);
    assert.equal(countOf(report, 'link_unsafe'), 1, address);
  }
  const { blocks, report } = read(`<svg onload="alert(1)"><a xlink:href="javascript:1"><text>x</text></a></svg><math><mtext><img src=x onerror=alert(1)></mtext></math><img src="javascript:alert(1)" alt="a"><img src="data:image/svg+xml,<svg onload=1>" alt="b"><p onclick="x()">文</p>
    <img src='a/"><img src=x onerror=alert(1)>.jpg' alt='"><img src=x onerror=alert(1)>'><base href="javascript:/"><meta http-equiv=refresh content="0;url=javascript:1"><template><img src=x onerror=1></template>`);
  assert.ok(textsOf(blocks).includes('"><img src=x onerror=alert(1)>'), 'a file name is words');
  assert.ok(ofType(blocks, 'image').every((image) => !/["<>]/.test(image.source ?? '')));
  assert.deepEqual([countOf(report, 'image_unsafe'), countOf(report, 'plugin')], [2, 1]);
});

test('signs that no page can hold are gone, also from what is not running text', () => {
  const { blocks } = read('<table summary="料\u0001金&#x7;\ud800表"><tr><th>a<th>b<tr><td>c<td>d</table><pre>x\fy</pre><iframe src="https://a.example/" title="地\u0002図"></iframe>');
  assert.deepEqual(textsOf(blocks), ['料金\ufffd表', 'a', 'b', 'c', 'd', 'x y', '地図']);
});

test('links that lead nowhere here say so', () => {
  const { blocks, report } = read('<p><a href="page.html">甲</a><a href="#a">乙</a><a href="\\\\server\\x">丙</a><a href="C:\\x.doc">丁</a><a href="//www.example.jp/a b">戊</a><a href="">己</a><a href="http://[">庚</a></p>');
  assert.deepEqual(blocks.map((block) => block.type === 'text' && block.content), [['甲乙丙丁', { link: 'https://www.example.jp/a%20b', text: ['戊'] }, '己庚']]);
  assert.deepEqual([countOf(report, 'link_relative'), countOf(report, 'link_anchor'), countOf(report, 'link_unusable')], [1, 1, 3]);
});

test('tables: cells that reach over others, rows too short, heads told from the cells', () => {
  const { blocks } = read('<table><caption>料金</caption><thead><tr><th rowspan=2>区分<th colspan=3>額<tr><th>大人<th colspan=2>子ども</thead><tbody><tr><td>市内<td>100<td colspan=9>50<tr><td rowspan=0>市外</tbody></table>');
  const table = ofType(blocks, 'table')[0];
  assert.deepEqual([table?.caption, table?.headerRow, table?.headerColumn], ['料金', true, false]);
  assert.deepEqual(rowsOf(table)[2]?.slice(0, 3), ['市内', '100', '50']);
  const columns = read('<table><tr><th>受付<td>9時<tr><th>締切<td>5時</table>');
  assert.deepEqual([ofType(columns.blocks, 'table')[0]?.headerRow, ofType(columns.blocks, 'table')[0]?.headerColumn, countOf(columns.report, 'table_header')], [false, true, 0]);
});

test('what is too large is split, and no word is lost', () => {
  const rows = Array.from({ length: 1200 }, (_, index) => `<tr><td>${index}<td>値`).join('');
  const long = read(`<table><tr><th>番号<th>値${rows}</table>`);
  assert.deepEqual(ofType(long.blocks, 'table').map((table) => table.rows.length), [500, 500, 203]);
  assert.ok(ofType(long.blocks, 'table').every((table) => rowsOf(table)[0]?.[0] === '番号'));
  const wide = read(`<table><tr>${Array.from({ length: 90 }, (_, index) => `<td>${index}`).join('')}</table>`);
  assert.deepEqual(ofType(wide.blocks, 'table').map((table) => table.rows[0]?.length), [40, 40, 10]);
  assert.equal(textsOf(read(`<p>${'あ😀'.repeat(20_000)}</p>`).blocks).join('').length, 60_000);
  assert.equal(ofType(read(`<ul>${'<li>x'.repeat(450)}</ul>`).blocks, 'list').length, 3);
  const many = read('<p>段落</p>'.repeat(1000));
  assert.deepEqual([many.blocks.length, countOf(many.report, 'text_joined')], [400, 600]);
  const cut = read('<h2>見出し</h2>'.repeat(500));
  assert.deepEqual([cut.blocks.length, countOf(cut.report, 'blocks_cut')], [400, 100]);
  assert.ok(textsOf(read(`<table border=1><tr><td>${'あ'.repeat(50_000)}<td>b</table>`).blocks).join('').length > 50_000);
  for (const depth of ['<div>', '<b>', '<ul><li>', '<table><tr><td>', '<blockquote>', '<span lang=en>', '<details>']) read(`${depth.repeat(20_000)}底`);
});

const tags = ['p', 'div', 'b', 'i', 'a', 'ul', 'ol', 'li', 'table', 'tr', 'td', 'th', 'tbody', 'caption', 'dl', 'dt', 'dd', 'h1', 'h3', 'br', 'ruby', 'rt', 'rp', 'details', 'summary', 'pre', 'blockquote', 'svg', 'math', 'script', 'style', 'template', 'select', 'form', 'o:p', 'span', 'sup', 'img', 'iframe', 'figure', 'figcaption', 'main', 'nav', 'font', 'frameset', 'noscript', 'title', 'textarea', 'map', 'area', 'plaintext'];
const attributes = ['', ' href="/a"', ' href="java\tscript:1"', ' href=x', ' colspan=3', ' rowspan=0', ' rowspan=3', ' colspan=999999', ' style="color:red"', " style='mso-list:l0 level2 lfo1'", ' class=MsoListParagraph', ' class=MsoTitle', ' lang=en', ' lang="!"', ' src="a.png"', ' src="data:x"', ' hidden', ' start=-3', ' alt="絵"', ' border=1', ' style="mso-list:Ignore"', ' align=center', ' role=presentation', ' color="#f00"', ' id=main', ' title="題"'];
const piece = fc.oneof(
  fc.tuple(fc.constantFrom('<', '</'), fc.constantFrom(...tags), fc.constantFrom(...attributes)).map(([open, tag, more]) => `${open}${tag}${more}>`),
  fc.constantFrom('文', 'か\u3099', ' ', '\n', '&nbsp;', '1.&nbsp; ', '<!--x-->', '<![if !x]>', '<![endif]>', ']]>', '&#0;', '\u0000', '\ud800', '😀', '<', '"', "'", '《', '｜', '**', '<!DOCTYPE html>', '\u200b', '·  '),
  fc.string({ maxLength: 6 }),
);

test('whatever is pasted becomes sound blocks', () => {
  fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), fc.boolean(), (pieces, word) => { read(`${word ? '<p class=MsoNormal>' : ''}${pieces.join('')}`, word ? 'https://www.example.jp/a/' : undefined); }), { numRuns: 1500 });
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => { read(text); }), { numRuns: 500 });
});

test('words of plain paragraphs come in as they are, in order', () => {
  fc.assert(fc.property(fc.array(fc.stringMatching(/^[a-z市役所窓口。]{1,12}$/), { minLength: 1, maxLength: 30 }), (words) => {
    assert.deepEqual(textsOf(read(words.map((word, index) => (index % 2 ? `<p>${word}</p>` : `<div><span>${word}</span></div>`)).join('\n')).blocks), words);
  }), { numRuns: 200 });
});
