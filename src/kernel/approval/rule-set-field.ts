/** The body of a rule set as it is sent: JSON, checked member by member, with sentences that name the row. */
import type { z } from 'zod';
import { field } from '../fields.ts';
import { isRecord } from '../text/json.ts';
import type { Condition } from './rules/facts.ts';
import { type Authority, type Consult, ordinaryPolicy, type Outcome, type Policy, type Review, type Rule, type RuleSet } from './rules/rule-set.ts';

const MAX_ROWS = 2000;

/** What is wrong, for the person who typed it. */
class Wrong extends Error {}

const text = (value: unknown, what: string): string => {
  if (typeof value !== 'string' || value.trim() === '' || value.length > 200) throw new Wrong(`${what}を入力してください`);
  return value;
};
const optionalText = (value: unknown, what: string): string | undefined => (value === undefined || value === null || value === '' ? undefined : text(value, what));
const whole = (value: unknown, what: string): number => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Wrong(`${what}は整数です`);
  return value;
};
const flag = (value: unknown, what: string): boolean => {
  if (typeof value !== 'boolean') throw new Wrong(`${what}は、はい・いいえです`);
  return value;
};
const list = <T>(value: unknown, what: string, read: (one: unknown) => T): readonly T[] => {
  if (!Array.isArray(value) || value.length > MAX_ROWS) throw new Wrong(`${what}は一覧です`);
  return value.map((one: unknown) => read(one));
};
const orNothing = <T>(value: unknown, read: (value: unknown) => T): T | undefined => (value === undefined || value === null ? undefined : read(value));
const record = (value: unknown, what: string): Record<string, unknown> => {
  if (!isRecord(value)) throw new Wrong(`${what}の形が違います`);
  return value;
};
/** Leaves out members that were not sent, so that the canonical text has none of them. */
const tidy = <T extends object>(members: { [K in keyof T]: T[K] | undefined }): T => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;

function value(raw: unknown, what: string): string | number | boolean {
  if (typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean') return raw;
  throw new Wrong(`${what}の値が違います`);
}

function condition(raw: unknown, what: string): Condition {
  const one = record(raw, what);
  switch (one['op']) {
    case '=':
      return { op: '=', fact: text(one['fact'], `${what}の項目`), value: value(one['value'], what) };
    case 'in':
      return { op: 'in', fact: text(one['fact'], `${what}の項目`), values: list(one['values'], `${what}の値`, (member) => value(member, what)) };
    case 'between':
      return { op: 'between', fact: text(one['fact'], `${what}の項目`), min: orNothing(one['min'], (end) => whole(end, `${what}の下限`)) ?? null, max: orNothing(one['max'], (end) => whole(end, `${what}の上限`)) ?? null };
    case 'under':
      return { op: 'under', department: text(one['department'], `${what}の所属`) };
    case 'flag':
      return { op: 'flag', anyOf: list(one['anyOf'], `${what}の印`, (member) => text(member, `${what}の印`)) };
    case 'drafter':
      return { op: 'drafter', atLeast: text(one['atLeast'], `${what}の職`) };
    default:
      throw new Wrong(`${what}の条件「${String(one['op']).slice(0, 20)}」は使えません`);
  }
}

function consult(raw: unknown, what: string): Consult {
  const one = record(raw, what);
  const mode = (['agree', 'notify', 'postView'] as const).find((known) => known === one['mode']);
  if (!mode) throw new Wrong(`${what}の合議の仕方は agree・notify・postView のどれかです`);
  return tidy<Consult>({ post: text(one['post'], `${what}の合議先`), mode, serial: orNothing(one['serial'], (sent) => flag(sent, what)), fields: orNothing(one['fields'], (sent) => list(sent, what, (name) => text(name, what))) });
}

function review(raw: unknown, what: string): Review {
  const one = record(raw, what);
  const mode = (['all', 'any', 'quorum'] as const).find((known) => known === one['mode']);
  if (!mode) throw new Wrong(`${what}の段階は all・any・quorum のどれかです`);
  return tidy<Review>({ label: text(one['label'], `${what}の段階名`), posts: list(one['posts'], what, (post) => text(post, what)), mode, quorum: orNothing(one['quorum'], (count) => whole(count, `${what}の人数`)) });
}

function outcome(raw: unknown, what: string): Outcome {
  const one = record(raw, `${what}の決裁`);
  const texts = (name: string) => orNothing(one[name], (sent) => list(sent, what, (member) => text(member, what)));
  return tidy<Outcome>({
    decider: text(one['decider'], `${what}の決裁区分`), deputyOk: flag(one['deputyOk'], `${what}の代決`), consult: orNothing(one['consult'], (sent) => list(sent, what, (member) => consult(member, what))),
    review: orNothing(one['review'], (sent) => list(sent, what, (member) => review(member, what))), examine: texts('examine'), circulate: texts('circulate'), marks: texts('marks'),
    selfDecideOk: orNothing(one['selfDecideOk'], (sent) => flag(sent, what)), disasterOk: orNothing(one['disasterOk'], (sent) => flag(sent, what)), retentionYears: orNothing(one['retentionYears'], (years) => whole(years, `${what}の保存年限`)),
  });
}

function rule(raw: unknown): Rule {
  const one = record(raw, '行');
  const no = text(one['no'], '行の番号');
  const what = `行${no}`;
  return tidy<Rule>({
    no, article: text(one['article'], `${what}の条項`), kind: one['kind'] === null ? null : text(one['kind'], `${what}の種類`), when: list(one['when'], `${what}の条件`, (member) => condition(member, what)), demands: outcome(one['demands'], what),
    relax: optionalText(one['relax'], what), note: optionalText(one['note'], what),
  });
}

function authority(raw: unknown): Authority {
  const one = record(raw, '決裁区分');
  return tidy<Authority>({ code: text(one['code'], '決裁区分のコード'), title: text(one['title'], '決裁区分の名'), rank: whole(one['rank'], '決裁区分の順位'), head: orNothing(one['head'], (sent) => flag(sent, '決裁区分')) });
}

function policy(raw: unknown): Policy {
  if (raw === undefined || raw === null) return ordinaryPolicy;
  const one = record(raw, '運用');
  const minutes = record(one['serviceMinutes'] ?? ordinaryPolicy.serviceMinutes, '処理の期限');
  const reconfirm = (['none', 'drafter', 'all_consulted'] as const).find((known) => known === (one['reconfirm'] ?? ordinaryPolicy.reconfirm));
  if (!reconfirm) throw new Wrong('直した後の確認は none・drafter・all_consulted のどれかです');
  return {
    optionalRanks: list(one['optionalRanks'] ?? [], '経路で省ける順位', (rank) => whole(rank, '順位')), sectionRank: whole(one['sectionRank'] ?? ordinaryPolicy.sectionRank, '課長の順位'),
    postViewAfterMinutes: one['postViewAfterMinutes'] === null ? null : whole(one['postViewAfterMinutes'] ?? ordinaryPolicy.postViewAfterMinutes, '後閲までの分'),
    deputyAlways: flag(one['deputyAlways'] ?? false, '代決'), reconfirm,
    serviceMinutes: { ordinary: whole(minutes['ordinary'], '普通の期限'), urgent: whole(minutes['urgent'], '至急の期限'), same_day: whole(minutes['same_day'], '即日の期限') },
    remindAtPercent: whole(one['remindAtPercent'] ?? ordinaryPolicy.remindAtPercent, '催促'), escalateAtPercent: whole(one['escalateAtPercent'] ?? ordinaryPolicy.escalateAtPercent, '上司への知らせ'),
  };
}

/** A rule set from JSON, or from JSON text as a form sends it. */
export const ruleSetField: z.ZodType<RuleSet> = field<RuleSet>({ ja: '決裁規程の表', en: 'Rules' }, { type: 'object' }, (raw) => {
  try {
    const sent: unknown = typeof raw === 'string' ? JSON.parse(raw) : raw;
    const one = record(sent, '表');
    const set: RuleSet = { authorities: list(one['authorities'], '決裁区分', authority), rules: list(one['rules'], '行', rule), policy: policy(one['policy']) };
    if (set.rules.length === 0) throw new Wrong('行を1つ以上入れてください');
    return { ok: true, value: set };
  } catch (error) {
    if (!(error instanceof Wrong) && !(error instanceof SyntaxError)) throw error;
    const said = error instanceof Wrong ? error.message : '表の形（JSON）を読み取れません';
    return { ok: false, message: { ja: `「決裁規程の表」：${said}。`, en: `“Rules” could not be read: check the member the Japanese message names (${said}).` } };
  }
});
