/**
 * The one thing every component may ask: for whom, in which language and on which face is this page made?
 */
import { createContext } from 'preact';
import type { ComponentChildren, VNode } from 'preact';
import { useContext } from 'preact/hooks';
import { renderToString } from 'preact-render-to-string';
import type { Text, UiContext } from '../kernel/view.ts';

const Ui = createContext<UiContext | null>(null);

/** The page's context. Throws when a component is rendered outside `renderPage` or `UiProvider`. */
export function useUi(): UiContext {
  const ui = useContext(Ui);
  if (ui === null) throw new Error('A component of ui/ was rendered outside renderPage(); wrap it in <UiProvider ui={…}>.');
  return ui;
}

/** Picks a text's words in the page's language: `const t = useText(); t({ ja: '必須', en: 'Required' })`. */
export function useText(): (text: Text) => string {
  const { lang } = useUi();
  return (text) => text[lang];
}

export function UiProvider({ ui, children }: { readonly ui: UiContext; readonly children: ComponentChildren }) {
  return <Ui.Provider value={ui}>{children}</Ui.Provider>;
}

/** A page's component tree as a whole HTML document. */
export function renderPage(view: VNode, ui: UiContext): string {
  return `<!doctype html>${renderPart(view, ui)}`;
}

/** A piece of a page, for tests and for fragments. */
export function renderPart(view: ComponentChildren, ui: UiContext): string {
  return renderToString(<UiProvider ui={ui}>{view}</UiProvider>);
}
