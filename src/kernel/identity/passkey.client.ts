/**
 * Asks the device for a passkey and sends its answer in the ordinary form around it. Without scripts, or without passkeys
 * in the browser, the element stays hidden and the password does.
 */
import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser';

class PasskeyKey extends HTMLElement {
  connectedCallback(): void {
    if (!browserSupportsWebAuthn()) return;
    this.hidden = false;
    this.addEventListener('submit', (event) => void this.#answer(event));
  }

  async #answer(event: Event): Promise<void> {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    const field = form.elements.namedItem('passkey');
    if (!(field instanceof HTMLInputElement) || field.value !== '') return;
    event.preventDefault();
    // A form script that shows "sending" must not see an attempt the person may still cancel.
    event.stopPropagation();
    const said = this.querySelector('[data-said]');
    try {
      const options = JSON.parse(this.getAttribute('options') ?? '{}');
      const answer = this.getAttribute('mode') === 'create' ? await startRegistration({ optionsJSON: options }) : await startAuthentication({ optionsJSON: options });
      field.value = JSON.stringify(answer);
      form.submit();
    } catch {
      // Cancelled, timed out, or no key for this house: the person is where they were.
      if (said) said.textContent = this.getAttribute('sorry');
    }
  }
}

customElements.define('passkey-key', PasskeyKey);
