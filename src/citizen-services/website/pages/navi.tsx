/** くらしの手続きナビ: a few questions, one list to take along. Nothing that is answered is kept; the address is the answer, and can be printed with its QR code. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { barcode } from '../../../kernel/paper/barcode.ts';
import { formatPhone } from '../../../kernel/text/phone.ts';
import { notFound, page, type PageContext, route, type Route } from '../../../kernel/page.ts';
import { A, Checkbox, DataTable, Form, FormActions, Hidden, NumberField, Page, Section, TextField } from '../../../ui/index.ts';
import { errandsOf } from '../queries/errands.ts';
import { agesIn, errandsFor, type Fact, facts } from '../rules/errands.ts';
import { homeCrumb, named } from './public-parts.tsx';

const one = z.union([z.string().max(60), z.array(z.string().max(60))]).catch('').transform((value) => (typeof value === 'string' ? value : (value[0] ?? '')));
const searchShape = z.object({ adults: z.coerce.number().int().min(0).max(20).catch(1), children: one, asked: one, pregnant: one, older: one, uninsured: one, car: one, pet: one, foreign: one });
type Asked = z.infer<typeof searchShape>;

const questions: Readonly<Record<Exclude<Fact, 'child'>, { readonly ja: string; readonly en: string }>> = {
  uninsured: { ja: '職場の健康保険に入っていない人がいる', en: 'Somebody is not in an employer’s health insurance' }, pregnant: { ja: '妊娠している人がいる', en: 'Somebody is expecting a child' }, older: { ja: '65歳以上の人がいる', en: 'Somebody is 65 or older' },
  car: { ja: '車・バイクを持っている', en: 'You have a car or motorcycle' }, pet: { ja: '犬を飼っている', en: 'You have a dog' }, foreign: { ja: '外国籍の人がいる', en: 'Somebody is not a Japanese citizen' },
};
const yesNo = Object.entries(questions) as readonly (readonly [Exclude<Fact, 'child'>, { readonly ja: string; readonly en: string }])[];

const answered = (asked: Asked) => ({ adults: asked.adults, children: agesIn(asked.children), yes: new Set(facts.filter((fact) => fact !== 'child' && asked[fact] !== '')) });
/** The same answers always give the same address. */
function addressOf(life: string, asked: Asked): string {
  const said = [['asked', '1'], ['adults', String(asked.adults)], ['children', agesIn(asked.children).join(',')], ...yesNo.map(([fact]) => [fact, asked[fact] === '' ? '' : '1'])].filter(([, value]) => value !== '');
  return `/navi/${life}?${new URLSearchParams(said).toString()}`;
}

export const naviPage = page({
  path: '/navi/:life{[a-z][a-z0-9-]{0,31}}',
  title: { ja: '手続きナビ', en: 'What do I have to do?' },
  allow: [anyone('だれに何の手続きが要るかは、公開しています')],
  params: z.object({ life: z.string().max(32) }),
  search: searchShape,
  shared: 'day',
  load: (ctx, { params }) => ctx.ask(errandsOf, { life: params.life }),
  view(it, ctx, { search }) {
    const { lang } = ctx;
    const ja = lang === 'ja';
    const list = search.asked === '' ? null : errandsFor(it.errands, answered(search));
    return (
      <Page title={ja ? `手続きナビ：${it.name}` : `What to do: ${it.nameEn}`} crumbs={[homeCrumb(lang), { to: `/c/${it.code}`, label: named(lang, it) }]} lead={<p>{ja ? '答えていただくと、必要な手続きだけを一覧にします。答えは保存しません。' : 'A few answers, and you get only what you have to do. Nothing is kept.'}</p>}>
        {list !== null && <Result list={list} ctx={ctx} address={addressOf(it.code, search)} />}
        <Section title={ja ? (list === null ? 'あなたのこと' : '答えを変える') : (list === null ? 'About you' : 'Change your answers')}>
          <Form method="get" to={`/navi/${it.code}`} label={ja ? '手続きを調べる' : 'Find what to do'} inline={false} submit={ja ? '必要な手続きを見る' : 'Show what to do'} kind="primary">
            <Hidden name="asked" value="1" />
            <NumberField name="adults" label={ja ? '大人' : 'Adults'} quiet unit={ja ? '人' : ''} value={search.adults} />
            <TextField name="children" label={ja ? '子どもの年齢' : 'Ages of children'} quiet width="medium" value={search.children} hint={ja ? 'いなければ空のままに。例：8、3' : 'Leave empty if there are none. For example 8, 3'} />
            {yesNo.map(([fact, words]) => <Checkbox key={fact} name={fact} label={words[lang]} value="1" checked={search[fact] !== ''} />)}
          </Form>
        </Section>
      </Page>
    );
  },
});

type Errand = NonNullable<Awaited<ReturnType<typeof errandsOf.run>>>['errands'][number];

function Result({ list, ctx, address }: { readonly list: readonly Errand[]; readonly ctx: PageContext; readonly address: string }) {
  const { lang } = ctx;
  const ja = lang === 'ja';
  return (
    <Section title={ja ? `必要な手続き　${list.length}件` : `${list.length} things to do`} id="list">
      <DataTable caption={ja ? '必要な手続き' : 'What to do'} hideCaption rows={list} rowKey={(row) => row.code} empty={ja ? '答えに当てはまる手続きはありません。心配なときは、窓口でお尋ねください。' : 'There is nothing to do. Please ask us if you are not sure.'}
        columns={[
          { key: 't', label: ja ? '手続き' : 'What', heads: true, render: (row) => (row.path === null ? row.title[lang] : <A to={row.path}>{row.title[lang]}</A>) }, { key: 'd', label: ja ? 'いつまで' : 'Until', render: (row) => row.due[lang] },
          { key: 'o', label: ja ? 'どこで' : 'Where', render: (row) => (row.office === null ? '' : <>{row.office.name}{row.office.place !== '' && <><br /><small>{row.office.place}</small></>}{row.office.phone !== '' && <small>{row.office.place === '' && <br />}{formatPhone(row.office.phone)}</small>}</>) }, { key: 'b', label: ja ? '持ってくるもの' : 'Bring', render: (row) => row.bring[lang] },
        ]} />
      <p class="print-only"><img src={`/qr.svg?to=${encodeURIComponent(address)}`} width={120} height={120} alt={ja ? 'この一覧のQRコード' : 'QR code of this list'} /> {ctx.city.origin}{address}</p>
      <FormActions next={ja ? '印刷すると、この一覧を開くQRコードが付きます。' : 'Printed, it has a QR code that opens this list.'}><A to={`/c/${address.split('/')[2]?.split('?')[0] ?? ''}`}>{ja ? 'くわしい案内' : 'More about it'}</A></FormActions>
    </Section>
  );
}

/** A QR code of one of our own addresses, for paper. */
const qr = route({
  path: '/qr.svg', title: { ja: 'QRコード', en: 'QR code' }, allow: [anyone('公開しているアドレスの図です')], shared: 'day',
  run(ctx, { search }) {
    const wanted = typeof search['to'] === 'string' ? search['to'] : '';
    return Promise.resolve(/^\/[^\s\\]{0,300}$/.test(wanted) && !wanted.startsWith('//') ? { type: 'image/svg+xml; charset=utf-8', body: barcode('qrcode', `${ctx.city.origin}${wanted}`), cacheSeconds: 86_400 } : notFound);
  },
});

export const naviRoutes: readonly Route[] = [qr];
