/** 文字の大きさと色: works without a script, on pages from memory too, for this browser alone; and never stands between a reader and a page. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { displayIn, displayKey, displayOf } from '../../kernel/http/display.ts';
import { testCity, type TestCity } from '../../kernel/testing.ts';
import { openTestServer, type TestServer } from '../../testing-server.ts';

let house: TestCity;
let server: TestServer;
before(async () => {
  house = await testCity({});
  server = await openTestServer(house);
});
after(async () => {
  await server.stop();
  await house.close();
});

const root = (text: string) => /<html[^>]*>/.exec(text)?.[0] ?? '';

test('chosen once, every page is shown so; everybody else sees what they saw; taken back, the cookie is gone', async () => {
  const reader = server.visitor();
  const usual = root((await reader.get('/')).text);
  assert.doesNotMatch(usual, /data-/);
  const chosen = await reader.post('/display?back=%2Ffaq', { _action: 'choose', text: 'huge', colours: 'contrast' });
  assert.equal(chosen.location, '/faq');
  assert.match(String(chosen.headers['set-cookie']), /display=huge\.contrast; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax/);
  for (const path of ['/faq', '/', '/', '/en', '/nothing-here']) assert.match(root((await reader.get(path)).text), /data-text="huge" data-colours="contrast"/, path);
  for (const path of ['/', '/']) assert.equal(root((await server.visitor().get(path)).text), usual);
  const back = await reader.post('/display', { _action: 'choose', text: 'standard', colours: 'browser' });
  assert.match(String(back.headers['set-cookie']), /display=; Path=\/; Max-Age=0/);
  assert.equal(back.headers['clear-site-data'], undefined);
  assert.equal(root((await reader.get('/')).text), usual);
});

test('the page says what is chosen; a wish there is not, and a way back to another site, are the usual', async () => {
  const reader = server.visitor();
  await reader.post('/display', { _action: 'choose', text: 'large', colours: 'dark' });
  const page = (await reader.get('/display')).text;
  assert.match(page, /value="large"[^>]*checked/);
  assert.match(page, /value="dark"[^>]*checked/);
  assert.equal((await reader.post('/display?back=https%3A%2F%2Fexample.com%2F', { _action: 'choose', text: 'enormous', colours: 'dark' })).location, '/');
  assert.equal((await reader.post('/display?back=%2F%2Fexample.com', { _action: 'choose' })).location, '/');
});

test('a cookie says a size and colours that there are, or nothing', () => {
  assert.deepEqual(displayOf('large.dark'), { text: 'large', colours: 'dark' });
  for (const word of [undefined, '', 'large', 'large.', '.dark', 'large.dark.x', 'LARGE.dark', 'huge.red']) assert.equal(displayKey(displayOf(word)), '', String(word));
  assert.equal(displayKey(displayIn('a=b; __Host-display=large.browser; c=d')), ' large.browser');
  assert.equal(displayKey(displayIn('mydisplay=large.dark')), '');
  assert.equal(displayKey(displayIn(undefined)), '');
});
