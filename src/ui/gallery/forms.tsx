import type { FormState } from '../../kernel/view.ts';
import { UiProvider, useUi } from '../context.tsx';
import { Checkbox, Checkboxes, DateField, Fieldset, FileField, Form, FormActions, NumberField, PasswordField, Radios, Select, Submit, TextArea, TextField, TimeField, YenField } from '../form.tsx';
import { LinkButton, Section } from '../parts.tsx';

/** What comes back after a form was sent with mistakes. */
const wrong: FormState = {
  action: 'bookWrong',
  values: { groupName: '二本松ミニバスケットボールスポーツ少年団', people: '三十', date: '2026-02-30', purpose: '' },
  errors: [
    { path: 'people', message: '人数は数字で入力してください。例 30' },
    { path: 'date', message: '2026年2月30日はありません。日付を確かめてください。' },
    { path: 'purpose', message: '使用目的を選んでください。' },
  ],
};

const refused: FormState = { action: 'bookRefused', values: {}, errors: [], refusal: { code: 'taken', message: 'この時間は、先に別の方が予約しました。空いている別の時間を選んでください。入力した内容は残っています。' } };

export function FormSamples() {
  const ui = useUi();
  return (
    <Section title="入力">
      <Form method="get" label="施設をさがす" search>
        <TextField quiet name="q" label="ことば" type="search" width="medium" />
        <Select quiet name="area" label="地域" blank="すべて" options={areas} />
      </Form>
      <BookingForm action="book" />
      <UiProvider ui={{ ...ui, form: wrong }}><BookingForm action="bookWrong" /></UiProvider>
      <UiProvider ui={{ ...ui, form: refused }}><Form action="bookRefused" submit="もう一度予約する"><TextField name="contact" label="連絡先の電話番号" type="tel" autocomplete="tel" required /></Form></UiProvider>
      <Form action="attach" multipart submit="保存する" kind="second">
        <FileField name="plan" label="事業計画書" hint="PDF、10MBまで" accept="application/pdf" />
        <PasswordField name="password" label="パスワード" autocomplete="current-password" required />
        <TextField name="locked" label="団体番号" value="二公-0412" disabled quiet />
      </Form>
    </Section>
  );
}

const areas = [{ value: 'nihonmatsu', label: '二本松地域' }, { value: 'adachi', label: '安達地域' }, { value: 'iwashiro', label: '岩代地域' }, { value: 'towa', label: '東和地域' }];

function BookingForm({ action }: { readonly action: string }) {
  return (
    <Form action={action}>
      <Fieldset legend="使う方" hint="団体として使うときは、登録した団体名で申し込んでください。">
        <TextField name="groupName" label="団体名" required autocomplete="organization" value="油井卓球愛好会" hint="登録証のとおりに入力してください" />
        <NumberField name="people" label="使う人数" required unit="人" value={12} />
      </Fieldset>
      <Fieldset legend="使い方">
        <DateField name="date" label="使用日" required value={Temporal.PlainDate.from('2026-12-12')} />
        <TimeField name="from" label="開始時刻" required value={1080} />
        <Radios name="purpose" label="使用目的" required options={[{ value: 'sport', label: 'スポーツ', note: '競技の練習・試合' }, { value: 'meeting', label: '会議・講座' }, { value: 'sale', label: '営利を目的とする催し', note: '使用料が3倍になります（条例 第8条第2項）' }]} value={action === 'book' ? 'sport' : null} />
        <Checkboxes name="equipment" label="借りる備品" options={[{ value: 'net', label: 'バドミントンのネット' }, { value: 'table', label: '卓球台' }, { value: 'mic', label: '放送設備' }]} values={['table']} inline />
        <Select name="area" label="お住まいの地域" options={areas} required />
        <YenField name="entryFee" label="参加者から集める会費" value={500} hint="1人1回あたり。集めないときは空のままにします" />
        <TextArea name="note" label="施設への連絡" rows={3} />
        <Checkbox name="agree" label="利用の決まりを読み、守ります" required hint={<a href="#main">利用の決まり</a>} />
      </Fieldset>
      <FormActions next="押すと予約が決まり、確認のメールが届きます。料金は使用日の3日前までに払ってください。">
        <Submit>予約する</Submit>
        <Submit kind="second" name="draft" value="1">下書きを保存</Submit>
        <Submit kind="danger" icon="trash">下書きを消す</Submit>
        <LinkButton to="/reservations" kind="plain">やめる</LinkButton>
      </FormActions>
    </Form>
  );
}
