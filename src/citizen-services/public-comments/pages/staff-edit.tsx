/** 案と期間を書く: the facts, the parts of the draft, the documents. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { act, type Fields, page, to } from '../../../kernel/page.ts';
import { Checkboxes, DateField, Fieldset, Form, FormActions, Hidden, Notice, NumberField, Page, Radios, Section, Submit, TextArea, TextField } from '../../../ui/index.ts';
import { removeSection, saveConsultation, saveDocuments, saveSection } from '../commands/consultations.ts';
import { channels, needs } from '../commands/fields.ts';
import { channelWords, needWords } from '../messages/words.ts';
import { type Consultation, consultationRecord } from '../queries/office.ts';
import { crumbsTo, Doors, numberParams, office } from './staff-parts.tsx';

const LINES = 5;
const back = (number: string, hash = '') => `${office}/${number}/edit${hash}`;

/** Lines left empty are no documents. */
function documentsIn(form: Fields) {
  const documents = Array.from({ length: LINES }, (_, index) => ({ label: form.get(`documents.${index}.label`).trim(), url: form.get(`documents.${index}.url`).trim() })).filter((one) => one.label !== '' || one.url !== '');
  return { consultation: form.get('consultation'), documents };
}

export const editPage = page({
  path: `${office}/:number/edit`,
  title: { ja: '案と期間を書く', en: 'Write a consultation' },
  allow: [staff('public-comments.write')],
  params: numberParams,
  search: z.object({ section: z.string().max(20).catch('').default('') }),
  load: (ctx, { params }) => ctx.ask(consultationRecord, { number: params.number }),
  actions: {
    save: act(saveConsultation, { done: (_, at) => to(back(at.params.number), '保存しました。') }),
    section: act(saveSection, { done: (value, at) => to(back(at.params.number, '#draft'), `「${value.ref}」を保存しました。`) }),
    remove: act(removeSection, { done: (value, at) => to(back(at.params.number, '#draft'), `「${value.ref}」を消しました。`) }),
    documents: act(saveDocuments, { input: documentsIn, done: (value, at) => to(back(at.params.number, '#documents'), `資料を${value.count}件にしました。`) }),
  },
  view: (it, ctx) => (
    <Page title="案と期間を書く" wide crumbs={crumbsTo(it.number, it.title)}>
      <Doors number={it.number} current="edit" ctx={ctx} />
      {it.rewritable && it.mayWrite ? <><FactsForm it={it} /><DraftForms it={it} /><DocumentForm it={it} /></> : <Notice title={it.request === null ? '公表の承認が済んでいるので、書き直せません' : '承認を待っているので、書き直せません'}><p>直すときは、「記録」の画面で準備に戻してください。募集を始めたあとは直せません。</p></Notice>}
    </Page>
  ),
});

function FactsForm({ it }: { readonly it: Consultation }) {
  return (
    <Section title="内容と期間">
      <Form action="save" about={{ consultation: it.id, version: it.version }}>
        <TextField name="title" label="件名" required maxlength={120} width="long" value={it.title} />
        <TextField name="titleEn" label="件名（英語）" maxlength={160} width="long" value={it.titleEn} lang="en" />
        <TextArea name="purpose" label="何について、なぜ意見を求めるか" rows={8} value={it.purpose} />
        <TextArea name="purposeEn" label="何について、なぜ（英語）" rows={4} value={it.purposeEn} />
        <TextField name="basis" label="根拠とする条例・要綱" width="long" maxlength={400} value={it.basis} />
        <Fieldset legend="募集期間" inline>
          <DateField name="publishedOn" label="公表する日" value={it.publishedOn} native quiet />
          <DateField name="closesOn" label="締切の日" value={it.closesOn} native quiet />
        </Fieldset>
        <p class="hint">{`公表した日から数えて${it.minDays}日以上。締切の日の24時まで受け付けます。`}</p>
        <TextArea name="reason" label={`${it.minDays}日より短くする理由`} rows={2} value={it.reason} hint="短くするときだけ書きます。公表のページに載ります（行政手続法第40条第1項に準じる）。" />
        <Checkboxes name="channels" label="提出の方法" required inline values={it.channels} options={channels.map((channel) => ({ value: channel, label: channel === 'web' ? 'ウェブ' : channelWords[channel].ja }))} />
        <Radios name="nameRule" label="氏名" required inline value={it.nameRule} options={needs.map((need) => ({ value: need, label: needWords[need].ja }))} />
        <Radios name="addressRule" label="住所" required inline value={it.addressRule} options={needs.map((need) => ({ value: need, label: needWords[need].ja }))} />
        <Radios name="postRule" label="郵送の締切" required inline value={it.postRule} options={[{ value: 'arrival', label: '必着' }, { value: 'postmark', label: '消印有効' }]} />
        <TextArea name="howTo" label="提出先・提出のしかた" rows={4} value={it.howTo} hint="郵便の宛先、ファクス番号、電子メール、窓口と受付時間" />
        <TextField name="phone" label="問い合わせの電話" type="tel" value={it.phone} />
        <FormActions><Submit>保存する</Submit></FormActions>
      </Form>
    </Section>
  );
}

function DraftForms({ it }: { readonly it: Consultation }) {
  const last = it.sections.at(-1)?.ordinal ?? 0;
  return (
    <Section title="案の本文" id="draft">
      <p>部分に番号を付けると、意見を出す人が「どの部分についてか」を選べます。</p>
      {it.sections.map((one) => (
        <details key={one.ref}>
          <summary>{one.ref}　{one.heading}</summary>
          <Form action="section" about={{ consultation: it.id, was: one.ref }}><SectionFields ref_={one.ref} heading={one.heading} body={one.body} ordinal={one.ordinal} /><FormActions><Submit about={one.heading}>保存する</Submit></FormActions></Form>
          <Form action="remove" about={{ consultation: it.id, ref: one.ref }}><FormActions><Submit kind="danger" about={one.heading}>この部分を消す</Submit></FormActions></Form>
        </details>
      ))}
      <Section title="部分を加える" level={3}>
        <Form action="section" about={{ consultation: it.id, was: '' }}><SectionFields ref_="" heading="" body="" ordinal={last + 10} /><FormActions><Submit kind="second" icon="plus">加える</Submit></FormActions></Form>
      </Section>
    </Section>
  );
}

function SectionFields({ ref_, heading, body, ordinal }: { readonly ref_: string; readonly heading: string; readonly body: string; readonly ordinal: number }) {
  return (
    <>
      <TextField name="ref" label="部分の番号" required maxlength={20} width="short" value={ref_} hint="例　1、2-1" />
      <TextField name="heading" label="見出し" required maxlength={120} width="long" value={heading} />
      <TextArea name="body" label="本文" required rows={8} value={body} hint="空行で段落が分かれます" />
      <NumberField name="ordinal" label="並び" quiet value={ordinal} />
    </>
  );
}

function DocumentForm({ it }: { readonly it: Consultation }) {
  return (
    <Section title="資料" id="documents">
      <Form action="documents">
        <Hidden name="consultation" value={it.id} />
        <p>アドレスは https:// か / で始まるものです。資料は5つまで。空欄の行は保存しません。</p>
        {Array.from({ length: LINES }, (_, index) => (
          <Fieldset key={index} legend={`資料${index + 1}`} inline>
            <TextField name={`documents.${index}.label`} label="資料の名前" quiet maxlength={120} value={it.documents[index]?.label ?? ''} />
            <TextField name={`documents.${index}.url`} label="アドレス" quiet maxlength={500} value={it.documents[index]?.url ?? ''} width="long" />
          </Fieldset>
        ))}
        <FormActions><Submit>資料を保存する</Submit></FormActions>
      </Form>
    </Section>
  );
}
