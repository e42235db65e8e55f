/** 公開の予約: what is due goes out when nothing stops it today, what is over goes; a reservation can be taken back. */
import { z } from 'zod';
import { staff, system } from '../../../kernel/actor.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { leaksOf } from '../around.ts';
import { draftOf } from '../draft.ts';
import { refusals } from '../messages/refusals.ts';
import { guardedPage, type LockedEdition, lockedEdition, note, originalStands, putOut, takeDown } from '../publishing.ts';
import { type Ctx, mayWrite } from '../site.ts';
import { editionField } from './fields.ts';
import { pageFor } from './pages.ts';

export const unschedule = command({
  name: 'website.unschedule',
  title: { ja: '公開の予約を取り消す', en: 'Cancel a scheduled publication' },
  input: z.object({ edition: editionField }),
  allow: [staff('website.write'), staff('website.edit')],
  refusals: { NotOpen: refusals.NotOpen },
  async run(ctx, input): Promise<Outcome<{ edition: string }, 'NotOpen' | 'NotFound' | 'NotAllowed'>> {
    const row = await ctx.db.selectFrom('website.editions').select('page_id').where('id', '=', input.edition).executeTakeFirst();
    if (!row) return refuse('NotFound');
    const page = await pageFor(ctx, row.page_id, mayWrite);
    if (typeof page === 'string') return refuse(page);
    const back = await ctx.db.updateTable('website.editions').set((eb) => ({ state: 'draft', publish_at: null, hash: null, stopped_at: null, stopped_reason: '', version: eb('version', '+', 1) })).where('id', '=', input.edition).where('state', '=', 'scheduled').returning('id').executeTakeFirst();
    if (!back) return refuse('NotOpen');
    await note(ctx, page.id, 'unscheduled', { edition: input.edition });
    ctx.audit({ subject: `page:${page.id}`, edition: input.edition });
    return done({ edition: input.edition });
  },
});

/** Why a reserved edition may not go out today, whatever was true when it was approved; null: nothing stops it. */
async function stoppedToday(ctx: Ctx, { page, edition }: LockedEdition): Promise<string | null> {
  return (await leaksOf(ctx, await guardedPage(ctx, page), draftOf(edition)))[0]?.reason ?? null;
}

/** It stays reserved and is not tried again: its author takes the reservation back, puts it right, and sends it once more. */
async function stop(ctx: Ctx, { page, edition }: LockedEdition, why: string): Promise<void> {
  const reason = why.slice(0, 500);
  await ctx.db.updateTable('website.editions').set({ stopped_at: ctx.now, stopped_reason: reason }).where('id', '=', edition.id).execute();
  await note(ctx, page.id, 'stopped', { edition: edition.id, note: reason, by: { key: 'system', name: '公開の予約' } });
  const people = new Set([...edition.authors, edition.submitted_by ?? '', edition.decided_by ?? ''].flatMap((who) => (who.startsWith('staff:') ? [who.slice('staff:'.length)] : [])));
  for (const person of people) {
    ctx.notify({ to: { staff: person }, kind: 'website.stopped', title: { ja: `予約した「${edition.title}」を公開しませんでした`, en: `“${edition.title}” was not published as scheduled` }, body: { ja: `公開の時刻にもう一度確かめたところ、次のことがありました：${reason}\n予約を取り消して直し、もう一度承認を求めてください。`, en: `Checked again at its moment: ${reason}\nPlease cancel the reservation, put it right and send it again.` }, href: `/staff/website/editions/${edition.id}` });
  }
  ctx.audit({ subject: `page:${page.id}`, edition: edition.id, stopped: true });
}

/** What is due: reserved editions go out, pages whose time is over go. Run at those moments, and once a minute besides. */
export const publishDue = command({
  name: 'website.publishDue',
  title: { ja: '予約した公開と公開終了を行う', en: 'Publish and withdraw what is due' },
  input: z.object({}),
  allow: [system],
  async run(ctx): Promise<Outcome<{ published: number; stopped: number; withdrawn: number }, never>> {
    const due = await ctx.db.selectFrom('website.editions').select(['id', 'decided_by', 'decided_name']).where('state', '=', 'scheduled').where('stopped_at', 'is', null).where('publish_at', '<=', ctx.now).orderBy('publish_at').limit(200).execute();
    let [published, stopped] = [0, 0];
    for (const one of due) {
      const locked = await lockedEdition(ctx, one.id);
      if (locked?.edition.state !== 'scheduled' || locked.edition.stopped_at !== null || !(await originalStands(ctx, locked.page))) continue;
      const why = await stoppedToday(ctx, locked);
      if (why !== null) {
        await stop(ctx, locked, why);
        stopped += 1;
        continue;
      }
      await putOut(ctx, locked, { key: one.decided_by ?? 'system', name: one.decided_name ?? '' }, 'published');
      published += 1;
    }
    const over = await ctx.db.selectFrom('website.editions').select('page_id').where('state', '=', 'published').where('unpublish_at', '<=', ctx.now).limit(200).execute();
    for (const one of over) {
      const page = await ctx.db.selectFrom('website.pages').selectAll().where('id', '=', one.page_id).forUpdate().executeTakeFirstOrThrow();
      // In plain words it may have gone with its original a moment ago.
      if (page.state !== 'public') continue;
      await takeDown(ctx, page, { key: 'system', name: '公開期限' }, '掲載の期間が終わりました', null);
    }
    return done({ published, stopped, withdrawn: over.length });
  },
});
