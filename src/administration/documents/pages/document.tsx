/** 一つの文書: its register, text, files, way, seal, dispatch, folder; and what may be done with it now. */
import { z } from 'zod';
import { caseView } from '../../../kernel/approval/case-view.ts';
import { act, page, refusedGo, to } from '../../../kernel/page.ts';
import { LinkButton, Notice, Page } from '../../../ui/index.ts';
import { distribute } from '../commands/distribute.ts';
import { sendDraft } from '../commands/draft.ts';
import { closeDocument, fileDocument } from '../commands/filing.ts';
import { addFiles, setDue, voidNumber } from '../commands/receive.ts';
import { sentFiles } from '../files.ts';
import { choices, folder, openFolders } from '../queries/folders.ts';
import { document, readers } from '../queries/register.ts';
import { DocumentForms } from './document-forms.tsx';
import { BodyPart, DispatchPart, DistributionPart, FactsPart, FilesPart, HistoryPart, LikePart, RoutePart } from './document-parts.tsx';
import { documentHref, DoorTabs, home, registerPath, SecrecyChip, StateChip } from './words.tsx';
import { kindWords } from '../messages/words.ts';

const params = z.object({ id: z.uuid() });
type At = { readonly params: { readonly id: string } };
const about = (form: { input(): Record<string, unknown> }, at: At) => ({ ...form.input(), document: at.params.id });
const back = (words: string) => (_: unknown, at: At) => to(documentHref(at.params.id), words);

export const documentPage = page({
  path: `${registerPath}/:id`,
  title: { ja: '文書', en: 'A document' },
  allow: readers,
  uploads: true,
  params,
  async load(ctx, at) {
    const it = await ctx.ask(document, { document: at.params.id });
    const open = it.open;
    const mine = open !== null && open.mine;
    const [chosen, folders, kept, route] = await Promise.all([
      mine ? ctx.ask(choices, {}) : null, mine && ['closed', 'filed'].includes(it.state) ? ctx.ask(openFolders, { department: open.departmentId, fiscalYear: String(open.fiscalYear) }) : null,
      it.folder === null ? null : ctx.tryAsk(folder, { folder: it.folder.id }), open === null || open.case === null ? null : ctx.tryAsk(caseView, { case: open.case.id, version: '', number: '' }),
    ]);
    return { it, departments: chosen?.departments ?? [], folders: folders ?? [], holds: kept?.ok === true && kept.value ? kept.value.holds.filter((one) => one.lifted_on === null) : [], route: route?.ok === true ? route.value : null };
  },
  actions: {
    send: act(sendDraft, { input: about, done: back('決裁に出しました。経路は下の「経路」で見られます。') }),
    distribute: act(distribute, { input: about, done: back('配布しました。') }),
    due: act(setDue, { input: about, done: back('期限を変えました。') }),
    void: act(voidNumber, { input: about, done: back('欠番にしました。番号は登録簿に残ります。') }),
    close: act(closeDocument, { input: about, done: back('完結させました。簿冊に入れてください。') }),
    file: act(fileDocument, { input: about, done: back('簿冊に入れました。') }),
    addFile: async (ctx, form, at: At) => {
      const files = sentFiles(form);
      const answer = await ctx.do(addFiles, { document: at.params.id, files });
      if (!answer.ok) return refusedGo(answer);
      return to(documentHref(at.params.id), answer.value.added === 0 ? { kind: 'warn', message: 'ファイルが選ばれていません。' } : 'ファイルを付けました。');
    },
  },
  view(model, ctx) {
    const { it } = model;
    const open = it.open;
    const sent = open !== null && open.mine && it.kind === 'draft' && ['decided', 'closed'].includes(it.state);
    return (
      <Page
        title={it.title} wide crumbs={[home, { to: registerPath, label: '登録簿' }]} lead={<><span class="num">{it.number || '番号は決裁のときに付きます'}</span>　{kindWords[it.kind].ja}　<StateChip state={it.state} /> <SecrecyChip value={it.confidentiality} /></>}
        actions={open === null ? undefined : it.state === 'drafting' && open.mine ? <LinkButton kind="second" icon="edit" to={`${documentHref(it.id)}/draft`}>直す</LinkButton> : sent ? <LinkButton icon="mail" to={`${documentHref(it.id)}/dispatch`}>施行する</LinkButton> : undefined}
      >
        <DoorTabs ctx={ctx} current={registerPath} />
        {open === null && <Notice title="登録事項だけが見えます">この文書の中身は、所管の課と、権限のある人だけが開けます。</Notice>}
        {it.state === 'destroyed' && <Notice title="この文書は廃棄されました">{open?.disposed ? <>廃棄リスト「{open.disposed.title}」の決裁による廃棄です。登録事項だけが残っています。</> : '登録事項だけが残っています。'}</Notice>}
        {open !== null && it.state === 'void' && <Notice kind="warn" title="欠番です">{open.voidReason}</Notice>}
        {open !== null && <LikePart open={open} />}
        <FactsPart it={it} holds={model.holds} />
        {open !== null && <BodyPart it={it} open={open} />}
        {open !== null && <FilesPart it={it} open={open} />}
        {open !== null && <DocumentForms it={it} open={open} departments={model.departments} folders={model.folders} today={ctx.today} />}
        {open !== null && it.kind === 'incoming' && <DistributionPart open={open} />}
        {open !== null && open.case !== null && <RoutePart open={open} route={model.route} />}
        {open !== null && it.kind === 'draft' && <DispatchPart open={open} />}
        {open !== null && <HistoryPart it={it} open={open} />}
      </Page>
    );
  },
});
