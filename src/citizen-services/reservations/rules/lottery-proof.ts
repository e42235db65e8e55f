/** Checking a published draw: what the verifier page does, at home and offline. */
import type { Text } from '../../../kernel/view.ts';
import { commitOf, draw, rootOf, seedOf } from './lottery.ts';
import type { LotteryEntry, LotteryGround, LotteryOptions, LotteryOutcome, Sha256Hex } from './lottery.ts';

/** Everything a city publishes about one draw. */
export interface PublishedDraw {
  readonly lotteryId: string;
  readonly commit: string;
  readonly root: string;
  readonly secretHex: string;
  readonly publicValue: string;
  readonly entries: readonly LotteryEntry[];
  readonly results: readonly { readonly id: string; readonly outcome: LotteryOutcome }[];
  readonly ground: LotteryGround;
  readonly options: LotteryOptions;
}

export interface Finding {
  readonly what: 'commit' | 'root' | 'results';
  readonly ok: boolean;
  readonly message: Text;
}

/** Repeats the draw and compares: the secret with the commitment, the list with its root, the results with the draw. */
export function verifyDraw(published: PublishedDraw, sha256hex: Sha256Hex): readonly Finding[] {
  const commitMatches = commitOf(published.secretHex, sha256hex) === published.commit;
  const root = rootOf(published.entries, sha256hex);
  const seed = seedOf({ lotteryId: published.lotteryId, root, secretHex: published.secretHex, publicValue: published.publicValue }, sha256hex);
  const drawn = draw(published.entries, seed, published.ground, published.options, sha256hex);
  const claimed = new Map(published.results.map(({ id, outcome }) => [id, outcome]));
  const differing = drawn.filter(({ entry, outcome }) => claimed.get(entry.id) !== outcome).map(({ entry }) => entry.id);
  const sameResults = differing.length === 0 && claimed.size === drawn.length;
  return [
    finding('commit', commitMatches, '受付の前に公表した約束の値', 'The commitment published before entry'),
    finding('root', root === published.root, '締め切りのときの申込の一覧', 'The list of entries at the cut-off'),
    finding('results', sameResults, `抽選の結果${differing.length > 0 ? `（${differing.slice(0, 5).join('、')}）` : ''}`, `The results${differing.length > 0 ? ` (${differing.slice(0, 5).join(', ')})` : ''}`),
  ];
}

function finding(what: Finding['what'], ok: boolean, ja: string, en: string): Finding {
  return { what, ok, message: ok ? { ja: `${ja}は一致しています。`, en: `${en} match.` } : { ja: `${ja}が一致しません。`, en: `${en} do not match.` } };
}
