/** What pages know of the city beyond its name: its areas and outline, and the names of kinds and features that facilities carry as codes. */
import type { City, CityArea } from '../../../../kernel/city.ts';
import { polygonsOf } from '../../../../kernel/geo/city-outline.ts';
import type { Polygon } from '../../../../kernel/geo/geo.ts';
import { isRecord } from '../../../../kernel/text/json.ts';
import type { Lang, Text } from '../../../../kernel/view.ts';

/** The areas that city.json names; empty when it names none. */
export function areasOf(city: City): readonly CityArea[] {
  return city.facts.areas ?? [];
}

export function areaName(city: City, code: string, lang: Lang): string {
  return areasOf(city).find((area) => area.code === code)?.name[lang] ?? code;
}

const kept = new WeakMap<object, readonly Polygon[]>();

/** The city's outline, read once; null when the city has none. */
export function outlineOf(city: City): { readonly geoJson: unknown; readonly polygons: readonly Polygon[] } | null {
  const outline: unknown = 'outline' in city ? city.outline : null;
  if (typeof outline !== 'object' || outline === null) return null;
  let polygons = kept.get(outline);
  if (!polygons) kept.set(outline, (polygons = polygonsOf(outline)));
  return { geoJson: outline, polygons };
}

const categories: Readonly<Record<string, Text>> = {
  'community-center': { ja: '公民館・住民センター', en: 'Community centers' }, gym: { ja: '体育館', en: 'Gymnasiums' }, ground: { ja: 'グラウンド・テニスコート', en: 'Grounds and courts' }, hall: { ja: '文化ホール', en: 'Culture halls' },
  school: { ja: '学校開放', en: 'School facilities' }, park: { ja: '公園', en: 'Parks' }, camp: { ja: 'キャンプ場', en: 'Camp sites' }, office: { ja: '庁内会議室', en: 'City office rooms' }, consultation: { ja: '相談窓口', en: 'Consultation' }, crematorium: { ja: '斎場', en: 'Crematorium' },
};

const features: Readonly<Record<string, Text>> = {
  wheelchair: { ja: '車いすで利用できる', en: 'Wheelchair accessible' }, 'multipurpose-toilet': { ja: '多機能トイレ', en: 'Accessible toilet' }, parking: { ja: '駐車場', en: 'Parking' }, elevator: { ja: 'エレベーター', en: 'Elevator' },
  'nursing-room': { ja: '授乳室', en: 'Nursing room' }, 'hearing-loop': { ja: '補聴援助システム', en: 'Hearing loop' }, 'sign-language': { ja: '手話対応（要予約）', en: 'Sign language (on request)' }, aed: { ja: 'AED', en: 'AED' },
};

/** The name of a kind of facility; a kind of the city's own is shown as it is written. */
export function categoryName(code: string, lang: Lang): string {
  return categories[code]?.[lang] ?? code;
}

export function featureName(code: string, lang: Lang): string {
  return features[code]?.[lang] ?? code;
}

export interface About {
  readonly features: readonly string[];
  readonly notes: string;
  readonly manager: string;
}

/** What the facility says about itself. */
export function aboutOf(value: unknown): About {
  if (!isRecord(value)) return { features: [], notes: '', manager: '' };
  const list: unknown = value['features'];
  const manager = typeof value['manager'] === 'string' ? value['manager'] : '';
  return { features: Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : [], notes: typeof value['notes'] === 'string' ? value['notes'] : '', manager: manager === 'city' ? '' : manager };
}

/** 850m, 1.2km. */
export function distanceText(metres: number): string {
  return metres < 1000 ? `${Math.max(50, Math.round(metres / 50) * 50)}m` : `${(metres / 1000).toFixed(1)}km`;
}
