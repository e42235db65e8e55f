/** 見出しと表の規則 HED-01–04, TBL-01–05: the skeleton a screen reader walks along (WCAG 1.3.1, 2.4.6). */
import type { Block, BlockOf } from './blocks.ts';
import { plainOf } from './inline.ts';
import { type Draft, withBlock } from './texts.ts';
import { about, type Finding, type Rule } from './finding.ts';

type Heading = BlockOf<'heading'>;
type Table = BlockOf<'table'>;

const LONG_HEADING = 60;
const FAKE_HEADING = 30;
const WIDE_TABLE = 7;

const headings = (draft: Draft) => draft.blocks.filter((block): block is Heading => block.type === 'heading');
const tables = (draft: Draft) => draft.blocks.filter((block): block is Table => block.type === 'table');
const length = (text: string) => Array.from(text).length;

/** Levels as they should be: the first is 2, none deeper than one below the one before it. */
function levelsOf(draft: Draft): ReadonlyMap<string, number> {
  let before = 1;
  return new Map(headings(draft).map((heading) => {
    const level = Math.max(2, Math.min(heading.level, before + 1));
    before = level;
    return [heading.id, level];
  }));
}

function leveled(draft: Draft, heading: Heading): Finding['fix'] {
  const level = levelsOf(draft).get(heading.id) ?? 2;
  return { becomes: `見出し${level}「${heading.text}」`, apply: (it) => withBlock(it, heading.id, (block) => (block.type === 'heading' ? { ...block, level: levelsOf(it).get(heading.id) ?? level } : block)) };
}

const first: Rule = {
  id: 'HED-01', title: '最初の見出し', basis: 'WCAG 1.3.1, 2.4.6',
  *check(draft) {
    for (const [index, heading] of headings(draft).entries()) {
      if (heading.level === 1) yield about('HED-01', 'block', heading.id, heading.text, 'ページの題名が見出し1です。本文の見出しは、見出し2から始めてください。', leveled(draft, heading));
      else if (index === 0 && heading.level !== 2) yield about('HED-01', 'block', heading.id, heading.text, `本文の最初の見出しが、見出し${heading.level}です。見出し2から始めてください。`, leveled(draft, heading));
    }
  },
};

const order: Rule = {
  id: 'HED-02', title: '見出しの順', basis: 'WCAG 1.3.1',
  *check(draft) {
    let before: number | null = null;
    for (const heading of headings(draft)) {
      if (before !== null && heading.level > before + 1) yield about('HED-02', 'block', heading.id, heading.text, `見出し${before}の次に、見出し${heading.level}が来ています。段を飛ばさず、見出し${before + 1}としてください。`, leveled(draft, heading));
      before = heading.level;
    }
  },
};

const words: Rule = {
  id: 'HED-03', title: '見出しの言葉', basis: 'WCAG 2.4.6',
  *check(draft) {
    for (const heading of headings(draft)) {
      if (heading.text.trim() === '') yield about('HED-03', 'block', heading.id, '', '見出しに言葉がありません。言葉を書くか、見出しを消してください。');
      else if (length(heading.text) > LONG_HEADING) yield about('HED-03', 'confirm', heading.id, heading.text, `見出しが${length(heading.text)}字あります。${LONG_HEADING}字までにして、残りは本文に書いてください。`);
    }
  },
};

/** A paragraph that is bold from end to end and short, with a paragraph behind it. */
const fake: Rule = {
  id: 'HED-04', title: '太字だけの見出し', basis: 'WCAG 1.3.1',
  *check(draft) {
    for (const [index, block] of draft.blocks.entries()) {
      const next = draft.blocks[index + 1];
      if (block.type !== 'text' || (next?.type !== 'text' && next?.type !== 'list')) continue;
      const said = plainOf(block.content).trim();
      const bold = block.content.every((part) => (typeof part === 'string' ? part.trim() === '' : 'mark' in part && part.mark === 'strong'));
      if (!bold || said === '' || length(said) > FAKE_HEADING) continue;
      const level = Math.min(4, (draft.blocks.slice(0, index).findLast((one): one is Heading => one.type === 'heading')?.level ?? 1) + 1);
      yield about('HED-04', 'confirm', block.id, said, `「${said}」は太字だけで、見出しの代わりに見えます。見出しにすると、読み上げでも目次でも飛んで来られます。`, {
        becomes: `見出し${level}「${said}」`, apply: (it) => withBlock(it, block.id, () => ({ id: block.id, type: 'heading', level, text: said })),
      });
    }
  },
};

const flag = (table: Table, which: 'headerRow' | 'headerColumn'): Finding['fix'] => ({
  becomes: which === 'headerRow' ? '1行目を見出しにした表' : '1列目を見出しにした表', apply: (it) => withBlock(it, table.id, (block): Block => (block.type === 'table' ? { ...block, [which]: true } : block)),
});

const columnsOf = (table: Table) => Math.max(0, ...table.rows.map((row) => row.reduce((sum, cell) => sum + (cell.columns ?? 1), 0)));
const nameOf = (table: Table) => table.caption || plainOf(table.rows[0]?.[0]?.content ?? []);

const header: Rule = {
  id: 'TBL-01', title: '表の見出し', basis: 'WCAG 1.3.1',
  *check(draft) {
    for (const table of tables(draft)) {
      if (!table.headerRow && !table.headerColumn && columnsOf(table) > 1) yield about('TBL-01', 'block', table.id, nameOf(table), '表に見出しの行も列もありません。読み上げで、どの値か分からなくなります。', flag(table, 'headerRow'));
    }
  },
};

export interface CellRole {
  readonly header: boolean;
  readonly scope: 'col' | 'row' | null;
}

/** TBL-02 is kept by drawing: every header cell gets its scope by where it stands. */
export function cellRole(table: Pick<Table, 'headerRow' | 'headerColumn'>, row: number, column: number): CellRole {
  if (table.headerRow && row === 0) return { header: true, scope: 'col' };
  return table.headerColumn && column === 0 ? { header: true, scope: 'row' } : { header: false, scope: null };
}

const scopes: Rule = { id: 'TBL-02', title: '見出しセルの向き', basis: 'WCAG 1.3.1', *check() {} };

const caption: Rule = {
  id: 'TBL-03', title: '表の題名', basis: 'WCAG 1.3.1',
  *check(draft) {
    for (const table of tables(draft)) if (table.caption.trim() === '') yield about('TBL-03', 'block', table.id, nameOf(table), '表に題名がありません。何の表かを、短く書いてください。');
  },
};

const shape: Rule = {
  id: 'TBL-04', title: '表の形', basis: '電話での読みやすさ',
  *check(draft) {
    for (const table of tables(draft)) {
      const columns = columnsOf(table);
      if (table.rows.some((row) => row.some((cell) => (cell.columns ?? 1) > 1 || (cell.rows ?? 1) > 1))) yield about('TBL-04', 'confirm', table.id, nameOf(table), 'つながったセルがあります。電話の画面と読み上げで順が分からなくなるので、同じ値をくり返して書くか、表を分けてください。');
      if (columns > WIDE_TABLE) yield about('TBL-04', 'confirm', table.id, nameOf(table), `列が${columns}あります。電話では${WIDE_TABLE}列までが読める幅です。表を分けるか、行と列を入れ替えてください。`);
      const heads = [...(table.headerRow ? (table.rows[0] ?? []).slice(table.headerColumn ? 1 : 0) : []), ...(table.headerColumn ? table.rows.slice(table.headerRow ? 1 : 0).flatMap((row) => row.slice(0, 1)) : [])];
      if (heads.some((cell) => plainOf(cell.content).trim() === '')) yield about('TBL-04', 'confirm', table.id, nameOf(table), '見出しのセルに、言葉のないものがあります。');
    }
  },
};

const layout: Rule = {
  id: 'TBL-05', title: '配置のための表', basis: 'WCAG 1.3.2',
  *check(draft) {
    for (const table of tables(draft)) {
      if (table.rows.length === 0 || columnsOf(table) !== 1) continue;
      yield about('TBL-05', 'confirm', table.id, nameOf(table), '列が一つだけの表です。箇条書きか文章にすると、電話でも読み上げでも読みやすくなります。', {
        becomes: '箇条書き', apply: (it) => withBlock(it, table.id, () => ({ id: table.id, type: 'list', style: 'bullets', items: table.rows.flatMap((row) => row.slice(0, 1).map((cell) => ({ content: cell.content }))) })),
      });
    }
  },
};

export const structureRules: readonly Rule[] = [first, order, words, fake, header, scopes, caption, shape, layout];
