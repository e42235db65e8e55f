/** One post: put right by its author, approved by somebody else in one press, with the photographs in front of them. */
import { z } from 'zod';
import { act, page, problem, refusedGo, to } from '../../../kernel/page.ts';
import { A, Checkbox, Chip, type ChipKind, Facts, Fieldset, FileField, Form, FormActions, Hidden, LinkButton, Notice, Page, Radios, Section, Submit, TextArea, TextField, When } from '../../../ui/index.ts';
import { Blocks, decideEdition, shownOf } from '../../website/index.ts';
import { markFilm } from '../commands/films.ts';
import { answerAndSend, blurPhoto, markPhoto, permitNames, rewriteNews } from '../commands/rewrite.ts';
import { filmWords, seenKinds, seenWords } from '../messages/words.ts';
import { newsView, readers } from '../queries/office.ts';
import { crumbsTo, deskPath, newsPath, root } from './staff-parts.tsx';
import { seenOptions } from './staff-post.tsx';

type Model = NonNullable<Awaited<ReturnType<typeof newsView.run>>>;
type Shown = Model['photos'][number];

const params = z.object({ code: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/), edition: z.uuid() });
type Where = { readonly params: z.infer<typeof params> };

const stateWords: Readonly<Record<Model['state'], readonly [ChipKind, string]>> = { draft: ['info', '下書き'], submitted: ['wait', '承認待ち'], scheduled: ['wait', '公開の予約'], published: ['ok', '公開中'], superseded: ['no', '前の版'], withdrawn: ['no', '公開終了'], dropped: ['no', '取りやめ'] };
const fileHref = (sha: string, name: string) => `/staff/website/files/${sha}/${encodeURIComponent(name === '' ? 'photo' : name)}`;
const here = ({ params: it }: Where) => newsPath(it.code, it.edition);
const sent = (value: { readonly submitted: boolean }, at: Where) => to(here(at), value.submitted ? '承認を求めました。承認されると公開されます。' : { kind: 'warn' as const, message: '保存しました。まだ直すところがあります。' });

export const newsPage = page({
  path: `${root}/:code/news/:edition`,
  title: { ja: '学校ニュース', en: 'School news' },
  allow: readers,
  params,
  uploads: true,
  load: (ctx, at) => ctx.ask(newsView, { school: at.params.code, edition: at.params.edition }),
  actions: {
    decide: act(decideEdition, { input: (form, at: Where) => ({ edition: at.params.edition, version: form.get('version'), decision: form.get('decision'), note: form.get('note') }), done: (value, at) => to(value.state === 'draft' ? deskPath(at.params.code) : here(at), value.state === 'published' ? '承認し、公開しました。' : value.state === 'scheduled' ? '承認しました。予約した日時に公開します。' : '差し戻しました。') }),
    rewrite: act(rewriteNews, { input: (form, at: Where) => ({ ...form.input(), school: at.params.code, edition: at.params.edition }), done: sent }),
    answer: act(answerAndSend, { input: (form, at: Where) => ({ school: at.params.code, edition: at.params.edition, version: form.get('version'), reason: form.get('reason') }), done: sent }),
    mark: act(markPhoto, { input: (form, at: Where) => ({ school: at.params.code, edition: at.params.edition, block: form.get('block'), seen: form.get('seen'), children: form.get('secretChildren') }), done: (_, at) => to(here(at), '写っている人を答えました。') }),
    film: act(markFilm, { input: (form, at: Where) => ({ school: at.params.code, edition: at.params.edition, block: form.get('block'), seen: form.get('seen'), children: form.get('secretChildren') }), done: (_, at) => to(here(at), '動画・音声に出ている人を答えました。') }),
    permit: act(permitNames, { input: (form, at: Where) => ({ school: at.params.code, edition: at.params.edition, reason: form.get('reason') }), done: (value, at) => to(here(at), `${value.permitted}人の名前を載せることを認めました。`) }),
    async blur(ctx, form, at) {
      const file = form.file('photo');
      if (file === null || file.bytes.byteLength === 0) return problem('ぼかしを入れた写真を選んでください。', 'photo');
      const answer = await ctx.do(blurPhoto, { school: at.params.code, edition: at.params.edition, block: form.get('block'), name: file.name === '' ? 'photo.jpg' : file.name, photo: file.bytes, confirmed: form.get('confirmed') });
      return answer.ok ? to(here(at), 'ぼかしを入れた写真に替えました。') : refusedGo(answer);
    },
  },
  view(it, ctx) {
    const [kind, word] = stateWords[it.state];
    return (
      <Page title={it.draft.title === '' ? '（題名なし）' : it.draft.title} wide crumbs={crumbsTo(it.school, it.schoolName)} scripts={it.mayRewrite ? ['school-photos.js'] : []} lead={<><Chip kind={kind}>{word}</Chip>　{it.savedName}　<When instant={it.savedAt} style="short" /></>} actions={it.state === 'published' ? <LinkButton kind="second" to={it.path}>公開のページ</LinkButton> : undefined}>
        <Decision it={it} />
        {it.mayRewrite && <ToDo it={it} />}
        <div class="columns">
          <div class="form">
            {it.mayRewrite && it.simple && <Rewrite it={it} />}
            {it.mayRewrite && !it.simple && <Notice title="この画面では直せない部品が入っています"><A to={`/staff/website/editions/${it.id}/write`}>ウェブサイトの編集の画面で直す</A></Notice>}
            <Section title="見え方"><div class="prose"><Blocks blocks={it.draft.blocks} shown={shownOf(ctx, it, 'ja', fileHref)} /></div></Section>
          </div>
          <aside aria-label="写真と名前"><Photos it={it} /><Films it={it} /><Names it={it} /></aside>
        </div>
      </Page>
    );
  },
});

function Decision({ it }: { readonly it: Model }) {
  if (it.state !== 'submitted') return null;
  if (it.case) return <Notice title="電子決裁で進んでいます"><A to={`/staff/approvals/${it.case.id}`}>決裁番号 {it.case.number}</A></Notice>;
  if (!it.mayDecide) return <Notice title="承認を待っています"><p>{it.mine ? '自分が書いたニュースは、自分では承認できません。' : '承認する権限のある人（教頭など）の承認を待っています。'}</p></Notice>;
  // Consents end and are withdrawn between the request and the decision: what stops now is told now.
  const stops = it.findings.filter((one) => one.severity === 'block');
  if (stops.length > 0) return (
    <Section title="承認できません">
      <Notice kind="bad" title={`求めを受けたあとで、直すところが${stops.length}か所できました`}><ul>{stops.map((one, index) => <li key={index}>{one.reason}</li>)}</ul></Notice>
      <Form action="decide"><Hidden name="version" value={it.version} /><TextArea name="note" label="どこをどう直すか" required rows={2} maxlength={500} /><FormActions><Submit name="decision" value="return">差し戻す</Submit></FormActions></Form>
    </Section>
  );
  return (
    <Section title="承認する">
      <Form action="decide"><Hidden name="version" value={it.version} />
        <FormActions next="写真と文を下で確かめてください。押すと、すぐに公開します。"><Submit name="decision" value="approve" icon="check">承認して公開する</Submit></FormActions>
        <details><summary>差し戻す</summary><TextArea name="note" label="どこをどう直すか" rows={2} maxlength={500} /><FormActions><Submit name="decision" value="return" kind="second">差し戻す</Submit></FormActions></details>
      </Form>
    </Section>
  );
}

/** What stands between the draft and its approval: what must be put right, then what only wants a look. */
function ToDo({ it }: { readonly it: Model }) {
  const stops = it.findings.filter((one) => one.severity === 'block');
  const looks = it.findings.filter((one) => one.severity === 'confirm' && one.answer === null && one.rule !== 'IMG-04');
  if (stops.length > 0) return <Notice kind="bad" title={`直すところが${stops.length}か所あります`}><ul>{stops.map((one, index) => <li key={index}>{one.excerpt !== '' && <><q>{one.excerpt}</q>　</>}{one.reason}</li>)}</ul></Notice>;
  if (looks.length === 0) return null;
  return (
    <Section title={`確かめるところ　${looks.length}件`}>
      <ul class="list">{looks.map((one) => <li key={one.key}>{one.reason}</li>)}</ul>
      <Form action="answer"><Hidden name="version" value={it.version} /><TextField name="reason" label="確かめたこと" required maxlength={200} width="long" hint="例　写真は小さくして選び直せないので、このままにします" /><FormActions><Submit kind="second">このままで承認を求める</Submit></FormActions></Form>
    </Section>
  );
}

function Rewrite({ it }: { readonly it: Model }) {
  return (
    <Section title="直す">
      <Form action="rewrite" about={{ version: it.version }}>
        <TextField name="title" label="題名" required maxlength={40} width="long" value={it.draft.title} />
        <TextArea name="words" label="本文" required rows={6} maxlength={4000} value={it.words} />
        {it.photos.map((photo, index) => (
          <Fieldset key={photo.block} legend={`写真${index + 1}`}>
            <Hidden name={`photos.${index}.block`} value={photo.block} />
            <TextField name={`photos.${index}.alt`} label="写真の説明" required maxlength={120} width="long" value={photo.alt} />
            <Checkbox name={`photos.${index}.remove`} label="この写真を外す" />
          </Fieldset>
        ))}
        <FormActions><Submit icon="check">保存して、承認を求める</Submit></FormActions>
      </Form>
    </Section>
  );
}

function Photos({ it }: { readonly it: Model }) {
  if (it.photos.length === 0) return null;
  return <Section title="写真と、写っている人">{it.photos.map((photo, index) => <Photo key={photo.block} photo={photo} number={index + 1} it={it} />)}</Section>;
}

function Photo({ photo, number, it }: { readonly photo: Shown; readonly number: number; readonly it: Model }) {
  const stopped = photo.findings.some((one) => one.rule === 'PRV-13' || one.rule === 'PRV-14');
  return (
    <Section title={`写真${number}`} level={3}>
      <div class="prose"><img src={fileHref(photo.file, photo.name)} alt={photo.alt} width={photo.width} height={photo.height} loading="lazy" /></div>
      <Facts rows={[
        { label: '写っている人', value: photo.seen === null ? <Chip kind="wait">まだ答えていません</Chip> : `${seenWords[photo.seen]}${photo.seen === 'children' ? `（${photo.children}人）` : ''}` },
        photo.blurredBy !== null && { label: 'ぼかし', value: `${photo.blurredBy}さんが確かめました` }, photo.positionRemoved && { label: '撮影した場所', value: '取り除きました' },
      ]} />
      {stopped && <Notice kind="bad" title="このままでは公開できません"><p>{photo.findings.map((one) => one.reason).join('')}</p></Notice>}
      {it.mayRewrite && (
        <details open={photo.seen === null}>
          <summary>写っている人を答え直す</summary>
          <Form action="mark" about={{ block: photo.block }}>
            <Radios name="seen" label="写っている人" required value={photo.seen ?? ''} options={seenOptions} />
            <TextArea name="secretChildren" label="だれか分かる子ども" rows={2} maxlength={2000} hint="1行に一人、名簿のとおりに。保存しません。" />
            <FormActions><Submit kind="second">答える</Submit></FormActions>
          </Form>
        </details>
      )}
      {it.mayRewrite && stopped && (
        <Form action="blur" about={{ block: photo.block }} multipart>
          <FileField name="photo" label="ぼかしを入れた写真" required accept="image/jpeg,image/png,image/webp" hint="電話の写真アプリで顔と名札を隠して、選んでください。" />
          <Checkbox name="confirmed" label="同意のない子どもの顔と名札が見えないことを、自分の目で確かめた" />
          <FormActions><Submit icon="upload">この写真に替える</Submit></FormActions>
        </Form>
      )}
    </Section>
  );
}

function Films({ it }: { readonly it: Model }) {
  if (it.films.length === 0) return null;
  return (
    <Section title="動画・音声と、出ている人">
      {it.films.map((film) => (
        <Section key={film.block} title={film.title === '' ? '（題のない動画）' : film.title} level={3}>
          <Facts rows={[{ label: '出ている人', value: film.seen === null ? <Chip kind="wait">まだ答えていません</Chip> : `${filmWords[film.seen]}${film.seen === 'children' ? `（${film.children}人）` : ''}` }]} />
          {film.findings.length > 0 && <Notice kind="bad" title="このままでは公開できません"><p>{film.findings.map((one) => one.reason).join('')}</p></Notice>}
          {it.mayRewrite && (
            <details open={film.seen === null}>
              <summary>出ている人を答える</summary>
              <Form action="film" about={{ block: film.block }}>
                <Radios name="seen" label="出ている人" required value={film.seen ?? ''} options={seenKinds.map((kind) => ({ value: kind, label: filmWords[kind] }))} />
                <TextArea name="secretChildren" label="だれか分かる子ども" rows={2} maxlength={2000} hint="1行に一人、名簿のとおりに。声だけのときも。保存しません。" />
                <FormActions><Submit kind="second">答える</Submit></FormActions>
              </Form>
            </details>
          )}
        </Section>
      ))}
    </Section>
  );
}

function Names({ it }: { readonly it: Model }) {
  if (it.permits.length === 0 && !it.mayPermit) return null;
  const [permit] = it.permits;
  return (
    <Section title="子どもの名前">
      {permit && <p>{permit.by}さんが認めました。わけ：{permit.reason}　<When instant={permit.at} style="short" /></p>}
      {it.mayPermit && !permit && (
        <Form action="permit"><p>名簿にある名前が{it.names}か所あります。本人と保護者の同意を確かめたときだけ、載せることを認められます。</p>
          <TextField name="reason" label="理由" required maxlength={200} hint="例　表彰。本人と保護者の同意あり（9月1日の書面）" />
          <FormActions><Submit kind="second">載せることを認める</Submit></FormActions>
        </Form>
      )}
    </Section>
  );
}
