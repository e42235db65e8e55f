/**
 * <faq-similar data-except="id">: while a question is being typed, what is there already. Without scripts the list of the last saving stands.
 */
const WAIT = 400;

interface Near {
  readonly id: string;
  readonly question: string;
  readonly office: string;
  readonly same: boolean;
}

function nearIn(body: unknown): readonly Near[] {
  if (typeof body !== 'object' || body === null || !('value' in body)) return [];
  const { value } = body;
  if (typeof value !== 'object' || value === null || !('similar' in value) || !Array.isArray(value.similar)) return [];
  return value.similar.flatMap((one: unknown) =>
    typeof one === 'object' && one !== null && 'id' in one && 'question' in one && 'office' in one && 'same' in one ? [{ id: String(one.id), question: String(one.question), office: String(one.office), same: one.same === true }] : []);
}

class FaqSimilarElement extends HTMLElement {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  connectedCallback(): void {
    const field = this.closest('form')?.querySelector<HTMLInputElement>('input[name="question"]');
    field?.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#look(field.value.trim()), WAIT);
    });
  }

  async #look(question: string): Promise<void> {
    const asked = ++this.#asked;
    const search = new URLSearchParams({ question: question.slice(0, 100), except: this.dataset['except'] ?? '' });
    const answer = await fetch(`/api/faq.similar?${search.toString()}`, { headers: { accept: 'application/json' } }).catch(() => null);
    // Answers may overtake each other; only the last question counts.
    if (!answer?.ok || asked !== this.#asked) return;
    this.#show(nearIn(await answer.json()));
  }

  #show(near: readonly Near[]): void {
    const list = document.createElement('ul');
    for (const one of near) {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.href = `/staff/faq/${one.id}`;
      link.target = '_blank';
      link.textContent = one.question;
      item.append(one.same ? '【ほぼ同じ】' : '', link, `　${one.office}`);
      list.append(item);
    }
    const said = document.createElement('p');
    said.className = 'hint';
    said.setAttribute('role', 'status');
    said.textContent = near.length === 0 ? '似た質問は、まだありません。' : `似た質問が${near.length}件あります。同じなら、そちらの「ほかの聞き方」に加えてください。`;
    this.replaceChildren(said, ...(near.length === 0 ? [] : [list]));
  }
}

if (customElements.get('faq-similar') === undefined) customElements.define('faq-similar', FaqSimilarElement);
