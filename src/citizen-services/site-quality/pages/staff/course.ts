/** The four steps of a document as a page's actions. */
import { act, type At, to } from '../../../../kernel/page.ts';
import { decide, drop, recall, submit } from '../../commands/deciding.ts';

/** `here`: where the document is looked at; `list`: where one goes when it is no more. */
export function courseActions<P, S>(here: (at: At<P, S>) => string, list: string) {
  return {
    submit: act(submit, { done: (_: unknown, at: At<P, S>) => to(here(at), '承認を求めました。') }),
    recall: act(recall, { done: (_: unknown, at: At<P, S>) => to(here(at), '引き戻しました。') }),
    decide: act(decide, { done: (made, at: At<P, S>) => to(here(at), made.state === 'public' ? '承認し、公開しました。' : '差し戻しました。') }),
    drop: act(drop, { done: (_: unknown, _at: At<P, S>) => to(list, '取りやめました。') }),
  };
}
