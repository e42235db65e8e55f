/**
 * <desk-grid>: the desk's day under the fingers. Arrows move over the grid, Enter opens or starts a booking (it is a link),
 * `p` goes to its payment; n t [ ] press what carries data-key; digits and kana jump to the search for a registration.
 * Also puts the focus into [data-desk-focus] when a desk page opens. Without scripts all of it is links in tab order.
 */

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]') !== null;
}

function links(grid: Element): HTMLAnchorElement[][] {
  return [...grid.querySelectorAll('tbody tr')].map((row) => [...row.querySelectorAll<HTMLAnchorElement>('td a')]).filter((row) => row.length > 0);
}

function middle(element: Element): number {
  const box = element.getBoundingClientRect();
  return box.left + box.width / 2;
}

/** Up and down keep to the same time, as near as the rows allow. */
function neighbour(rows: HTMLAnchorElement[][], key: string, from: HTMLAnchorElement | null): HTMLAnchorElement | undefined {
  const y = rows.findIndex((row) => from !== null && row.includes(from));
  const row = rows[y];
  if (row === undefined || from === null) return rows[0]?.[0];
  const x = row.indexOf(from);
  switch (key) {
    case 'ArrowLeft': return row[x - 1];
    case 'ArrowRight': return row[x + 1];
    case 'Home': return row[0];
    case 'End': return row.at(-1);
    default: {
      const next = rows[y + (key === 'ArrowDown' ? 1 : -1)];
      return next?.toSorted((a, b) => Math.abs(middle(a) - middle(from)) - Math.abs(middle(b) - middle(from)))[0];
    }
  }
}

const moves = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End']);

class DeskGrid extends HTMLElement {
  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
    const here = document.activeElement instanceof HTMLAnchorElement && this.contains(document.activeElement) ? document.activeElement : null;
    if (moves.has(event.key)) {
      // Outside the grid the arrows scroll, as everywhere.
      if (here === null && document.activeElement !== document.body) return;
      const next = neighbour(links(this), event.key, here);
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      return;
    }
    if (event.key === 'p' && here?.hasAttribute('data-booking') === true) {
      event.preventDefault();
      location.assign(`${here.href}#pay`);
      return;
    }
    const pressed = event.key.length === 1 ? [...document.querySelectorAll<HTMLElement>('[data-desk-keys] [data-key]')].find((one) => one.dataset['key'] === event.key) : undefined;
    if (pressed !== undefined) {
      event.preventDefault();
      pressed.click();
      return;
    }
    // 'Process' is an input method taking the key: its first kana must land in the field too.
    if (/^[0-9０-９ぁ-んァ-ヶ]$/u.test(event.key) || event.key === 'Process') document.querySelector<HTMLElement>('[data-desk-search] input')?.focus();
  };

  connectedCallback(): void {
    document.addEventListener('keydown', this.onKey);
  }

  disconnectedCallback(): void {
    document.removeEventListener('keydown', this.onKey);
  }
}

customElements.define('desk-grid', DeskGrid);

/** After loading, because going to '#pay' takes the focus away again. */
function focusFirst(): void {
  if (document.querySelector('.error-summary') === null) document.querySelector<HTMLElement>('[data-desk-focus] :is(input:not([type=hidden]), select, a, button)')?.focus();
}

if (document.readyState === 'complete') focusFirst();
else addEventListener('load', () => setTimeout(focusFirst));
