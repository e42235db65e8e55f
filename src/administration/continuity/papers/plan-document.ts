/** 情報システムBCP, the whole document from a plan: a draft from what stands now, or an edition from what was frozen. */
import { compilePaper, type PaperOptions } from '../../../kernel/paper/paper.ts';
import { sayFinding } from '../messages/findings.ts';
import { drillWords, everyWords, placeWords } from '../messages/words.ts';
import { formatDuration, formatSeconds } from '../rules/duration.ts';
import { findings } from '../rules/findings.ts';
import { nameLines, pictureOf } from '../rules/picture.ts';
import type { Plan } from '../rules/plan.ts';
import { sheddingPlan } from '../rules/power.ts';
import { startOrder } from '../rules/start-order.ts';
import { bookOf, dayWords, otherRows, treeRows } from './plan-rows.ts';

/** What stands on the cover. Null: a draft. */
export interface EditionFacts {
  readonly number: number;
  readonly state: 'submitted' | 'approved' | 'returned';
  readonly changeNote: string;
  readonly madeBy: string;
  readonly madeOn: string;
  readonly approvedBy: string | null;
  readonly approvedOn: string | null;
  readonly hash: string;
}

function cover(plan: Plan, edition: EditionFacts | null) {
  if (edition === null) return { editionWords: '下書き', approval: [['状態', '下書き（承認を受けていない）'], ['作成した日', dayWords(plan.asOf)]], hash: '' };
  return {
    editionWords: `第${edition.number}版${edition.state === 'approved' ? '' : edition.state === 'submitted' ? '（承認待ち）' : '（差戻し）'}`, hash: edition.hash,
    approval: [['改訂の内容', edition.changeNote], ['作成', `${edition.madeBy}　${dayWords(edition.madeOn)}`], ['承認', edition.state === 'approved' && edition.approvedOn !== null ? `${edition.approvedBy ?? ''}　${dayWords(edition.approvedOn)}` : '承認を受けていない']],
  };
}

function startPart(plan: Plan) {
  const order = startOrder(plan.assets, plan.needs);
  const name = (id: string) => plan.assets.find((asset) => asset.id === id)?.name ?? '';
  const net = pictureOf(plan.assets.map((asset) => asset.id), plan.needs);
  const critical = (from: string, to: string) => order.criticalPath.some((id, index) => id === from && order.criticalPath[index + 1] === to);
  return {
    picture: {
      width: net.width, height: net.height, lines: net.lines.map((line) => ({ points: line.points, either: line.either !== '', critical: critical(line.from, line.to) })),
      boxes: net.boxes.map((box) => {
        const asset = plan.assets.find((one) => one.id === box.id);
        return { x: box.x, y: box.y, width: box.width, height: box.height, name: nameLines(asset?.name ?? ''), tier: String(asset?.tier ?? ''), critical: order.criticalPath.includes(box.id) };
      }),
    },
    orderWords: `すべてを起動するには ${formatDuration(order.totalMinutes)} かかる。いちばん長い道筋は ${order.criticalPath.map(name).join(' → ')} である。`,
    order: order.steps.map((step) => [String(step.position), `${name(step.id)}${order.criticalPath.includes(step.id) ? '（道筋）' : ''}`, `区分${step.urgency}`, `${step.beginMinute}分`, `${step.readyMinute}分`, plan.needs.filter((need) => need.asset === step.id).map((need) => `${name(need.needs)}${need.either === '' ? '' : `（${need.either}の一つ）`}${need.kind === 'use' ? '（なくても動く）' : ''}`).join('、') || 'なし']),
  };
}

function inventoryPart(plan: Plan) {
  return {
    tiers: plan.tiers.map((tier) => [`区分${tier.tier}`, formatDuration(tier.backInMinutes), tier.meaning, tier.basis, dayWords(tier.asOf)]),
    inventory: plan.assets.map((asset) => [asset.code, asset.name, String(asset.tier), `${asset.department || '未定'}\n${asset.ownerPost}`, asset.place || '―', asset.spare || 'なし', asset.supplier || '―']),
    targets: plan.assets.map((asset) => [
      asset.name, String(asset.tier), formatDuration(asset.rtoMinutes), asset.measured ? `${formatSeconds(asset.measured.rtoSeconds)}${asset.measured.rtoSeconds > asset.rtoMinutes * 60 ? '（超過）' : ''}` : '未測定',
      formatDuration(asset.rpoMinutes), asset.measured?.rpoSeconds === null || !asset.measured ? '未測定' : `${formatSeconds(asset.measured.rpoSeconds)}${asset.measured.rpoSeconds > asset.rpoMinutes * 60 ? '（超過）' : ''}`, asset.measured ? dayWords(asset.measured.on) : '―',
    ]),
    fallbacks: plan.assets.filter((asset) => asset.fallback !== '').map((asset) => [asset.name, String(asset.tier), asset.fallback]),
  };
}

function placesPart(plan: Plan) {
  const span = (minutes: number | null) => (minutes === null ? '―' : formatDuration(minutes));
  return {
    places: plan.places.map((place) => ({
      name: place.name, words: [placeWords[place.kind].ja, place.alternative ? '代替拠点' : '', place.distanceKm > 0 ? `本庁舎から${place.distanceKm}km` : '', place.address, place.powerHours > 0 ? `自前の電源の目標 ${place.powerHours}時間` : '', place.note].filter((word) => word !== '').join('　'),
      runs: sheddingPlan(place, place.devices).map((run) => [run.keepTier === 5 ? 'すべて' : `区分${run.keepTier}まで`, `${run.loadWatts.toLocaleString('ja-JP')}W`, span(run.upsMinutes), span(run.generatorMinutes), run.lastsMinutes === null ? '―' : formatDuration(run.lastsMinutes)]),
    })),
    means: plan.means.map((means) => [String(means.ordinal), means.name, means.carries, means.needs || '―', formatDuration(means.readyMinutes), means.lastsHours === null ? '―' : `${means.lastsHours}時間`, means.testedOn === null ? 'まだ' : dayWords(means.testedOn)]),
  };
}

function drillsPart(plan: Plan) {
  const name = (id: string) => plan.assets.find((asset) => asset.id === id)?.name ?? '―';
  return {
    drillRules: plan.drillRules.map((rule) => [drillWords[rule.kind].ja, everyWords[rule.every].ja, rule.basis, dayWords(rule.asOf)]),
    drills: plan.drills.map((drill) => [dayWords(drill.heldOn), drill.title, drill.measures.map((one) => `${name(one.asset)} ${formatSeconds(one.rtoSeconds)}／${one.rpoSeconds === null ? '―' : formatSeconds(one.rpoSeconds)}`).join('\n') || '―', drill.allEqual === null ? '―' : drill.allEqual ? '一致' : '不一致', `${drill.hash.slice(0, 12)}…`]),
    followUps: plan.followUps.map((one) => [one.finding, one.action, one.post, dayWords(one.dueOn), one.doneOn === null ? 'まだ' : `済み ${dayWords(one.doneOn)}`]),
    // As they were on the plan's own day: an edition shows what was known when it was made.
    findings: findings(plan, Temporal.PlainDate.from(plan.asOf)).map((finding) => [finding.about.type === 'drill' && finding.about.id === '' ? '訓練の予定' : finding.about.name, finding.level === 'red' ? '直す' : '確かめる', sayFinding(finding).ja]),
  };
}

/** The document as PDF. The same plan, edition and moment give the same bytes. */
export function planPaper(plan: Plan, edition: EditionFacts | null, options?: PaperOptions): Promise<Uint8Array> {
  const { rows } = treeRows(plan);
  const own = edition === null || edition.state !== 'approved' ? [] : [[`第${edition.number}版`, dayWords(edition.approvedOn ?? edition.madeOn), edition.changeNote, edition.madeBy, edition.approvedBy ?? '']];
  return compilePaper({ file: new URL('plan.typ', import.meta.url) }, {
    title: `${plan.city}情報システム事業継続計画`, subtitle: edition === null ? '下書き' : `第${edition.number}版`, city: plan.city, asOf: plan.asOf, note: `${plan.city}　情報システムBCP`, chapters: plan.chapters,
    ...cover(plan, edition), ...inventoryPart(plan), ...startPart(plan), ...placesPart(plan), ...drillsPart(plan),
    tree: rows.map((row) => [row.order, `${row.name}\n${row.post}`, row.duty, row.office, row.by, row.minute === null ? '届かない' : `${row.minute}分`]), others: otherRows(plan).map((row) => [row.name, row.duty, row.phone]),
    books: plan.runbooks.flatMap(bookOf), history: [...plan.editions.map((one) => [`第${one.number}版`, dayWords(one.approvedOn), one.changeNote, one.madeBy, one.approvedBy]), ...own],
  }, options);
}
