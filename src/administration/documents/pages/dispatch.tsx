/** 施行: the fair copy is compared with what was decided, word for word, before anything is recorded. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { act, notFound, page, to } from '../../../kernel/page.ts';
import { DateField, Form, FormActions, Notice, Page, Section, Select, Submit, TextArea, TextField } from '../../../ui/index.ts';
import { dispatch } from '../commands/dispatch.ts';
import { manners, mannerWords } from '../messages/words.ts';
import { document } from '../queries/register.ts';
import { DispatchPart } from './document-parts.tsx';
import { documentHref, home, Lines, optionsOf, registerPath } from './words.tsx';

export const dispatchPage = page({
  path: `${registerPath}/:id/dispatch`,
  title: { ja: '施行する', en: 'Dispatch' },
  allow: [staff('documents.work')],
  params: z.object({ id: z.uuid() }),
  async load(ctx, { params }) {
    const it = await ctx.ask(document, { document: params.id });
    return it.kind === 'draft' && it.open?.mine === true && ['decided', 'closed'].includes(it.state) ? { it, open: it.open } : notFound;
  },
  actions: { dispatch: act(dispatch, { input: (form, { params }) => ({ ...form.input(), document: params.id }), done: (_, { params }) => to(documentHref(params.id), '施行を記録しました。') }) },
  view({ it, open }, ctx) {
    return (
      <Page title="施行する" crumbs={[home, { to: documentHref(it.id), label: it.title }]} lead={<><span class="num">{it.number}</span>　{it.title}</>}>
        <Section title="決裁された文面"><div><Lines text={open.body ?? ''} /></div></Section>
        <Form action="dispatch">
          <TextField name="recipient" label="宛先" required width="long" maxlength={120} />
          <div class="form inline"><Select name="manner" label="送り方" required options={optionsOf(mannerWords, manners)} /><DateField name="sentOn" label="施行日" required native value={ctx.today} /></div>
          <TextArea name="fairCopy" label="浄書した文面" rows={8} maxlength={50_000} hint="別に清書したときだけ、その文面を貼り付けてください。1字でも違えば、どこが違うかをお知らせします。空のときは、決裁された文面がそのまま施行されます。" />
          <FormActions><Submit icon="mail">施行を記録する</Submit></FormActions>
        </Form>
        {open.seals.length === 0 && <Notice title="公印は、まだ押されていません">公印の要る文書は、公印を扱う人が押してから送ってください。</Notice>}
        <DispatchPart open={open} />
      </Page>
    );
  },
});
