/**
 * <near-me data-list="id">: a button that sorts the list's items (`data-lat`, `data-lng`) by distance from here.
 * The position stays in the browser; nothing is sent anywhere.
 */
import { distanceMetres } from '../../../kernel/geo/geo.ts';

class NearMeElement extends HTMLElement {
  connectedCallback(): void {
    if (!('geolocation' in navigator) || this.childElementCount > 0) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button second';
    button.textContent = this.dataset['label'] ?? '';
    const said = document.createElement('p');
    said.className = 'hint';
    said.setAttribute('role', 'status');
    said.textContent = this.dataset['why'] ?? '';
    button.addEventListener('click', () => {
      button.setAttribute('aria-disabled', 'true');
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          this.#sort(coords.latitude, coords.longitude);
          button.removeAttribute('aria-disabled');
          said.textContent = this.dataset['done'] ?? '';
        },
        () => {
          button.removeAttribute('aria-disabled');
          said.textContent = this.dataset['failed'] ?? '';
        },
        { maximumAge: 60_000, timeout: 15_000 },
      );
    });
    this.append(button, said);
  }

  #sort(lat: number, lng: number): void {
    const list = document.getElementById(this.dataset['list'] ?? '');
    if (!list) return;
    const items = [...list.querySelectorAll<HTMLElement>(':scope > [data-lat]')].map((element) => ({
      element, metres: distanceMetres({ lat, lng }, { lat: Number(element.dataset['lat']), lng: Number(element.dataset['lng']) }),
    }));
    for (const { element, metres } of items.toSorted((a, b) => a.metres - b.metres)) {
      const shown = element.querySelector('[data-distance]');
      const text = metres < 1000 ? `${Math.round(metres / 50) * 50}m` : `${(metres / 1000).toFixed(1)}km`;
      if (shown) shown.textContent = (this.dataset['about'] ?? '{}').replace('{}', text);
      list.append(element);
    }
  }
}

if (customElements.get('near-me') === undefined) customElements.define('near-me', NearMeElement);
