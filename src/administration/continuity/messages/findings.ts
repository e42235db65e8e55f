/** Findings as sentences: what is wrong and what to do. */
import { formatDuration, formatSeconds } from '../rules/duration.ts';
import type { Finding, FindingKind } from '../rules/findings.ts';
import { drillKinds } from '../rules/plan.ts';
import { drillWords } from './words.ts';

type Facts = Finding['facts'];
type Say = (facts: Facts) => string;

const text = (facts: Facts, name: string) => String(facts[name] ?? '');
const span = (facts: Facts, name: string) => formatDuration(Number(facts[name] ?? 0));
const measured = (facts: Facts) => formatSeconds(Number(facts['measured'] ?? 0));
const drill = (facts: Facts, lang: 'ja' | 'en') => {
  const kind = drillKinds.find((one) => one === facts['drill']);
  return kind ? drillWords[kind][lang] : '';
};

const sentences: Readonly<Record<FindingKind, { readonly ja: Say; readonly en: Say }>> = {
  'tier-promise': { ja: (f) => `目標 ${span(f, 'rto')} が、区分${text(f, 'tier')}の約束（${span(f, 'limit')}以内）より長くなっています。`, en: (f) => `The wished RTO (${text(f, 'rto')} min) is longer than tier ${text(f, 'tier')} allows (${text(f, 'limit')} min).` },
  'depends-slower': { ja: (f) => `目標は ${span(f, 'rto')} ですが、先に要る「${text(f, 'needs')}」の目標が ${span(f, 'needsRto')} です。どちらかを直してください。`, en: (f) => `Wished within ${text(f, 'rto')} min, but it needs “${text(f, 'needs')}”, wished within ${text(f, 'needsRto')} min.` },
  'measured-rto': { ja: (f) => `復旧に ${measured(f)} かかりました（目標 ${span(f, 'wished')}、${text(f, 'on')} の訓練）。`, en: (f) => `Recovery took ${text(f, 'measured')} s; wished ${text(f, 'wished')} min (${text(f, 'on')}).` },
  'measured-rpo': { ja: (f) => `${measured(f)} の間のデータが失われる結果でした（目標 ${span(f, 'wished')}、${text(f, 'on')} の訓練）。`, en: (f) => `${text(f, 'measured')} s of data would be lost; wished ${text(f, 'wished')} min (${text(f, 'on')}).` },
  'start-too-long': { ja: (f) => `必要なものを順に起動すると ${span(f, 'minute')} かかり、目標 ${span(f, 'rto')} に間に合いません。`, en: (f) => `Starting all it needs takes ${text(f, 'minute')} min; wished ${text(f, 'rto')} min.` },
  'single-point': { ja: (f) => `これが止まると ${text(f, 'count')}件が止まります（${text(f, 'examples')}など）。予備がありません。`, en: (f) => `If this fails, ${text(f, 'count')} systems stop (${text(f, 'examples')}). There is no spare.` },
  'no-fallback': { ja: (f) => `区分${text(f, 'tier')}なのに、止まっているときの進め方が書かれていません。`, en: (f) => `Tier ${text(f, 'tier')}, but no manual fallback is written.` },
  'no-owner': { ja: () => '所管課が決まっていません。', en: () => 'No department owns it.' },
  'call-no-first': { ja: () => '最初に連絡を受ける人が決まっていません。', en: () => 'Nobody is first in the call tree.' },
  'call-no-deputy': { ja: (f) => `最初に連絡を受ける人が出ないと、${text(f, 'count')}人に届きません。代理を決めてください。`, en: (f) => `If the first does not answer, ${text(f, 'count')} people are not reached. Please name a deputy.` },
  'call-not-in-tree': { ja: (f) => `役割（${text(f, 'duty')}）があるのに、連絡網に入っていません。`, en: (f) => `Has a duty (${text(f, 'duty')}) but is not in the call tree.` },
  'contact-no-phone': { ja: () => '連絡網にありますが、電話番号がありません。', en: () => 'Is in the call tree without any phone number.' },
  'power-ups-overload': { ja: (f) => `UPSの定格を超えています（${text(f, 'watts')}W）。つなぐ機器を減らしてください。`, en: (f) => `The UPS is overloaded (${text(f, 'watts')} W).` },
  'power-generator-overload': { ja: (f) => `全部を動かすと発電機の定格を超えます（${text(f, 'watts')}W）。止める順を決めてください。`, en: (f) => `All devices together overload the generator (${text(f, 'watts')} W).` },
  'power-gap': { ja: () => '発電機が動き出す前にUPSが切れます。', en: () => 'The UPS is empty before the generator runs.' },
  'power-short': { ja: (f) => `自前の電源でもつのは ${text(f, 'hours')}時間です（目標 ${text(f, 'wished')}時間）。燃料を増やすか、止める機器を決めてください。`, en: (f) => `Own power lasts ${text(f, 'hours')} h; wished ${text(f, 'wished')} h.` },
  'runbook-none': { ja: () => '承認された版がありません。', en: () => 'No version has been approved.' },
  'runbook-old': { ja: (f) => `承認（${text(f, 'last')}）から1年たちました。見直してください。`, en: (f) => `Approved ${text(f, 'last')}, more than a year ago.` },
  'asset-review': { ja: (f) => (f['last'] ? `${text(f, 'last')} に確かめてから1年たちました。内容を確かめてください。` : '一度も確かめられていません。'), en: (f) => `Last looked at: ${text(f, 'last') || 'never'}.` },
  'drill-missed': { ja: (f) => `${drill(f, 'ja')}が、前の期間に行われていません。${text(f, 'by')} までに行ってください。`, en: (f) => `${drill(f, 'en')}: the last period went by without one. Hold it by ${text(f, 'by')}.` },
  'drill-soon': { ja: (f) => `${drill(f, 'ja')}の期限は ${text(f, 'by')} です。`, en: (f) => `${drill(f, 'en')} is due by ${text(f, 'by')}.` },
  'drill-unequal': { ja: (f) => `${text(f, 'on')} の復元で、元と一致しないものがありました。`, en: (f) => `The restore of ${text(f, 'on')} was not equal to the original.` },
  'follow-up-late': { ja: (f) => `期限（${text(f, 'due')}）を過ぎた対応があります：${text(f, 'action')}（${text(f, 'post')}）`, en: (f) => `Overdue since ${text(f, 'due')}: ${text(f, 'action')} (${text(f, 'post')})` },
  'means-untested': { ja: (f) => (f['last'] ? `${text(f, 'last')} に試してから1年たちました。` : '一度も試していません。'), en: (f) => `Last tested: ${text(f, 'last') || 'never'}.` },
  'edition-none': { ja: () => '承認された版がありません。「計画の版」で作ってください。', en: () => 'No edition has been approved yet.' },
  'edition-old': { ja: (f) => `第${text(f, 'number')}版の承認（${text(f, 'last')}）から1年たちました。見直して次の版を作ってください。`, en: (f) => `Edition ${text(f, 'number')} was approved ${text(f, 'last')}, more than a year ago.` },
};

export function sayFinding(finding: Pick<Finding, 'kind' | 'facts'>): { readonly ja: string; readonly en: string } {
  const { ja, en } = sentences[finding.kind];
  return { ja: ja(finding.facts), en: en(finding.facts) };
}
