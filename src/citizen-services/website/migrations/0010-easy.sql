-- やさしい日本語: the same page in plain words, a page of its own with editions, checks and approval of its own, tied to the one it was made from.
alter table website.pages add column easy boolean not null default false;
alter table website.pages add constraint pages_easy_check check (not easy or translation_of is not null);
create unique index pages_easy_taken on website.pages (translation_of) where easy;

-- Which edition of the original this one says in plain words.
alter table website.editions add column made_from uuid references website.editions;

-- Two more dictionaries that the city keeps: hard words with what says the same, and words that everybody is thought to know.
alter table website.words drop constraint words_kind_check;
alter table website.words add constraint words_kind_check check (kind in ('short_link', 'unfavourable', 'plain', 'reading', 'synonym', 'easy', 'basic'));

insert into website.words (kind, word, becomes) values
  ('easy', '転入届', '市に 引っ越してきたと 知らせる 紙'), ('easy', '転出届', '市から 引っ越すと 知らせる 紙'), ('easy', '転居届', '市の 中で 引っ越したと 知らせる 紙'), ('easy', '転入', '市に 引っ越してくること'), ('easy', '転出', '市から 引っ越すこと'),
  ('easy', '納付書', 'お金を はらう ための 紙'), ('easy', '納付', 'お金を はらうこと'), ('easy', '納期限', 'お金を はらう 最後の日'), ('easy', '還付', 'お金が もどること'), ('easy', '滞納', 'お金を はらわないで いること'),
  ('easy', '督促', '「はらってください」と 知らせること'), ('easy', '手数料', '手続きに かかる お金'), ('easy', '免除', 'はらわなくて よいこと'), ('easy', '減免', 'はらう お金を へらすこと'), ('easy', '無料', 'お金は いりません'),
  ('easy', '申請書', '申しこみの 紙'), ('easy', '申請', '申しこみ'), ('easy', '申告', '自分の ことを 市に 知らせること'), ('easy', '届出', '市に 知らせること'), ('easy', '提出', '出すこと'),
  ('easy', '交付', 'わたすこと'), ('easy', '発行', '作って わたすこと'), ('easy', '証明書', '正しいと 市が 言う 紙'), ('easy', '期限', '最後の日'), ('easy', '期日', '決めた日'),
  ('easy', '締切', '終わりの日'), ('easy', '印鑑', 'はんこ'), ('easy', '押印', 'はんこを おすこと'), ('easy', '署名', '自分で 名前を 書くこと'), ('easy', '持参', '持ってくること'),
  ('easy', '記入', '書くこと'), ('easy', '窓口', '市役所で 話を 聞くところ'), ('easy', '世帯主', '家族の 代表の 人'), ('easy', '世帯', 'いっしょに くらす 家族'), ('easy', '扶養', '家族の 生活を 助けること'),
  ('easy', '代理人', 'かわりの 人'), ('easy', '委任状', 'かわりの 人に たのむ 紙'), ('easy', '身分証明書', 'あなたの 名前が わかる カード'), ('easy', '健康保険証', '病院で 見せる カード'), ('easy', '対象者', 'できる 人'),
  ('easy', '避難指示', 'すぐに 逃げてください'), ('easy', '高齢者等避難', '逃げるのに 時間が かかる 人は 逃げてください'), ('easy', '緊急安全確保', '今すぐ 命を 守ってください'), ('easy', '避難所', '逃げて 泊まる ところ'), ('easy', '避難', '逃げること'),
  ('easy', '高台', '高い ところ'), ('easy', '土砂災害', '山や がけが くずれること'), ('easy', '洪水', '川の 水が あふれること'), ('easy', '浸水', '水が 入ってくること'), ('easy', '余震', 'あとから 来る 地震'),
  ('easy', '断水', '水が 出ないこと'), ('easy', '停電', '電気が 止まること'), ('easy', '給水', '水を くばること'), ('easy', '炊き出し', '温かい 食べものを くばること'), ('easy', '通行止め', '通れません'),
  ('easy', '不通', '電車や バスが 動いていないこと'), ('easy', '復旧', 'もとに もどること'), ('easy', '安否', '無事か どうか'), ('easy', '負傷', 'けが'), ('easy', '予防接種', '病気に ならない ための 注射'),
  ('easy', '健康診査', '体を しらべること'), ('easy', '受診', '病院に 行くこと'), ('easy', '粗大ごみ', '大きい ごみ'), ('easy', '収集', '集めること'), ('easy', '分別', '種類に 分けること'),
  ('easy', '回収', '集めること'), ('easy', '保護者', '子どもの 親など'), ('easy', '未就学児', '小学校に 入る 前の 子ども'), ('easy', '土日祝日', '土曜日、日曜日、祝日'), ('easy', '随時', 'いつでも');

-- What the public sees of a page, and of a page in plain words: the day of the edition it was made from, and whether the original has changed since.
create or replace view website.public_pages as
  select p.id, p.page_no, p.section_id, p.path, p.department_id, p.ordinal, p.translation_of, p.first_public_at, p.changed_at, p.review_on, p.reviewed_at, p.successor_id,
         e.id as edition_id, e.number as edition, e.title, e.lead, e.kind, e.lang, e.contact, e.categories, e.blocks, e.published_at, e.change_note, e.minor, e.emergency, e.hash,
         p.easy, (select o.published_at from website.editions o where o.id = e.made_from) as made_from_at,
         exists (select 1 from website.editions o where p.easy and o.page_id = p.translation_of and o.state = 'published' and o.id <> e.made_from) as behind
    from website.pages p join website.editions e on e.page_id = p.id and e.state = 'published' where p.state = 'public';
