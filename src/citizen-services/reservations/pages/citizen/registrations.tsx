/** 利用者登録: what I have, and applying for one. */
import { z } from 'zod';
import { citizen } from '../../../../kernel/actor.ts';
import { formatDate, formatInstant } from '../../../../kernel/calendar/calendar.ts';
import { act, type PageContext, page, to } from '../../../../kernel/page.ts';
import { Chip, Empty, Facts, Form, FormActions, LinkButton, Notice, Page, Section, Submit, TextArea, TextField, When } from '../../../../ui/index.ts';
import type { ChipKind } from '../../../../ui/index.ts';
import { type EvidenceKind, sentFiles } from '../../commands/evidence-file.ts';
import { addPatronEvidence } from '../../commands/evidence.ts';
import { changeMyContact, closePatron, mayAskRenewal, requestRenewal } from '../../commands/patron-standing.ts';
import { appealPenalty } from '../../commands/penalties.ts';
import { cityRules } from '../../queries/facilities.ts';
import { myPatrons } from '../../queries/patrons.ts';
import { PaperFields, SentPapers } from './papers.tsx';
import { words } from './words.ts';

const newPapers: readonly EvidenceKind[] = ['residency'];

const chips: Readonly<Record<string, ChipKind>> = { submitted: 'wait', active: 'ok', suspended: 'bad', expired: 'bad', rejected: 'bad', closed: 'no' };

type Registration = Awaited<ReturnType<typeof load>>['patrons'][number];

async function load(ctx: PageContext) {
  const [patrons, rules] = await Promise.all([ctx.ask(myPatrons, {}), ctx.tryAsk(cityRules, {})]);
  return { patrons, classNames: new Map((rules.ok ? (rules.value?.classes ?? []) : []).map((one) => [one.code, ctx.text(one.name)])) };
}

export const registrationsPage = page({
  path: '/my/registrations',
  title: { ja: '利用者登録', en: 'Registrations' },
  allow: [citizen],
  uploads: true,
  load: (ctx) => load(ctx),
  view({ patrons, classNames }, ctx) {
    const w = words(ctx.lang).registrations;
    return (
      <Page title={w.title} lead={w.lead} crumbs={[{ to: '/my', label: ctx.lang === 'ja' ? 'マイページ' : 'My page' }]} actions={patrons.length > 0 ? <LinkButton to="/register" kind="second" icon="plus">{w.add}</LinkButton> : null}>
        {patrons.length === 0 && <Empty title={w.none} next={<LinkButton to="/register">{w.add}</LinkButton>} />}
        {patrons.map((patron) => <RegistrationPart key={patron.id} patron={patron} className={classNames.get(patron.classCode) ?? patron.classCode} ctx={ctx} />)}
      </Page>
    );
  },
  actions: {
    contact: act(changeMyContact, { done: (_value, _at, ctx) => to('/my/registrations', words(ctx.lang).registrations.contactDone) }),
    papers: act(addPatronEvidence, { input: (form) => ({ patron: form.get('patron'), evidenceFiles: sentFiles(form, newPapers) }), done: (_value, _at, ctx) => to('/my/registrations', words(ctx.lang).papers.done) }),
    renew: act(requestRenewal, { done: (_value, _at, ctx) => to('/my/registrations', words(ctx.lang).registrations.renewDone) }),
    appeal: act(appealPenalty, { done: (_value, _at, ctx) => to('/my/registrations', words(ctx.lang).registrations.appealDone) }),
    close: act(closePatron, { done: (_value, _at, ctx) => to('/my/registrations', words(ctx.lang).registrations.closed) }),
  },
});

function RegistrationPart({ patron, className, ctx }: { readonly patron: Registration; readonly className: string; readonly ctx: PageContext }) {
  const w = words(ctx.lang).registrations;
  const open = patron.status === 'active' || patron.status === 'submitted';
  return (
    <Section title={patron.name} aside={<Chip kind={chips[patron.status] ?? 'info'}>{w.states[patron.status] ?? patron.status}</Chip>}>
      <Renewal patron={patron} ctx={ctx} />
      {patron.status === 'suspended' && patron.suspendedUntil && <Notice kind="bad" title={w.suspendedUntil(formatDate(patron.suspendedUntil, ctx.lang))} />}
      <Facts rows={[
        { label: w.number, value: <b class="num">{patron.number}</b> },
        { label: w.className, value: className },
        patron.representative !== null && { label: w.representative, value: patron.representative },
        patron.validTo !== null && { label: w.validTo, value: <When date={patron.validTo} /> },
        { label: w.phone, value: <span class="num">{patron.phone}</span> },
        patron.statusReason !== null && patron.statusReason !== '' && { label: w.reason, value: patron.statusReason },
      ]} />
      <SentPapers papers={patron.papers} lang={ctx.lang} />
      {(open || patron.status === 'expired') && <AddPaper patron={patron.id} ctx={ctx} />}
      {patron.penalties.length > 0 && <PenaltyList patron={patron} ctx={ctx} />}
      {open && (
        <details>
          <summary>{w.contact}</summary>
          <Form action="contact" about={{ patron: patron.id }} submit={w.contactSave} kind="second">
            <TextField name="phone" label={w.phone} type="tel" required value={patron.phone} autocomplete="tel" width="medium" />
            <TextField name="email" label={w.email} type="email" value={patron.email} autocomplete="email" width="long" />
          </Form>
        </details>
      )}
      {open && (
        <details>
          <summary>{w.close}</summary>
          <Form action="close" about={{ patron: patron.id }}>
            <TextField name="reason" label={w.closeReason} required maxlength={300} width="long" />
            <FormActions><Submit kind="danger">{w.closeSubmit}</Submit></FormActions>
          </Form>
        </details>
      )}
    </Section>
  );
}

function AddPaper({ patron, ctx }: { readonly patron: string; readonly ctx: PageContext }) {
  const w = words(ctx.lang).papers;
  return (
    <details>
      <summary>{w.add}</summary>
      <p>{w.again}</p>
      <Form action="papers" multipart about={{ patron }} submit={w.send} kind="second"><PaperFields kinds={newPapers} lang={ctx.lang} /></Form>
    </details>
  );
}

/** Near the end, or past it: how to renew, or that it was asked for. */
function Renewal({ patron, ctx }: { readonly patron: Registration; readonly ctx: PageContext }) {
  const w = words(ctx.lang).registrations;
  if (!patron.validTo || !mayAskRenewal(patron.status, patron.validTo, ctx.today)) return null;
  if (patron.renewalAskedAt) return <Notice title={w.renewAsked(formatInstant(patron.renewalAskedAt, ctx.lang, 'monthDay'))}><p>{w.renewNext}</p></Notice>;
  return (
    <Notice kind="warn" title={patron.status === 'expired' ? w.renewLate(formatDate(patron.validTo, ctx.lang)) : w.renew(formatDate(patron.validTo, ctx.lang))}>
      <p>{w.renewNext}</p>
      <Form action="renew" about={{ patron: patron.id }} inline><Submit kind="second" about={patron.name}>{w.renewSubmit}</Submit></Form>
    </Notice>
  );
}

function PenaltyList({ patron, ctx }: { readonly patron: Registration; readonly ctx: PageContext }) {
  const w = words(ctx.lang).registrations;
  return (
    <>
      <h3>{w.penalties}</h3>
      <p>{w.penaltiesNote}</p>
      <ul class="link-list">{patron.penalties.map((one) => <PenaltyItem key={one.id} penalty={one} ctx={ctx} />)}</ul>
    </>
  );
}

/** One entry: what, on which article, and the way to object as long as it stands. */
function PenaltyItem({ penalty, ctx }: { readonly penalty: Registration['penalties'][number]; readonly ctx: PageContext }) {
  const w = words(ctx.lang).registrations;
  const event = w.events[penalty.event] ?? penalty.event;
  return (
    <li>
      <span class="link-lead"><When instant={penalty.at} style="short" /></span>
      <div>
        <p><b>{event}</b>　{w.points(penalty.points)} {penalty.withdrawnAt !== null && <Chip kind="ok">{w.withdrawn}</Chip>}</p>
        {penalty.note !== '' && <p>{penalty.note}</p>}
        <p class="hint">{w.basis}{ctx.lang === 'ja' ? '：' : ': '}{penalty.legalBasis}</p>
        {penalty.appeal !== null && <p>{w.appealed}{ctx.lang === 'ja' ? '：' : ': '}{penalty.appeal}</p>}
        {penalty.appeal === null && penalty.withdrawnAt === null && (
          <details>
            <summary>{w.appeal}<span class="vh">：{event}</span></summary>
            <Form action="appeal" about={{ penalty: penalty.id }} submit={w.appealSubmit} kind="second">
              <TextArea name="appeal" label={w.appealNote} hint={w.appealHint} required rows={4} maxlength={2000} />
            </Form>
          </details>
        )}
      </div>
    </li>
  );
}

export const registrationsAlias = page({
  path: '/my/patrons',
  title: { ja: '利用者登録', en: 'Registrations' },
  allow: [citizen],
  search: z.object({}),
  load: async () => to('/my/registrations'),
  view: () => <p />,
});
