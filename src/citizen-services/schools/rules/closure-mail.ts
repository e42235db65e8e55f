/** The words of a letter to parents: what, which days, which of their schools, why, and how to stop these letters. */
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import type { Lang, Text } from '../../../kernel/view.ts';

export interface ClosureLetter {
  readonly what: 'announced' | 'changed' | 'ended';
  readonly kind: Text;
  /** The schools of this reader that are concerned; at least one. */
  readonly schools: readonly { readonly name: string; readonly nameEn: string }[];
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  readonly resumes: Temporal.PlainDate | null;
  readonly reason: string;
  readonly words: string;
  readonly next: string;
  /** The whole address of the page to read on. */
  readonly page: string;
}

export function daysWords(from: Temporal.PlainDate, to: Temporal.PlainDate, lang: Lang): string {
  const [first, last] = [formatDate(from, lang, 'withWeekday'), formatDate(to, lang, 'withWeekday')];
  return Temporal.PlainDate.compare(from, to) === 0 ? first : lang === 'ja' ? `${first}から${last}まで` : `${first} to ${last}`;
}

const joined = (lines: readonly string[]) => lines.filter((line) => line !== '').join('\n\n');

function inJapanese(it: ClosureLetter): { readonly title: string; readonly body: string } {
  const [first] = it.schools;
  const where = it.schools.length > 1 ? `${first?.name ?? ''}ほか${it.schools.length - 1}校` : (first?.name ?? '');
  const list = it.schools.map((school) => `・${school.name}`).join('\n');
  const tail = `くわしいこと：${it.page}`;
  const stop = 'このメールは、学校のお知らせを申し込んだ方にお送りしています。受け取るのをやめるときは、次のアドレスを開いて、ボタンを1回押してください。学校を変えるときは、もう一度申し込んでください。';
  if (it.what === 'ended') {
    const from = it.resumes === null ? '' : `${formatDate(it.resumes, 'ja', 'withWeekday')}から、ふだんどおりです。`;
    return { title: `${it.kind.ja}の終わり　${where}`, body: joined([`${it.kind.ja}のお知らせを終えました。${from}`, list, it.words, tail, stop]) };
  }
  const changed = it.what === 'changed' ? '先にお知らせした内容が、次のとおり変わりました。' : '';
  return {
    title: `${it.what === 'changed' ? '【変更】' : ''}${it.kind.ja}（${it.from.month}月${it.from.day}日）${where}`,
    body: joined([changed, `${daysWords(it.from, it.to, 'ja')}　${it.kind.ja}`, list, `わけ：${it.reason}`, it.words, it.next === '' ? '' : `次のお知らせ：${it.next}`, tail, stop]),
  };
}

function inEnglish(it: ClosureLetter): { readonly title: string; readonly body: string } {
  const [first] = it.schools;
  const where = it.schools.length > 1 ? `${first?.nameEn ?? ''} and ${it.schools.length - 1} more` : (first?.nameEn ?? '');
  const list = it.schools.map((school) => `- ${school.nameEn}`).join('\n');
  const tail = `Read more: ${it.page}`;
  const stop = 'You get this because somebody asked for news of these schools at this address. To stop, open the address below and press the button once. To change the schools, please register again.';
  if (it.what === 'ended') {
    const from = it.resumes === null ? '' : ` Everything is as usual from ${formatDate(it.resumes, 'en', 'withWeekday')}.`;
    return { title: `Over: ${it.kind.en}, ${where}`, body: joined([`This is over: ${it.kind.en}.${from}`, list, it.words, tail, stop]) };
  }
  const changed = it.what === 'changed' ? 'What we told you before has changed:' : '';
  // What the board wrote is in Japanese; the reason stands there as it was written.
  return { title: `${it.what === 'changed' ? 'Changed: ' : ''}${it.kind.en}, ${where}`, body: joined([changed, `${daysWords(it.from, it.to, 'en')}: ${it.kind.en}`, list, `Why (in Japanese): ${it.reason}`, it.words, it.next, tail, stop]) };
}

/** `title` is the subject. The address to stop the letters stands behind the body; whoever sends the letter adds it. */
export function closureLetter(it: ClosureLetter, lang: Lang): { readonly title: string; readonly body: string } {
  return lang === 'ja' ? inJapanese(it) : inEnglish(it);
}
