/** Every block drawn: valid HTML, readable without seeing, and no way for an author's words to become markup. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HtmlValidate } from 'html-validate';
import { parseHTML } from 'linkedom';
import { Page, renderPage, renderPart } from '../../../ui/index.ts';
import { testUi } from '../../../ui/test-page.ts';
import { type Block, BlocksShape, type Inline } from '../rules/blocks.ts';
import { canonicalPage } from '../rules/canonical.ts';
import { readMarkup } from '../rules/markup.ts';
import { Blocks, contentsOf, type Shown } from './blocks.tsx';

const shown: Shown = {
  fileAddress: (file, name) => `/files/${file}/${encodeURIComponent(name)}`,
  contact: (department) => (department === 'seikatsu' ? { name: '生活環境課', phone: '0243-55-5103', address: '二本松市金色403番地1', form: '/contact/seikatsu' } : null),
  pages: () => [{ to: '/kurashi/gomi', label: 'ごみの出し方' }, { to: '/kurashi/gomi/sodaigomi', label: '粗大ごみの出し方' }],
};
const image = { type: 'image' as const, file: 'a1', name: 'kouen.jpg', alt: '満開の桜と霞ヶ城', decorative: false, caption: '', credit: '', width: 640, height: 480, bytes: 1000, people: false, consent: 'none' as const, positionRemoved: true };
const cell = (text: string, more: { columns?: number; rows?: number } = {}) => ({ content: readMarkup(text), ...more });

const every: readonly Block[] = BlocksShape.parse([
  { id: 'h', type: 'heading', level: 2, text: '申込み' }, { id: 't', type: 'text', content: readMarkup('**4月1日（水曜日）まで**に[申請書](/files/x)を出してください。{lang=en:Welcome}') },
  { id: 'u', type: 'list', style: 'bullets', items: [{ content: ['燃えるごみ'] }, { content: ['燃えないごみ'] }] }, { id: 'o', type: 'list', style: 'numbers', items: [{ content: ['申し込む'] }] },
  { id: 'd', type: 'list', style: 'terms', items: [{ term: '手数料', content: ['500円'] }] },
  { id: 'tb', type: 'table', caption: '収集日', headerRow: true, headerColumn: true, rows: [[cell('地区'), cell('燃える')], [cell('二本松'), cell('月・木')]] },
  { id: 'tm', type: 'table', caption: '時間', headerRow: true, headerColumn: true, rows: [[cell('曜日'), cell('午前'), cell('午後')], [cell('月', { rows: 2 }), cell('9時'), cell('1時')], [cell('休み', { columns: 2 })]] },
  { id: 'i', ...image }, { id: 'i2', ...image, caption: '霞ヶ城の桜', credit: '撮影 広報担当' }, { id: 'i3', ...image, decorative: true, alt: '' },
  { id: 'f', type: 'file', file: 'b2', name: 's.pdf', label: '申請書', bytes: 1_258_291, kind: 'pdf', pages: 4, hidden: [] },
  { id: 'c', type: 'contact', department: 'seikatsu' }, { id: 'm', type: 'map', title: '集積所', points: [{ name: '二本松市役所', lat: 37.5849, lng: 140.4314 }] },
  { id: 's', type: 'steps', items: [{ title: '電話で申し込む', content: ['前の週の金曜日までです。'] }] }, { id: 'n', type: 'notice', tone: 'warning', title: '年末は収集がありません', content: ['12月29日から1月3日まで'] },
  { id: 'a', type: 'accordion', items: [{ title: '電池は出せますか', content: ['拠点回収に出してください。'] }] },
  { id: 'v', type: 'video', address: 'https://video.example/1', title: '分別のしかた', soundOnly: false, captions: 'c3', transcript: '一行目\n二行目', autoplay: false },
  { id: 'e', type: 'embed', address: 'https://map.example/1', title: '収集地図' }, { id: 'p', type: 'pages', of: 'children', category: '', count: 1 },
]);

const draw = (blocks: readonly Block[]) => renderPart(<Blocks blocks={blocks} shown={shown} />, testUi());
const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: { 'void-style': 'off', 'no-raw-characters': 'off', 'no-trailing-whitespace': 'off', 'long-title': 'off', 'doctype-style': ['error', { style: 'lowercase' }], 'tel-non-breaking': 'off', 'form-dup-name': ['error', { shared: ['checkbox', 'radio', 'submit'] }] },
});

test('a page with every kind of block is valid HTML', async () => {
  const report = await validator.validateString(renderPage(<Page title="粗大ごみの出し方"><Blocks blocks={every} shown={shown} /></Page>, testUi()));
  assert.deepEqual(report.results.flatMap((result) => result.messages.map((one) => `${one.ruleId} ${one.message} ${one.selector ?? ''}`)), []);
});

test('what readers need is there: scopes, captions, alternatives, sizes, languages', () => {
  const { document } = parseHTML(`<main>${draw(every)}</main>`);
  const text = (selector: string) => [...document.querySelectorAll(selector)].map((one) => one.textContent);
  assert.deepEqual(text('#b-tb th[scope=col]'), ['地区', '燃える']);
  assert.deepEqual(text('#b-tb th[scope=row]'), ['二本松']);
  assert.deepEqual(text('#b-tm th[scope=row]'), ['月']);
  assert.deepEqual(text('#b-tm tbody td'), ['9時', '1時', '休み']);
  assert.equal(document.querySelector('#b-tm')?.getAttribute('class'), 'data keep');
  assert.equal(document.querySelector('#b-tb td')?.getAttribute('data-label'), '燃える');
  assert.deepEqual([...document.querySelectorAll('img')].map((one) => one.getAttribute('alt')), ['満開の桜と霞ヶ城', '満開の桜と霞ヶ城', '']);
  assert.deepEqual(text('#b-f'), ['申請書（PDF 1.2 MB・4ページ）']);
  assert.equal(document.querySelector('[lang=en]')?.textContent, 'Welcome');
  assert.match(document.querySelector('#b-c')?.textContent ?? '', /生活環境課.*0243-55-5103/);
  assert.deepEqual(text('#b-p li'), ['ごみの出し方']);
});

test('CMS 16: a link, a picture or words that would do harm are drawn as words or not at all', () => {
  for (const link of ['java\tscript:alert(1)', 'javascript:alert(1)', ' JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', '//evil.example/', '\\\\evil.example', 'java\u200bscript:x', 'https://a.example/\u0000', '']) {
    const html = draw([{ id: 't', type: 'text', content: [{ link, text: ['ここ'] }] }, { id: 'e', type: 'embed', address: link, title: '外' }]);
    assert.doesNotMatch(html, /<a/, JSON.stringify(link));
  }
  const html = draw([{ id: 'i', ...image, name: '"><img src=x onerror=alert(1)>', alt: '"><svg onload=alert(1)>' }, { id: 'x', ...image, source: 'https://elsewhere.example/a.png' }, { id: 'h', type: 'heading', level: 2, text: '<script>alert(1)</script>' }]);
  const { document } = parseHTML(`<main>${html}</main>`);
  assert.equal(document.querySelectorAll('script, svg').length, 0);
  assert.equal(document.querySelectorAll('img').length, 1);
  assert.deepEqual([...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames().filter((name) => name.startsWith('on'))), []);
});

test('whatever is typed in a field, only the marks of running text come out', () => {
  const nasty = fc.array(fc.constantFrom('<', '>', '"', "'", '&', '[', '](javascript:x)', '](/a)', '**', '{lang=en:', '}', '<script>', 'onload=', '｜安《や》', 'a'), { maxLength: 10 }).map((parts) => parts.join(''));
  const allowed = new Set(['MAIN', 'P', 'A', 'STRONG', 'SPAN', 'RUBY', 'RP', 'RT', 'BR']);
  fc.assert(fc.property(nasty, (typed) => {
    const { document } = parseHTML(`<main>${draw([{ id: 't', type: 'text', content: [...readMarkup(typed)] }])}</main>`);
    for (const one of document.querySelectorAll('main *')) {
      assert.ok(allowed.has(one.tagName), one.tagName);
      assert.doesNotMatch(one.getAttribute('href') ?? '', /^javascript/);
    }
  }), { numRuns: 400 });
});

test('contents stand from three headings on', () => {
  const headings = ['申込み', '手数料', '問い合わせ'].map((text, index): Block => ({ id: `h${index}`, type: 'heading', level: 2, text }));
  assert.deepEqual(contentsOf(headings.slice(0, 2)), []);
  assert.deepEqual(contentsOf(headings)[1], { to: '#b-h1', label: '手数料' });
});

test('two pages that say the same have the same canonical form, and any change of words has another', () => {
  const page = { title: '粗大ごみの出し方', lead: '', kind: 'procedure', lang: 'ja', blocks: every, contact: 'seikatsu', categories: ['kurashi', 'gomi'] };
  const form = canonicalPage(page);
  assert.equal(canonicalPage({ ...page, categories: ['gomi', 'kurashi', 'gomi'] }), form);
  const text = every.map((block): Block => (block.id === 't' && block.type === 'text' ? { ...block, content: block.content.flatMap((one): Inline[] => (typeof one === 'string' ? [one.slice(0, 1), one.slice(1), ''] : [one])) } : block));
  assert.equal(canonicalPage({ ...page, blocks: text }), form);
  assert.equal(canonicalPage({ ...page, title: '粗大こ\u3099みの出し方' }), canonicalPage({ ...page, title: '粗大ごみの出し方' }));
  assert.notEqual(canonicalPage({ ...page, blocks: every.slice(1) }), form);
  assert.notEqual(canonicalPage({ ...page, title: '粗大ゴミの出し方' }), form);
});
