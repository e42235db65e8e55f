/** 斎場, on a booking's page of both faces: the rooms that go along, the deceased, the permit. */
import type { Lang } from '../../../kernel/view.ts';
import { Checkbox, Facts, Form, FormActions, Notice, NumberField, Radios, Section, Submit, TextField } from '../../../ui/index.ts';
import type { DeceasedView, TiedRoom } from '../queries/funeral.ts';
import { clockOf } from '../rules/clock.ts';
import { words } from './citizen/words.ts';

export interface Alongside {
  readonly funeral: boolean;
  readonly permitNeeded: boolean;
  readonly rooms: readonly TiedRoom[];
  readonly deceased: DeceasedView | null;
  readonly mayWrite: boolean;
  readonly mayReceive: boolean;
}

/** 待合室: 待合室1 10:30～12:30 */
function roomFacts(rooms: readonly TiedRoom[], lang: Lang) {
  return rooms.map((room) => ({ label: room.name[lang], value: <>{room.room[lang]}　<span class="num">{clockOf(room.from)}～{clockOf(room.to)}</span></> }));
}

export function RoomsPart({ it, lang }: { readonly it: Alongside | null; readonly lang: Lang }) {
  if (it === null || it.rooms.length === 0) return null;
  return <Section title={words(lang).funeral.rooms}><Facts rows={roomFacts(it.rooms, lang)} /></Section>;
}

/** What is known, and while it may be written, the form. Nothing at all where nobody is cremated. */
export function FuneralPart({ it, lang }: { readonly it: Alongside | null; readonly lang: Lang }) {
  if (it === null || !it.funeral) return null;
  const w = words(lang).funeral;
  return (
    <Section title={w.title}>
      {it.deceased === null ? <Notice kind="warn" title={w.missing}><p>{w.missingText}</p></Notice> : <DeceasedFacts it={it.deceased} permitNeeded={it.permitNeeded} lang={lang} />}
      {it.mayReceive && (it.deceased?.permitNumber === null ? <PermitForm number="" lang={lang} /> : <details><summary>{w.correctNumber}</summary><PermitForm number={it.deceased?.permitNumber ?? ''} lang={lang} /></details>)}
      {it.mayWrite && (it.deceased === null ? <DeceasedForm it={null} lang={lang} /> : <details><summary>{w.correct}</summary><DeceasedForm it={it.deceased} lang={lang} /></details>)}
    </Section>
  );
}

function PermitForm({ number, lang }: { readonly number: string; readonly lang: Lang }) {
  const w = words(lang).funeral;
  return (
    <Form action="cremationPermit">
      <div class="form inline">
        <TextField name="permitNumber" label={w.permitNumber} required hint={w.permitHint} value={number} />
        <Submit kind={number === '' ? 'primary' : 'second'}>{w.receive}</Submit>
      </div>
    </Form>
  );
}

function DeceasedFacts({ it, permitNeeded, lang }: { readonly it: DeceasedView; readonly permitNeeded: boolean; readonly lang: Lang }) {
  const w = words(lang).funeral;
  return (
    <Facts rows={[
      { label: w.name, value: <>{it.name}{it.kana !== '' && <>　{it.kana}</>}{it.age !== null && <>　{w.years(it.age)}</>}</> },
      { label: w.address, value: <>{it.lastAddress}（{it.resident ? w.resident : w.nonResident}）</> },
      { label: w.kind, value: <>{w.kinds[it.kind]}　{w.coffins[it.coffin]}{it.pacemaker && <>　<b>{w.pacemaker}</b></>}</> },
      { label: w.applicant, value: <>{it.applicant}{it.relation !== '' && <>（{it.relation}）</>}</> },
      permitNeeded && { label: w.permitNumber, value: it.permitNumber ?? w.permitMissing },
    ]} />
  );
}

function DeceasedForm({ it, lang }: { readonly it: DeceasedView | null; readonly lang: Lang }) {
  const w = words(lang).funeral;
  return (
    <Form action="deceased">
      <TextField name="name" label={w.name} required value={it?.name ?? ''} />
      <TextField name="kana" label={w.kana} value={it?.kana ?? ''} />
      <NumberField name="age" label={w.age} unit={w.ageUnit} value={it?.age ?? ''} />
      <TextField name="lastAddress" label={w.address} required hint={w.addressHint} width="long" value={it?.lastAddress ?? ''} />
      <Checkbox name="resident" label={w.residentLabel} checked={it?.resident ?? false} />
      <Radios name="kind" label={w.kind} required inline value={it?.kind ?? 'body'} options={(['body', 'stillborn', 'reburial', 'parts'] as const).map((value) => ({ value, label: w.kinds[value] }))} />
      <Radios name="coffin" label={w.coffin} required inline value={it?.coffin ?? 'standard'} options={(['standard', 'large'] as const).map((value) => ({ value, label: w.coffins[value] }))} />
      <Checkbox name="pacemaker" label={w.pacemakerLabel} checked={it?.pacemaker ?? false} />
      <TextField name="applicant" label={w.applicant} required value={it?.applicant ?? ''} />
      <TextField name="relation" label={w.relation} value={it?.relation ?? ''} />
      <FormActions next={w.next}><Submit kind={it === null ? 'primary' : 'second'}>{w.save}</Submit></FormActions>
    </Form>
  );
}
