/** Fields that are typed into. */
import type { PartialInputHTMLAttributes } from 'preact';
import { formatDate, formatTime } from '../../kernel/calendar/calendar.ts';
import { useText, useUi } from '../context.tsx';
import { Field, controlAttributes } from './field.tsx';
import type { FieldProps } from './field.tsx';
import { typedText } from './state.tsx';

/** How wide the box is, which tells how much is expected. */
export type FieldWidth = 'short' | 'medium' | 'long';

type InputMode = 'text' | 'numeric' | 'decimal' | 'tel' | 'email' | 'url' | 'search' | 'none';

export interface TextFieldProps extends FieldProps {
  readonly value?: string | null;
  readonly type?: 'text' | 'email' | 'tel' | 'search' | 'url';
  readonly autocomplete?: string;
  readonly inputmode?: InputMode;
  readonly maxlength?: number;
  readonly width?: FieldWidth;
  /** Words after the box: 円, 人, ㎡. */
  readonly unit?: string;
  readonly lang?: string;
  readonly spellcheck?: boolean;
  /** An example of what can be searched for. Never instead of a label or a hint. */
  readonly placeholder?: string;
}

export function TextField(props: TextFieldProps) {
  return (
    <Field props={props}>
      {(field) => {
        const attributes = {
          class: props.width,
          value: typedText(field, props.value ?? ''),
          autocomplete: props.autocomplete,
          inputmode: props.inputmode,
          maxlength: props.maxlength,
          lang: props.lang,
          spellcheck: props.spellcheck,
          placeholder: props.placeholder,
          ...controlAttributes(field, props),
        };
        const input = typedInput(props.type ?? 'text', attributes);
        return props.unit === undefined ? input : <span class="with-unit">{input}<span class="unit">{props.unit}</span></span>;
      }}
    </Field>
  );
}

/** Preact types the attributes of each kind of input on their own, so each kind is written out. */
function typedInput(type: NonNullable<TextFieldProps['type']>, attributes: Omit<PartialInputHTMLAttributes<HTMLInputElement>, 'type' | 'list' | 'role'>) {
  switch (type) {
    case 'text': return <input type="text" {...attributes} />;
    case 'email': return <input type="email" {...attributes} />;
    case 'tel': return <input type="tel" {...attributes} />;
    case 'search': return <input type="search" {...attributes} />;
    case 'url': return <input type="url" {...attributes} />;
  }
}

export interface TextAreaProps extends FieldProps {
  readonly value?: string | null;
  readonly rows?: number;
  readonly maxlength?: number;
}

export function TextArea(props: TextAreaProps) {
  return (
    <Field props={props}>
      {(field) => <textarea rows={props.rows ?? 5} maxlength={props.maxlength} value={typedText(field, props.value ?? '')} {...controlAttributes(field, props)} />}
    </Field>
  );
}

export interface NumberFieldProps extends FieldProps {
  readonly value?: number | string | null;
  readonly unit?: string;
  readonly width?: FieldWidth;
  readonly decimal?: boolean;
}

/** A number as text: full-width digits and commas are welcome, and no wheel changes it by accident. */
export function NumberField({ value, decimal = false, width = 'short', ...props }: NumberFieldProps) {
  return <TextField {...props} width={width} value={plainNumber(value)} inputmode={decimal ? 'decimal' : 'numeric'} autocomplete="off" />;
}

function plainNumber(value: number | string | null | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

/** An amount in whole yen. */
export function YenField({ value, ...props }: Omit<NumberFieldProps, 'unit' | 'decimal'>) {
  const t = useText();
  return <NumberField width="medium" {...props} value={value} unit={t({ ja: '円', en: 'yen' })} />;
}

export interface DateFieldProps extends FieldProps {
  readonly value?: Temporal.PlainDate | string | null;
  /** The browser's own calendar instead of a text box. It knows no 和暦, so it is for the office's near dates only. */
  readonly native?: boolean;
  readonly autocomplete?: string;
}

/** A day, typed as 令和8年11月23日, R8.11.23 or 2026-11-23. */
export function DateField({ value, native = false, ...props }: DateFieldProps) {
  const t = useText();
  const { lang } = useUi();
  if (native) {
    return (
      <Field props={props}>
        {(field) => <input type="date" class="medium" value={typedText(field, value?.toString() ?? '')} autocomplete={props.autocomplete} {...controlAttributes(field, props)} />}
      </Field>
    );
  }
  const shown = value instanceof Temporal.PlainDate && lang === 'ja' ? formatDate(value, lang, 'long') : (value?.toString() ?? '');
  const hint = props.hint ?? t({ ja: '例 令和8年11月23日 または 2026-11-23', en: 'For example 2026-11-23' });
  return <TextField {...props} hint={hint} width="medium" value={shown} autocomplete={props.autocomplete ?? 'off'} />;
}

export interface TimeFieldProps extends FieldProps {
  /** Minutes of the day, or text. */
  readonly value?: number | string | null;
}

/** A time as text, because 24:00 exists in opening hours and a native control does not know it. */
export function TimeField({ value, ...props }: TimeFieldProps) {
  const t = useText();
  const hint = props.hint ?? t({ ja: '例 9:00 または 21:30', en: 'For example 9:00 or 21:30' });
  return <TextField {...props} hint={hint} width="short" value={typeof value === 'number' ? formatTime(value) : value} autocomplete="off" />;
}

export interface PasswordFieldProps extends FieldProps {
  readonly autocomplete: 'current-password' | 'new-password' | 'one-time-code';
}

/** A secret is never shown again, not even when the form comes back. */
export function PasswordField(props: PasswordFieldProps) {
  return (
    <Field props={props}>
      {(field) => <input type="password" class="long" autocomplete={props.autocomplete} spellcheck={false} {...controlAttributes(field, props)} />}
    </Field>
  );
}

export interface FileFieldProps extends FieldProps {
  readonly accept?: string;
  readonly multiple?: boolean;
}

/** Needs `<Form multipart>`. A chosen file cannot be kept by the browser when the form comes back; the hint should say the limits. */
export function FileField(props: FileFieldProps) {
  return (
    <Field props={props}>
      {(field) => <input type="file" accept={props.accept} multiple={props.multiple === true} {...controlAttributes(field, props)} />}
    </Field>
  );
}

export function Hidden({ name, value }: { readonly name: string; readonly value: string | number }) {
  return <input type="hidden" name={name} value={String(value)} />;
}
