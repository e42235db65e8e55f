/** What people type into a search box by mistake is not kept. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPrivateQuery } from './private-query.ts';

test('addresses, phone numbers and Individual Numbers are private, in any width', () => {
  for (const query of [
    'hanako@example.jp', 'ＨＡＮＡＫＯ＠ｅｘａｍｐｌｅ．ｊｐ の届', 'メール hanako @ example.jp',
    '0243-55-5111', '０２４３（５５）５１１１', '09012345678 誰', '090ー1234ー5678', '+81 90 1234 5678', '電話 024-355-5111 2026年', '2026 0243-55-5111',
    '123456789018', '1234-5678-9018', '１２３４　５６７８　９０１８', '個人番号1234 5678 9018は', '1234\u200b56789018',
    '123456789012',
  ]) assert.equal(isPrivateQuery(query), true, query);
});

test('ordinary queries may be counted', () => {
  for (const query of ['粗大ごみ', '1234567', '令和8年10月1日', '2026-10-04', '964-8601', '第15条', '119', '二本松市 0', '9:00-17:15', '@市役所', '法人番号 1234567890123']) assert.equal(isPrivateQuery(query), false, query);
});
