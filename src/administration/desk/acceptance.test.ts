/** 電子決裁 through its pages, as a browser without scripts sends them: scenario A9, and what a stranger may not learn. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { registerAbsence } from '../../kernel/approval/office.ts';
import { storeFile } from '../../kernel/files/files.ts';
import { asOwner } from '../../kernel/probe.fixture.ts';
import { formOn, openApprovals, type OpenTown, press, pressed, readable, shows, verbsOn } from './approvals.fixture.ts';
import { wrongHtml } from '../../testing-html.ts';

let open: OpenTown;
before(async () => {
  open = await openApprovals();
});
after(() => open.close());

const root = '/staff/approvals';
const at = (id: string) => `${root}/${id}`;
const stateOf = async (id: string) => (await open.town.see(open.town.as('civil-clerk'), id)).state;

/** Everybody below the consulted sections has said yes. */
async function upToConsults(id: string): Promise<void> {
  for (const code of ['civil-sub', 'civil-assistant', 'civil-head']) await pressed(await open.at(code), at(id), 'approve');
}

test('1: 起案から決裁まで、画面だけで進み、それぞれの番の人にだけ処理の欄が出る', async () => {
  const id = await open.proposed('commitment.works', { amount: 9_800_000, title: '市道補修工事' });
  const clerk = await open.at('civil-clerk');
  const drafted = await shows(clerk, at(id), '市道補修工事', '回付中', '9,800,000円', '行2（別表2）');
  assert.deepEqual(verbsOn(drafted), ['recall', 'withdraw']);
  const sub = await open.at('civil-sub');
  await shows(sub, root, '市道補修工事', '回議', '9,800,000円');
  assert.ok((await sub.get('/staff')).text.includes('電子決裁'), '待っている仕事にも出る');
  const turn = await shows(sub, at(id), 'あなたの番です：回議');
  assert.ok(verbsOn(turn).includes('approve') && !verbsOn(turn).includes('decide'), verbsOn(turn).join(' '));
  assert.deepEqual(verbsOn(await shows(await open.at('finance-head'), at(id))), [], '合議先はまだ番でない');
  await upToConsults(id);
  await pressed(await open.at('finance-head'), at(id), 'agree', { comment: '執行残に注意すること' });
  const early = await shows(await open.at('build-director'), at(id), '執行残に注意すること');
  assert.ok(!verbsOn(early).includes('decide'), '合議の答えがそろうまで決裁は出ない');
  await pressed(await open.at('contract-head'), at(id), 'agree');
  const director = await open.at('build-director');
  await shows(director, at(id), 'あなたの番です：決裁');
  assert.equal((await pressed(director, at(id), 'decide')).location, root);
  assert.equal(await stateOf(id), 'decided');
  await shows(clerk, at(id), '決裁済み', '専決', '建設部長 花子');
  await shows(clerk, `${root}?view=mine`, '市道補修工事', '決裁済み');
  await shows(director, `${root}?view=done`, '市道補修工事');
  await pressed(clerk, at(id), 'execute', { comment: '郵送' });
  await pressed(clerk, at(id), 'close');
  assert.equal(await stateOf(id), 'closed');
});

test('2: 不同意には理由が要り、決裁者が副市長に上がり、代決できないと書かれる', async () => {
  const id = await open.proposed('commitment.works', { amount: 9_000_000 });
  await upToConsults(id);
  const finance = await open.at('finance-head');
  const silent = await press(finance, at(id), 'disagree');
  assert.equal(silent.status, 422);
  assert.match(readable(silent), /理由を書いてください/);
  assert.match(silent.text, /<details open[^>]*><summary>合議に同意しない/, '書き直す欄は開いている');
  await pressed(finance, at(id), 'disagree', { comment: '単価の根拠がない' });
  await pressed(await open.at('contract-head'), at(id), 'agree');
  const director = await open.at('build-director');
  const raised = await shows(director, at(id), '不同意があります', '単価の根拠がない', '不同意により決裁者が上がりました', '合議が整っていません');
  assert.ok(verbsOn(raised).includes('approve') && !verbsOn(raised).includes('decide'));
  await pressed(director, at(id), 'approve');
  const vice = await open.at('vice-mayor');
  await shows(vice, root, '不同意 1');
  await pressed(vice, at(id), 'decide', { comment: '必要と認める' });
  assert.equal(await stateOf(id), 'decided');
});

test('3: 部長が不在の日、次長の受信箱に代決として届き、戻った部長は後閲を済ませる', async () => {
  const id = await open.proposed('commitment.works', { amount: 5_000_000, urgency: 'same_day', title: '水道管の緊急修繕' });
  await upToConsults(id);
  for (const code of ['finance-head', 'contract-head']) await pressed(await open.at(code), at(id), 'agree');
  const vice = await open.at('build-vice');
  assert.ok(!readable(await vice.get(root)).includes('水道管の緊急修繕'), '部長が在席のうちは届かない');
  const director = await open.at('build-director');
  await pressed(director, `${root}/absence`, 'register', { fromDay: '2026-11-24', fromTime: '8:30', toDay: '2026-11-27', toTime: '17:15', source: 'trip', reason: '県庁での会議' });
  await shows(director, `${root}/absence`, '県庁での会議', '出張');
  await shows(vice, root, '水道管の緊急修繕', '代決', '即日', /処理待ち 1 /);
  assert.match((await vice.get('/staff')).text, /class="count"><span class="vh">待ち <\/span>1/, '左の一覧の数字');
  await shows(vice, at(id), '決裁者が不在のため、あなたが代決できます');
  await pressed(vice, at(id), 'decide');
  await shows(vice, at(id), '代決：建設部次長 花子');
  await shows(director, `${root}?view=postView`, '水道管の緊急修繕', '後閲（代決）');
  await pressed(director, at(id), 'viewed', { remark: '了解' });
  assert.ok(!readable(await shows(director, `${root}?view=postView`)).includes('水道管の緊急修繕'));
  await shows(director, at(id), '了解', '代決：建設部次長 花子');
  const sheet = await director.get(`${at(id)}/sheet.pdf`);
  assert.equal(sheet.headers['content-type'], 'application/pdf');
  const printed = execFileSync('pdftotext', ['-raw', '-', '-'], { input: Buffer.from(sheet.bytes), encoding: 'utf8' }).replaceAll(/[\s\u200b]/gu, '');
  for (const word of ['起案用紙', '水道管の緊急修繕', '5,000,000円', '建設部次長花子代決裁', '後閲（代決）建設部長']) assert.ok(printed.includes(word), `${word}: ${printed}`);
  await pressed(director, `${root}/absence`, 'cancel');
});

test('添付は、経路の人だけが、固定された版のものを受け取る', async () => {
  const { house } = open.town;
  const bytes = Buffer.from('%PDF-1.7 見積書');
  const stored = await storeFile(house.city, bytes, { limit: 10_000, types: ['application/pdf'] });
  assert.ok(!('refused' in stored));
  const file = house.id();
  await asOwner(house, `insert into kernel.files (id, sha256, bytes, media_type, name, owner, created_at) values ($1, $2, $3, $4, '見積書.pdf', 'staff:x', now())`, [file, stored.sha256, stored.bytes, stored.mediaType]);
  const id = await open.proposed('commitment.works', { amount: 200_000, title: '見積りのある工事', purpose: `添付 ${file}` });
  const sub = await open.at('civil-sub');
  const shown = await shows(sub, at(id), '添付', '見積書.pdf');
  const path = `${at(id)}/files/1/${file}`;
  assert.ok(shown.text.includes(path));
  const got = await sub.get(path);
  assert.equal(got.status, 200);
  assert.deepEqual(Buffer.from(got.bytes), bytes);
  const stranger = await open.at('publicity-head');
  for (const [client, address] of [[stranger, path], [sub, `${at(id)}/files/1/${house.id()}`], [sub, `${at(id)}/files/2/${file}`]] as const) assert.equal((await client.get(address)).status, 404, address);
});

test('受信箱の行に印を付けて、まとめて処理の確かめに進む', async () => {
  const light = await open.proposed('commitment.supplies', { amount: 5_000, title: '付箋' });
  const works = await open.proposed('commitment.works', { amount: 100_000, title: '区画線の塗り直し' });
  const sub = await open.at('civil-sub');
  const list = await shows(sub, root, '付箋を選ぶ', '選んだ案件を確かめる');
  assert.ok(list.text.includes(`name="pick.${light}.`) && !list.text.includes(`name="pick.${works}.`), '一件ずつ開く種類には印の欄がない');
  const name = new RegExp(`name="(pick\\.${light}\\.\\d+)"`).exec(list.text)?.[1] ?? '';
  await shows(sub, `${root}/together/confirm?${name}=on`, '次の1件を処理します', '付箋');
});

test('11: まとめて処理は、選び、もう一度読み、押す。軽い種類だけで、済んだものは理由とともに残る', async () => {
  const own = [await open.proposed('commitment.supplies', { amount: 30_000, title: '封筒' }), await open.proposed('commitment.supplies', { amount: 40_000, title: 'コピー用紙' })];
  const works = await open.proposed('commitment.works', { amount: 100_000, title: '側溝の補修' });
  const sub = await open.at('civil-sub');
  const list = await shows(sub, `${root}/together`, '封筒', 'コピー用紙', '側溝の補修', 'この種類は、一件ずつ開いて処理します');
  const names = [...list.text.matchAll(/name="(pick\.[^"]+)"/g)].map((match) => match[1] ?? '');
  const mine = names.filter((name) => own.some((id) => name.includes(id)));
  assert.equal(mine.length, 2);
  assert.ok(!names.some((name) => name.includes(works)), '重い種類は選べない');
  const confirm = `${root}/together/confirm?${mine.map((name) => `${name}=on`).join('&')}&pick.${works}.1=on`;
  const asked = await shows(sub, confirm, '次の2件を処理します', '70,000円', '1件は、いまはここで処理できません', '側溝の補修');
  const form = formOn(asked, 'approve');
  // Meanwhile somebody above takes one of them.
  await pressed(await open.at('civil-head'), at(own[0] ?? ''), 'pullUp');
  const reply = await sub.post(confirm, form);
  assert.equal(reply.status, 409);
  assert.match(readable(reply), /1件を処理しました。1件は処理できませんでした：封筒/);
  await shows(await open.at('civil-assistant'), root, 'コピー用紙');
  const nothing = await shows(sub, `${root}/together/confirm`, '処理する案件が選ばれていません');
  assert.deepEqual(verbsOn(nothing), []);
});

test('14: 経路にいない人には、限定の案件は無い番号と同じ答えで、一覧・検索・印刷・処理からも分からない', async () => {
  const id = await open.proposed('leave.annual', { title: '年次休暇（私事）' });
  const none = '01990000-0000-7000-8000-000000000000';
  const stranger = await open.at('finance-head');
  for (const path of ['', '?version=1', '?number=2026-000001', '/sheet.pdf']) {
    const [there, absent] = [await stranger.get(`${at(id)}${path}`), await stranger.get(`${at(none)}${path}`)];
    assert.equal(there.status, 404, path);
    assert.equal(readable(there).replaceAll(id, ''), readable(absent).replaceAll(none, ''), path);
  }
  const fields = { hash: '0'.repeat(64), seq: '2', step: '', comment: '見たい' };
  for (const action of ['approve', 'decide', 'return', 'withdraw', 'submit', 'execute']) {
    const [there, absent] = [await stranger.post(at(id), { _action: action, ...fields }), await stranger.post(at(none), { _action: action, ...fields })];
    assert.equal(there.status, absent.status, action);
    assert.ok(there.status >= 400 && there.status < 500, `${action} ${there.status}`);
    assert.ok(!there.text.includes('年次休暇'), action);
    assert.equal(readable(there).replaceAll(id, ''), readable(absent).replaceAll(none, ''), action);
  }
  for (const view of ['waiting', 'overdue', 'mine', 'postView', 'circulate', 'done']) assert.ok(!readable(await shows(stranger, `${root}?view=${view}&q=私事`)).includes('年次休暇（私事）'), view);
  await shows(await open.at('civil-sub'), at(id), '年次休暇（私事）');
  const visitor = await open.server.visitor().get(at(id));
  assert.ok(visitor.status === 303 && visitor.location.startsWith('/staff/sign-in'), `${visitor.status} ${visitor.location}`);
});

test('古い画面で押すと、だれが何をしたかを言い、書いたものは残り、開き直さずに最新の内容で押せる', async () => {
  const id = await open.proposed('commitment.works', { amount: 1_000_000 });
  const sub = await open.at('civil-sub');
  const old = formOn(await shows(sub, at(id)), 'return');
  await pressed(await open.at('civil-clerk'), at(id), 'recall', { comment: '数量の誤り' });
  const late = await sub.post(at(id), { ...old, comment: '数量が違います' });
  assert.equal(late.status, 409);
  assert.match(readable(late), /主事 花子さんが引き戻しました/);
  await pressed(await open.at('civil-clerk'), at(id), 'submit', { urgency: 'urgent', splitAnswer: '' });
  await shows(sub, at(id), '第1版からの変更', '文面に違いはありません', '至急');
  const second = await sub.post(at(id), { ...old, comment: '数量が違います' });
  assert.equal(second.status, 409);
  assert.ok(second.text.includes('数量が違います'), '書いたものは残る');
  const again = formOn(second, 'return');
  assert.notEqual(again['seq'], old['seq']);
  assert.equal((await sub.post(at(id), { ...again, comment: '数量が違います' })).status, 303);
  await shows(await open.at('civil-clerk'), at(id), '数量が違います', '差戻し');
});

test('順番の並び、種類、ことばでしぼり、期限切れはひと目で分かる', async () => {
  const big = await open.proposed('commitment.works', { amount: 1_200_000, title: '並び比べ 大' });
  open.town.house.clock.advance({ minutes: 5 });
  await open.proposed('commitment.works', { amount: 200_000, title: '並び比べ 小' });
  open.town.house.clock.advance({ minutes: 5 });
  await open.proposed('travel.order', { title: '並び比べ 出張' });
  const sub = await open.at('civil-sub');
  const order = async (query: string) => [...readable(await shows(sub, `${root}?${query}`)).matchAll(/並び比べ (大|小|出張) 2026-/g)].map((match) => match[1]);
  assert.deepEqual(await order('q=並び比べ&order=amount'), ['大', '小', '出張']);
  assert.deepEqual(await order('q=並び比べ'), ['大', '小', '出張']);
  assert.deepEqual(await order('q=並び比べ&kind=travel.order'), ['出張']);
  assert.match(readable(await shows(sub, `${root}?q=どこにもない`)), /しぼりこみに当てはまる案件はありません/);
  assert.equal((await sub.get(`${root}?view=%00&order=x&cursor=zz&kind=%27`)).status, 200, '変な番地でも開く');
  assert.ok((await sub.get(`${root}?q=%00&kind=%F0%A0%AE%B7`)).status < 500);
  const number = (await open.town.see(open.town.as('civil-sub'), big)).number ?? '';
  assert.match(readable(await shows(sub, `${root}?q=${number}`)), /並び比べ 大/);
  open.town.house.clock.advance({ hours: 24 * 7 });
  assert.match(readable(await shows(await open.at('civil-sub'), `${root}?view=overdue&q=並び比べ`)), /期限切れ.*並び比べ 大/);
  open.town.house.clock.advance({ hours: -24 * 7 });
});

test('50件を超える一覧は、鍵で次のページへ続き、重なりも抜けもない', async () => {
  for (let count = 0; count < 53; count++) await open.proposed('travel.order', { title: `旅費 ${String(count).padStart(2, '0')}号` });
  const sub = await open.at('civil-sub');
  for (const order of ['arrival', 'due', 'amount']) {
    const seen: string[] = [];
    let path = `${root}?q=旅費&order=${order}`;
    for (let pages = 0; pages < 3 && path !== ''; pages++) {
      const reply = await shows(sub, path);
      seen.push(...[...readable(reply).matchAll(/旅費 (\d\d)号 2026-/g)].map((match) => match[1] ?? ''));
      path = (/<a rel="next" href="([^"]+)"/.exec(reply.text)?.[1] ?? '').replaceAll('&amp;', '&');
    }
    assert.equal(seen.length, 53, order);
    assert.equal(new Set(seen).size, 53, order);
  }
});

test('決裁には二段階の本人確認が要ると、押す前から書いてある', async () => {
  const id = await open.proposed('commitment.works', { amount: 900_000 });
  for (const code of ['civil-sub', 'civil-assistant']) await pressed(await open.at(code), at(id), 'approve');
  const weak = await open.server.asStaff(open.town.id('civil-head'), { strong: false });
  await shows(weak, at(id), '決裁には二段階の本人確認が必要です');
  const refused = await press(weak, at(id), 'decide', { comment: 'よい' });
  assert.equal(refused.status, 403);
  assert.match(refused.text, /よい<\/textarea>/);
});

test('満ちた画面も、正しいHTMLである', async () => {
  const id = await open.proposed('commitment.works', { amount: 9_100_000 });
  await upToConsults(id);
  await open.town.house.must(open.town.as('civil-head'), registerAbsence, { staff: open.town.id('civil-head'), from: '2026-12-01T08:30+09:00', to: '2026-12-01T17:15+09:00', reason: '研修', source: 'trip' });
  const office = await open.office(['approval.office', 'approval.rules', 'approval.publish', 'approval.disaster', 'approval.read']);
  const readers = [[await open.at('finance-head'), [root, at(id), `${root}?view=mine`]], [await open.at('civil-sub'), [root, `${root}/together`, `${root}/absence`]], [office, [`${root}/absence`, `${root}/rules`, `${root}/rules/new`, `${root}/disaster`, at(id)]]] as const;
  for (const [client, paths] of readers) {
    for (const path of paths) {
      const reply = await shows(client, path);
      assert.equal(reply.text.match(/<h1/g)?.length, 1, path);
      const wrong = await wrongHtml(reply.text);
      assert.deepEqual(wrong.slice(0, 4), [], path);
    }
  }
});
