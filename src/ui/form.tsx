/** Forms: one verb each, everything typed kept, what is wrong said twice (above, and beside the field). */
import type { ComponentChildren } from 'preact';
import type { FormState } from '../kernel/view.ts';
import { useText, useUi } from './context.tsx';
import { hasContent } from './form/field.tsx';
import { Hidden } from './form/inputs.tsx';
import { CurrentForm, fieldId } from './form/state.tsx';
import { Icon } from './parts/icon.tsx';
import type { IconName } from './parts/icon.tsx';
import { linkAddress } from './parts/link.tsx';
import type { ButtonKind } from './parts/link.tsx';
import { Phrased } from './phrase.tsx';

export { Checkbox, Checkboxes, Radios, Select } from './form/choices.tsx';
export type { CheckboxProps, CheckboxesProps, Option, RadiosProps, SelectProps } from './form/choices.tsx';
export { DateField, FileField, Hidden, NumberField, PasswordField, TextArea, TextField, TimeField, YenField } from './form/inputs.tsx';
export type { DateFieldProps, FieldWidth, FileFieldProps, NumberFieldProps, PasswordFieldProps, TextAreaProps, TextFieldProps, TimeFieldProps } from './form/inputs.tsx';
export type { FieldProps } from './form/field.tsx';

interface FormFrame {
  readonly children?: ComponentChildren;
  /** Where it goes; its own page when left out. */
  readonly to?: string;
  /** The words of the one button, when one is enough. */
  readonly submit?: string;
  /** How that button looks. */
  readonly kind?: ButtonKind;
  /** Fields in one line where there is room: search, filters, a button in a table's row. */
  readonly inline?: boolean;
  /** The id of the part that the answer replaces (see form.client.ts). */
  readonly swap?: string;
}

export interface PostFormProps extends FormFrame {
  readonly method?: 'post';
  /** The page's verb: which of its actions this form asks for. */
  readonly action: string;
  /** Hidden fields that say which thing this is about; they also tell several forms with one verb apart. */
  readonly about?: Readonly<Record<string, string | number>>;
  readonly multipart?: boolean;
}

export interface GetFormProps extends FormFrame {
  readonly method: 'get';
  readonly label: string;
  /** Marks the form as a search of the site or of a list. */
  readonly search?: boolean;
}

/** A form. With `method="get"` it only asks; otherwise it carries `_action` and `_request` and shows its own errors. */
export function Form(props: PostFormProps | GetFormProps) {
  return props.method === 'get' ? <GetForm {...props} /> : <PostForm {...props} />;
}

function PostForm({ action, to, about = {}, multipart = false, inline = false, swap, submit, kind, children }: PostFormProps) {
  const ui = useUi();
  const state = stateOfForm(ui.form, action, about);
  const idPrefix = fieldId(action, Object.values(about).join('-')).replace(/[^A-Za-z0-9_-]|-$/g, '');
  return (
    <CurrentForm.Provider value={{ idPrefix, state }}>
      {state !== null && <ErrorSummary state={state} idPrefix={idPrefix} />}
      <form
        class={inline ? 'form inline' : 'form'} method="post" action={linkAddress(to ?? ui.path, ui.href)} novalidate
        enctype={multipart ? 'multipart/form-data' : undefined} data-swap={swap === undefined ? undefined : `#${swap}`}
      >
        <Hidden name="_action" value={action} />
        <Hidden name="_request" value={ui.newRequestId()} />
        {Object.entries(about).map(([name, value]) => <Hidden key={name} name={name} value={value} />)}
        {children}
        {submit !== undefined && <OneButton words={submit} kind={kind} inline={inline} />}
      </form>
    </CurrentForm.Provider>
  );
}

function GetForm({ to, label, search = false, inline = true, swap, submit, kind, children }: GetFormProps) {
  const ui = useUi();
  const t = useText();
  const path = to ?? ui.path.replace(/\?.*$/, '');
  return (
    <CurrentForm.Provider value={{ idPrefix: fieldId('ask', path), state: null }}>
      <form
        class={inline ? 'form inline' : 'form'} method="get" action={linkAddress(path, ui.href)} novalidate
        role={search ? 'search' : undefined} aria-label={label} data-swap={swap === undefined ? undefined : `#${swap}`}
      >
        {children}
        <OneButton words={submit ?? t({ ja: 'さがす', en: 'Search' })} kind={kind ?? 'second'} inline={inline} />
      </form>
    </CurrentForm.Provider>
  );
}

function OneButton({ words, kind, inline }: { readonly words: string; readonly kind?: ButtonKind; readonly inline: boolean }) {
  const button = <Submit kind={kind}>{words}</Submit>;
  return inline ? button : <FormActions>{button}</FormActions>;
}

/** The state belongs to this form when both the verb and the thing it is about are the same. */
function stateOfForm(form: FormState | null, action: string, about: Readonly<Record<string, string | number>>): FormState | null {
  if (form === null || form.action !== action) return null;
  const same = Object.entries(about).every(([name, value]) => form.values[name] === undefined || form.values[name] === String(value));
  return same ? form : null;
}

/** Takes the focus when the page opens, so that the errors are the first thing read. */
function ErrorSummary({ state, idPrefix }: { readonly state: FormState; readonly idPrefix: string }) {
  const t = useText();
  if (state.errors.length === 0) return state.refusal === undefined ? null : <RefusalBox message={state.refusal.message} />;
  const count = state.errors.length;
  // A page's own check refuses with the very words of the one error; once is enough.
  const said = state.errors.some((error) => error.message === state.refusal?.message) ? undefined : state.refusal?.message;
  return (
    <div class="notice bad error-summary" role="alert" tabindex={-1} autofocus>
      <Icon name="warning" />
      <div>
        <p class="notice-title"><Phrased text={t({ ja: `入力内容を確認してください（${count}か所）`, en: `Please check what you entered (${count})` })} /></p>
        <ul class="notice-text">
          {state.errors.map((error) => (
            <li key={`${error.path} ${error.message}`}>{error.path === '' ? error.message : <a href={`#${fieldId(idPrefix, error.path)}`}>{error.message}</a>}</li>
          ))}
        </ul>
        {said !== undefined && <p class="notice-text">{said}</p>}
      </div>
    </div>
  );
}

function RefusalBox({ message }: { readonly message: string }) {
  const t = useText();
  return (
    <div class="notice bad error-summary" role="alert" tabindex={-1} autofocus>
      <Icon name="warning" />
      <div>
        <p class="notice-title">{t({ ja: '受け付けられませんでした', en: 'This could not be accepted' })}</p>
        <p class="notice-text">{message}</p>
      </div>
    </div>
  );
}

/** Says why what was sent was not accepted. For a page whose form is gone by then; a `Form` shows its own refusal. */
export function Refusal() {
  const { form } = useUi();
  return form?.refusal === undefined ? null : <RefusalBox message={form.refusal.message} />;
}

/** Questions that belong together. `inline`: short ones stand side by side where there is room (from … to). */
export function Fieldset({ legend, hint, inline = false, children }: { readonly legend: string; readonly hint?: ComponentChildren; readonly inline?: boolean; readonly children: ComponentChildren }) {
  return (
    <fieldset class={inline ? 'fieldset inline' : 'fieldset'}>
      <legend>{legend}</legend>
      {hasContent(hint) && <p class="hint">{hint}</p>}
      {children}
    </fieldset>
  );
}

export interface SubmitProps {
  readonly children: ComponentChildren;
  readonly kind?: ButtonKind;
  readonly icon?: IconName;
  /** For a form with several buttons: which one was pressed. */
  readonly name?: string;
  readonly value?: string;
  /** A key that presses this button in the current row of a `<DataTable keys>`. */
  readonly rowKey?: string;
  /** Added for readers when the visible words say too little. */
  readonly about?: string;
}

export function Submit({ children, kind = 'primary', icon, name, value, rowKey, about }: SubmitProps) {
  return (
    <button type="submit" class={`button ${kind}`} name={name} value={value} data-key={rowKey}>
      {icon !== undefined && <Icon name={icon} />}
      <span>{children}{about !== undefined && <span class="vh">：{about}</span>}</span>
    </button>
  );
}

/** The buttons at the end of a form. `next` says what happens when they are pressed, before they are. */
export function FormActions({ children, next }: { readonly children: ComponentChildren; readonly next?: ComponentChildren }) {
  return (
    <div class="form-actions">
      {hasContent(next) && <p class="hint">{next}</p>}
      <div>{children}</div>
    </div>
  );
}
