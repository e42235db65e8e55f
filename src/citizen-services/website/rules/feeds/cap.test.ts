import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { noticeKinds, noticeKindWords, severityNames } from '../../messages/words.ts';
import { capAlert, capFeed, type CapHouse, type CapNotice, isTold, messagesOf } from './cap.ts';
import { capOf } from './cap.fixture.ts';
import { at } from './feeds.fixture.ts';
import { childrenOf, parseXml, textOf } from './xml.fixture.ts';

const house: CapHouse = { code: '072109', name: { ja: '二本松市', en: 'Nihonmatsu City' }, phone: '0243-00-0000', origin: 'https://www.city.example.jp', exercise: false };
const BORN = at('2026-10-12T15:00:00');
const notice = (more: Partial<CapNotice> = {}): CapNotice => ({ id: 'n1', kind: 'evacuation', severity: 4, areas: '針道地区', headline: { ja: '避難指示　針道地区', en: 'Evacuate: Harimichi' }, body: { ja: '公民館へ。', en: '' }, english: true, startsAt: BORN, state: 'live', issuedBy: '災害対策本部', states: [{ version: 1, sent: BORN, endsAt: at('2026-10-13T15:00:00') }], ...more });
const names = { kind: noticeKindWords.evacuation, level: severityNames[4] ?? noticeKindWords.other };
const alertOf = (one: CapNotice, now = BORN, from = house) => capOf(capAlert(one, from, names, now) ?? assert.fail('no message'));
const later = (version: number, time: string, endsAt: Temporal.Instant | null = null) => ({ version, sent: at(time), endsAt });

test('a first message: everything the protocol wants, in Japanese and English', () => {
  const alert = alertOf(notice());
  assert.deepEqual(['identifier', 'sender', 'sent', 'status', 'msgType', 'scope', 'references'].map((name) => textOf(alert, name)), ['072109-n1-1', '072109@www.city.example.jp', '2026-10-12T15:00:00+09:00', 'Actual', 'Alert', 'Public', null]);
  const [ja, en] = childrenOf(alert, 'info');
  assert.ok(ja && en);
  const said = (name: string) => [textOf(ja, name), textOf(en, name)];
  assert.deepEqual(said('language'), ['ja-JP', 'en']);
  assert.deepEqual(said('event'), ['警戒レベル4 避難指示', 'Level 4: Evacuate']);
  assert.deepEqual(['category', 'responseType', 'urgency', 'severity', 'certainty', 'expires'].map((name) => textOf(ja, name)), ['Safety', 'Evacuate', 'Immediate', 'Severe', 'Likely', '2026-10-13T15:00:00+09:00']);
  assert.deepEqual(said('web'), ['https://www.city.example.jp/disaster', 'https://www.city.example.jp/en/disaster']);
  assert.deepEqual(said('description'), ['公民館へ。', 'Evacuate: Harimichi']);
  assert.equal(textOf(ja, 'instruction'), '危険な場所から全員避難してください。');
  assert.equal(childrenOf(alertOf(notice({ english: false })), 'info').length, 1, 'Japanese words are not told as English ones');
});

test('an update names every earlier state; a mistake and an end are cancels', () => {
  const states = [...notice().states, later(2, '2026-10-12T16:00:00', at('2026-10-13T15:00:00')), later(3, '2026-10-12T17:00:00', at('2026-10-13T15:00:00'))];
  const update = alertOf(notice({ states }), at('2026-10-12T17:00:00'));
  assert.equal(textOf(update, 'msgType'), 'Update');
  assert.equal(textOf(update, 'references'), '072109@www.city.example.jp,072109-n1-1,2026-10-12T15:00:00+09:00 072109@www.city.example.jp,072109-n1-2,2026-10-12T16:00:00+09:00');
  for (const [state, response, note] of [['ended', 'AllClear', '解除 / No longer in force'], ['cancelled', null, '取消（誤り） / Cancelled: sent by mistake']] as const) {
    const one = notice({ states, state });
    const cancel = alertOf(one, at('2026-10-13T16:59:59'));
    assert.deepEqual([textOf(cancel, 'msgType'), textOf(cancel, 'note'), textOf(childrenOf(cancel, 'info')[0] ?? assert.fail(), 'responseType')], ['Cancel', note, response]);
    assert.ok(textOf(cancel, 'references')?.includes('072109-n1-2'));
    assert.ok(isTold(one, at('2026-10-13T16:59:59')) && !isTold(one, at('2026-10-13T17:00:00')), 'for a day');
  }
});

test('without an end it is told anew every twelve hours, and never lies longer than a day', () => {
  const open = notice({ states: [{ version: 1, sent: BORN, endsAt: null }] });
  assert.equal(textOf(alertOf(open, at('2026-10-13T02:59:59')), 'identifier'), '072109-n1-1');
  const renewed = alertOf(open, at('2026-10-14T04:00:00'));
  assert.deepEqual(['identifier', 'sent', 'msgType'].map((name) => textOf(renewed, name)), ['072109-n1-1.3', '2026-10-14T03:00:00+09:00', 'Update']);
  assert.equal(textOf(childrenOf(renewed, 'info')[0] ?? assert.fail(), 'expires'), '2026-10-15T03:00:00+09:00');
  assert.equal(textOf(renewed, 'references')?.split(' ').length, 2, 'the first and the renewal that still holds');
  assert.deepEqual(messagesOf({ ...open, states: [...open.states, later(2, '2026-10-13T04:00:00')] }, '072109', at('2026-10-13T05:00:00')).map((one) => one.identifier), ['072109-n1-1', '072109-n1-1.1', '072109-n1-2']);
});

test('a drill says Exercise; 緊急安全確保 does not send people out', () => {
  assert.equal(textOf(alertOf(notice(), BORN, { ...house, exercise: true }), 'status'), 'Exercise');
  assert.equal(textOf(childrenOf(alertOf(notice({ severity: 5 })), 'info')[0] ?? assert.fail(), 'responseType'), 'Shelter');
});

test('whatever people type, it is one valid message', () => {
  const words = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).map((said) => `見${said}`);
  fc.assert(fc.property(fc.constantFrom(...noticeKinds), fc.integer({ min: 1, max: 5 }), words, words, words, fc.constantFrom('live' as const, 'ended' as const, 'cancelled' as const), fc.boolean(), (kind, severity, headline, body, areas, state, english) => {
    alertOf(notice({ kind, severity, headline: { ja: headline, en: headline }, body: { ja: body, en: body }, areas, state, english }));
  }), { numRuns: 200 });
});

test('the feed lists what is told now, newest first, with the address of each file', () => {
  const feed = parseXml(capFeed([notice(), notice({ id: 'n2', headline: { ja: '断水 <岩代> & 東和', en: '' }, states: [later(1, '2026-10-12T16:00:00')] }), notice({ id: 'n3', states: [later(1, '2026-10-10T16:00:00', at('2026-10-11T00:00:00'))] })], house, BORN, at('2026-10-12T17:00:00')));
  assert.deepEqual(childrenOf(feed, 'entry').map((entry) => [textOf(entry, 'title'), childrenOf(entry, 'link')[0]?.attributes['href']]), [['断水 <岩代> & 東和', 'https://www.city.example.jp/disaster/cap/n2.xml'], ['避難指示　針道地区', 'https://www.city.example.jp/disaster/cap/n1.xml']]);
  assert.equal(textOf(feed, 'updated'), '2026-10-12T16:00:00+09:00');
  assert.equal(textOf(parseXml(capFeed([], house, BORN, BORN)), 'updated'), '2026-10-12T15:00:00+09:00');
});
