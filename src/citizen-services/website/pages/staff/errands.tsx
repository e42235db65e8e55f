/** 手続きナビの用件: what there is to do in a situation of life, and for whom. */
import { z } from 'zod';
import { staff } from '../../../../kernel/actor.ts';
import { act, page, to } from '../../../../kernel/page.ts';
import { A, Checkbox, Chip, DataTable, Form, FormActions, Hidden, NumberField, Page, Section, Select, Submit, TextField } from '../../../../ui/index.ts';
import { saveErrand } from '../../commands/errands.ts';
import { errandList } from '../../queries/errands.ts';
import { siteSetup } from '../../queries/office.ts';
import { conditionsOf } from '../../rules/errands.ts';
import { DoorTabs, home, root, withSearch } from './words.tsx';

const path = `${root}/errands`;
const conditionText = (stored: unknown) => conditionsOf(stored).map((one) => [one.fact, one.from ?? (one.to === undefined ? undefined : 0), one.to].filter((part) => part !== undefined).join(' ')).join(', ');

export const errandsPage = page({
  path,
  title: { ja: '手続きナビの用件', en: 'Errands' },
  allow: [staff('website.edit')],
  search: z.object({ code: z.string().max(40).catch('') }),
  async load(ctx) {
    const [rows, setup] = await Promise.all([ctx.ask(errandList, {}), ctx.ask(siteSetup, {})]);
    return { rows, setup };
  },
  actions: { save: act(saveErrand, { done: () => to(path, '用件を保存しました。') }) },
  view({ rows, setup }, ctx, { search }) {
    const one = rows.find((row) => row.code === search.code);
    const lives = setup.categories.filter((category) => category.facet === 'life');
    return (
      <Page title="手続きナビの用件" wide crumbs={[home]} lead="くらしの場面ごとに、だれが何をするかを決めます。答えに当てはまるものだけが、手続きナビに出ます。">
        <DoorTabs ctx={ctx} current={path} />
        <Section title={one ? `「${one.title}」を直す` : '用件を作る'} id="edit">
          <Form action="save" about={one ? { code: one.code } : {}}>
            {one && <Hidden name="version" value={one.version} />}
            <div class="form inline">{!one && <TextField name="code" label="記号" required maxlength={40} spellcheck={false} />}<Select name="life" label="くらしの場面" required value={one?.life ?? ''} options={lives.map((category) => ({ value: category.code, label: category.name }))} /><NumberField name="ordinal" label="並び順" quiet value={one?.ordinal ?? 100} /></div>
            <div class="form inline"><TextField name="title" label="用件" required width="long" maxlength={60} value={one?.title} /><TextField name="titleEn" label="英語の用件" required width="long" maxlength={80} value={one?.title_en} lang="en" /></div>
            <div class="form inline"><TextField name="due" label="いつまで" maxlength={60} value={one?.due} /><TextField name="dueEn" label="英語のいつまで" maxlength={80} value={one?.due_en} lang="en" /></div>
            <div class="form inline"><TextField name="bring" label="持ってくるもの" width="long" maxlength={200} value={one?.bring} /><TextField name="bringEn" label="英語の持ってくるもの" width="long" maxlength={300} value={one?.bring_en} lang="en" /></div>
            <div class="form inline"><Select name="office" label="担当の課" value={one?.office ?? ''} options={setup.offices.map((office) => ({ value: office.code, label: office.name }))} /><NumberField name="pageNo" label="くわしいページの番号" value={one?.page_no ?? ''} /></div>
            <TextField name="conditions" label="当てはまる人" width="long" value={one ? conditionText(one.conditions) : ''} spellcheck={false} hint="空なら全員。child 6 15（6歳から15歳の子）、uninsured（職場の健康保険がない）、car、pet、older、pregnant、foreign をカンマで区切ります。" />
            {one && <Checkbox name="closed" label="これからは使わない" value="on" checked={one.closed} />}
            <FormActions><Submit>{one ? '直す' : '作る'}</Submit></FormActions>
          </Form>
        </Section>
        <DataTable caption="用件" rows={rows} rowKey={(row) => row.code} current={search.code} empty="用件はまだありません。"
          columns={[{ key: 'l', label: '場面', render: (row) => lives.find((category) => category.code === row.life)?.name ?? row.life }, { key: 't', label: '用件', heads: true, render: (row) => <><A to={`${withSearch(path, { code: row.code })}#edit`}>{row.title}</A>{row.closed && <>　<Chip kind="no">使わない</Chip></>}</> }, { key: 'c', label: '当てはまる人', render: (row) => conditionText(row.conditions) || '全員' }, { key: 'd', label: 'いつまで', render: (row) => row.due }]} />
      </Page>
    );
  },
});
