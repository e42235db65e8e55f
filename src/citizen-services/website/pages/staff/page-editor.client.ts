/**
 * The editor saves by itself a moment after the last key, and shows the page and its findings as they are then. What is sent is the same
 * form that its button sends. While it is under way one may go on typing: the next sending begins with the version this one began with,
 * so the house puts both together and nothing is lost.
 */
const PAUSE = 1500;
const AGAIN = 5000;

let timer = 0;
let sending = false;
let dirty = false;

const editor = () => document.querySelector<HTMLElement>('.editor');
const formOf = (root: ParentNode | null) => root?.querySelector<HTMLFormElement>('form') ?? null;

/** Everything that is typed, without what changes by itself. */
function typed(form: HTMLFormElement): string {
  return JSON.stringify([...new FormData(form)].filter(([name]) => name !== 'version' && !name.startsWith('_')));
}

function say(words: string): void {
  const line = document.getElementById('saved');
  if (line) line.textContent = words;
}

function take(form: HTMLFormElement, from: HTMLFormElement, name: string): void {
  const [to, source] = [form.elements.namedItem(name), from.elements.namedItem(name)];
  if (to instanceof HTMLInputElement && source instanceof HTMLInputElement) to.value = source.value;
}

/** Puts the fresh form in place of the old, with the cursor where it was. */
function replace(old: HTMLElement, fresh: HTMLElement): void {
  const focused = document.activeElement;
  const at = focused instanceof HTMLTextAreaElement || (focused instanceof HTMLInputElement && focused.type === 'text') ? [focused.selectionStart, focused.selectionEnd] as const : null;
  const id = focused?.id ?? '';
  old.replaceWith(fresh);
  const again = id === '' ? null : document.getElementById(id);
  again?.focus({ preventScroll: true });
  if (at && (again instanceof HTMLTextAreaElement || again instanceof HTMLInputElement)) again.setSelectionRange(at[0], at[1]);
}

async function save(): Promise<void> {
  const form = formOf(editor());
  if (!form || sending || !dirty) return;
  sending = true;
  dirty = false;
  const before = typed(form);
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
  body.set('_do', 'auto');
  say('保存しています…');
  try {
    const answer = await fetch(form.action, { method: 'POST', body, headers: { accept: 'text/html' } });
    // Signed out meanwhile: the words stay here, and go as soon as somebody has signed in again in another window.
    if (new URL(answer.url).pathname.endsWith('/sign-in')) throw new Error('サインインの時間が切れました。別の画面でサインインし直すと、続けて保存します。');
    // The house takes nothing just now; that is no fault of what was typed.
    if (answer.status === 423 || answer.status >= 500) throw new Error('いま、保存できません。つながりしだい、もう一度保存します。');
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector<HTMLElement>('.editor');
    const [freshForm, old] = [formOf(fresh), editor()];
    if (!fresh || !freshForm || !old) throw new Error('no editor in the answer');
    if (!answer.ok && answer.status !== 409) {
      say('まだ保存できないところがあります。「保存する」を押すと、どこかが分かります。');
      return;
    }
    const same = typed(freshForm) === before;
    if (typed(form) === before) {
      if (same && answer.ok) take(form, freshForm, 'version');
      else replace(old, fresh);
    } else if (same) {
      take(form, freshForm, 'version');
    }
    const now = formOf(editor());
    if (now) take(now, freshForm, '_request');
    const [side, freshSide] = [document.getElementById('side'), fresh.querySelector('#side')];
    if (side && freshSide && !side.contains(document.activeElement)) side.replaceWith(freshSide);
    if (answer.ok) now?.dispatchEvent(new CustomEvent('form-saved', { bubbles: true }));
  } catch (error) {
    dirty = true;
    say(error instanceof Error && /[ぁ-ん]/.test(error.message) ? error.message : 'まだ保存できていません。つながりしだい、もう一度保存します。');
    timer = window.setTimeout(() => void save(), AGAIN);
  } finally {
    sending = false;
    if (dirty && timer === 0) later();
  }
}

function later(): void {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => {
    timer = 0;
    void save();
  }, PAUSE);
}

document.addEventListener('input', (event) => {
  if (!(event.target instanceof Element) || !event.target.closest('.editor')) return;
  if (event.target instanceof HTMLInputElement && event.target.name.startsWith('_')) return;
  dirty = true;
  later();
});

// A button sends the form itself; what waits to be saved goes with it.
document.addEventListener('submit', () => {
  window.clearTimeout(timer);
  dirty = false;
});
