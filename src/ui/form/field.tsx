/** The frame of every field: label, 必須 or 任意 in words, hint, error, and the ids that tie them together. */
import type { ComponentChildren } from 'preact';
import { useText } from '../context.tsx';
import { Icon } from '../parts/icon.tsx';
import { useField } from './state.tsx';
import type { FieldFacts } from './state.tsx';

export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly required?: boolean;
  /** Do not say 任意 although the field is not required (search boxes, filters). */
  readonly quiet?: boolean;
  readonly disabled?: boolean;
  /** The label is for readers only, because a table's column head already says it. */
  readonly hideLabel?: boolean;
}

/** 必須 / 任意, in words. */
export function Need({ required = false, quiet = false }: { readonly required?: boolean; readonly quiet?: boolean }) {
  const t = useText();
  if (required) return <span class="need">{t({ ja: '必須', en: 'Required' })}</span>;
  return quiet ? null : <span class="optional">{t({ ja: '任意', en: 'Optional' })}</span>;
}

/** What is wrong with the field, beside the field. */
export function FieldMessage({ id, error }: { readonly id: string; readonly error: string | null }) {
  const t = useText();
  if (error === null) return null;
  return <p class="field-error" id={`${id}-error`}><Icon name="warning" /><span><span class="vh">{t({ ja: 'エラー：', en: 'Error: ' })}</span>{error}</span></p>;
}

/** The ids a control is described by, error first: it is the news. */
export function describedBy(field: FieldFacts, hint: ComponentChildren): string | undefined {
  const ids = [field.error !== null && `${field.id}-error`, hasContent(hint) && `${field.id}-hint`].filter((id) => id !== false);
  return ids.length > 0 ? ids.join(' ') : undefined;
}

export function hasContent(content: ComponentChildren): boolean {
  return content !== undefined && content !== null && content !== false && content !== '';
}

/** What every single control carries. */
export function controlAttributes(field: FieldFacts, props: FieldProps) {
  return {
    id: field.id,
    name: props.name,
    required: props.required === true,
    disabled: props.disabled === true,
    'aria-invalid': field.error === null ? undefined : true,
    'aria-describedby': describedBy(field, props.hint),
  };
}

/** A label and one control. `children` makes the control from the field's facts. */
export function Field({ props, children }: { readonly props: FieldProps; readonly children: (field: FieldFacts) => ComponentChildren }) {
  const field = useField(props.name);
  return (
    <div class={field.error === null ? 'field' : 'field wrong'}>
      <label for={field.id} class={props.hideLabel === true ? 'vh' : undefined}>{props.label} <Need required={props.required} quiet={props.quiet} /></label>
      {hasContent(props.hint) && <p class="hint" id={`${field.id}-hint`}>{props.hint}</p>}
      <FieldMessage id={field.id} error={field.error} />
      {children(field)}
    </div>
  );
}

/** Several controls that answer one question. */
export function FieldGroup({ props, children }: { readonly props: FieldProps; readonly children: (field: FieldFacts) => ComponentChildren }) {
  const field = useField(props.name);
  return (
    <fieldset class={field.error === null ? 'field group' : 'field group wrong'} aria-describedby={describedBy(field, props.hint)}>
      <legend>{props.label} <Need required={props.required} quiet={props.quiet} /></legend>
      {hasContent(props.hint) && <p class="hint" id={`${field.id}-hint`}>{props.hint}</p>}
      <FieldMessage id={field.id} error={field.error} />
      {children(field)}
    </fieldset>
  );
}
