/** The field's own words for what stands in the rows. */
import type { Text } from '../../../kernel/view.ts';
import type { AssetKind, DrillKind } from '../rules/plan.ts';

export const kindWords: Readonly<Record<AssetKind, Text>> = {
  service: { ja: '業務', en: 'Service' }, platform: { ja: '基盤', en: 'Platform' }, network: { ja: '通信', en: 'Network' }, power: { ja: '電源', en: 'Power' }, site: { ja: '設備', en: 'Site' }, external: { ja: '外部', en: 'External' },
};
export const drillWords: Readonly<Record<DrillKind, Text>> = {
  restore: { ja: '復元訓練', en: 'Restore drill' }, failover: { ja: '第二拠点への切替訓練', en: 'Failover drill' }, power: { ja: '停電訓練', en: 'Power drill' }, call: { ja: '連絡網の訓練', en: 'Call drill' },
  paper: { ja: '窓口の紙での業務訓練', en: 'Paper drill' }, security: { ja: 'ランサムウェア対応訓練', en: 'Security drill' }, tabletop: { ja: '図上訓練', en: 'Tabletop' },
};
export const everyWords = { quarter: { ja: '四半期ごと', en: 'Each quarter' }, year: { ja: '年に1回', en: 'Yearly' }, never: { ja: '随時', en: 'When needed' } } as const satisfies Record<string, Text>;
export const placeWords = { office: { ja: '庁舎', en: 'Office' }, second: { ja: '第二拠点', en: 'Second site' }, branch: { ja: '支所', en: 'Branch' }, data_center: { ja: 'データセンター', en: 'Data centre' }, other: { ja: 'その他', en: 'Other' } } as const satisfies Record<string, Text>;
export const contactWords = { staff: { ja: '職員', en: 'Staff' }, supplier: { ja: '事業者', en: 'Supplier' }, authority: { ja: '関係機関', en: 'Authority' } } as const satisfies Record<string, Text>;
