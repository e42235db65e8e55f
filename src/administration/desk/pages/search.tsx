/** One search over everything this officer may see. */
import { z } from 'zod';
import { anyStaff } from '../../../kernel/actor.ts';
import { page } from '../../../kernel/page.ts';
import { registeredSystems } from '../../../kernel/registry.ts';
import { type Hit, searchStaff } from '../../../kernel/search/search.ts';
import { A, DataTable, Form, Page, TextField } from '../../../ui/index.ts';

export const searchPage = page({
  path: '/staff/search',
  title: { ja: '全体からさがす', en: 'Search everything' },
  allow: [anyStaff('自分の権限で見られるものだけを探す')],
  search: z.object({ q: z.string().max(100).optional() }),
  async load(ctx, { search }) {
    const q = search.q?.trim() ?? '';
    const hits: readonly Hit[] = q === '' ? [] : await ctx.ask(searchStaff, { q });
    return { q, hits };
  },
  view({ q, hits }) {
    const titles = new Map(registeredSystems().map((system) => [system.name, system.title.ja]));
    return (
      <Page title="全体からさがす" wide>
        <Form method="get" label="全体からさがす" search><TextField name="q" label="さがすことば" value={q} type="search" quiet width="long" /></Form>
        {q !== '' && (
          <DataTable
            caption={`「${q}」の検索結果（${hits.length}件）`} keys rows={hits} rowKey={(hit) => `${hit.system} ${hit.kind} ${hit.id}`} empty={`「${q}」に当てはまるものは、見つかりませんでした。ことばを短くするか、別の書き方でお試しください。権限のないものは出ません。`}
            columns={[
              { key: 'title', label: '名前・題名', render: (hit) => <A to={hit.href} rowKey="Enter">{hit.title}</A> },
              { key: 'note', label: '説明', render: (hit) => hit.note },
              { key: 'system', label: '業務', render: (hit) => titles.get(hit.system) ?? hit.system },
            ]}
          />
        )}
      </Page>
    );
  },
});
