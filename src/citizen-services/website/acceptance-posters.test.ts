/** Posters through their doors: of the emergency, of one notice, of a page; in two sizes, and a drill says so. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { closePaper } from '../../kernel/paper/paper.ts';
import { type Client, draftOf, heading, openSite, type Site, text, valueOf } from './acceptance.fixture.ts';
import { posterPdf } from './papers/poster.ts';

let site: Site;
before(async () => { site = await openSite('2026-10-12T15:04:00+09:00'); });
after(async () => { await closePaper(); await site.close(); });

/** Where the papers are kept to be looked at. */
const folder = process.env['YAKUBA_PAPERS'];

async function printed(client: Client, path: string, name: string, sheet: readonly [number, number]): Promise<void> {
  const { bytes, status, headers } = await client.get(path);
  assert.equal(status, 200, path);
  assert.match(headers['content-type'] ?? '', /^application\/pdf/);
  const words = Buffer.from(bytes).toString('latin1');
  assert.match(words, /^%PDF-/);
  const box = /\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/.exec(words);
  assert.deepEqual([Math.round(Number(box?.[1])), Math.round(Number(box?.[2]))], sheet, path);
  if (folder !== undefined) writeFileSync(join(folder, `${name}.pdf`), bytes);
}
const A4 = [595, 842] as const;
const A3 = [842, 1190] as const;

test('the emergency as it is now, one notice, a drill, and a page', async () => {
  const visitor = site.server.visitor();
  await printed(visitor, '/disaster/poster.pdf?quiet', 'quiet', A4);
  const words = { kind: 'evacuation', severity: 4, areas: '東和地域　針道・木幡・太田・戸沢', headline: '土砂災害のおそれ。すぐに避難してください', body: '川や崖の近くにいる人は、すぐに離れてください。\n避難所：東和小学校、東和文化センター', headlineEn: 'Danger of landslides. Leave at once', bodyEn: 'Leave rivers and cliffs.', endsAt: '', issuedBy: '災害対策本部' };
  const notice = String(valueOf(await site.as('duty').api('website.issueNotice', words))['notice']);
  valueOf(await site.as('duty').api('website.issueNotice', { ...words, kind: 'water', severity: 3, headline: '断水しています', areas: '岩代地域', body: '復旧は13日朝の見込みです。給水は岩代支所で行っています。', headlineEn: '', bodyEn: '' }));
  valueOf(await site.as('duty').api('website.savePart', { part: 'shelters', version: 1, body: '東和小学校　開設（空きあり）\n東和文化センター　開設（混雑）', bodyEn: '' }));
  await printed(visitor, '/disaster/poster.pdf', 'now', A4);
  await printed(visitor, '/en/disaster/poster.pdf?size=a3', 'now-en-a3', A3);
  await printed(site.as('duty'), `/staff/website/disaster/${notice}/poster.pdf?next=18:00`, 'notice', A4);
  const drill = String(valueOf(await site.as('duty').api('website.issueNotice', { ...words, exercise: true }))['notice']);
  await printed(site.as('duty'), `/staff/website/disaster/${drill}/poster.pdf?size=a3`, 'drill', A3);
  assert.notEqual((await visitor.get(`/staff/website/disaster/${notice}/poster.pdf`)).status, 200);
  const made = await site.written('sodai', draftOf({ blocks: [heading('h1', 2, '申込みの方法'), text('p1', '電話で予約してください。'.repeat(14)), heading('h2', 2, '手数料'), text('p2', '収集の日に払います。'), heading('h3', 2, '出せないもの'), text('p3', 'タイヤなどは出せません。')] }));
  valueOf(await site.approved(made));
  await printed(visitor, `/p/${made.pageNo}/poster.pdf`, 'page', A4);
  assert.equal((await visitor.get('/p/9999999/poster.pdf')).status, 404);
});

test('a character that no face has does not keep an emergency from the wall', async () => {
  const pdf = await posterPdf({ title: '避難𛀁指示', lead: '', at: Temporal.Instant.from('2026-10-12T15:04:00+09:00'), next: null, sections: [], to: '/disaster', number: null, contact: '', drill: false }, { facts: site.house.city.facts, origin: site.house.city.origin, lang: 'ja' }, 'a4');
  assert.ok(pdf.length > 1000);
});
