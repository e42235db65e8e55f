import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closureLetter, type ClosureLetter } from './closure-mail.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const letter: ClosureLetter = {
  what: 'announced', kind: { ja: '臨時休校', en: 'School closed' }, schools: [{ name: '北小学校', nameEn: 'Kita School' }, { name: '南小学校', nameEn: 'Minami School' }],
  from: day('2027-03-24'), to: day('2027-03-24'), resumes: null, reason: '大雪のため', words: '外に出ないでください。', next: '24日16時', page: 'https://www.example.jp/schools',
};

test('one letter names every school of its reader, the day, why, what comes next', () => {
  const { title, body } = closureLetter(letter, 'ja');
  assert.equal(title, '臨時休校（3月24日）北小学校ほか1校');
  for (const words of ['令和9年3月24日（水）　臨時休校', '・北小学校\n・南小学校', 'わけ：大雪のため', '外に出ないでください。', '次のお知らせ：24日16時', 'https://www.example.jp/schools', 'ボタンを1回']) assert.ok(body.includes(words), `${words} in ${body}`);
  assert.equal(closureLetter({ ...letter, schools: letter.schools.slice(0, 1) }, 'ja').title, '臨時休校（3月24日）北小学校');
});

test('a change and an end say so', () => {
  const changed = closureLetter({ ...letter, what: 'changed', to: day('2027-03-25') }, 'ja');
  assert.match(changed.title, /^【変更】臨時休校/);
  assert.match(changed.body, /^先にお知らせした内容が/);
  assert.match(changed.body, /3月24日（水）から令和9年3月25日（木）まで/);
  const over = closureLetter({ ...letter, what: 'ended', resumes: day('2027-03-25'), words: '' }, 'ja');
  assert.equal(over.title, '臨時休校の終わり　北小学校ほか1校');
  assert.match(over.body, /令和9年3月25日（木）から、ふだんどおりです。/);
  assert.ok(!over.body.includes('\n\n\n'));
});

test('in English for whoever asked in English', () => {
  const { title, body } = closureLetter(letter, 'en');
  assert.equal(title, 'School closed, Kita School and 1 more');
  assert.match(body, /- Minami School/);
  assert.match(closureLetter({ ...letter, what: 'ended', resumes: day('2027-03-25') }, 'en').body, /as usual from/);
});
