import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looksPersonal, withoutPersonal } from './private-words.ts';

test('a search with a mail address, a telephone number or a long number is not kept', () => {
  for (const words of ['taro@example.jp', 'ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ', 'a @ b', '0243-55-5102', '０２４３（５５）５１０２', '090 1234 5678', '+81 243 55 5102', '1234-5678-9018', '住民票 12345678', '1234\u200b5678\u200b9012']) assert.ok(looksPersonal(words), words);
  for (const words of ['ごみ', '令和8年度', '2026年4月1日', '粗大ごみ 500円', '1234567', '964-8601', '24時間', '119', 'A4用紙']) assert.ok(!looksPersonal(words), words);
});

test('a remark keeps its words and loses what leads to somebody', () => {
  assert.equal(withoutPersonal('分かりにくい。電話ください 0243-55-5102'), '分かりにくい。電話ください （電話番号）');
  assert.equal(withoutPersonal('返事は taro.yamada@example.jp まで'), '返事は （メールアドレス） まで');
  assert.equal(withoutPersonal('受付番号 2026-1234-5678 です'), '受付番号 （番号） です');
  assert.equal(withoutPersonal('料金が５００円か６００円か書いてほしい（大きさ別に）'), '料金が５００円か６００円か書いてほしい（大きさ別に）');
});
