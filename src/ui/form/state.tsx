/** What the fields of one form know about it: its name, what was typed last time, and what was wrong with it. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { FormState } from '../../kernel/view.ts';

export interface FormFacts {
  /** Starts every field's id, so that two forms on a page never share one. */
  readonly idPrefix: string;
  /** The state of this form if it is the one that was sent and not accepted. */
  readonly state: FormState | null;
}

export const CurrentForm = createContext<FormFacts>({ idPrefix: 'field', state: null });

/** Field names may hold dots and brackets; ids and links to them stay plain. */
export function fieldId(idPrefix: string, name: string): string {
  return `${idPrefix}-${name.replace(/[^A-Za-z0-9_-]/g, '-')}`;
}

export interface FieldFacts {
  readonly id: string;
  readonly error: string | null;
  /** What was typed last time, if this form came back; `undefined` means: show the initial value. */
  readonly typed: string | readonly string[] | undefined;
  /** The form came back: a box that is not in the typed values was left unticked. */
  readonly cameBack: boolean;
}

/** This field's id, error and last typed value within the form around it. */
export function useField(name: string): FieldFacts {
  const { idPrefix, state } = useContext(CurrentForm);
  const wrong = state?.errors.filter((error) => error.path === name).map((error) => error.message) ?? [];
  return {
    id: fieldId(idPrefix, name),
    error: wrong.length > 0 ? wrong.join(' ') : null,
    typed: state?.values[name],
    cameBack: state !== null,
  };
}

/** One typed text, whatever was initially there: the first of several values, '' when the form came back without it. */
export function typedText(field: FieldFacts, initial: string): string {
  if (!field.cameBack) return initial;
  if (field.typed === undefined) return '';
  return typeof field.typed === 'string' ? field.typed : (field.typed[0] ?? '');
}

/** All chosen values of a group. */
export function typedChoices(field: FieldFacts, initial: readonly string[]): readonly string[] {
  if (!field.cameBack) return initial;
  if (field.typed === undefined) return [];
  return typeof field.typed === 'string' ? [field.typed] : field.typed;
}
