/** What the office's pages of this system share. */
import type { PageContext } from '../../../../kernel/page.ts';
import { Chip, type ChipKind, type Crumb, Form, FormActions, Notice, Section, Submit, Tabs, TextArea } from '../../../../ui/index.ts';
import { requestRoot } from '../../requests.ts';
import { type State, stateWords } from '../../messages/words.ts';

export const root = '/staff/site-quality';
export const home: Crumb = { to: root, label: 'サイトの品質' };

/** Whether the viewer holds it at all, in whatever office. */
export const holds = (ctx: PageContext, ...permissions: readonly string[]) => ctx.actor.kind === 'staff' && ctx.actor.grants.some((grant) => permissions.includes(grant.permission));
export const keeps = (ctx: PageContext) => holds(ctx, 'site-quality.work', 'site-quality.approve');

const doors = [
  { to: root, label: '健康診断', keepers: false }, { to: requestRoot, label: '別の形での提供', keepers: false }, { to: `${root}/pages`, label: '点検表', keepers: false }, { to: `${root}/links`, label: 'リンク切れ', keepers: false }, { to: `${root}/statistics`, label: 'アクセス', keepers: true },
  { to: `${root}/policy`, label: '方針', keepers: true }, { to: `${root}/tests`, label: '試験', keepers: true }, { to: `${root}/assessments`, label: '評価表', keepers: true },
] as const;

export function DoorTabs({ ctx, current }: { readonly ctx: PageContext; readonly current: string }) {
  return <Tabs label="サイトの品質の画面" items={doors.filter((door) => !door.keepers || keeps(ctx)).map(({ to, label }) => ({ to, label, current: to === current }))} />;
}

const kinds: Readonly<Record<State, ChipKind>> = { draft: 'info', waiting: 'wait', public: 'ok', past: 'no', dropped: 'no' };
export const StateChip = ({ state }: { readonly state: State }) => <Chip kind={kinds[state]}>{stateWords[state].ja}</Chip>;

interface Standing {
  readonly id: string;
  readonly state: State;
  readonly version: number;
  readonly mine: boolean;
  readonly mayWrite: boolean;
  readonly mayRecall: boolean;
  readonly mayDecide: boolean;
  readonly returnedNote: string;
}

/** Asking, taking back, deciding: the same for all three kinds of documents. */
export function Course({ it, drops = false }: { readonly it: Standing; readonly drops?: boolean }) {
  return (
    <>
      {it.state === 'draft' && it.returnedNote !== '' && <Notice kind="warn" title="差し戻されました"><p>{it.returnedNote}</p></Notice>}
      {it.mayWrite && (
        <Section title="公開">
          <Form action="submit" about={{ publication: it.id, version: it.version }}><FormActions next="別の人が承認すると、すぐに公開します。"><Submit icon="check">承認を求める</Submit></FormActions></Form>
          {drops && <Form action="drop" about={{ publication: it.id }}><FormActions><Submit kind="second">取りやめる</Submit></FormActions></Form>}
        </Section>
      )}
      {it.mayRecall && <Section title="承認待ち"><p>{it.mine ? '自分が書いたものは、自分では承認できません。' : '書いた人とは別の人が承認します。'}</p><Form action="recall" about={{ publication: it.id }}><FormActions><Submit kind="second">引き戻して直す</Submit></FormActions></Form></Section>}
      {it.mayDecide && (
        <Section title="判断">
          <Form action="decide" about={{ publication: it.id, version: it.version }}>
            <TextArea name="note" label="意見" rows={3} maxlength={500} hint="差し戻すときは、どこをどう直すかを書きます。" />
            <FormActions next="承認すると、すぐに公開します。">
              <Submit name="decision" value="approve" icon="check">承認して公開する</Submit>
              <Submit name="decision" value="return" kind="second">差し戻す</Submit>
            </FormActions>
          </Form>
        </Section>
      )}
    </>
  );
}
