/** A citizen's way through the town hall, on a phone and at a desk, with and without JavaScript: 登録・さがす・予約・支払い・許可書・変更・取消し・抽選・避難所. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTown, signIn, staffSignIn, type Town, type Variant, variants, type Visitor } from './town.ts';

let town: Town;
const entrants: { readonly who: Visitor; readonly email: string; readonly name: string }[] = [];
const lottery = 'LOT-2027-01-GYM';
/** The sample's own password names its city, and that is refused to whoever signs up. */
const ownPassword = 'さくらの下で おにぎりを三つ';
const facilities = ['CC-NIHONMATSU', 'CC-SUGITA', 'CC-DAKESHITA', 'CC-ADACHI'];

before(async () => {
  town = await openTown();
  const department = await town.server.asStaff(await town.server.newStaff(['reservations.lottery', 'reservations.facilities']));
  const [gym] = await town.rows<{ id: string }>(`select id from reservations.facilities where code = 'CIVIC-CENTER-1'`);
  const announced = await department.api('reservations.announceLottery', {
    facility: gym?.id, code: lottery, nameJa: '1月の体育館', nameEn: 'Gym in January', units: ['GYM-ALL'], useFrom: '2027-01-05', useTo: '2027-01-31', opensAt: '2026-11-25T10:10:00+09:00', closesAt: '2026-11-26T12:00:00+09:00',
    drawsAt: '2026-11-26T13:00:00+09:00', resultsAt: '2026-11-26T14:00:00+09:00', classes: ['R-*'], publicSource: '11月26日の気象庁発表の値',
  });
  assert.equal(announced.status, 201, announced.text);
  town.city.clock.set('2026-11-25T10:11:00+09:00');
  await town.city.background.settle();
});
after(() => town.close());

/** マイページの登録: the form, the link in the mail, the first sign-in. */
async function signUp(who: Visitor, email: string, name: string): Promise<void> {
  const { page } = who;
  await who.go('/sign-up');
  await page.locator('main input[name=name]').fill(name);
  await page.locator('main input[name=kana]').fill('しけん たろう');
  await page.locator('main input[name=email]').fill(email);
  await page.locator('main input[name=password]').fill(ownPassword);
  await who.press('登録の確認メールを受け取る');
  await town.city.background.settle();
  const letter = town.city.mailbox.letters.findLast((one) => one.to === email);
  const link = /https?:\/\/[^/\s]+(\/confirm\/\S+)/.exec(letter?.text ?? '')?.[1];
  assert.ok(link, letter?.text ?? 'メールが届かない');
  await who.go(link);
  await who.press(/./, 'main form');
  await signIn(who, email, ownPassword);
  assert.match(page.url(), /\/my$/);
}

/** 利用者登録: applied for here, decided at the counter. */
async function register(who: Visitor, name: string): Promise<void> {
  const { page } = who;
  await who.go('/register?kind=individual');
  await page.locator('main input[name=name]').fill(name);
  await page.locator('main input[name=kana]').fill('シケン タロウ');
  await page.locator('main input[name=phone]').fill('0243-55-0001');
  await page.locator('main input[name=birthDate]').fill('昭和55年4月1日');
  await page.locator('main input[name=residency][value=resident]').check();
  await who.press('登録を申し込む');
  const [patron] = await town.rows<{ id: string }>(`select id from reservations.patrons where name = $1 and status = 'submitted'`, [name]);
  const counter = await town.server.asStaff(await town.server.newStaff(['reservations.patrons']));
  const decided = await counter.api('reservations.decidePatron', { patron: patron?.id, decision: 'approve' });
  assert.equal(decided.status, 201, decided.text);
}

/** さがす → 押さえる → 申し込む. Answers the booking's id. */
async function bookFirstFree(who: Visitor, facility: string, date: string): Promise<string> {
  const { page } = who;
  await who.go('/find');
  await page.locator('main input[name=date]').fill(date);
  await who.press('空いている部屋を見る');
  const times = `a[href*="/book?facility=${facility}&"]`;
  // A facility with many rooms shows them when asked.
  if (!(await page.locator(`main ${times}`).first().isVisible())) await page.locator(`main details:has(${times}) > summary`).first().click();
  await Promise.all([page.waitForEvent('domcontentloaded'), page.locator(`main ${times}`).first().click()]);
  await who.press('この時間を押さえる');
  await page.locator('main select[name=purpose]').selectOption({ index: 1 });
  await page.locator('main input[name=persons]').fill('8人');
  await who.press('料金を確かめる');
  await who.press('この内容で申し込む');
  return /\/my\/reservations\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? assert.fail(page.url());
}

/** 窓口で払う: a member of staff opens the booking and takes cash. */
async function payAtDesk(variant: Variant, id: string): Promise<void> {
  const clerk = await town.visitor(variant);
  await staffSignIn(clerk, 'mado');
  await clerk.go(`/staff/reservations/bookings/${id}`);
  await clerk.page.locator('main input[name=tendered]').fill('10,000');
  await clerk.press('受け取る');
  assert.match(await clerk.page.locator('main').innerText(), /お釣り\s*[\d,]+円/);
  const printing = clerk.page.waitForRequest(/\.pdf/);
  await clerk.page.locator('main').getByRole('button', { name: /領収書を印刷/ }).first().click();
  const address = new URL((await printing).url());
  assert.match(await clerk.paper(address.pathname + address.search), /T\d{13}/);
  await clerk.close();
}

async function changeDay(who: Visitor, id: string): Promise<void> {
  const { page } = who;
  await who.go(`/my/reservations/${id}`);
  await who.press('予約を変更する');
  await who.press('次の日');
  for (const box of await page.locator('main input[name=slot]').all()) await box.uncheck();
  await page.locator('main input[name=slot]:enabled').last().check();
  // First what it would cost, then the decision.
  await who.press(/./, `main form[method=get][action*="${id}/change"]`);
  await who.press(/変更する|変える/, 'main form[method=post]');
  assert.match(page.url(), new RegExp(`/my/reservations/${id}$`));
  const [row] = await town.rows<{ count: number }>('select change_count as count from reservations.reservations where id = $1', [id]);
  assert.equal(row?.count, 1);
}

async function cancel(who: Visitor, id: string): Promise<void> {
  await who.go(`/my/reservations/${id}/cancel`);
  await who.page.locator('main input[name=sure]').check();
  await who.press('予約を取り消す');
  assert.equal(await stateOf(id), 'cancelled');
}

async function stateOf(id: string): Promise<string> {
  return (await town.rows<{ state: string }>('select state from reservations.reservations where id = $1', [id]))[0]?.state ?? 'gone';
}

/** 避難所: the disaster officer takes the hall; the citizen reads what became of the booking. */
async function takeOver(variant: Variant, facility: string, who: Visitor, id: string): Promise<void> {
  const officer = await town.visitor(variant);
  await staffSignIn(officer, 'bousai');
  await officer.go(`/staff/reservations/shelter?facility=${facility}`);
  await officer.page.locator('main input[name=note]').fill('令和8年11月の地震');
  await officer.press('いますぐ避難所に切り替える');
  await officer.close();
  assert.equal(await stateOf(id), 'cancelled_by_city');
  await town.city.background.settle();
  await who.go('/my/inbox');
  assert.match(await who.page.locator('main').innerText(), /市の都合により、予約を取り消しました/);
  await who.go(`/my/reservations/${id}`);
}

async function enterLottery(who: Visitor, date: string): Promise<void> {
  await who.go(`/lotteries/${lottery}`);
  await who.go(`/lotteries/${lottery}/enter?unit=GYM-ALL&date=${date}&slot=AM`);
  const purpose = who.page.locator('main select[name=purpose]');
  if ((await purpose.count()) > 0) await purpose.selectOption({ index: 1 });
  await who.page.locator('main input[name=persons]').fill('30');
  await who.press(/申し込む/, 'main form');
  assert.match(who.page.url(), /\/my\/entries$/);
}

for (const [index, variant] of variants.entries()) {
  test(`${variant.name}（${variant.width}×${variant.height}）：登録から、予約・支払い・許可書・変更・取消し・避難所・抽選の申込みまで`, async () => {
    const who = await town.visitor(variant);
    const name = `試験 太郎${['一', '二', '三', '四'][index]}`;
    const facility = facilities[index] ?? '';
    const email = `e2e${index}@example.jp`;
    await signUp(who, email, name);
    await register(who, name);
    const first = await bookFirstFree(who, facility, '2026-12-05');
    await payAtDesk(variant, first);
    await who.go(`/my/reservations/${first}`);
    const permit = await who.paper(`/my/reservations/${first}/permit.pdf`);
    assert.ok(permit.includes(name.replaceAll(' ', '')) && permit.includes('許可'), permit);
    await changeDay(who, first);
    await cancel(who, first);
    const second = await bookFirstFree(who, facility, '2026-12-06');
    await takeOver(variant, facility, who, second);
    await enterLottery(who, `2027-01-${14 + index}`);
    entrants.push({ who, email, name });
  });
}

test('抽選：締切、公の数字、発表ののち、申し込んだ人は自分の当選を読める', async () => {
  assert.equal(entrants.length, variants.length);
  town.city.clock.set('2026-11-26T12:00:00+09:00');
  await town.city.background.settle();
  const department = await town.server.asStaff(await town.server.newStaff(['reservations.lottery']));
  const [row] = await town.rows<{ id: string }>('select id from reservations.lotteries where code = $1', [lottery]);
  assert.equal((await department.api('reservations.setPublicValue', { lottery: row?.id, value: '1013.2' })).status, 201);
  town.city.clock.set('2026-11-26T14:00:00+09:00');
  await town.city.background.settle();
  for (const { who, email, name } of entrants) {
    // A day later: yesterday's session has ended.
    await signIn(who, email, ownPassword);
    await who.go('/my/entries');
    assert.match(await who.page.locator('main').innerText(), /当選/, name);
    await who.go(`/lotteries/${lottery}`);
    await who.close();
  }
});
