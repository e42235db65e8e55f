/** つながりの図 with the same as a table beside it: the order of starting, and what a loss would stop. */
import { staff } from '../../../kernel/actor.ts';
import { page, route } from '../../../kernel/page.ts';
import { A, Chip, DataTable, Form, LinkButton, Notice, Page, Section, Select } from '../../../ui/index.ts';
import { picture } from '../queries/assets.ts';
import { formatDuration } from '../rules/duration.ts';
import { drawDependencies } from './picture-svg.ts';
import { DoorTabs, home, one, root, TierChip } from './words.tsx';

const path = `${root}/picture`;

export const picturePage = page({
  path,
  title: { ja: 'つながりの図', en: 'Dependencies' },
  allow: [staff('continuity.view')],
  load: (ctx, { search }) => ctx.ask(picture, { without: one(search, 'without').slice(0, 40) }),
  view(model, ctx) {
    const { order, lost, loss } = model;
    const name = (id: string | null) => model.assets.find((asset) => asset.id === id)?.name ?? '';
    const drawn = drawDependencies({ ...model, criticalPath: order.criticalPath, lost: lost?.id ?? null });
    const summary = lost && loss ? `${lost.name}が止まると、${loss.stopped.length}件が止まり、${loss.reduced.length}件は一部が使えなくなります。` : `左にあるものの上に、右にあるものが立っています。全部を起動するには${formatDuration(order.totalMinutes)}かかり、いちばん長い道筋は ${order.criticalPath.map(name).join('、')} です。`;
    return (
      <Page title="つながりの図" wide crumbs={[home]} actions={<LinkButton kind="second" to={`${path}.svg${lost ? `?without=${encodeURIComponent(lost.code)}` : ''}`}>図だけを大きく開く</LinkButton>}>
        <DoorTabs ctx={ctx} current={path} />
        <Form method="get" label="止まったと考えるもの" submit="図に表す">
          <Select name="without" label="これが止まったら" quiet blank="（何も止めない）" value={lost?.code ?? ''} options={model.assets.map((asset) => ({ value: asset.code, label: asset.name }))} />
        </Form>
        {lost && loss && <Notice kind={loss.stopped.length > 0 ? 'bad' : 'good'} title={summary} />}
        <Section title="図">
          <figure class="figure wide-picture">
            <svg role="img" aria-label={`つながりの図。${summary}同じ内容が下の表にあります。`} viewBox={drawn.viewBox} width={drawn.width} dangerouslySetInnerHTML={{ __html: drawn.contents }} />
            <p class="hint">{lost ? '橙の太い枠が止まるもの、点線の枠が一部使えなくなるものです。' : '左の数字は区分、青い太線がいちばん長い道筋です。'}点線は「どれか一つでよい」つながりです。ほかから分かる線は省いています。</p>
          </figure>
        </Section>
        <Section title={lost ? `止まる順と、戻す順　全${order.steps.length}件` : `起動の順番　全${order.steps.length}件、${formatDuration(order.totalMinutes)}`}>
          <DataTable
            caption="起動の順番" hideCaption keys rows={order.steps} rowKey={(row) => row.id} empty="台帳にシステムがありません。"
            columns={[
              { key: 'n', label: '順', align: 'end', render: (row) => row.position },
              { key: 'name', label: 'システム', heads: true, render: (row) => <><A to={`${root}/systems/${row.id}`} rowKey="Enter">{name(row.id)}</A>{lost === null && order.criticalPath.includes(row.id) && <> <Chip kind="info">道筋</Chip></>}{loss?.stopped.includes(row.id) && <> <Chip kind="bad">止まる</Chip></>}{row.id === lost?.id && <> <Chip kind="bad">止めたもの</Chip></>}{loss?.reduced.includes(row.id) && <> <Chip kind="wait">一部</Chip></>}</> },
              { key: 'tier', label: '急ぐ度合い', nowrap: true, render: (row) => <TierChip tier={row.urgency} /> },
              { key: 'begin', label: '始め', align: 'end', render: (row) => `${row.beginMinute}分` },
              { key: 'ready', label: '使える', align: 'end', render: (row) => `${row.readyMinute}分` },
              { key: 'wait', label: '待つもの', render: (row) => { const needs = model.needs.filter((need) => need.asset === row.id); return needs.length === 0 ? 'なし' : needs.map((need) => `${name(need.needs)}${need.either === '' ? '' : `（${need.either}の一つ）`}${need.kind === 'use' ? '（なくても動く）' : ''}`).join('、'); } },
            ]}
          />
        </Section>
      </Page>
    );
  },
});

export const pictureSvg = route({
  path: `${path}.svg`,
  title: { ja: 'つながりの図（図だけ）', en: 'The picture alone' },
  allow: [staff('continuity.view')],
  async run(ctx, { search }) {
    const model = await ctx.ask(picture, { without: one(search, 'without').slice(0, 40) });
    const drawn = drawDependencies({ ...model, criticalPath: model.order.criticalPath, lost: model.lost?.id ?? null });
    return { type: 'image/svg+xml; charset=utf-8', body: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${drawn.viewBox}" width="${drawn.width}" height="${drawn.height}" font-family="BIZ UDPGothic, Noto Sans CJK JP, sans-serif"><rect width="100%" height="100%" fill="#ffffff"/>${drawn.contents}</svg>` };
  },
});
