/** The lock is asked here, outside any transaction. It may be slow, refuse or answer twice; the permit stands whatever it says. */
import { job } from '../../kernel/jobs/job.ts';
import { isRecord } from '../../kernel/text/json.ts';
import { recordKey } from './commands/keys.ts';
import { keyRange, lockOf } from './locks.ts';
import { keyWanted } from './queries/keys.ts';

function fieldOf(input: unknown, name: string): string {
  return isRecord(input) && typeof input[name] === 'string' ? input[name] : '';
}

export const grantKey = job({
  name: 'reservations.grantKey',
  title: { ja: '電子錠の暗証番号を発行する', en: 'Grant a door code' },
  async run(ctx, input) {
    const reservation = fieldOf(input, 'reservation');
    const wanted = await ctx.ask(keyWanted, { reservation });
    if (!wanted.lock || !wanted.from || !wanted.to) return { granted: false };
    const range = keyRange({ from: wanted.from, to: wanted.to });
    const key = `key:${reservation}:${wanted.from.toString()}`;
    try {
      const grant = await lockOf(ctx.city.key).grant(wanted.lock, range, reservation);
      await ctx.do(recordKey, { reservation, lock: wanted.lock, from: range.from, to: range.to, credential: grant.credential, reference: grant.reference }, key);
      return { granted: true };
    } catch (error) {
      await ctx.do(recordKey, { reservation, lock: wanted.lock, from: range.from, to: range.to, problem: error instanceof Error ? error.name : 'problem' }, key);
      return { granted: false };
    }
  },
});

export const revokeKey = job({
  name: 'reservations.revokeKey',
  title: { ja: '電子錠の暗証番号を取り消す', en: 'Revoke a door code' },
  async run(ctx, input) {
    await lockOf(ctx.city.key).revoke(fieldOf(input, 'reference'));
    return {};
  },
});

export const keyJobs = [grantKey, revokeKey];
