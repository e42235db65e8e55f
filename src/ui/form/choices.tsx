/** Fields that are chosen from. */
import type { ComponentChildren } from 'preact';
import { useText } from '../context.tsx';
import { Field, FieldGroup, FieldMessage, Need, controlAttributes, describedBy, hasContent } from './field.tsx';
import type { FieldProps } from './field.tsx';
import { typedChoices, typedText, useField } from './state.tsx';
import type { FieldFacts } from './state.tsx';

export interface Option {
  readonly value: string;
  readonly label: string;
  /** Said under the label; a select shows the label alone. */
  readonly note?: ComponentChildren;
  readonly disabled?: boolean;
  /** Options of one group stand together under its name (select only). */
  readonly group?: string;
}

export interface SelectProps extends FieldProps {
  readonly options: readonly Option[];
  readonly value?: string | null;
  /** The words of the empty choice; `null` leaves it out. */
  readonly blank?: string | null;
}

/** One of many. For up to five choices `Radios` is kinder. */
export function Select(props: SelectProps) {
  const t = useText();
  const blank = props.blank === undefined ? t({ ja: '選んでください', en: 'Please choose' }) : props.blank;
  return (
    <Field props={props}>
      {(field) => {
        const chosen = typedText(field, props.value ?? '');
        return (
          <select {...controlAttributes(field, props)}>
            {blank !== null && <option value="" selected={chosen === ''}>{blank}</option>}
            {optionGroups(props.options).map(([group, options]) => {
              const items = options.map((option) => <option key={option.value} value={option.value} selected={option.value === chosen} disabled={option.disabled === true}>{option.label}</option>);
              return group === '' ? items : <optgroup key={group} label={group}>{items}</optgroup>;
            })}
          </select>
        );
      }}
    </Field>
  );
}

function optionGroups(options: readonly Option[]): readonly (readonly [string, readonly Option[]])[] {
  return [...Map.groupBy(options, (option) => option.group ?? '')];
}

interface ChoiceListProps {
  readonly field: FieldFacts;
  readonly props: FieldProps & { readonly options: readonly Option[]; readonly inline?: boolean };
  readonly type: 'radio' | 'checkbox';
  readonly chosen: readonly string[];
}

/** The first box carries the field's own id, so that the error summary's link lands on it. */
function ChoiceList({ field, props, type, chosen }: ChoiceListProps) {
  return (
    <div class={props.inline === true ? 'choices inline' : 'choices'}>
      {props.options.map((option, index) => {
        const id = index === 0 ? field.id : `${field.id}-${index}`;
        const note = hasContent(option.note);
        return (
          <div class="choice" key={option.value}>
            <input
              type={type} id={id} name={props.name} value={option.value}
              checked={chosen.includes(option.value)}
              required={type === 'radio' && props.required === true}
              disabled={props.disabled === true || option.disabled === true}
              aria-invalid={field.error === null ? undefined : true}
              aria-describedby={note ? `${id}-note` : undefined}
            />
            <div><label for={id}>{option.label}</label>{note && <p class="hint" id={`${id}-note`}>{option.note}</p>}</div>
          </div>
        );
      })}
    </div>
  );
}

export interface RadiosProps extends FieldProps {
  readonly options: readonly Option[];
  readonly value?: string | null;
  readonly inline?: boolean;
}

export function Radios(props: RadiosProps) {
  return (
    <FieldGroup props={props}>
      {(field) => {
        const chosen = typedText(field, props.value ?? '');
        return <ChoiceList field={field} props={props} type="radio" chosen={chosen === '' ? [] : [chosen]} />;
      }}
    </FieldGroup>
  );
}

export interface CheckboxesProps extends FieldProps {
  readonly options: readonly Option[];
  readonly values?: readonly string[];
  readonly inline?: boolean;
}

export function Checkboxes(props: CheckboxesProps) {
  return (
    <FieldGroup props={props}>
      {(field) => <ChoiceList field={field} props={props} type="checkbox" chosen={typedChoices(field, props.values ?? [])} />}
    </FieldGroup>
  );
}

export interface CheckboxProps extends FieldProps {
  readonly checked?: boolean;
  /** What is sent when ticked. */
  readonly value?: string;
}

/** One thing to agree to or to switch on. */
export function Checkbox({ checked = false, value = 'on', hideLabel = false, ...props }: CheckboxProps) {
  const field = useField(props.name);
  const ticked = typedChoices(field, checked ? [value] : []).includes(value);
  return (
    <div class={field.error === null ? 'field' : 'field wrong'}>
      <FieldMessage id={field.id} error={field.error} />
      <div class="choice">
        <input type="checkbox" value={value} checked={ticked} {...controlAttributes(field, props)} aria-describedby={describedBy(field, props.hint)} />
        <div>
          <label class={hideLabel ? 'vh' : undefined} for={field.id}>{props.label} <Need required={props.required} quiet={props.quiet ?? true} /></label>
          {hasContent(props.hint) && <p class="hint" id={`${field.id}-hint`}>{props.hint}</p>}
        </div>
      </div>
    </div>
  );
}
