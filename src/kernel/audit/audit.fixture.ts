/** A city with a few commands of its own, for tests of the sealed log. */
import assert from 'node:assert/strict';
import pg from 'pg';
import { z } from 'zod';
import { actsOf } from '../act.ts';
import { citizen, staff, system } from '../actor.ts';
import type { CityFacts } from '../city.ts';
import type { KernelTables } from '../db/rows.ts';
import { done, refuse } from '../outcome.ts';
import { citizenActor, staffActor, testCity, type TestCity } from '../testing.ts';
import { checkpoint } from './checkpoint.ts';
import { sealBatch } from './sequencer.ts';
import { logFindings } from './verify.ts';

const { command, query } = actsOf<KernelTables>();

/** Decides a voucher: a subject, an amount, words of a person. */
export const decide = command({
  name: 'test.decide', title: { ja: '決裁する', en: 'Decide' }, input: z.object({ voucher: z.string(), yen: z.number(), words: z.string() }), allow: [staff('test.decide'), citizen, system],
  refusals: { Closed: { status: 409, ja: () => '締め切りました。', en: () => 'Closed.' } },
  async run(ctx, input) {
    ctx.audit({ subject: `voucher:${input.voucher}` });
    return input.yen < 0 ? refuse('Closed') : done({ voucher: input.voucher });
  },
});

export const see = query({
  name: 'test.see', title: { ja: '見る', en: 'See' }, input: z.object({ who: z.string() }), allow: [staff('test.decide')], personal: true,
  async run(ctx, input) {
    ctx.shown(`citizen:${input.who}`);
    return { who: input.who };
  },
});

export const officer = staffActor('00000000-0000-7000-8000-000000000042', ['test.decide']);
export const resident = citizenActor('00000000-0000-7000-8000-000000000007');

export interface SealedCity extends TestCity {
  /** As the owner, with triggers off: what a database administrator can do. */
  past(sql: string, parameters?: readonly unknown[]): Promise<pg.QueryResult<Record<string, unknown>>>;
  rows<Row>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** Decides this many vouchers and seals everything. */
  write(count: number, options?: { readonly voucher?: string; readonly words?: string }): Promise<void>;
  /** Seals all that waits and signs a checkpoint. */
  seal(): Promise<number>;
}

export async function sealedCity(options: { readonly facts?: CityFacts; readonly start?: string } = {}): Promise<SealedCity> {
  const house = await testCity({ poolSize: 4, ...options });
  const client = new pg.Client(house.connect('owner'));
  client.on('error', () => {});
  await client.connect();
  let written = 0;
  const seal = async () => {
    let all = 0;
    for (let more = await sealBatch(house.city); more > 0; more = await sealBatch(house.city)) all += more;
    await checkpoint(house.city, { atOnce: true });
    return all;
  };
  return {
    ...house, seal,
    async past(sql, parameters = []) {
      const tables = ['audit_entries', 'looks', 'log_leaves', 'log_salts', 'log_tiles', 'log_checkpoints', 'log_keys', 'log_cosignatures', 'log_erasures', 'log_timestamps'];
      await client.query('begin');
      try {
        for (const table of tables) await client.query(`alter table kernel.${table} disable trigger user`);
        const result = await client.query<Record<string, unknown>>(sql, [...parameters]);
        for (const table of tables) await client.query(`alter table kernel.${table} enable trigger user`);
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback');
        throw error;
      }
    },
    rows: async <Row>(sql: string, parameters: readonly unknown[] = []) => (await house.city.staffDb.use((connection) => connection.run<Row>(sql, parameters))).rows,
    async write(count, { voucher, words = '' } = {}) {
      for (let i = 0; i < count; i++) {
        const number = written++;
        const answer = await house.do(officer, decide, { voucher: voucher ?? `${number}`, yen: 1000 + number, words });
        assert.ok(answer.ok);
      }
      await seal();
    },
    async close() {
      await client.end();
      await house.close();
    },
  };
}

/** What `./yakuba verify` says of this city's log, one line for each thing that is not good; '' when all is well. */
export async function verified(house: SealedCity, options: { readonly folder?: boolean } = {}): Promise<string> {
  const findings = await house.city.staffDb.use((asks) => logFindings(asks, { city: options.folder === false ? null : house.city, now: house.clock.now() }));
  return findings.filter((one) => one.level !== 'good').map((one) => `${one.level} ${one.said} ${one.where.join(' | ')}`).join('\n');
}
