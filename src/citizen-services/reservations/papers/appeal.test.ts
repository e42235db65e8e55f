import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appealAgainstCity, appealAgainstDesignatedManager, appealParagraphs, appealPeriods } from './appeal.ts';

const city = { name: '二本松市', mayor: '二本松市長' };

test('利用の決定への審査請求は市長に3か月以内、訴えは市を被告に6か月以内', () => {
  const [review = '', suit = ''] = appealParagraphs(appealAgainstCity(city, 'use'));
  assert.match(review, /翌日から起算して3か月以内に、二本松市長に対して審査請求/u);
  assert.match(suit, /6か月以内に、二本松市を被告として（訴訟において二本松市を代表する者は二本松市長です。）/u);
});

test('指定管理者が決めたときも審査請求は市長に、訴えは指定管理者を被告に（地方自治法244条の4、行政事件訴訟法11条2項）', () => {
  const [review = '', suit = ''] = appealParagraphs(appealAgainstDesignatedManager('二本松市長', '株式会社 霞文化ホール運営'));
  assert.match(review, /二本松市長に対して/u);
  assert.match(suit, /株式会社 霞文化ホール運営を被告として提起/u);
});

test('使用料の決定は、審査請求を先にする（地方自治法229条5項）', () => {
  const text = appealParagraphs(appealAgainstCity(city, 'fee')).join('');
  assert.match(text, /裁決を経た後でなければ/u);
  assert.match(text, /3か月を過ぎても裁決がない/u);
});

test('期間は法律が変われば変えられる', () => {
  const [review = ''] = appealParagraphs(appealAgainstCity(city, 'use', { ...appealPeriods, reviewMonths: 4 }));
  assert.match(review, /4か月以内/u);
});
