/** All authoring rules over pages of 10, 50 and 200 blocks, and over the labelled corpus: milliseconds a page. */
import { areAlike, pairsOf } from '../src/citizen-services/website/rules/alike.ts';
import { BlockShape } from '../src/citizen-services/website/rules/blocks.ts';
import { blocksOf } from '../src/citizen-services/website/draft.ts';
import { check, rules } from '../src/citizen-services/website/rules/check.ts';
import { around, draftOf } from '../src/citizen-services/website/rules/check.fixture.ts';
import { blocks as corpusBlocks } from '../src/citizen-services/website/rules/corpus-blocks.fixture.ts';
import { texts as corpusTexts } from '../src/citizen-services/website/rules/corpus-texts.fixture.ts';
import type { Around } from '../src/citizen-services/website/rules/finding.ts';
import { type Draft, placesOf } from '../src/citizen-services/website/rules/texts.ts';
import { PageMaker, pagesOfBlocks, type Vocabulary } from './website-pages.ts';
import { shareOf, type Times, timesOf } from './website-times.ts';

const NEIGHBOURS = 60;
const NEARLY = 0.8;

export interface Checked extends Times {
  readonly name: string;
  /** Findings a page. */
  readonly findings: number;
  /** Processor over clock. */
  readonly share: number;
  /** The rules that cost most, milliseconds a page. */
  readonly dearest: readonly (readonly [rule: string, milliseconds: number])[];
}

const bodyOf = (draft: Pick<Draft, 'blocks'>) => placesOf(draftOf(draft.blocks, { title: '' })).map((place) => place.text).join('\n');

/** As the server compares a page with the 60 of its folder that were changed last: all of them seen before, or none of them. */
function withNeighbours(others: readonly Draft[], seen: boolean): Around {
  const rows = others.slice(0, NEIGHBOURS).map((one) => ({ title: one.title, blocks: JSON.stringify(one.blocks) }));
  const read = (row: { readonly blocks: string }) => pairsOf(bodyOf({ blocks: blocksOf(JSON.parse(row.blocks)) }));
  const remembered = new Map(seen ? rows.map((row) => [row, read(row)] as const) : []);
  return {
    ...around(), nearlySame: (body) => {
      const own = pairsOf(body);
      return rows.filter((row) => areAlike(own, remembered.get(row) ?? read(row), NEARLY)).map((row) => row.title);
    },
  };
}

function run(name: string, drafts: readonly Draft[], given: Around, rounds: number): Checked {
  for (const draft of drafts.slice(0, 10)) check(draft, given);
  const measured: number[] = [];
  let findings = 0;
  const share = shareOf();
  for (let round = 0; round < rounds; round += 1) {
    for (const draft of drafts) {
      const began = performance.now();
      findings += check(draft, given).length;
      measured.push(performance.now() - began);
    }
  }
  const had = share();
  const each = rules.map((rule) => {
    const began = performance.now();
    for (const draft of drafts) Array.from(rule.check(draft, given));
    return [rule.id, (performance.now() - began) / drafts.length] as const;
  });
  return { name, ...timesOf(measured), findings: findings / measured.length, share: had, dearest: each.toSorted((a, b) => b[1] - a[1]).slice(0, 3) };
}

export function measureChecks(words: Vocabulary, pages = 60, rounds = 3): readonly Checked[] {
  const corpus = [...corpusTexts.map(([text]) => draftOf([{ id: 'b0', type: 'text', content: [text] }])), ...corpusBlocks.map(([, loose]) => draftOf(loose.map((block, index) => BlockShape.parse({ ...block, id: `b${index}` }))))];
  const maker = new PageMaker(words, 3);
  const neighbours = Array.from({ length: NEIGHBOURS }, () => maker.next());
  const sized = [10, 50, 200].map((blocks) => [blocks, pagesOfBlocks(words, blocks, pages)] as const);
  return [
    ...sized.map(([blocks, drafts]) => run(`${blocks} 部品`, drafts, withNeighbours(neighbours, true), rounds)),
    ...sized.map(([blocks, drafts]) => run(`${blocks} 部品、同じフォルダーの ${NEIGHBOURS} ページをはじめて読む`, drafts, withNeighbours(neighbours, false), 1)),
    run(`ラベル付きの例 ${corpus.length} 件`, corpus, around(), rounds),
  ];
}
