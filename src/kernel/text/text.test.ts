import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  applyWidth, bigrams, compose, containsMyNumber, corporateNumberCheckDigit, foldForSearch, formatPhone, formatPostcode, groupName, hasMod10Weight3,
  indexGrams, isCorporateNumber, isLocalGovernmentCode, isMyNumber, likeness, localGovernmentCheckDigit, mod10Weight3, myNumberCheckDigit, parseAddress,
  parseEmail, parseInteger, parseKana, parseName, parsePhone, parsePostcode, toFullWidth, toHalfWidthKana, withMod10Weight3, withoutMyNumbers,
} from './text.ts';
import type { Parsed } from './text.ts';

const value = <T>(read: Parsed<T>): T | string => (read.ok ? read.value : read.message.ja);

test('郵便番号: どう書いても7けた', () => {
  for (const typed of ['964-8601', '９６４－８６０１', '〒964-8601', '964ー8601', '964‐8601', '〒 964 8601', '9648601']) assert.equal(value(parsePostcode(typed)), '9648601', typed);
  for (const typed of ['', '964-860', '964-86012', 'abc']) assert.equal(value(parsePostcode(typed)), '郵便番号は7けたの数字です（例 964-8601）', typed);
  assert.equal(formatPostcode('9648601'), '964-8601');
});

test('フリガナ: ひらがな・半角カナから全角カタカナへ', () => {
  assert.equal(value(parseKana('にほんまつ　はなこ')), 'ニホンマツ ハナコ');
  assert.equal(value(parseKana('ｶﾞｸﾄ ﾊﾟｰﾊﾟｰ')), 'ガクト パーパー');
  assert.equal(value(parseKana('サトー・ジョン')), 'サトー・ジョン');
  assert.equal(value(parseKana('カ\u3099')), 'ガ');
  assert.match(value(parseKana('山田タロウ')), /「山」/);
  assert.match(value(parseKana('サト-')), /「-」.*長音は「ー」/);
  assert.match(value(parseKana('Sato')), /「S」/);
  assert.ok(!parseKana('  ').ok);
  assert.equal(toHalfWidthKana('ガッコウ パーティー・ヴ'), 'ｶﾞｯｺｳ ﾊﾟｰﾃｨｰ･ｳﾞ');
});

test('全角・半角', () => {
  assert.equal(applyWidth('ＡＢＣ　１２３ｱ', 'half'), 'ABC 123ｱ');
  assert.equal(applyWidth('ABC 123ｶﾞ', 'full'), 'ＡＢＣ　１２３ガ');
  assert.equal(toFullWidth('㈱髙﨑①'), '㈱髙﨑①', 'characters that NFKC would destroy stay');
  assert.equal(compose('か\u3099 \uFA19'), 'が \uFA19');
});

test('数字: 全角とけた区切り', () => {
  assert.equal(value(parseInteger('１，２００')), 1200);
  assert.equal(value(parseInteger('-5', { min: -10 })), -5);
  assert.match(String(value(parseInteger('-5'))), /マイナス/);
  assert.match(String(value(parseInteger('1.5'))), /小数/);
  assert.match(String(value(parseInteger('三'))), /数字で/);
  assert.match(String(value(parseInteger('51', { max: 50 }))), /50以下/);
  assert.ok(!parseInteger('9'.repeat(20)).ok);
});

test('氏名・住所: 書かれたとおりに残し、外字と制御文字だけ断る', () => {
  for (const name of ['髙橋 﨑子', '𠮷野 太郎', '葛\u{E0100}城', 'Nguyễn Văn A', '㈱山田']) assert.equal(value(parseName(name)), name.normalize('NFC'));
  assert.equal(value(parseName('  か\u3099 ')), 'が');
  assert.match(value(parseName('山\ue000')), /外字/);
  assert.match(value(parseName('山\u0007')), /表示できない/);
  assert.match(value(parseName('山\u202e田')), /表示できない/);
  assert.match(value(parseAddress('')), /住所/);
});

test('電話番号', () => {
  for (const typed of ['０２４３－５５－５０００', '0243 55 5000', '(0243)55-5000', '+81 243-55-5000', '+81-0243-55-5000', '0243ー55ー5000']) assert.equal(value(parsePhone(typed)), '0243555000', typed);
  assert.equal(value(parsePhone('090-1234-5678')), '09012345678');
  for (const typed of ['', '0243555', '1234567890', '00012345678', '0901234567', '02435550001']) assert.ok(!parsePhone(typed).ok, typed);
  assert.deepEqual(['0243555000', '09012345678', '0120123456', '0312345678', '0245251111', '05012345678'].map(formatPhone),
    ['0243-55-5000', '090-1234-5678', '0120-123-456', '03-1234-5678', '024-525-1111', '050-1234-5678']);
});

test('メール: ドメインは小文字、昔の携帯のアドレスは注意つきで受け付ける', () => {
  assert.equal(value(parseEmail(' Hanako@Example.JP ')), 'Hanako@example.jp');
  const old = parseEmail('ha..nako.@docomo.ne.jp');
  assert.ok(old.ok && old.warning !== undefined);
  for (const typed of ['', 'hanako', '@example.jp', 'a@b', 'a b@example.jp', `${'a'.repeat(65)}@example.jp`, `a@${'b.'.repeat(130)}jp`]) assert.ok(!parseEmail(typed).ok, typed);
});

test('検査数字: 個人番号・法人番号・団体コード・モジュラス10', () => {
  assert.equal(myNumberCheckDigit('98765432109'), 3);
  assert.ok(isMyNumber('987654321093'));
  assert.ok(!isMyNumber('987654321092'));
  assert.equal(corporateNumberCheckDigit('000012050002'), 7);
  assert.ok(isCorporateNumber('7000012050002'));
  assert.equal(localGovernmentCheckDigit('07210'), 9);
  assert.ok(isLocalGovernmentCode('072109'));
  assert.equal(mod10Weight3('2612310004217'), 1);
  assert.equal(mod10Weight3('9198765412345022600001234501002612310038700'), 9);
  fc.assert(fc.property(fc.stringMatching(/^\d{1,40}$/), (body) => hasMod10Weight3(withMod10Weight3(body))));
});

test('個人番号を含む文を見つける', () => {
  for (const text of ['987654321093', '９８７６－５４３２－１０９３', '番号は 9876 5432 1093 です', '9876ー5432ー1093', '9876\u200b54321093', 'TEL 0243-55-5000 987654321093', '9 8 7 6 5 4 3 2 1 0 9 3']) {
    assert.ok(containsMyNumber(text), text);
  }
  for (const text of ['987654321092', '0243-55-5000', '7000012050002', '91987654123450226000012345010026123100387009', '', '98765432109']) assert.ok(!containsMyNumber(text), text);
});

test('個人番号だけを伏せ、ほかの文はそのまま残す', () => {
  assert.equal(withoutMyNumbers('番号は 9876ー5432ー1093 です。TEL 0243-55-5000'), '番号は （番号） です。TEL 0243-55-5000');
  assert.equal(withoutMyNumbers('ｶﾅ 987654321092'), 'ｶﾅ 987654321092', '含まないものは、字の幅も変えない');
  const digits = fc.array(fc.constantFrom('987654321093', '9876-5432-1093', '12', '０', ' ', 'ー', '字', '\u200b'), { maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(fc.property(digits, (text) => !containsMyNumber(withoutMyNumbers(text))));
});

test('検索: 幅・大文字・かな・異体字は同じもの', () => {
  assert.equal(foldForSearch('ﾆﾎﾝﾏﾂ Ａ'), 'にほんまつ a');
  assert.equal(foldForSearch('髙橋﨑𠮷'), foldForSearch('高橋崎吉'));
  assert.deepEqual(bigrams('東京都'), ['東京', '京都']);
  assert.deepEqual(bigrams('市'), ['市']);
  assert.deepEqual(bigrams('ア イ'), ['あ', 'い']);
  assert.deepEqual(indexGrams('東京').toSorted(), ['京', '東', '東京'].toSorted());
  assert.equal(likeness('二本松', '二本松'), 1);
  assert.equal(likeness('二本松', '福島'), 0);
});

test('団体名の突き合わせ: ㈱と株式会社、空白、かな', () => {
  for (const name of ['㈱ 二本松商店', '株式会社二本松商店', '（株）二本松商店', '二本松　商店']) assert.equal(groupName(name), groupName('二本松商店'), name);
  assert.equal(groupName('NPO法人 あだたら'), groupName('特定非営利活動法人アダタラ'));
  assert.notEqual(groupName('二本松FC A'), groupName('二本松FC B'));
  assert.equal(groupName('㈱'), '(株)');
});
