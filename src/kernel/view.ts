/**
 * What a page is shown with: plain types shared by the kernel (which fills them) and `ui/` (which reads them).
 * Nothing here does anything.
 */

/** The languages every citizen page speaks. Staff pages are Japanese. */
export type Lang = 'ja' | 'en';

/** A short text in every language. */
export interface Text {
  readonly ja: string;
  readonly en: string;
}

export type Face = 'citizen' | 'staff';

/** One thing wrong with what was typed. `path` is the field's name; '' means the form as a whole. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** What a form shows again after it was sent and not accepted: everything typed, and what is wrong with it. */
export interface FormState {
  /** The `_action` that was sent; a page with several forms shows the errors only in that one. */
  readonly action: string;
  readonly values: Readonly<Record<string, string | readonly string[]>>;
  readonly errors: readonly FieldError[];
  /** A refusal: what happened, why, and what to do next. */
  readonly refusal?: { readonly code: string; readonly message: string; readonly details?: Readonly<Record<string, unknown>> };
}

export interface MenuItem {
  readonly href: string;
  readonly label: string;
  /** Something waits here; shown as a number. */
  readonly count?: number;
  readonly icon?: string;
  readonly current?: boolean;
}

export interface MenuGroup {
  readonly title: string;
  readonly items: readonly MenuItem[];
}

/** The signed-in person as a page needs to know them. */
export interface Viewer {
  readonly kind: 'citizen' | 'staff';
  readonly name: string;
  /** e.g. "生涯学習課 主査"; staff only. */
  readonly post?: string;
  /** Unread messages in the inbox. */
  readonly unread?: number;
}

/** One line above every citizen page while it matters. */
export interface StripLine {
  readonly kind: 'info' | 'warn' | 'bad';
  readonly text: string;
  readonly to: string;
}

export const TEXT_SIZES = ['standard', 'large', 'huge'] as const;
/** 'browser': as the reader's machine says. */
export const COLOURS = ['browser', 'light', 'dark', 'contrast'] as const;

/** How this reader wants pages shown. */
export interface Display {
  readonly text: (typeof TEXT_SIZES)[number];
  readonly colours: (typeof COLOURS)[number];
}
export const standardDisplay: Display = { text: 'standard', colours: 'browser' };

/** Everything around a page's own content. Made by `kernel/http` for each request. */
export interface UiContext {
  readonly lang: Lang;
  readonly face: Face;
  readonly city: { readonly name: Text; readonly address: Text; readonly phone: string; readonly sample: boolean; readonly colour?: string; readonly colourWash?: string };
  /** The path asked for, without language prefix, with query. */
  readonly path: string;
  /** Whether another page may lead back here by `path`: not when the address is a key, and not when there is no such page. */
  readonly returnable: boolean;
  readonly display: Display;
  readonly viewer: Viewer | null;
  readonly menu: readonly MenuGroup[];
  /** Said once after a redirect. */
  readonly toast: { readonly kind: 'good' | 'warn' | 'bad'; readonly message: string } | null;
  readonly strip: readonly StripLine[];
  readonly now: Temporal.Instant;
  /** A new request id; every form carries one so that a double click happens once. */
  readonly newRequestId: () => string;
  /** The address of this path in the page's language ('/x' or '/en/x'). */
  readonly href: (path: string) => string;
  /** The hashed address of a built asset: 'ui.css', 'week-grid.js'. */
  readonly asset: (name: string) => string;
  /** The state of the form that was just sent and refused, if any. */
  readonly form: FormState | null;
}
