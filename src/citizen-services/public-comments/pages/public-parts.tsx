/** What the public pages have in common: crumbs, states, running text, where an opinion goes. */
import type { Lang, Text } from '../../../kernel/view.ts';
import { formatPhone } from '../../../kernel/text/phone.ts';
import { Chip, type ChipKind, type Crumb } from '../../../ui/index.ts';
import { channelWords, stageWords } from '../messages/words.ts';
import type { Channel } from '../commands/fields.ts';
import type { PostRule } from '../rules/period.ts';
import type { Stage } from '../rules/stage.ts';

export const root = '/public-comments';
export const homeCrumb = (lang: Lang): Crumb => ({ to: '/', label: lang === 'ja' ? 'トップ' : 'Home' });
export const listCrumb = (lang: Lang): Crumb => ({ to: root, label: lang === 'ja' ? 'パブリックコメント' : 'Public comments' });

const chips: Readonly<Record<Stage, ChipKind>> = { planned: 'no', open: 'ok', closed: 'wait', considering: 'wait', result_published: 'info', archived: 'no' };
/** To the public the archive is where results are; to the office it is a state of its own. */
export function StageChip({ stage, lang, office = false }: { readonly stage: Stage; readonly lang: Lang; readonly office?: boolean }) {
  const shown = stage === 'archived' && !office ? 'result_published' : stage;
  return <Chip kind={chips[stage]}>{stageWords[shown][lang]}</Chip>;
}

export function daysLeftWords(days: number, lang: Lang): string {
  if (days <= 1) return lang === 'ja' ? '今日の24時まで' : 'until midnight today';
  return lang === 'ja' ? `あと${days}日` : `${days} days left`;
}

/** Running text: an empty line parts paragraphs, a single break stays one. Written in Japanese unless told. */
export function Running({ text, lang, written = 'ja' }: { readonly text: string; readonly lang: Lang; readonly written?: Lang }) {
  return (
    <div class="section-body" lang={written === lang ? undefined : written}>
      {text.replaceAll('\r\n', '\n').split(/\n{2,}/).map((paragraph, index) => <p key={index}>{paragraph.split('\n').map((line, at) => <>{at > 0 && <br />}{line}</>)}</p>)}
    </div>
  );
}

export const titleIn = (lang: Lang, one: { readonly title: string; readonly titleEn: string }) => (lang === 'en' ? one.titleEn : one.title);

/** The codes are read off paper: groups of five. */
export const grouped = (code: string) => code.match(/.{1,5}/g)?.join(' ') ?? code;

const postWords: Readonly<Record<PostRule, Text>> = { arrival: { ja: '郵送は締切の日までに届いたもの（必着）', en: 'Letters must arrive by the last day' }, postmark: { ja: '郵送は締切の日までの消印があるもの（消印有効）', en: 'Letters must be postmarked by the last day' } };

export function Ways({ channels, howTo, postRule, phone, office, lang }: { readonly channels: readonly Channel[]; readonly howTo: string; readonly postRule: PostRule; readonly phone: string; readonly office: string; readonly lang: Lang }) {
  return (
    <>
      <p>{channels.map((channel) => channelWords[channel][lang]).join(lang === 'ja' ? '、' : ', ')}{channels.includes('post') && <>{lang === 'ja' ? '。' : '. '}{postWords[postRule][lang]}</>}</p>
      {howTo !== '' && <Running text={howTo} lang={lang} />}
      {phone !== '' && <p>{lang === 'ja' ? '問い合わせ　' : 'Questions: '}<span lang={lang === 'ja' ? undefined : 'ja'}>{office}</span>　<a href={`tel:${phone}`}>{formatPhone(phone)}</a></p>}
    </>
  );
}
