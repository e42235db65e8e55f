import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FormState, UiContext } from '../kernel/view.ts';
import { renderPart } from './context.tsx';
import { Checkbox, Checkboxes, DateField, Form, NumberField, PasswordField, Radios, Refusal, Select, TextArea, TextField, TimeField } from './form.tsx';
import { testUi } from './test-page.ts';

const sent: FormState = {
  action: 'book',
  values: { name: '二本松 <b>卓球</b> "会"', people: '三十', equipment: ['net', 'mic'], password: 'himitsu' },
  errors: [{ path: 'people', message: '人数は数字で入力してください。' }, { path: 'lines.0.count', message: '個数は1以上です。' }, { path: '', message: '締切を過ぎています。' }],
};

function booking(changes: Partial<UiContext> = {}): string {
  return renderPart(
    <Form action="book" submit="予約する">
      <TextField name="name" label="団体名" required value="初めの値" hint="登録証のとおりに" />
      <NumberField name="people" label="人数" unit="人" value={12} />
      <NumberField name="lines.0.count" label="個数" />
      <Checkboxes name="equipment" label="備品" options={[{ value: 'net', label: 'ネット' }, { value: 'table', label: '卓球台' }, { value: 'mic', label: '放送' }]} values={['table']} />
      <Checkbox name="agree" label="守ります" checked />
      <PasswordField name="password" label="パスワード" autocomplete="current-password" />
      <TextArea name="note" label="連絡" value="</textarea><script>alert(1)</script>" />
      <Select name="area" label="地域" options={[{ value: 'a', label: '安達' }, { value: 't', label: '東和' }]} value="t" />
      <Radios name="purpose" label="目的" options={[{ value: 's', label: 'スポーツ' }, { value: 'm', label: '会議' }]} value="m" />
    </Form>,
    testUi(changes),
  );
}

test('a form carries its verb and one request id, and posts to its own page', () => {
  const html = booking({ path: '/reservations/hold?slot=1' });
  assert.match(html, /<form class="form" method="post" action="\/reservations\/hold\?slot=1" novalidate/);
  assert.equal(html.split('name="_request"').length, 2);
  assert.match(html, /name="_action" value="book"/);
  assert.match(html, /name="_request" value="request-1"/);
});

test('English forms post to the English address', () => {
  assert.match(booking({ lang: 'en', path: '/x' }), /action="\/en\/x"/);
});

test('every control has a label of its own', () => {
  const html = booking({ form: sent });
  const controls = [...html.matchAll(/<(?:input|select|textarea)(?:[^">]|"[^"]*")*>/g)].map(([tag]) => tag).filter((tag) => !tag.includes('type="hidden"'));
  assert.equal(controls.length, 12);
  for (const tag of controls) {
    const id = /\sid="([^"]+)"/.exec(tag)?.[1];
    assert.ok(html.includes(`<label for="${id}"`), tag);
  }
});

test('the error summary comes first, takes the focus and links to the fields', () => {
  const html = booking({ form: sent });
  assert.ok(html.indexOf('role="alert"') < html.indexOf('<form'));
  assert.match(html, /role="alert" tabindex="-1" autofocus/);
  for (const [, target] of html.matchAll(/<a href="#([^"]+)"/g)) assert.ok(html.includes(` id="${target}"`), target ?? '');
  assert.match(html, /<li>締切を過ぎています。<\/li>/);
  assert.match(html, /id="book-people"[^>]*aria-invalid="true"[^>]*aria-describedby="book-people-error"/);
});

test('what was typed is shown again, escaped; a secret is not', () => {
  const html = booking({ form: sent });
  assert.ok(html.includes('value="二本松 &lt;b>卓球&lt;/b> &quot;会&quot;"'));
  assert.ok(!html.includes('初めの値'));
  assert.ok(!html.includes('himitsu'));
  assert.ok(!html.includes('<script'));
});

test('after a refusal a box is ticked only if it was sent', () => {
  const html = booking({ form: sent });
  assert.match(html, /value="net"[^>]*checked|checked[^>]*value="net"/);
  assert.doesNotMatch(html, /<input[^>]*value="table"[^>]*checked|<input[^>]*name="agree"[^>]*checked/);
});

test('before anything was sent the initial values stand', () => {
  const html = booking();
  assert.match(html, /value="初めの値"/);
  assert.match(html, /<option value="t" selected>東和/);
  assert.match(html, /value="table" checked/);
  assert.doesNotMatch(html, /aria-invalid|role="alert"/);
  assert.ok(!html.includes('<script'));
});

test('errors of another form stay out of this one', () => {
  assert.doesNotMatch(booking({ form: { ...sent, action: 'cancel' } }), /role="alert"/);
});

test('of several forms with one verb only the one that was sent shows its errors, and ids stay apart', () => {
  const form: FormState = { action: 'approve', values: { draftId: '2', note: 'x' }, errors: [{ path: 'note', message: '理由を入力してください。' }] };
  const html = renderPart(<>{['1', '2', '3'].map((id) => <Form key={id} action="approve" about={{ draftId: id }}><TextField name="note" label="理由" /></Form>)}</>, testUi({ form }));
  assert.equal(html.split('role="alert"').length, 2);
  assert.match(html, /href="#approve-2-note"/);
  assert.equal(new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)).size, [...html.matchAll(/ id="/g)].length);
});

test('a refusal is said once, by the form or by the page', () => {
  const form: FormState = { action: 'book', values: {}, errors: [], refusal: { code: 'taken', message: 'この時間は先に予約されました。' } };
  assert.equal(booking({ form }).split('先に予約されました').length, 2);
  assert.match(renderPart(<Refusal />, testUi({ form })), /先に予約されました/);
  assert.equal(renderPart(<Refusal />, testUi()), '');
  const own: FormState = { action: 'book', values: {}, errors: [{ path: 'name', message: '団体名を入力してください。' }], refusal: { code: 'InvalidInput', message: '団体名を入力してください。' } };
  assert.equal(booking({ form: own }).split('団体名を入力してください。').length, 3, 'in the summary and beside the field');
});

test('days are shown in 和暦 to be typed over, times to 24:00', () => {
  const ja = renderPart(<><DateField name="d" label="日" value={Temporal.PlainDate.from('2026-11-23')} /><TimeField name="t" label="時" value={1440} /></>, testUi());
  assert.match(ja, /value="令和8年11月23日"/);
  assert.match(ja, /value="24:00"/);
  assert.match(renderPart(<DateField name="d" label="Day" value={Temporal.PlainDate.from('2026-11-23')} />, testUi({ lang: 'en' })), /value="2026-11-23"/);
});

test('a GET form asks without a verb or a request id, and without the old question', () => {
  const html = renderPart(<Form method="get" label="さがす" search><TextField name="q" label="ことば" quiet /></Form>, testUi({ path: '/library?q=old' }));
  assert.match(html, /role="search" aria-label="さがす"/);
  assert.match(html, /action="\/library"/);
  assert.doesNotMatch(html, /_action|_request/);
});
