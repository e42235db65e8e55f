/**
 * The page of the worst hour: words, telephone numbers, one small style, no script, no picture, at most 14,336 bytes before compression.
 * It reads without its style and is kept in memory, so it needs no database to be sent.
 */
import { LIGHT_STYLE } from '../../../kernel/light-style.ts';
import type { Lang, Text } from '../../../kernel/view.ts';
import { noticeLabel } from '../messages/words.ts';
import type { disasterNow } from '../queries/disaster.ts';
import { fitTexts, LIGHT_BYTES } from '../rules/light.ts';
import { moment } from './public-parts.tsx';

type Now = Awaited<ReturnType<typeof disasterNow.run>>;

/** Everything that stands around the texts: head, style, headings, times, links, telephone numbers. Checked by a test against the whole page. */
const FRAME = 2_200;
const AROUND_EACH = 200;

export const numbers: readonly (readonly [number: string, label: Text])[] = [['119', { ja: '火事・救急', en: 'Fire, ambulance' }], ['110', { ja: '警察', en: 'Police' }], ['171', { ja: '災害用伝言ダイヤル', en: 'Disaster message service' }]];

export interface LightProps {
  readonly now: Now;
  readonly lang: Lang;
  readonly city: { readonly name: Text; readonly phone: string };
  readonly drill: boolean;
  /** '' or '/en'. */
  readonly root: string;
}

export function LightPage({ now, lang, city, drill, root }: LightProps) {
  const ja = lang === 'ja';
  const notices = now.notices.map((notice) => ({ notice, head: `${noticeLabel(notice, lang)}${notice.headline[lang]}${notice.areas}${notice.issuedBy}`, body: notice.body[lang] }));
  const parts = now.parts.filter((part) => part.body[lang] !== '').map((part) => ({ part, head: part.title[lang], body: part.body[lang] }));
  const { fitted, left } = fitTexts([...notices, ...parts], LIGHT_BYTES - FRAME, AROUND_EACH);
  const name = ja ? `${city.name.ja} 災害情報` : `${city.name.en}: disaster information`;
  const title = drill ? `${ja ? '【訓練】' : '[DRILL] '}${name}` : name;
  const shown = fitted.flatMap((one) => ('notice' in one.item ? [{ ...one, notice: one.item.notice }] : []));
  return (
    <html lang={lang}>
      <head><meta charset="utf-8" /><meta name="viewport" content="width=device-width, initial-scale=1" /><title>{title}</title><style>{LIGHT_STYLE}</style></head>
      <body>
        <main>
          <h1>{title}</h1>
          {drill && <p><b>{ja ? 'これは訓練です。実際の災害情報ではありません。' : 'This is a drill and not about a real disaster.'}</b></p>}
          <p>{ja ? `${moment(now.at, lang)} 現在` : `As of ${moment(now.at, lang)}`}　<a href={ja ? '/en' : '/'} lang={ja ? 'en' : 'ja'}>{ja ? 'English' : '日本語'}</a>　<a href={`${root}/home`}>{ja ? '通常のトップへ' : 'Usual first page'}</a></p>
          {shown.length === 0 && <p>{ja ? 'いま出ている避難の情報はありません。' : 'There is no evacuation order now.'}</p>}
          {shown.map(({ notice, body, cut }) => (
            <section key={notice.id} class={`n s${notice.severity}`}>
              <h2>{noticeLabel(notice, lang)}{ja ? '　' : ': '}{notice.headline[lang]}</h2>
              {notice.areas !== '' && <p><b>{notice.areas}</b></p>}
              {body !== '' && <p>{body}</p>}
              {cut && <p><a href={`${root}/disaster`}>{ja ? '続きを読む' : 'Read more'}</a></p>}
              <p>{moment(notice.changedAt, lang)}　{notice.issuedBy}</p>
            </section>
          ))}
          {fitted.flatMap((one) => ('part' in one.item ? [<LightPart key={one.item.part.code} part={one.item.part} body={one.body} cut={one.cut} lang={lang} root={root} />] : []))}
          {left > 0 && <p><a href={`${root}/disaster`}>{ja ? `ほかに${left}件あります` : `${left} more`}</a></p>}
          <h2>{ja ? '電話' : 'Telephone'}</h2>
          <p>{numbers.map(([number, label]) => <span key={number}><a href={`tel:${number}`}>{number}　{label[lang]}</a><br /></span>)}<a href={`tel:${city.phone}`}>{city.phone}　{ja ? '市役所' : 'City hall'}</a></p>
        </main>
      </body>
    </html>
  );
}

function LightPart({ part, body, cut, lang, root }: { readonly part: Now['parts'][number]; readonly body: string; readonly cut: boolean; readonly lang: Lang; readonly root: string }) {
  const ja = lang === 'ja';
  return (
    <>
      <h2>{part.title[lang]}</h2>
      <p>{part.asOf === null ? '' : ja ? `${moment(part.asOf, lang)} 現在` : `As of ${moment(part.asOf, lang)}`}{part.freshness === 'old' && <> <b class="o">{ja ? '古い情報' : 'May be out of date'}</b></>}</p>
      <p>{body}</p>
      {cut && <p><a href={`${root}/disaster`}>{ja ? '続きを読む' : 'Read more'}</a></p>}
    </>
  );
}
