/** A small plan without any finding, for tests that then break one thing. */
import type { Plan, PlanAsset } from './plan.ts';

export const today = Temporal.PlainDate.from('2026-11-23');

export function planAsset(id: string, more: Partial<PlanAsset> = {}): PlanAsset {
  return {
    id, code: id.toUpperCase(), name: id, kind: 'service', tier: 4, startMinutes: 10, rtoMinutes: 600, rpoMinutes: 60, department: '情報政策課', ownerPost: '係長', fallback: '紙の様式で受け付ける', place: '本庁舎', supplier: '', spare: '', links: [], note: '', reviewedOn: '2026-06-01', measured: null, ...more,
  };
}

export const goodPlan: Plan = {
  city: '試験市', asOf: '2026-11-23',
  tiers: [[0, 0], [1, 15], [2, 180], [3, 1440], [4, 4320], [5, 20160]].map(([tier = 0, backInMinutes = 0]) => ({ tier, meaning: `区分${tier}`, backInMinutes, basis: '市の設定', asOf: '2026-04-01' })),
  drillRules: [{ kind: 'restore', every: 'quarter', basis: '市の設定', asOf: '2026-04-01' }, { kind: 'tabletop', every: 'never', basis: '市の設定', asOf: '2026-04-01' }],
  chapters: [{ code: 'purpose', heading: '目的', body: '災害のときも、住民の情報を守り、業務を続ける。', asOf: '2026-04-01' }],
  assets: [
    planAsset('power', { kind: 'power', tier: 3, rtoMinutes: 30, startMinutes: 5, spare: '自家発電' }),
    planAsset('server', { kind: 'platform', tier: 3, rtoMinutes: 60, startMinutes: 20, spare: '第二拠点' }),
    planAsset('residents', { tier: 3, rtoMinutes: 240, rpoMinutes: 5, name: '住民記録' }),
    planAsset('list', { tier: 0, rtoMinutes: 0, rpoMinutes: 1, name: '要支援者名簿', fallback: '封をした紙の名簿を使う' }),
  ],
  needs: [{ asset: 'server', needs: 'power', kind: 'start', either: '' }, { asset: 'residents', needs: 'server', kind: 'start', either: '' }, { asset: 'list', needs: 'server', kind: 'start', either: '' }],
  contacts: [
    { id: 'c1', kind: 'staff', name: '情報 一郎', organization: '', post: '情報政策課長', duty: '統括', officePhone: '0243000001', hasPhone: true, deputy: 'c2' },
    { id: 'c2', kind: 'staff', name: '情報 二郎', organization: '', post: '係長', duty: '復旧', officePhone: null, hasPhone: true, deputy: null },
  ],
  calls: [{ caller: null, callee: 'c1', ordinal: 1, minutes: 3 }, { caller: 'c1', callee: 'c2', ordinal: 1, minutes: 3 }],
  places: [{
    id: 'p1', name: '本庁舎', kind: 'office', address: '', distanceKm: 0, alternative: false, powerHours: 72, note: '',
    ups: [{ name: 'UPS', ratedWatts: 3000, usableWattHours: 1500 }], generators: [{ name: '自家発電機', ratedWatts: 20_000, fuelLitres: 190, idleLitresHour: 1.5, fullLitresHour: 5.5, startMinutes: 1 }],
    devices: [{ name: 'サーバー', asset: 'server', watts: 500, quantity: 4, tier: 2, onUps: true }, { name: '照明', asset: '', watts: 40, quantity: 50, tier: 5, onUps: false }],
  }],
  means: [{ id: 'm1', ordinal: 1, name: '光回線', carries: '全業務', needs: '電源', readyMinutes: 0, lastsHours: null, testedOn: '2026-09-01' }],
  runbooks: [{ id: 'r1', code: 'RB-1', title: '復元する', asset: '', approved: { number: 1, opening: '', author: '情報 二郎', approvedBy: '情報 一郎', approvedOn: '2026-06-01', hash: 'a'.repeat(64), steps: [{ instruction: '復元する', typed: './yakuba restore', post: '係長', minutes: 10, proof: '件数が合う' }] } }],
  drills: [{ id: 'd1', kind: 'restore', title: '第3四半期', heldOn: '2026-10-20', source: 'person', recordedBy: '情報 二郎', tables: 10, files: 5, allEqual: true, note: '', hash: 'b'.repeat(64), measures: [] }],
  followUps: [],
  editions: [{ number: 1, changeNote: '初版', madeBy: '情報 二郎', approvedBy: '情報 一郎', approvedOn: '2026-05-01' }],
};
