/** A city's surroundings for tests of the authoring rules. */
import type { Block } from './blocks.ts';
import type { Draft } from './texts.ts';
import type { Around } from './finding.ts';

const there = new Set(['/tetsuzuki', '/kurashi']);

export function around(options: { readonly easy?: boolean; readonly school?: boolean; readonly today?: Temporal.PlainDate } = {}): Around {
  return {
    site: { kind: options.school ? 'school' : 'city', shortestLink: 4, schemes: ['https', 'http', 'mailto', 'tel'], hosts: ['www.city.nihonmatsu.lg.jp'], mailDomain: 'city.nihonmatsu.lg.jp' },
    words: {
      shortLinks: ['広報', '防災', '観光', '市長', '議会'], unfavourable: ['お知らせ', 'ページ', '案内'], departments: ['企画財政課', '市民課'],
      plain: new Map([['スキーム', '仕組み'], ['速やかに', 'すぐに'], ['当該', 'その'], ['エビデンス', '証拠'], ['高台', '高い所']]),
    },
    today: options.today ?? Temporal.PlainDate.from('2026-11-26'), easy: options.easy ?? false, titles: new Set(['ごみの出し方']),
    page: (address) => (there.has(address) ? 'public' : address === '/owari' ? 'withdrawn' : 'missing'), failing: new Set(['https://kireta.example/']), phones: new Set(['0243555090']), nearlySame: () => [],
  };
}

export function draftOf(blocks: readonly Block[], more: Partial<Draft> = {}): Draft {
  return { title: '住民票の写しの請求', lead: '', kind: 'guide', lang: 'ja', blocks, contact: 'shimin', categories: ['tetsuzuki'], reviewOn: Temporal.PlainDate.from('2027-11-26'), ...more };
}
