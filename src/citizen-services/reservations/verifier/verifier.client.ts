/**
 * <lottery-verifier>: takes the published file, pasted or chosen, and says check by check whether it matches.
 * The same script stands in the page of a lottery and alone in the file that works without a network.
 */
import { checkText, type CheckLine, findEntry } from './check.ts';

const MONTH_STARTS = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** Days from 1970-01-01 in the Gregorian calendar. */
function dayNumber(date: string): number {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const before = year - 1;
  const leap = month > 2 && (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) ? 1 : 0;
  return before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) + (MONTH_STARTS[month - 1] ?? 0) + leap + day - 719_163;
}

// Browsers without Temporal get the one thing the draw asks of it: the days between two dates.
if (!('Temporal' in globalThis)) {
  const from = (start: string) => ({ until: (end: string) => ({ days: dayNumber(end) - dayNumber(start) }) });
  Object.defineProperty(globalThis, 'Temporal', { value: { PlainDate: { from } } });
}

function make<K extends keyof HTMLElementTagNameMap>(tag: K, text = '', more: Partial<Record<string, string>> = {}): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(more)) if (value !== undefined) element.setAttribute(name, value);
  return element;
}

class LotteryVerifier extends HTMLElement {
  private readonly english = (this.closest('[lang]')?.getAttribute('lang') ?? 'ja').startsWith('en');
  private readonly area = make('textarea', '', { rows: '8', id: 'draw-text', spellcheck: 'false' });
  private readonly results = make('div', '', { role: 'status', 'aria-live': 'polite' });

  connectedCallback(): void {
    const file = make('input', '', { type: 'file', id: 'draw-file', accept: '.json,application/json' });
    file.addEventListener('change', () => void this.readFile(file));
    const check = make('button', this.say('確かめる', 'Check'), { type: 'button' });
    check.addEventListener('click', () => this.show(checkText(this.area.value)));
    const mine = make('input', '', { type: 'text', id: 'draw-mine', autocomplete: 'off' });
    const find = make('button', this.say('一覧から探す', 'Find in the list'), { type: 'button' });
    find.addEventListener('click', () => this.find(mine.value));
    const labelled = (id: string, ja: string, en: string, control: HTMLElement) => {
      const row = make('p');
      row.append(make('label', this.say(ja, en), { for: id }), document.createElement('br'), control);
      return row;
    };
    const own = labelled('draw-mine', '自分の申込番号または一覧での名前（例 E0001、U-2K7MQ）', 'Your entry number or alias (e.g. E0001, U-2K7MQ)', mine);
    own.append(' ', find);
    this.replaceChildren(
      labelled('draw-file', '検証用データのファイル', 'The published file', file), labelled('draw-text', 'または、中身を貼り付ける', 'Or paste its contents', this.area), check, own, this.results,
    );
    const source = this.getAttribute('src');
    if (source) void this.load(source);
  }

  private say(ja: string, en: string): string {
    return this.english ? en : ja;
  }

  private async readFile(input: HTMLInputElement): Promise<void> {
    const [chosen] = input.files ?? [];
    if (!chosen) return;
    this.area.value = await chosen.text();
    this.show(checkText(this.area.value));
  }

  private async load(source: string): Promise<void> {
    const answer = await fetch(source, { headers: { accept: 'application/json' } });
    if (answer.ok) this.area.value = await answer.text();
  }

  private find(wanted: string): void {
    const [first] = checkText(this.area.value);
    if (wanted.trim() === '' || !first) return;
    try {
      this.show([findEntry(this.area.value, wanted)]);
    } catch {
      this.show(checkText(this.area.value));
    }
  }

  /** Text only: nothing of the file becomes markup. */
  private show(lines: readonly CheckLine[]): void {
    const list = make('ul');
    for (const line of lines) list.append(make('li', `${line.ok ? '○' : '×'} ${this.say(line.ja, line.en)}`, { 'data-ok': String(line.ok) }));
    this.results.replaceChildren(list);
  }
}

if (!customElements.get('lottery-verifier')) customElements.define('lottery-verifier', LotteryVerifier);
