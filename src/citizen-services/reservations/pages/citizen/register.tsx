/** Applying for a registration: first person or group, then the form that fits. */
import { z } from 'zod';
import { citizen } from '../../../../kernel/actor.ts';
import type { Lang } from '../../../../kernel/view.ts';
import { page, refusedGo, to } from '../../../../kernel/page.ts';
import { A, DateField, Fieldset, Form, FormActions, Hidden, Page, Radios, Select, Steps, Submit, TextField, Tiles } from '../../../../ui/index.ts';
import { registerPatron } from '../../commands/patrons.ts';
import { type EvidenceKind, sentFiles } from '../../commands/evidence-file.ts';
import { cityRules } from '../../queries/facilities.ts';
import { PaperFields } from './papers.tsx';
import { one } from './search-fields.ts';
import { words } from './words.ts';

const MAX_MEMBERS = 100;
const ROWS = 10;

/** What each kind of registration is proved with. */
function kindsOf(kind: string): readonly EvidenceKind[] {
  return kind === 'group' ? ['roster', 'residency'] : ['identity', 'residency'];
}

export const registerPage = page({
  path: '/register',
  title: { ja: '利用者登録を申し込む', en: 'Apply for a registration' },
  allow: [citizen],
  search: z.object({ kind: one, rows: one }),
  uploads: true,
  async load(ctx, { search }) {
    const rules = await ctx.tryAsk(cityRules, {});
    const fewest = (rules.ok ? rules.value?.groupResidency.minMembers : null) ?? 5;
    const rows = Math.min(MAX_MEMBERS, Math.max(fewest, ROWS, /^\d{1,3}$/.test(search.rows) ? Number(search.rows) : 0));
    const kind: 'group' | 'individual' | null = search.kind === 'group' ? 'group' : search.kind === 'individual' ? 'individual' : null;
    return { kind, rows, name: ctx.actor.kind === 'citizen' ? ctx.actor.name : '' };
  },
  view({ kind, rows, name }, ctx) {
    const w = words(ctx.lang).registrations;
    return (
      <Page title={w.registerTitle} lead={w.registerLead} crumbs={[{ to: '/my/registrations', label: w.title }]}>
        <Steps steps={w.step} current={kind === null ? 0 : 1} />
        {kind === null
          ? <><h2>{w.kindQuestion}</h2><Tiles label={w.kindQuestion} items={[{ to: '/register?kind=individual', label: w.kind.individual, note: w.individualNote, icon: 'user' }, { to: '/register?kind=group', label: w.kind.group, note: w.groupNote, icon: 'users' }]} /></>
          : <Application kind={kind} rows={rows} name={name} lang={ctx.lang} />}
      </Page>
    );
  },
  actions: {
    async register(ctx, form) {
      const { members, ...input } = form.input();
      // Lines left empty are not members.
      const named = Array.isArray(members) ? members.filter((one: unknown) => typeof one === 'object' && one !== null && 'name' in one && String(one.name).trim() !== '') : [];
      const answer = await ctx.do(registerPatron, { ...input, members: named, evidenceFiles: sentFiles(form, kindsOf(form.get('kind'))) });
      return answer.ok ? to('/my/registrations', words(ctx.lang).registrations.done(answer.value.number)) : refusedGo(answer);
    },
  },
});

function Application({ kind, rows, name, lang }: { readonly kind: 'individual' | 'group'; readonly rows: number; readonly name: string; readonly lang: Lang }) {
  const w = words(lang).registrations;
  const ties = (['resident', 'work_or_school', 'non_resident'] as const).map((value) => ({ value, label: w.ties[value] }));
  return (
    <Form action="register" multipart to={`/register?kind=${kind}&rows=${rows}`}>
      <Hidden name="kind" value={kind} />
      <TextField name="name" label={w.name[kind]} required value={kind === 'individual' ? name : ''} autocomplete={kind === 'individual' ? 'name' : 'organization'} width="long" />
      <TextField name="kana" label={w.kana[kind]} hint={w.kanaHint} required width="long" />
      {kind === 'group' && <TextField name="representative" label={w.representative} required value={name} autocomplete="name" width="long" />}
      <TextField name="phone" label={w.phone} hint={w.phoneHint} required type="tel" autocomplete="tel" width="medium" />
      <TextField name="email" label={w.email} type="email" autocomplete="email" width="long" />
      {kind === 'individual' && <DateField name="birthDate" label={w.birthDate} required autocomplete="bday" />}
      {kind === 'individual' && <TextField name="guardian" label={w.guardian} hint={w.guardianHint} width="long" />}
      <Radios name="residency" label={kind === 'group' ? w.groupTie : w.tie} required value="" options={ties} />
      {kind === 'group' && (
        <Fieldset legend={w.members} hint={w.membersHint}>
          {rows < MAX_MEMBERS && <p><A to={`/register?kind=group&rows=${rows + ROWS}`}>{w.moreRows}</A></p>}
          {Array.from({ length: rows }, (_, index) => (
            <div class="form inline" key={index}>
              <TextField name={`members.${index}.name`} label={w.memberName(index + 1)} quiet autocomplete="off" width="medium" />
              <Select name={`members.${index}.residency`} label={w.memberTie(index + 1)} quiet value="resident" blank={null} options={ties} />
            </div>
          ))}
        </Fieldset>
      )}
      <TextField name="evidence" label={w.evidence} hint={w.evidenceHint} maxlength={300} width="long" />
      <PaperFields kinds={kindsOf(kind)} lang={lang} />
      <TextField name="bankAccount" label={w.bank} hint={w.bankHint} maxlength={100} width="long" autocomplete="off" />
      <FormActions next={w.submitNext}><Submit>{w.submit}</Submit></FormActions>
    </Form>
  );
}
