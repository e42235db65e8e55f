/** Values as people read them: days, moments, money, names with their reading, keys, availability. */
import type { ComponentChildren } from 'preact';
import { formatDate, formatInstant, formatTime } from '../../kernel/calendar/calendar.ts';
import type { DateStyle } from '../../kernel/calendar/calendar.ts';
import { formatYen, yen as checkedYen } from '../../kernel/money/money.ts';
import type { Text } from '../../kernel/view.ts';
import { useText, useUi } from '../context.tsx';

export interface WhenDate {
  readonly date: Temporal.PlainDate;
  readonly style?: DateStyle;
}

export interface WhenInstant {
  readonly instant: Temporal.Instant;
  readonly style?: DateStyle;
}

/** A day (`date`) or a moment (`instant`, shown in Tokyo), in 和暦 or in English. */
export function When(props: WhenDate | WhenInstant) {
  const { lang } = useUi();
  if ('date' in props) return <time datetime={props.date.toString()}>{formatDate(props.date, lang, props.style ?? 'withWeekday')}</time>;
  return <time datetime={props.instant.toString({ smallestUnit: 'second' })}>{formatInstant(props.instant, lang, props.style)}</time>;
}

/** A time of the day in minutes: 540 is 9:00; 1440 is 24:00, which exists in opening hours. */
export function TimeOfDay({ minutes }: { readonly minutes: number }) {
  const { lang } = useUi();
  return <span class="num">{formatTime(minutes, lang)}</span>;
}

/** An amount of whole yen. Throws `RangeError` when it is not whole. */
export function Money({ yen }: { readonly yen: number }) {
  const { lang } = useUi();
  return <span class="num">{formatYen(checkedYen(yen), lang)}</span>;
}

/** A name with its reading above it. */
export function Ruby({ base, kana }: { readonly base: string; readonly kana: string }) {
  return <ruby>{base}<rp>（</rp><rt>{kana}</rt><rp>）</rp></ruby>;
}

export function Kbd({ children }: { readonly children: ComponentChildren }) {
  return <kbd>{children}</kbd>;
}

/** What can be said about one slot: 空き, 一部, 済, 休, 抽選, 公用, nothing offered. */
export type MarkKind = 'free' | 'part' | 'taken' | 'closed' | 'lottery' | 'public' | 'none';

interface MarkWords {
  readonly sign: string;
  readonly word: Text;
}

const marks: Readonly<Record<MarkKind, MarkWords>> = {
  free: { sign: '○', word: { ja: '空き', en: 'free' } },
  part: { sign: '△', word: { ja: '一部空き', en: 'partly free' } },
  taken: { sign: '×', word: { ja: '予約済み', en: 'taken' } },
  closed: { sign: '休', word: { ja: '休館', en: 'closed' } },
  lottery: { sign: '抽選', word: { ja: '抽選', en: 'lottery' } },
  public: { sign: '公', word: { ja: '公用', en: 'official use' } },
  none: { sign: 'ー', word: { ja: '受付なし', en: 'not offered' } },
};

export interface MarkProps {
  readonly kind: MarkKind;
  /** Applications in the lottery so far. */
  readonly count?: number;
  /** Show the word beside the sign; otherwise the word is for readers only. */
  readonly word?: boolean;
}

/** Availability as a sign with its word. */
export function Mark({ kind, count, word = false }: MarkProps) {
  const t = useText();
  const { sign } = marks[kind];
  const lottery = count === undefined ? '' : t({ ja: `${count}件`, en: `, ${count} applied` });
  // 抽選 is its own word: showing it twice would only be noise.
  if (kind === 'lottery') return <span class="mark lottery">{t(marks.lottery.word)}{lottery}</span>;
  return (
    <span class={`mark ${kind}`}>
      <b aria-hidden="true">{sign}</b>
      <span class={word ? 'mark-word' : 'vh'}>{t(marks[kind].word)}</span>
    </span>
  );
}

/** The word of a mark, for accessible labels made elsewhere. */
export function markWord(kind: MarkKind): Text {
  return marks[kind].word;
}

/** The legend of a table of marks. */
export function MarkLegend({ kinds }: { readonly kinds: readonly MarkKind[] }) {
  const t = useText();
  return (
    <ul class="legend" aria-label={t({ ja: '記号の意味', en: 'Signs' })}>
      {kinds.map((kind) => <li key={kind}><Mark kind={kind} word /></li>)}
    </ul>
  );
}
