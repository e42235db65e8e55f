/** 提出・承認・緊急公開. Where 決裁規程 bind, the approval room decides; where they do not, a second person of the office does. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { casesAbout, rulesBind } from '../../../kernel/approval/about.ts';
import { release, type ReleaseRefusal } from '../../../kernel/approval/edits.ts';
import { approvalRefusals } from '../../../kernel/approval/refusals.ts';
import { submit, type SubmitRefusal } from '../../../kernel/approval/submit.ts';
import { choiceField, textField } from '../../../kernel/fields.ts';
import { fourEyes, mayNotDecide, sentBy } from '../../../kernel/four-eyes.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { findingKey, findingsOf } from '../around.ts';
import { draftOf, emergencyKinds } from '../draft.ts';
import { pageKind } from '../kinds.ts';
import { refusals } from '../messages/refusals.ts';
import { lockedEdition, note, originalStands, publisherOf, putBack, putOut, putOutOrWait, sendBack, stoppedNow } from '../publishing.ts';
import type { Finding } from '../rules/finding.ts';
import { type Ctx, mayApprove, officeCode, whoOf } from '../site.ts';
import { aboutOf, type Edition, editionFor, mayEdit } from './editing.ts';
import { editionField, versionField, words } from './fields.ts';
import { writers } from './pages.ts';

const told = (finding: Finding) => ({ key: findingKey(finding), rule: finding.rule, severity: finding.severity, block: finding.block, reason: finding.reason, excerpt: finding.excerpt });

/** What stands between a draft and its submission; null: nothing. */
async function obstacles(ctx: Ctx, edition: Edition): Promise<{ readonly refused: 'FindingsLeft' | 'AnswersLeft'; readonly left: readonly Finding[] } | null> {
  const findings = await findingsOf(ctx, aboutOf(edition), draftOf(edition.row));
  const blocking = findings.filter((one) => one.severity === 'block');
  if (blocking.length > 0) return { refused: 'FindingsLeft', left: blocking };
  const answered = new Set((await ctx.db.selectFrom('website.answers').select('finding').where('edition_id', '=', edition.row.id).execute()).map((row) => row.finding));
  const open = findings.filter((one) => one.severity === 'confirm' && !answered.has(findingKey(one)));
  return open.length > 0 ? { refused: 'AnswersLeft', left: open } : null;
}

export const submitEdition = command({
  name: 'website.submitEdition',
  title: { ja: '公開の承認を求める', en: 'Ask for approval' },
  input: z.object({ edition: editionField, version: versionField }),
  allow: writers,
  refusals: { ...approvalRefusals, NotOpen: refusals.NotOpen, FindingsLeft: refusals.FindingsLeft, AnswersLeft: refusals.AnswersLeft, WhenWrong: refusals.WhenWrong, OriginalGone: refusals.OriginalGone },
  async run(ctx, input): Promise<Outcome<{ edition: string; caseId: string | null; number: string | null }, SubmitRefusal | 'NotOpen' | 'FindingsLeft' | 'AnswersLeft' | 'WhenWrong' | 'OriginalGone' | 'NotAllowed' | 'Conflict'>> {
    const edition = await editionFor(ctx, input.edition);
    if (!edition) return refuse('NotFound');
    if (!mayEdit(ctx, edition)) return refuse('NotAllowed');
    if (edition.row.state !== 'draft') return refuse('NotOpen');
    if (edition.row.version !== input.version) return refuse('Conflict');
    if (!(await originalStands(ctx, edition.page))) return refuse('OriginalGone');
    const obstacle = await obstacles(ctx, edition);
    if (obstacle) return refuse(obstacle.refused, { count: obstacle.left.length, findings: obstacle.left.map(told) });
    if (edition.row.unpublish_at !== null && Temporal.Instant.compare(edition.row.unpublish_at, ctx.now) <= 0) return refuse('WhenWrong');
    await ctx.db.updateTable('website.editions').set({ state: 'submitted', ...sentBy(ctx), returned_note: '', version: edition.row.version + 1 }).where('id', '=', edition.row.id).execute();
    ctx.audit({ subject: `page:${edition.page.id}`, edition: edition.row.id });
    const sent = ctx.actor.kind === 'staff' && (await rulesBind(ctx, pageKind)) ? await submit(ctx, pageKind, { subject: edition.row.id }) : null;
    if (sent && 'refused' in sent) return sent;
    return done({ edition: edition.row.id, caseId: sent?.caseId ?? null, number: sent?.number ?? null });
  },
});

/** 引戻し by an author, where no 決裁規程 bind; in the approval room its own 引戻し does it. */
export const recallEdition = command({
  name: 'website.recallEdition',
  title: { ja: '承認の求めを取り下げる', en: 'Recall a submission' },
  input: z.object({ edition: editionField }),
  allow: writers,
  refusals: { NotWaiting: fourEyes.NotWaiting, InApproval: refusals.InApproval },
  async run(ctx, input): Promise<Outcome<{ edition: string }, 'NotWaiting' | 'InApproval' | 'NotFound' | 'NotAllowed'>> {
    const edition = await editionFor(ctx, input.edition);
    if (!edition) return refuse('NotFound');
    if (!mayEdit(ctx, edition)) return refuse('NotAllowed');
    if (edition.row.state !== 'submitted') return refuse('NotWaiting');
    if ((await casesAbout(ctx.db, pageKind, [edition.row.id])).has(edition.row.id)) return refuse('InApproval');
    await ctx.db.updateTable('website.editions').set({ state: 'draft', submitted_by: null, submitted_at: null, version: edition.row.version + 1 }).where('id', '=', edition.row.id).execute();
    ctx.audit({ subject: `page:${edition.page.id}`, edition: edition.row.id });
    return done({ edition: edition.row.id });
  },
});

export const decideEdition = command({
  name: 'website.decideEdition',
  title: { ja: '公開を承認する・差し戻す', en: 'Approve or return an edition' },
  input: z.object({ edition: editionField, version: versionField, decision: choiceField({ ja: '判断', en: 'Decision' }, ['approve', 'return'] as const), note: words({ ja: '意見', en: 'Remark' }, 500, true) }),
  allow: [staff('website.approve')],
  refusals: { ...fourEyes, InApproval: refusals.InApproval, FindingsLeft: refusals.FindingsLeft, OriginalGone: refusals.OriginalGone },
  async run(ctx, input): Promise<Outcome<{ edition: string; state: 'published' | 'scheduled' | 'draft' }, 'NotWaiting' | 'InApproval' | 'SelfApproval' | 'FindingsLeft' | 'OriginalGone' | 'NoteNeeded' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const locked = await lockedEdition(ctx, input.edition);
    if (!locked) return refuse('NotFound');
    const { page, edition } = locked;
    if (!mayApprove(ctx, (await officeCode(ctx.db, page.department_id)) ?? '')) return refuse('NotAllowed');
    if ((await casesAbout(ctx.db, pageKind, [edition.id])).has(edition.id)) return refuse('InApproval');
    const refused = mayNotDecide(ctx, edition, edition.state === 'submitted', input.version);
    if (refused) return refused;
    ctx.audit({ subject: `page:${page.id}`, edition: edition.id, decision: input.decision });
    if (input.decision === 'approve') {
      if (!(await originalStands(ctx, page))) return refuse('OriginalGone');
      const stopped = await stoppedNow(ctx, locked);
      if (stopped !== null) return refuse('FindingsLeft', { count: 1, findings: [{ reason: stopped }] });
    }
    if (input.decision === 'approve') return done({ edition: edition.id, state: await putOutOrWait(ctx, locked, publisherOf(ctx)) });
    if (input.note === '') return refuse('NoteNeeded');
    await sendBack(ctx, locked, input.note);
    return done({ edition: edition.id, state: 'draft' });
  },
});

/** 緊急公開: one person, now. Only what would leak personal data still stops it; two others look at it within a day. */
export const publishNow = command({
  name: 'website.publishNow',
  title: { ja: '緊急に公開する', en: 'Publish in an emergency' },
  input: z.object({ edition: editionField, version: versionField, reason: textField({ ja: '緊急の理由', en: 'Why at once' }, { max: 200 }) }),
  allow: [staff('website.emergency')],
  refusals: { ...approvalRefusals, NotOpen: refusals.NotOpen, NotEmergency: refusals.NotEmergency, FindingsLeft: refusals.FindingsLeft, OriginalGone: refusals.OriginalGone },
  async run(ctx, input): Promise<Outcome<{ edition: string; caseId: string | null }, ReleaseRefusal | 'NotOpen' | 'NotEmergency' | 'FindingsLeft' | 'OriginalGone' | 'NotFound' | 'Conflict'>> {
    const edition = await editionFor(ctx, input.edition);
    if (!edition) return refuse('NotFound');
    if (edition.row.state !== 'draft') return refuse('NotOpen');
    if (edition.row.version !== input.version) return refuse('Conflict');
    const draft = draftOf(edition.row);
    if (!emergencyKinds.includes(draft.kind)) return refuse('NotEmergency');
    if (!(await originalStands(ctx, edition.page))) return refuse('OriginalGone');
    const leaking = (await findingsOf(ctx, aboutOf(edition), draft)).filter((one) => one.rule.startsWith('PRV-') && one.severity === 'block');
    const nameless = draft.title === '' ? 1 : 0;
    if (leaking.length + nameless > 0) return refuse('FindingsLeft', { count: leaking.length + nameless, findings: leaking.map(told) });
    await ctx.db.updateTable('website.editions').set({ state: 'submitted', ...sentBy(ctx), emergency: true, version: edition.row.version + 1 }).where('id', '=', edition.row.id).execute();
    if (await rulesBind(ctx, pageKind)) {
      const sent = await release(ctx, pageKind, { subject: edition.row.id, reason: input.reason });
      if ('refused' in sent) return sent;
      return done({ edition: edition.row.id, caseId: sent.caseId });
    }
    const locked = await lockedEdition(ctx, edition.row.id);
    if (!locked) return refuse('NotFound');
    await putOut(ctx, locked, publisherOf(ctx), 'emergency');
    return done({ edition: edition.row.id, caseId: null });
  },
});

/** 事後確認 where no 決裁規程 bind: somebody else says that it stands, or takes it back. */
export const reviewEmergency = command({
  name: 'website.reviewEmergency',
  title: { ja: '緊急公開をあとで確かめる', en: 'Review an emergency publication' },
  input: z.object({ edition: editionField, decision: choiceField({ ja: '判断', en: 'Decision' }, ['stands', 'take-back'] as const), note: words({ ja: '意見', en: 'Remark' }, 200) }),
  allow: [staff('website.approve'), staff('website.edit')],
  refusals: { NotPublic: refusals.NotPublic, InApproval: refusals.InApproval, SelfApproval: fourEyes.SelfApproval, Reviewed: { ja: () => 'この緊急公開は、もう確かめられています。', en: () => 'It has been reviewed already.' } },
  async run(ctx, input): Promise<Outcome<{ edition: string }, 'Reviewed' | 'NotPublic' | 'InApproval' | 'SelfApproval' | 'NotFound' | 'NotAllowed'>> {
    const locked = await lockedEdition(ctx, input.edition);
    if (!locked) return refuse('NotFound');
    const { page, edition } = locked;
    if (!mayApprove(ctx, (await officeCode(ctx.db, page.department_id)) ?? '') && !ctx.may('website.edit')) return refuse('NotAllowed');
    if (!edition.emergency || edition.state !== 'published') return refuse('NotPublic');
    if ((await casesAbout(ctx.db, pageKind, [edition.id])).has(edition.id)) return refuse('InApproval');
    if (edition.authors.includes(whoOf(ctx))) return refuse('SelfApproval');
    if (await ctx.db.selectFrom('website.releases').select('id').where('edition_id', '=', edition.id).where('what', '=', 'reviewed').executeTakeFirst()) return refuse('Reviewed');
    if (input.decision === 'stands') await note(ctx, page.id, 'reviewed', { edition: edition.id, note: input.note });
    else await putBack(ctx, page, publisherOf(ctx), input.note === '' ? '事後の確認で取り消しました' : input.note);
    ctx.audit({ subject: `page:${page.id}`, edition: edition.id, decision: input.decision });
    return done({ edition: edition.id });
  },
});
