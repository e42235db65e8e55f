/** Precision and recall of the authoring rules over a labelled corpus, and worked examples to the letter. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlockShape } from './blocks.ts';
import { plainOf } from './inline.ts';
import { placesOf, replaceAt } from './texts.ts';
import { check, repaired, rules } from './check.ts';
import { around, draftOf } from './check.fixture.ts';
import { blocks } from './corpus-blocks.fixture.ts';
import { texts } from './corpus-texts.fixture.ts';
import { withoutMyNumbers } from './page.ts';

interface Case {
  readonly says: string;
  readonly wanted: readonly string[];
  readonly found: readonly string[];
}

function cases(): readonly Case[] {
  const ofTexts = texts.map(([text, wanted, options = {}]): Case => {
    const as = options.as ?? 'prose';
    const block = as === 'heading' ? { id: 'b0', type: 'heading' as const, level: 2, text } : { id: 'b0', type: 'text' as const, content: [text] };
    const draft = draftOf([block], { ...(as === 'title' ? { title: text, blocks: [] } : as === 'lead' ? { lead: text, blocks: [] } : {}), ...(options.kind ? { kind: options.kind } : {}) });
    return { says: text, wanted, found: idsOf(check(draft, around({ easy: options.easy ?? false }))) };
  });
  const ofBlocks = blocks.map(([says, loose, wanted, options = {}]): Case => {
    const draft = draftOf(loose.map((block, index) => BlockShape.parse({ ...block, id: `b${index}` })), options.kind ? { kind: options.kind } : {});
    return { says, wanted, found: idsOf(check(draft, around(options.school ? { school: true } : {}))) };
  });
  return [...ofTexts, ...ofBlocks];
}

const idsOf = (findings: readonly { readonly rule: string }[]) => [...new Set(findings.map((one) => one.rule))];

test('61 の規則に、それぞれ番号・名前・根拠がある', () => {
  assert.equal(rules.length, 61);
  assert.equal(new Set(rules.map((rule) => rule.id)).size, 61);
  for (const rule of rules) assert.ok(rule.title && rule.basis, rule.id);
});

test('ラベル付きの 300 例: 適合率と再現率', (context) => {
  const all = cases();
  assert.ok(all.length >= 300, String(all.length));
  let [right, extra, missed] = [0, 0, 0];
  for (const { says, wanted, found } of all) {
    const [more, less] = [found.filter((id) => !wanted.includes(id)), wanted.filter((id) => !found.includes(id))];
    right += wanted.length - less.length;
    extra += more.length;
    missed += less.length;
    if (more.length + less.length > 0) context.diagnostic(`${says}: ${more.map((id) => `+${id}`).join(' ')} ${less.map((id) => `-${id}`).join(' ')}`);
  }
  const [precision, recall] = [right / (right + extra), right / (right + missed)];
  context.diagnostic(`${all.length} 例、適合率 ${(precision * 100).toFixed(1)} %、再現率 ${(recall * 100).toFixed(1)} %`);
  // An author who is warned for nothing one time in twenty stops reading warnings; one in twenty missed is still caught by the approver.
  assert.ok(precision >= 0.95, `適合率 ${precision}`);
  assert.ok(recall >= 0.95, `再現率 ${recall}`);
});

test('CMS 7: the five findings, and what one press makes of them', () => {
  const draft = draftOf([
    { id: 'i', type: 'image', file: 'f', name: 'kouen.jpg', alt: 'kouen.jpg', decorative: false, caption: '', credit: '', width: 300, height: 200, bytes: 1000, people: false, consent: 'none', positionRemoved: false },
    { id: 'h2', type: 'heading', level: 2, text: '申込み' }, { id: 'h4', type: 'heading', level: 4, text: '方法' }, { id: 'l', type: 'text', content: ['申請書は', { link: '/kurashi', text: ['こちら'] }] },
    { id: 't', type: 'text', content: ['日　時：4月1日（木）'] },
  ]);
  const here = around({ today: Temporal.PlainDate.from('2026-03-10') });
  const found = check(draft, here);
  assert.deepEqual(found.filter((one) => one.severity !== 'info').map((one) => `${one.rule} ${one.severity}`).toSorted(), ['CHR-01 confirm', 'DAT-02 block', 'HED-02 block', 'IMG-02 block', 'LNK-01 block']);
  let fixed = draft;
  for (const id of ['HED-02', 'CHR-01', 'DAT-02']) {
    const finding = check(fixed, here).find((one) => one.rule === id);
    assert.ok(finding?.fix, id);
    fixed = repaired(fixed, finding);
  }
  const heading = fixed.blocks.find((block) => block.id === 'h4');
  assert.equal(heading?.type === 'heading' ? heading.level : 0, 3);
  assert.equal(placesOf(fixed).find((place) => place.block === 't')?.text, '日時：4月1日（水）');
  assert.deepEqual(check(fixed, here).map((one) => one.rule).filter((id) => ['HED-02', 'CHR-01', 'DAT-02'].includes(id)), []);
});

test('CMS 8: an Individual Number is blocked for everybody, is not shown again, and is covered in what is kept', () => {
  const draft = draftOf([{ id: 't', type: 'text', content: ['個人番号 1234-', { mark: 'strong', text: ['5678-9018'] }, ' です'] }]);
  const [finding] = check(draft, around()).filter((one) => one.rule === 'PRV-01');
  assert.ok(finding?.never && finding.severity === 'block');
  assert.doesNotMatch(JSON.stringify([finding.excerpt, finding.reason]), /5678/);
  const kept = withoutMyNumbers(draft, replaceAt);
  assert.equal(placesOf(kept).find((place) => place.block === 't')?.text, '個人番号 ＊＊＊＊＊＊＊＊＊＊＊＊ です');
  assert.deepEqual(check(draftOf([{ id: 't', type: 'text', content: ['123456789012'] }]), around()).filter((one) => one.rule === 'PRV-01'), []);
});

test('every correction leaves the finding it answers no more, and the words around it as they were', () => {
  for (const [text] of texts) {
    const draft = draftOf([{ id: 't', type: 'text', content: ['前、', { mark: 'strong', text: [text] }, '、後'] }]);
    for (const finding of check(draft, around())) {
      if (!finding.fix || finding.block !== 't') continue;
      const after = repaired(draft, finding);
      const said = placesOf(after).find((place) => place.block === 't')?.text ?? '';
      assert.ok(said.startsWith('前、') && said.endsWith('、後'), `${finding.rule}: ${said}`);
      const again = check(after, around()).filter((one) => one.rule === finding.rule && one.block === 't');
      assert.ok(again.length < check(draft, around()).filter((one) => one.rule === finding.rule && one.block === 't').length, `${finding.rule}: ${text} → ${said}`);
    }
  }
  assert.equal(plainOf(['あ', { ruby: 'い', text: '亜' }]), 'あ亜');
});
