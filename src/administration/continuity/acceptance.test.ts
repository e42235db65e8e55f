/** 台帳・つながり・訓練, through HTTP: the scenarios of the continuity plan (B3 among them). */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { drillHeld } from '../../kernel/backup/drill-record.ts';
import { isRecord } from '../../kernel/text/json.ts';
import { addAsset, facts, type Hall, openHall, readable, refusedAs, textOf, valueOf } from './acceptance.fixture.ts';
import { planDrills, recordDrill } from './commands/drills.ts';

let hall: Hall;
before(async () => {
  hall = await openHall();
});
after(() => hall.close());

const house = { kind: 'system', id: 'test' } as const;

test('台帳に載せたシステムは一覧に出て、さがせて、CSVで出せる', async () => {
  await addAsset(hall.writer, 'JUMIN', { name: '住民記録', tier: 3, rto: '24時間', rpo: '1分' });
  await addAsset(hall.writer, 'SUIDO', { name: '水道料金', tier: 5, rto: '2週間' });
  const list = await hall.writer.get('/staff/continuity/systems?q=住民');
  assert.match(list.text, /住民記録/);
  assert.doesNotMatch(list.text, /水道料金/);
  assert.match((await hall.writer.get('/staff/continuity/systems?sort=rto&down=on')).text, /水道料金[\s\S]*住民記録/);
  const csv = await hall.writer.get('/staff/continuity/systems.csv?tier=3');
  assert.match(csv.text, /^\ufeff記号,名称,種類,区分/);
  assert.match(csv.text, /JUMIN,住民記録,業務,3/);
  assert.doesNotMatch(csv.text, /水道/);
});

test('区分3の約束は24時間: 25時間の目標は指摘になり、直すと消える', async () => {
  const asset = await addAsset(hall.writer, 'KOSEKI', { name: '戸籍', tier: 3, rto: '25時間' });
  assert.match((await hall.writer.get('/staff/continuity')).text, /目標 25時間 が、区分3の約束（24時間以内）より長くなっています/);
  valueOf(await hall.writer.api('continuity.saveAsset', { ...facts('KOSEKI', { name: '戸籍', tier: 3, rto: '24時間' }), asset, version: 1 }));
  assert.doesNotMatch((await hall.writer.get('/staff/continuity')).text, /目標 25時間/);
});

test('フォームの誤りは欄のそばで言い、打ったものは残る', async () => {
  const reply = await hall.writer.post('/staff/continuity/new-system', { _action: 'save', key: 'あいう', name: '図書館', kind: 'service', tier: '5', rto: 'そのうち', rpo: '1日', startMinutes: '5', fallback: 'カードに手で書く' });
  assert.equal(reply.status, 422);
  assert.match(reply.text, /英大文字・数字・ハイフンで入力してください/);
  assert.match(reply.text, /時間を読み取れません。例 15分、3時間/);
  assert.match(reply.text, /value="図書館"/);
  assert.match(reply.text, /value="そのうち"/);
  assert.match(reply.text, /カードに手で書く/);
});

test('記号は一つだけ: 二人が同時に同じ記号で載せると、一人だけが載せられる', async () => {
  const replies = await Promise.all(Array.from({ length: 4 }, () => hall.writer.api('continuity.saveAsset', facts('SAME-1'))));
  assert.equal(replies.filter((reply) => reply.status === 201).length, 1);
  for (const reply of replies.filter((one) => one.status !== 201)) refusedAs(reply, 'KeyTaken', /もう使われています/);
});

test('二人が同じシステムを同時に直すと、あとの人は Conflict になり、先の人の内容が残る', async () => {
  const asset = await addAsset(hall.writer, 'BOTH', {});
  const replies = await Promise.all(['一人目', '二人目', '三人目'].map((note) => hall.writer.api('continuity.saveAsset', { ...facts('BOTH', { note }), asset, version: 1 })));
  assert.equal(replies.filter((reply) => reply.status === 201).length, 1);
  for (const reply of replies.filter((one) => one.status !== 201)) refusedAs(reply, 'Conflict', /ほかの人が先に変更しました/);
  assert.equal(valueOf(await hall.writer.query('continuity.asset', { asset }))['version'], 2);
});

test('輪になるつながりは、名前を言って断る', async () => {
  const [a, b, c] = [await addAsset(hall.writer, 'RING-A', { name: '輪A' }), await addAsset(hall.writer, 'RING-B', { name: '輪B' }), await addAsset(hall.writer, 'RING-C', { name: '輪C' })];
  const need = (asset: string, needs: string, kind = 'start') => hall.writer.api('continuity.addNeed', { asset, needs, kind });
  valueOf(await need(a, b));
  valueOf(await need(b, c));
  refusedAs(await need(c, a), 'Circle', /輪A.*→/);
  refusedAs(await need(a, a), 'Circle');
  valueOf(await need(c, a, 'use'));
  refusedAs(await hall.writer.api('continuity.retireAsset', { asset: b, version: 1, reason: '更新' }), 'StillNeeded', /輪A/);
});

test('二人が同時に輪の半分ずつを作ろうとしても、輪はできない', async () => {
  for (const round of [1, 2, 3, 4]) {
    const [a, b] = [await addAsset(hall.writer, `HALF-A${round}`), await addAsset(hall.writer, `HALF-B${round}`)];
    const replies = await Promise.all([hall.writer.api('continuity.addNeed', { asset: a, needs: b, kind: 'start' }), hall.writer.api('continuity.addNeed', { asset: b, needs: a, kind: 'start' })]);
    assert.equal(replies.filter((reply) => reply.status === 201).length, 1, `${round}回目`);
    refusedAs(replies.find((reply) => reply.status !== 201) ?? replies[0], 'Circle');
  }
});

test('つながりの図は、止まるものを図と表で示す', async () => {
  const [power, server] = [await addAsset(hall.writer, 'PIC-POWER', { name: '図の電源', kind: 'power' }), await addAsset(hall.writer, 'PIC-SERVER', { name: '図のサーバー', kind: 'platform' })];
  valueOf(await hall.writer.api('continuity.addNeed', { asset: server, needs: power, kind: 'start' }));
  const page = await hall.writer.get('/staff/continuity/picture?without=PIC-POWER');
  assert.match(readable(page), /図の電源が止まると、1件が止まり/);
  assert.match(page.text, /<svg role="img" aria-label="[^"]*同じ内容が下の表にあります/);
  assert.match(page.text, /図のサーバー<\/a>[\s\S]{0,200}止まる/);
  const svg = await hall.writer.get('/staff/continuity/picture.svg');
  assert.match(String(svg.headers['content-type']), /image\/svg\+xml/);
  assert.match(svg.text, /^<svg xmlns/);
  assert.doesNotMatch(svg.text, /style=|<script/);
});

function sheet(lines: readonly string[]): string {
  return `\ufeff${['記号,名称,種類,区分,所管課,責任者の職,目標復旧時間,目標復旧時点,起動（分）,止まっているときの進め方,場所,保守事業者,二重化・予備,資料のありか,備考,版', ...lines].join('\r\n')}\r\n`;
}

async function upload(text: string) {
  const boundary = 'yakuba-test-boundary';
  const body = `--${boundary}\r\nContent-Disposition: form-data; name="_action"\r\n\r\nimport\r\n--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="daicho.csv"\r\nContent-Type: text/csv\r\n\r\n${text}\r\n--${boundary}--\r\n`;
  return hall.writer.raw('POST', '/staff/continuity/systems', body, { headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'sec-fetch-site': 'same-origin' } });
}

test('CSVの読み込みは、1か所でも誤りがあれば何も変えず、行と理由を言う', async () => {
  const reply = await upload(sheet(['NEW-1,新しい業務,業務,4,,係長,3日,1日,5,紙で,,,,,,', 'NEW-2,まちがい,業務,9,ない課,係長,いつか,1日,5,紙で,,,,,,']));
  assert.equal(reply.status, 422);
  assert.match(reply.text, /3行目/);
  assert.match(reply.text, /「ない課」は登録されていません/);
  assert.doesNotMatch((await hall.writer.get('/staff/continuity/systems?q=NEW')).text, /新しい業務/);
});

test('CSVの読み込みは、新しい行を加え、知っている記号の行を直す。表を保存したあとに変わっていれば断る', async () => {
  assert.equal((await upload(sheet(['NEW-1,新しい業務,業務,4,,係長,3日,1日,5,"紙で、\n二行",,,,,,', 'NEW-3,もう一つ,基盤,4,,係長,3日,1日,5,,,,,,,']))).status, 303);
  assert.match((await hall.writer.get('/staff/continuity/systems?q=NEW')).text, /新しい業務[\s\S]*もう一つ/);
  assert.equal((await upload(sheet(['NEW-3,名を変えた,基盤,4,,係長,3日,1日,5,,,,,,,1']))).status, 303);
  const late = await upload(sheet(['NEW-3,古い表から,基盤,4,,係長,3日,1日,5,,,,,,,1']));
  assert.equal(late.status, 422);
  assert.match(late.text, /この表を保存したあとに変更されています/);
  assert.match((await upload('ただの文')).text, /見出し/);
});

test('B3 復元訓練の機械の報告は、四半期の予定に結び付き、RTO・RPOの実測とハッシュのある記録になる', async () => {
  await addAsset(hall.writer, 'YAKUBA', { name: 'Yakuba 本体', kind: 'platform', tier: 1, rto: '15分', rpo: '1分' });
  await hall.house.must(house, planDrills, {});
  const before = valueOf(await hall.writer.query('continuity.drillList'));
  assert.match(JSON.stringify(before['planned']), /第3四半期 復元訓練/);
  const answer = await hall.house.must(house, recordDrill, { kind: 'restore', at: '2026-11-23T09:00:00+09:00', rtoSeconds: 901.2, rpoSeconds: 61, tables: 120, files: 2500, allEqual: true, note: '' });
  assert.match(answer.hash, /^[0-9a-f]{64}$/);
  const drill = valueOf(await hall.writer.query('continuity.drill', { drill: answer.drill }));
  assert.deepEqual([drill['state'], drill['source'], drill['title'], drill['by_rule']], ['held', 'machine', '2026年度第3四半期 復元訓練', true]);
  const overview = await hall.writer.get('/staff/continuity');
  assert.match(overview.text, /復旧に 15分02秒 かかりました（目標 15分、2026-11-23 の訓練）/);
  assert.match(overview.text, /1分01秒 の間のデータが失われる結果でした（目標 1分/);
  const after = valueOf(await hall.writer.query('continuity.drillList'));
  assert.ok(Array.isArray(after['calendar']) && after['calendar'].some((line) => isRecord(line) && line['kind'] === 'restore' && line['by'] === '2027-03-31' && line['missed'] === false));
});

test('一致しなかった復元は赤い指摘になり、期限のある対応が自動で付く', async () => {
  const { drill } = await hall.house.must(house, recordDrill, { at: '2026-11-23T09:30:00+09:00', rtoSeconds: 10, rpoSeconds: 1, tables: 1, files: 1, allEqual: false, note: '表1つが違う' });
  assert.match((await hall.writer.get('/staff/continuity')).text, /元と一致しないものがありました/);
  assert.match((await hall.writer.get(`/staff/continuity/drills/${drill}`)).text, /一致しない表とファイルを調べ/);
  valueOf(await hall.writer.api('continuity.withdrawDrill', { drill, version: 1, reason: '試しの報告' }));
  assert.doesNotMatch((await hall.writer.get('/staff/continuity')).text, /元と一致しないものがありました/);
});

test('kernel.drillHeld を聞いて、復元訓練が一度だけ記録される', async () => {
  const count = async () => {
    const held = valueOf(await hall.writer.query('continuity.drillList'))['held'];
    return Array.isArray(held) ? held.length : -1;
  };
  const before = await count();
  const payload = drillHeld.payload.parse({ kind: 'restore', at: '2026-11-22T03:00:00Z', rtoSeconds: 700.4, rpoSeconds: 12.5, tables: 5, files: 6, allEqual: true, note: '夜の訓練' });
  await hall.house.city.staffDb.use((connection) => connection.run('insert into kernel.outbox (id, event, payload, at) values ($1, $2, $3, $4)', [hall.house.id(), drillHeld.name, JSON.stringify(payload), hall.house.clock.now()]));
  await hall.house.background.settle();
  await hall.house.background.settle();
  assert.equal(await count(), before + 1);
});

test('行った訓練は書き換えられず、未来の訓練は記録できない', async () => {
  refusedAs(await hall.writer.api('continuity.recordDrill', { kind: 'call', at: '2026-11-24T10:00:00+09:00' }), 'InFuture');
  const drill = textOf(await hall.writer.api('continuity.recordDrill', { kind: 'call', title: '連絡網', at: '2026-11-20T10:00:00+09:00' }), 'drill');
  refusedAs(await hall.writer.api('continuity.recordDrill', { kind: 'call', drill, at: '2026-11-21T10:00:00+09:00' }), 'AlreadyRecorded');
  refusedAs(await hall.writer.api('continuity.recordDrill', { kind: 'call', at: '2026-11-21T10:00:00+09:00', asset: 'NAI-1', rtoSeconds: 5 }), 'NotFound');
  await assert.rejects(hall.house.city.staffDb.use((connection) => connection.run('update continuity.drills set note = $2 where id = $1', [drill, '書き換え'])), /record/);
  await assert.rejects(hall.house.city.staffDb.use((connection) => connection.run('delete from continuity.drill_measures')), /permission denied|append-only/);
});

test('訓練を画面から記録し、気づいたことに期限を付け、済みにする', async () => {
  const reply = await hall.writer.post('/staff/continuity/drills', { _action: 'record', kind: 'paper', title: '窓口の紙', heldOn: '2026-11-18', heldAt: '9:00', asset: 'YAKUBA', rto: '25:08', rpo: '', allEqual: '', note: '' });
  assert.equal(reply.status, 303, reply.text.replaceAll(/<[^>]*>/g, ' ').slice(0, 600));
  const page = await hall.writer.get(reply.location);
  assert.match(page.text, /25分08秒（15分）/);
  assert.match(page.text, /超過/);
  assert.equal((await hall.writer.post(reply.location, { _action: 'follow', finding: '様式が足りない', action: '刷る', post: '市民係長', dueOn: '2026-11-20' })).status, 303);
  assert.match((await hall.writer.get('/staff/continuity')).text, /期限（2026-11-20）を過ぎた対応があります：刷る（市民係長）/);
  const followUp = /name="followUp" value="([0-9a-f-]{36})"/.exec((await hall.writer.get(reply.location)).text)?.[1] ?? '';
  assert.equal((await hall.writer.post(reply.location, { _action: 'finish', followUp, note: '50部刷った' })).status, 303);
  assert.doesNotMatch((await hall.writer.get('/staff/continuity')).text, /期限（2026-11-20）を過ぎた/);
  const wrong = await hall.writer.post('/staff/continuity/drills', { _action: 'record', kind: 'paper', heldOn: '2026-11-18', heldAt: '9:00', rto: 'とても早い' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /測った時間を読み取れません/);
});

test('停電の計算: 1,500Wh・2,000Wで13時35分に停電すると、14時20分まで', async () => {
  const place = textOf(await hall.writer.api('continuity.savePlace', { key: 'HQ', name: '本庁舎', kind: 'office', distanceKm: 0, powerHours: 72 }), 'place');
  valueOf(await hall.writer.api('continuity.savePowerSource', { place, kind: 'ups', name: 'UPS', ratedWatts: 3000, usableWattHours: 1500 }));
  valueOf(await hall.writer.api('continuity.savePowerDevice', { place, name: 'サーバー', quantity: 4, watts: 500, tier: 2, onUps: true }));
  const page = await hall.writer.get('/staff/continuity/power?day=2026-11-23&time=13:35');
  assert.match(page.text, /11月23日（月）14:20/);
  assert.match((await hall.writer.get('/staff/continuity')).text, /自前の電源でもつのは 0時間です（目標 72時間）/);
  refusedAs(await hall.writer.api('continuity.savePowerSource', { place, kind: 'generator', name: '発電機', ratedWatts: 3000 }), 'FactsMissing');
});
