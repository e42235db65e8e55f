/** What a page says about a state: notices, chips, empty places. Always in words, with a sign and a colour beside them. */
import type { ComponentChildren } from 'preact';
import { useText } from '../context.tsx';
import { Phrased } from '../phrase.tsx';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';

export type NoticeKind = 'info' | 'good' | 'warn' | 'bad';

const noticeIcons: Readonly<Record<NoticeKind, IconName>> = { info: 'info', good: 'check', warn: 'warning', bad: 'warning' };
const noticeWords = {
  info: { ja: 'お知らせ', en: 'Information' },
  good: { ja: '完了', en: 'Done' },
  warn: { ja: '注意', en: 'Caution' },
  bad: { ja: '重要', en: 'Important' },
} as const;

export interface NoticeProps {
  readonly kind?: NoticeKind;
  readonly title: string;
  readonly children?: ComponentChildren;
  /** `alert` interrupts a screen reader, `status` waits for a pause. Leave out for what was there when the page opened. */
  readonly role?: 'alert' | 'status';
}

/** A boxed message. The title is one sentence; the children say why and what to do. */
export function Notice({ kind = 'info', title, children, role }: NoticeProps) {
  const t = useText();
  return (
    <div class={`notice ${kind}`} role={role}>
      <Icon name={noticeIcons[kind]} />
      <div>
        <p class="notice-title"><span class="vh">{t(noticeWords[kind])}：</span><Phrased text={title} /></p>
        {children !== undefined && children !== null && <div class="notice-text">{children}</div>}
      </div>
    </div>
  );
}

export type ChipKind = 'ok' | 'wait' | 'no' | 'bad' | 'info';

const chipSigns: Readonly<Record<ChipKind, string>> = { ok: '○', wait: '…', no: '–', bad: '!', info: 'i' };

/** A state in one or two words. The sign repeats the colour for those who do not see it. */
export function Chip({ kind, children }: { readonly kind: ChipKind; readonly children: ComponentChildren }) {
  return <span class={`chip ${kind}`}><span aria-hidden="true">{chipSigns[kind]}</span> {children}</span>;
}

/** An empty place: what is not here, and what to do next. */
export function Empty({ title, next }: { readonly title: string; readonly next?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title"><Phrased text={title} /></p>
      {next !== undefined && <div>{next}</div>}
    </div>
  );
}

/** A long work's place in time. `label` says what is being done; the end, when known, in words. */
export function Progress({ value, max, label, end }: { readonly value: number; readonly max: number; readonly label: string; readonly end?: string }) {
  const count = (number: number) => number.toLocaleString('ja-JP');
  return (
    <div class="progress">
      <label>
        <span>{label}</span>
        <progress value={Math.min(value, max)} max={Math.max(max, 1)} />
      </label>
      <p><span class="num">{count(value)} / {count(max)}</span>{end !== undefined && <span>{end}</span>}</p>
    </div>
  );
}
