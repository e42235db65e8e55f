/**
 * <row-keys>: j and k move through a table's rows, Enter opens the current one, and the letter of any link or button
 * marked data-key presses it in the current row. `/` goes to the search. Without this, the table is a table of links.
 */

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]') !== null;
}

function isPlain(event: KeyboardEvent): boolean {
  return !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented);
}

class RowKeys extends HTMLElement {
  private readonly onKey = (event: KeyboardEvent): void => {
    // Two lists on a page: the one with the focus listens, else the first.
    const holder = document.activeElement?.closest('row-keys') ?? document.querySelector('row-keys');
    if (holder !== this || !isPlain(event) || isTyping(event.target)) return;
    if (this.press(event.key, event.target)) event.preventDefault();
  };

  connectedCallback(): void {
    document.addEventListener('keydown', this.onKey);
  }

  disconnectedCallback(): void {
    document.removeEventListener('keydown', this.onKey);
  }

  private press(key: string, target: EventTarget | null): boolean {
    const rows = [...this.querySelectorAll<HTMLTableRowElement>('[data-row-keys] > tbody > tr')];
    const at = rows.findIndex((row) => row.getAttribute('aria-current') === 'true');
    if (key === 'j' || key === 'k') {
      const next = rows[at < 0 ? 0 : Math.min(Math.max(at + (key === 'j' ? 1 : -1), 0), rows.length - 1)];
      if (next !== undefined) goTo(next, rows[at]);
      return next !== undefined;
    }
    const row = rows[at];
    if (row === undefined) return false;
    // Enter on a link or button that has the focus is that link's own business.
    if (key === 'Enter') return !(target instanceof Element && target.closest('a, button, summary') !== null) && click(row.querySelector('a'));
    return key.length === 1 && /^[a-z0-9]$/i.test(key) && click(row.querySelector(`[data-key="${key}"]`));
  }
}

function goTo(row: HTMLTableRowElement, previous: HTMLTableRowElement | undefined): void {
  previous?.removeAttribute('aria-current');
  row.setAttribute('aria-current', 'true');
  row.scrollIntoView({ block: 'nearest' });
  // The focus goes along, so that a screen reader reads the row it is at.
  row.querySelector<HTMLElement>('a, button')?.focus({ preventScroll: true });
}

function click(element: Element | null): boolean {
  if (!(element instanceof HTMLElement)) return false;
  element.click();
  return true;
}

customElements.define('row-keys', RowKeys);

document.addEventListener('keydown', (event) => {
  if (!isPlain(event) || isTyping(event.target)) return;
  for (const field of document.querySelectorAll<HTMLElement>('[data-focus-key]')) {
    if (field.dataset['focusKey'] !== event.key) continue;
    event.preventDefault();
    field.focus();
    return;
  }
});
