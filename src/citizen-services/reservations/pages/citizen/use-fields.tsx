/** The fields that say what a use is for; the same when booking and when changing. */
import type { Lang } from '../../../../kernel/view.ts';
import { Checkbox, Fieldset, NumberField, Radios, Select, YenField } from '../../../../ui/index.ts';
import { extraCharge } from './fee-words.ts';
import type { UseChoices, UseForm } from './use-details.ts';
import { words } from './words.ts';

export function UseFields({ use, choices, lang, reductions = true }: { readonly use: UseForm; readonly choices: UseChoices; readonly lang: Lang; readonly reductions?: boolean }) {
  const w = words(lang);
  const { min, max } = choices.rules.persons;
  return (
    <>
      {choices.purposes.length > 0 && <Select name="purpose" label={w.book.purpose} required value={use.purpose || (choices.purposes.length === 1 ? (choices.purposes[0]?.code ?? '') : '')} options={choices.purposes.map((one) => ({ value: one.code, label: one.name[lang] }))} />}
      <NumberField name="persons" label={w.book.persons} required hint={w.book.personsHint(min, max)} value={use.persons} {...(w.common.personsUnit ? { unit: w.common.personsUnit } : {})} />
      {choices.shown.facility.policy.fee && <YenField name="admission" label={w.book.admission} hint={w.book.admissionHint} value={use.admission} />}
      {choices.rules.legal.commercial && <Checkbox name="commercial" label={w.book.commercial} checked={use.commercial} />}
      {choices.rules.purposes.includes('*') && <Checkbox name="rehearsal" label={w.book.rehearsal} checked={use.rehearsal} />}
      {choices.extras.length > 0 && (
        <Fieldset legend={w.book.equipment} hint={w.book.equipmentHint}>
          {choices.extras.map((extra) => {
            const shown = { name: `extra.${extra.code}`, label: extra.name[lang], hint: extraCharge(extra, lang), quiet: true, value: use.extras.find((one) => one.code === extra.code)?.quantity ?? '0' };
            // A share of the fee is not counted: one uses it or not.
            return 'percentOfBase' in extra.charge ? <Select key={extra.code} {...shown} blank={null} options={[{ value: '0', label: w.book.unused }, { value: '1', label: w.book.used }]} /> : <NumberField key={extra.code} {...shown} />;
          })}
        </Fieldset>
      )}
      {reductions && choices.reductions.length > 0 && (
        <Radios name="reduction" label={w.book.reduction} quiet hint={w.book.reductionNote} value={use.reduction || 'none'} options={[{ value: 'none', label: w.book.noReduction }, ...choices.reductions.map((one) => ({ value: one.code, label: one.name[lang], note: `${one.ground}${one.evidence ? `　${one.evidence[lang]}` : ''}` }))]} />
      )}
    </>
  );
}
