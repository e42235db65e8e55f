/** 決裁規程・代決・災害モード through their pages: two persons, a proof that is read before it is signed, and nothing for those who may not. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { reviseRuleSet } from '../../kernel/approval/rule-sets.ts';
import { sakura2026 } from '../../kernel/approval/rules/sakura-2026.fixture.ts';
import { staffActor } from '../../kernel/testing.ts';
import { formOn, openApprovals, type OpenTown, press, pressed, readable, shows, verbsOn } from './approvals.fixture.ts';

let open: OpenTown;
before(async () => {
  open = await openApprovals('2026-08-31T09:00:00+09:00');
});
after(() => open.close());

const root = '/staff/approvals';
const rules = `${root}/rules`;
const withRule = (no: string, change: (rule: (typeof sakura2026.rules)[number]) => unknown) => JSON.stringify({ ...sakura2026, rules: sakura2026.rules.map((rule) => (rule.no === no ? change(rule) : rule)) });

test('9: すき間のある案は、どの金額に行がないかを言い、施行の欄が出ない', async () => {
  const writer = await open.office(['approval.rules']);
  const body = withRule('2', (rule) => ({ ...rule, when: [{ op: 'between', fact: 'amount', min: 1_500_000, max: 10_000_000 }] }));
  const drafted = await pressed(writer, `${rules}/new`, 'draft', { name: '改正案', legalRef: '令和8年訓令第9号', organ: 'mayor', inNameOf: '市長', from: '2026-10-01', body });
  await shows(writer, drafted.location, '1,300,001–1,500,000 円に該当行がありません', 'このままでは施行できません', '施行中の規程との違い', '1,500,000円を超え');
  const publisher = await open.office(['approval.publish']);
  await pressed(publisher, drafted.location, 'review');
  assert.deepEqual(verbsOn(await shows(publisher, drafted.location, '証明の誤りを直した、新しい案を作ってください')), []);
});

test('読めない表は、どの行の何が違うかを言い、打ったものは残る', async () => {
  const writer = await open.office(['approval.rules']);
  const refused = await press(writer, `${rules}/new`, 'draft', { name: '案', legalRef: '訓令', organ: 'mayor', inNameOf: '市長', from: '2026-10-01', body: withRule('6', (rule) => ({ ...rule, demands: { ...rule.demands, deputyOk: 'たぶん' } })) });
  assert.equal(refused.status, 422);
  assert.match(readable(refused), /行6の代決は、はい・いいえです/);
  assert.ok(refused.text.includes('たぶん'));
});

test('二人目が審査し、証明を読んで施行する。別表は紙にもDMNにもなる', async () => {
  const writer = await open.office(['approval.rules', 'approval.publish'], '規程 書手');
  const drafted = await pressed(writer, `${rules}/new`, 'draft', { name: 'さくら市決裁規程（改正）', legalRef: '令和8年訓令第10号', organ: 'mayor', inNameOf: '市長', from: '2026-11-01', body: withRule('10', (rule) => ({ ...rule, demands: { ...rule.demands, decider: 'director' } })) });
  const path = drafted.location;
  assert.ok(!verbsOn(await shows(writer, path, '自分が作った案は、自分では審査できません')).includes('review'));
  const own = await writer.post(path, { _action: 'review' });
  assert.match(readable(own), /案を作った本人は審査できません/);
  const second = await open.office(['approval.publish']);
  await shows(second, path, 'すべて確かめました', '決裁者： 課長 → 部長', '特例', '行', '11b');
  await pressed(second, path, 'review');
  const unread = await press(second, path, 'publish', { proof: '0'.repeat(64), reason: '' });
  assert.match(readable(unread), /読んだ後に、証明の内容/);
  await pressed(second, path, 'publish', { reason: '旅行命令の見直し' });
  await shows(second, path, '施行待ち', '施行のときに確かめました');
  const paper = await second.get(`${path}/schedule.pdf`);
  const printed = execFileSync('pdftotext', ['-raw', '-', '-'], { input: Buffer.from(paper.bytes), encoding: 'utf8' }).replaceAll(/[\s\u200b]/gu, '');
  for (const word of ['さくら市決裁規程（改正）別表', '令和8年訓令第10号', '財政課長', '代決']) assert.ok(printed.includes(word), `${word}: ${printed.slice(0, 600)}`);
  assert.match((await second.get(`${path}/dmn`)).text, /<decisionTable[^>]*hitPolicy="COLLECT"/);
  const silent = await press(second, path, 'retire', { day: '2026-12-01', reason: '' });
  assert.equal(silent.status, 422);
  assert.match(readable(silent), /「理由」/);
  await pressed(second, path, 'retire', { day: '2026-12-01', reason: '誤りがあったため' });
  await shows(second, path, '廃止');
});

test('規程の権限のない職員には、規程も災害モードも開かず、代決の順位は読めるが変えられない', async () => {
  const clerk = await open.at('civil-clerk');
  for (const path of [rules, `${rules}/new`, `${root}/disaster`]) assert.ok([403, 404].includes((await clerk.get(path)).status), path);
  const read = await shows(clerk, `${root}/absence`, '代決者の順位', '第1順位');
  assert.deepEqual(verbsOn(read), ['register']);
  const other = await clerk.post(`${root}/absence`, { _action: 'register', person: 'mayor', fromDay: '2026-09-01', fromTime: '8:30', toDay: '2026-09-02', toTime: '17:15', source: 'manual', reason: 'いたずら' });
  assert.equal(other.status, 422);
  assert.ok(!readable(await shows(await open.at('mayor'), `${root}/absence`)).includes('いたずら'));
});

test('決裁の事務は、ほかの人の不在を登録して本人に知らせ、代決の順位を定め、終わらせる', async () => {
  const office = await open.office(['approval.office']);
  const backwards = await press(office, `${root}/absence`, 'register', { person: 'finance-head', fromDay: '2026-09-02', fromTime: '8:30', toDay: '2026-09-01', toTime: '17:15', source: 'leave', reason: '休暇' });
  assert.equal(backwards.status, 422);
  assert.match(backwards.text, /id="register-toDay-error"/, '終わりの日の欄で言う');
  await pressed(office, `${root}/absence`, 'register', { person: 'finance-head', fromDay: '2026-09-01', fromTime: '8:30', toDay: '2026-09-02', toTime: '17:15', source: 'leave', reason: '夏季休暇' });
  const head = await open.at('finance-head');
  await shows(head, `${root}/absence`, '夏季休暇', '決裁の事務が登録');
  await open.town.house.background.settle();
  await shows(head, '/staff', 'あなたの不在が登録されました');
  const { post } = open.town;
  await pressed(office, `${root}/absence`, 'name', { post: post('CIVIL-SUB'), deputy: post('CIVIL-ASSISTANT'), order: '2', from: '2026-08-01', to: '' });
  const same = await press(office, `${root}/absence`, 'name', { post: post('CIVIL-SUB'), deputy: post('CIVIL-HEAD'), order: '2', from: '2026-09-01', to: '' });
  assert.match(readable(same), /その順位は、すでに別の職に決まっています/);
  const page = await shows(office, `${root}/absence`, '第2順位 建設課長補佐');
  const id = /name="deputy" value="([0-9a-f-]{36})"/.exec(page.text.slice(page.text.indexOf('第2順位')))?.[1] ?? '';
  const past = await office.post(`${root}/absence`, { _action: 'end', deputy: id, to: '2026-08-30' });
  assert.equal(past.status, 422);
  assert.equal((await office.post(`${root}/absence`, { _action: 'end', deputy: id, to: '2026-09-01' })).status, 303);
  await shows(office, `${root}/absence`, /第2順位 建設課長補佐（建設課長補佐 花子） 2026\/9\/1 に終わり/);
});

test('12: 災害モードで口頭の決裁を記録し、市長が自分の画面で確認してはじめて決裁になる', async () => {
  const id = await open.proposed('document.bylaw', { title: '災害見舞金条例案' });
  const crisis = await open.office(['approval.disaster', 'approval.office', 'approval.read']);
  assert.ok(!verbsOn(await shows(crisis, `${root}/${id}`)).includes('oral'), 'ふだんは記録の欄が出ない');
  await pressed(crisis, `${root}/disaster`, 'start', { reason: '台風による停電' });
  await shows(crisis, `${root}/disaster`, '災害モードに入っています', '台風による停電');
  open.town.house.clock.advance({ minutes: 45 });
  const future = await press(crisis, `${root}/${id}`, 'oral', { manner: 'oral', spokenOn: '2026-08-31', spokenTime: '23:00', reason: '電話で' });
  assert.match(readable(future), /未来/);
  await pressed(crisis, `${root}/${id}`, 'oral', { manner: 'oral', spokenOn: '2026-08-31', spokenTime: '9:30', reason: '停電のため電話で決裁' });
  const mayor = await open.at('mayor');
  await shows(mayor, `${root}/${id}`, '口頭の決裁の確認を待っています', '停電のため電話で決裁');
  assert.equal((await open.town.see(open.town.as('civil-clerk'), id)).state, 'in_route');
  await pressed(mayor, `${root}/${id}`, 'confirmOral', { confirm: 'yes' });
  await shows(mayor, `${root}/${id}`, '決裁：市長 花子', '確認済み');
  await pressed(crisis, `${root}/disaster`, 'end');
  await shows(crisis, `${root}/disaster`, 'ふだんのとおりです', '確認済み');
  // Switched on by mistake, and off before the clock has moved.
  await pressed(crisis, `${root}/disaster`, 'start', { reason: '押し間違い' });
  await pressed(crisis, `${root}/disaster`, 'end');
});

test('別表は行ごとに、スクリプトなしで直す：加え、直し、移し、削るたびに証明が出て、作った本人だけが直せる', async () => {
  const writer = await open.office(['approval.rules', 'approval.publish'], '規程 行書');
  const path = (await pressed(writer, `${rules}/new`, 'draft', { name: '行ごとの改正案', legalRef: '令和9年訓令第1号', organ: 'mayor', inNameOf: '市長', from: '2027-04-01', body: JSON.stringify(sakura2026) })).location;
  const rows = `${path}/rows`;
  await shows(writer, path, '行を直す・加える');
  const form = await shows(writer, `${rows}/edit?no=6`, '行6を直す', '消耗品', 'これを超える（円）');
  const fields = { ...formOn(form, 'save'), no: '6', article: '別表6', 'min.amount': '', 'max.amount': '400,000', decider: 'section-head', deputyOk: 'yes' };
  const save = (more: Record<string, string>, no = '6') => writer.post(`${rows}/edit?no=${no}`, { _action: 'save', ...fields, ...more });
  const wrong = await save({ 'max.amount': '四十万' });
  assert.equal(wrong.status, 422);
  assert.ok(wrong.text.includes('四十万') && readable(wrong).includes('金額は、整数で入力してください'));
  assert.match(readable(await save({ no: '6b' })), /番号6bの行は、すでにあります/);
  const beside = formOn(await writer.get(`${rows}/edit?no=6`), 'save');
  assert.equal((await save({})).status, 303);
  await shows(writer, rows, '消耗品：400,001–500,000 円に該当行がありません', '金額 400,000円以下');
  const stale = await save({ ...beside, 'max.amount': '500000' });
  assert.match(readable(stale), /開いた後に、案の表が変わりました/);
  // The gap is closed with a row of its own.
  const added = await shows(writer, `${rows}/edit?kind=commitment.supplies`, '行を加える：消耗品');
  assert.equal((await writer.post(`${rows}/edit?kind=commitment.supplies`, { ...formOn(added, 'save'), no: '6a', article: '別表6の2', 'min.amount': '400000', 'max.amount': '500000', decider: 'director', deputyOk: 'no', 'post.0': 'FINANCE-HEAD', 'mode.0': 'agree' })).status, 303);
  await shows(writer, rows, 'すべて確かめました', '財政課長');
  const press = async (no: string, doing: string) => writer.post(rows, { _action: 'row', no, doing, read: /name="read" value="([0-9a-f]{64})"/.exec((await writer.get(rows)).text)?.[1] ?? '' });
  const order = async () => [...(await writer.get(rows)).text.matchAll(/rows\/edit\?no=([^"&]+)"/g)].map((match) => match[1]);
  assert.equal((await order()).at(-1), '6a');
  assert.equal((await press('6a', 'up')).status, 303);
  assert.deepEqual((await order()).slice(-2), ['6a', '12']);
  assert.equal((await press('6a', 'remove')).status, 303);
  await shows(writer, rows, '400,001–500,000 円に該当行がありません');
  assert.match(readable(await press('6a', 'up')), /その行は、もうありません/);
  // Another writer reads the rows and may not touch them; nor may anybody after the review.
  const other = await open.office(['approval.rules']);
  assert.ok(!verbsOn(await shows(other, rows, '作った本人だけが')).includes('row'));
  assert.match(readable(await other.post(rows, { _action: 'row', no: '6', doing: 'remove', read: '0'.repeat(64) })), /作った本人だけが/);
  assert.equal((await other.get(`${rows}/edit?no=6`)).status, 404);
  const direct = await open.town.house.do(staffActor(open.town.house.id(), ['approval.rules']), reviseRuleSet, { ruleSet: path.split('/').at(-1), read: '0'.repeat(64), body: sakura2026 });
  assert.ok(!direct.ok && direct.refused === 'NotDrafter');
  await pressed(await open.office(['approval.publish']), path, 'review');
  await shows(writer, rows, 'この案は、いまは直せません');
});
