/** 承認: what one wrote, another puts before the public. */
import { z } from 'zod';
import type { CommonOwn } from '../../../kernel/act.ts';
import { staff } from '../../../kernel/actor.ts';
import { choiceField, listField, textField } from '../../../kernel/fields.ts';
import { fourEyes, mayNotDecide, notSent, sentBy, tellAsker } from '../../../kernel/four-eyes.ts';
import { done, type Outcome, refuse, type Refused } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { type Ctx, type LockedSeries, lockedSeries, mayApprove, mayWrite, nameOf } from '../calendar-store.ts';
import { refusals } from '../messages/refusals.ts';
import { putOut, takeDown } from '../publishing.ts';
import { writers } from './editing.ts';
import { eventField, labels, versionField, words } from './fields.ts';

const deciders = [staff('events.approve')];
const one = z.object({ event: eventField, version: versionField });

/** An edition that is complete waits for somebody else. */
export async function sendForApproval(ctx: Ctx, edition: string, version: number): Promise<void> {
  await ctx.db.updateTable('events.editions').set({ state: 'waiting', ...sentBy(ctx), submitted_name: nameOf(ctx), returned_note: '', version: version + 1 }).where('id', '=', edition).execute();
}

export const submitEvent = command({
  name: 'events.submitEvent',
  title: { ja: '公開の承認を求める', en: 'Ask for approval' },
  input: one,
  allow: writers,
  refusals: { NotOpen: refusals.NotOpen },
  async run(ctx, input): Promise<Outcome<{ event: string; version: number }, 'NotOpen' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const locked = await lockedSeries(ctx, input.event);
    if (!locked) return refuse('NotFound');
    if (!mayWrite(ctx, locked.office)) return refuse('NotAllowed');
    if (locked.open?.state !== 'draft') return refuse('NotOpen');
    if (locked.open.version !== input.version) return refuse('Conflict');
    await sendForApproval(ctx, locked.open.id, locked.open.version);
    ctx.audit({ subject: `event:${locked.series.id}`, edition: locked.open.id });
    return done({ event: locked.series.id, version: locked.open.version + 1 });
  },
});

export const recallEvent = command({
  name: 'events.recallEvent',
  title: { ja: '承認の求めを取り下げる', en: 'Recall a submission' },
  input: one,
  allow: writers,
  refusals: { NotWaiting: fourEyes.NotWaiting },
  async run(ctx, input): Promise<Outcome<{ event: string; version: number }, 'NotWaiting' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const locked = await lockedSeries(ctx, input.event);
    if (!locked) return refuse('NotFound');
    if (!mayWrite(ctx, locked.office)) return refuse('NotAllowed');
    if (locked.open?.state !== 'waiting') return refuse('NotWaiting');
    if (locked.open.version !== input.version) return refuse('Conflict');
    await ctx.db.updateTable('events.editions').set({ state: 'draft', ...notSent, submitted_name: null, version: locked.open.version + 1 }).where('id', '=', locked.open.id).execute();
    ctx.audit({ subject: `event:${locked.series.id}`, edition: locked.open.id });
    return done({ event: locked.series.id, version: locked.open.version + 1 });
  },
});

/** The event, when this person may decide the edition that waits; or why not. */
async function toDecide(ctx: Ctx, input: { readonly event: string; readonly version: number }): Promise<LockedSeries | Refused<'NotWaiting' | 'SelfApproval' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
  const locked = await lockedSeries(ctx, input.event);
  if (!locked) return refuse('NotFound');
  const { office, open } = locked;
  if (!mayApprove(ctx, office)) return refuse('NotAllowed');
  return open === null ? refuse('NotWaiting') : (mayNotDecide(ctx, open, open.state === 'waiting', input.version) ?? locked);
}

export const decideEvent = command({
  name: 'events.decideEvent',
  title: { ja: '公開を承認する・差し戻す', en: 'Approve or return an event' },
  input: one.extend({ decision: choiceField({ ja: '判断', en: 'Decision' }, ['approve', 'return'] as const), note: words(labels.note, 500, true) }),
  allow: deciders,
  refusals: fourEyes,
  async run(ctx, input): Promise<Outcome<{ event: string; eventNo: number; state: 'public' | 'draft' }, 'NotWaiting' | 'SelfApproval' | 'NoteNeeded' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const locked = await toDecide(ctx, input);
    if ('refused' in locked) return locked;
    const { series, open } = locked;
    if (open === null) return refuse('NotWaiting');
    ctx.audit({ subject: `event:${series.id}`, edition: open.id, decision: input.decision });
    if (input.decision === 'approve') {
      await putOut(ctx, locked);
      return done({ event: series.id, eventNo: series.event_no, state: 'public' });
    }
    if (input.note === '') return refuse('NoteNeeded');
    await ctx.db.updateTable('events.editions').set({ state: 'draft', returned_note: input.note, ...notSent, submitted_name: null, version: open.version + 1 }).where('id', '=', open.id).execute();
    tellAsker(ctx, open, { kind: 'events.returned', href: `/staff/events/${series.id}`, title: { ja: `「${open.title}」が差し戻されました`, en: `“${open.title}” was returned` }, note: input.note });
    return done({ event: series.id, eventNo: series.event_no, state: 'draft' });
  },
});

/** What came in as one file is approved as one, if whoever decides wants it so: all of them, or none. */
export const approveMany = command({
  name: 'events.approveMany',
  title: { ja: '公開をまとめて承認する', en: 'Approve several events' },
  input: z.object({ events: listField({ ja: '行事', en: 'Events' }, textField({ ja: '行事', en: 'Event' }, { max: 60, numbers: true, pattern: { test: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:\d{1,8}$/, say: { ja: '行事は、一覧から選んでください。', en: 'Please choose the events from the list.' } } }), { min: 1, max: 100 }) }),
  allow: deciders,
  refusals: { NotWaiting: fourEyes.NotWaiting, SelfApproval: fourEyes.SelfApproval },
  async run(ctx, input): Promise<Outcome<{ approved: number }, 'NotWaiting' | 'SelfApproval' | CommonOwn>> {
    // Always in one order: two who approve the same ones at once wait for each other and do not meet crosswise.
    const wanted = [...new Set(input.events)].toSorted().map((text) => text.split(':'));
    for (const [event = '', version] of wanted) {
      // Each is on record for itself.
      const one = await ctx.call(decideEvent, { event, version, decision: 'approve' });
      if (!one.ok) return one.refused === 'NoteNeeded' ? refuse('NotWaiting') : refuse(one.refused, one.details);
    }
    return done({ approved: wanted.length });
  },
});

/** 掲載終了. What was wrong from the beginning; what is merely over stays as it was. */
export const withdrawEvent = command({
  name: 'events.withdrawEvent',
  title: { ja: 'イベントの掲載を終える', en: 'Withdraw an event' },
  input: z.object({ event: eventField, version: versionField, reason: textField(labels.reason, { max: 200 }) }),
  allow: deciders,
  refusals: { NotPublic: refusals.NotPublic },
  async run(ctx, input): Promise<Outcome<{ event: string }, 'NotPublic' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const locked = await lockedSeries(ctx, input.event);
    if (!locked) return refuse('NotFound');
    if (!mayApprove(ctx, locked.office)) return refuse('NotAllowed');
    if (locked.series.state !== 'public') return refuse('NotPublic');
    if (locked.series.version !== input.version) return refuse('Conflict');
    await takeDown(ctx, locked, input.reason);
    ctx.audit({ subject: `event:${locked.series.id}`, withdrawn: input.reason });
    return done({ event: locked.series.id });
  },
});
