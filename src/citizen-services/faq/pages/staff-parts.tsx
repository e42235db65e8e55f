/** What the office's pages have in common. */
import { h } from 'preact';
import type { PageContext } from '../../../kernel/page.ts';
import { A, Chip, Tabs } from '../../../ui/index.ts';

export const root = '/staff/faq';
export const home = { to: root, label: 'よくある質問' };

export function FaqTabs({ ctx, current }: { readonly ctx: PageContext; readonly current: string }) {
  const tabs: readonly (readonly [path: string, label: string, shown: boolean])[] = [
    [root, '一覧', true], [`${root}/waiting`, '承認待ち', true], [`${root}/needed`, '必要な答え', true], [`${root}/feedback`, '評価', true], [`${root}/remarks`, '市民の言葉', true], [`${root}/categories`, '分類', ctx.may('faq.arrange')],
  ];
  return <Tabs label="よくある質問の画面" items={tabs.filter(([, , shown]) => shown).map(([to, label]) => ({ to, label, current: to === current }))} />;
}

type OpenState = 'draft' | 'waiting' | null;

export function StateChips({ state, open, due }: { readonly state: 'new' | 'public' | 'withdrawn'; readonly open: OpenState; readonly due: boolean }) {
  return (
    <>
      {state === 'public' && <Chip kind="ok">公開中</Chip>}
      {state === 'withdrawn' && <Chip kind="no">公開終了</Chip>}
      {open === 'draft' && <> <Chip kind="wait">下書き</Chip></>}
      {open === 'waiting' && <> <Chip kind="wait">承認待ち</Chip></>}
      {due && <> <Chip kind="bad">見直し</Chip></>}
    </>
  );
}

/** Of those who said whether it helped, how many it did; nothing while nobody has. */
export function helpedShare(yes: number, no: number): string {
  return yes + no === 0 ? '―' : `${Math.round((yes * 100) / (yes + no))}%（${yes + no}件）`;
}

export interface Near {
  readonly id: string;
  readonly question: string;
  readonly office: string;
  readonly same: boolean;
}

/** 似た質問 as of the last saving; with scripts, as of what is being typed. */
export function Similar({ near, except }: { readonly near: readonly Near[]; readonly except: string }) {
  return h('faq-similar', { 'data-except': except }, near.length === 0 ? <p class="hint">似た質問は、まだありません。</p> : <>
    <p class="hint">{`似た質問が${near.length}件あります。同じなら、そちらの「ほかの聞き方」に加えてください。`}</p>
    <ul>{near.map((one) => <li key={one.id}>{one.same && '【ほぼ同じ】'}<A to={`${root}/${one.id}`}>{one.question}</A>{`　${one.office}`}</li>)}</ul>
  </>);
}
