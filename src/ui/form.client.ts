/**
 * Small kindnesses for every form, none of which a page needs in order to work:
 * warns before a changed form is left, sends a form once, puts the focus on the errors,
 * and lets a link or a form marked data-swap="#part" replace only that part of the page.
 */

const changed = new Set<HTMLFormElement>();
const sent = new WeakSet<HTMLFormElement>();

document.addEventListener('input', (event) => {
  const form = event.target instanceof Element ? event.target.closest('form') : null;
  if (form?.method === 'post') changed.add(form);
});

// An island that sends its form by itself says so: what it saved is no loss.
document.addEventListener('form-saved', (event) => {
  if (event.target instanceof HTMLFormElement) changed.delete(event.target);
});

addEventListener('beforeunload', (event) => {
  for (const form of changed) {
    if (form.isConnected) {
      event.preventDefault();
      return;
    }
  }
});

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  const swap = form.dataset['swap'];
  if (form.method === 'get' && swap !== undefined) {
    event.preventDefault();
    const address = new URL(form.action);
    for (const [name, value] of new FormData(form, event.submitter)) if (typeof value === 'string') address.searchParams.set(name, value);
    void swapPart(address, swap);
    return;
  }
  changed.delete(form);
  if (form.method !== 'post') return;
  sent.add(form);
  // aria-disabled, not disabled: a disabled button would lose its name and value from what is sent.
  for (const button of form.querySelectorAll('button')) button.setAttribute('aria-disabled', 'true');
  // A download leaves the page standing. The same request id makes a second sending harmless by then.
  setTimeout(() => reopen(form), 10_000);
});

function reopen(form: HTMLFormElement): void {
  sent.delete(form);
  for (const button of form.querySelectorAll('button')) button.removeAttribute('aria-disabled');
}

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-swap]') : null;
  if (link === null || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  void swapPart(new URL(link.href), link.dataset['swap'] ?? '');
});

/** Fetches the whole page and takes the one part. Whatever goes wrong, the browser simply goes there. */
async function swapPart(address: URL, selector: string): Promise<void> {
  const old = document.querySelector(selector);
  old?.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(address, { headers: { accept: 'text/html' } });
    const part = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector(selector);
    if (!answer.ok || part === null || old === null) throw new Error('no such part');
    const focused = document.activeElement?.id ?? '';
    old.replaceWith(part);
    // The page as it stood gets a mark too, so that going back to it is noticed below.
    history.replaceState({ swap: selector }, '');
    history.pushState({ swap: selector }, '', answer.url);
    if (focused !== '' && document.activeElement === document.body) document.getElementById(focused)?.focus();
  } catch {
    location.assign(address);
  }
}

// Back and forward over swapped parts: the page as it was is fetched again.
addEventListener('popstate', (event) => {
  if (event.state !== null) location.reload();
});

// The page came back from the browser's memory: its forms may be sent again.
addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) reopen(form);
});

document.querySelector<HTMLElement>('.error-summary')?.focus();
