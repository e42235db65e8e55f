/** What is free instead, after "just taken". */
import { isRecord } from '../../../../kernel/text/json.ts';
import { LinkButton, Section, useUi } from '../../../../ui/index.ts';
import { bookAddress, dayFrom } from './addresses.ts';
import { words } from './words.ts';

/** `codeOf` names a unit by its code; a unit it does not know is left out. */
export function Alternatives({ facility, codeOf }: { readonly facility: string; readonly codeOf: (unitId: string) => string | null }) {
  const { form, lang } = useUi();
  const list: unknown = form?.refusal?.details?.['alternatives'];
  if (!Array.isArray(list)) return null;
  const links = list.flatMap((one: unknown) => {
    if (!isRecord(one)) return [];
    const unit = codeOf(String(one['unit']));
    const date = dayFrom(String(one['date']));
    return unit && date ? [{ to: bookAddress({ facility, unit, date, slots: [String(one['slot'])], ...(typeof one['nights'] === 'number' ? { nights: one['nights'] } : {}) }), label: String(one[lang]) }] : [];
  });
  if (links.length === 0) return null;
  return <Section title={words(lang).book.alternatives}><div class="form inline">{links.map((link) => <LinkButton key={link.to} to={link.to} kind="second">{link.label}</LinkButton>)}</div></Section>;
}
