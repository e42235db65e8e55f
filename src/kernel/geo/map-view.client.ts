/**
 * <city-map>: turns the drawn map into one that can be moved and enlarged, when the visitor asks for it.
 *
 *   <city-map data-worker="/assets/maplibre-gl-worker.mjs" data-stylesheet="/assets/maplibre-gl.css"
 *             data-open-label="動く地図を開く" data-map-label="施設の地図">
 *     <svg …>the server's map</svg>
 *     <script type="application/json">{"outline": GeoJSON, "places": [{"number":1,"name":"…","lat":…,"lng":…,"href":"…"}]}</script>
 *   </city-map>
 *
 * `data-source="/path.json"` may stand instead of the inner script. Nothing is loaded before the button is pressed, and
 * nothing ever from another host: no tiles, no glyphs; labels are HTML. The list beside the map stays the way to the places.
 */
import type { LngLatBoundsLike, Map as MapLibreMap, StyleSpecification } from 'maplibre-gl';

interface MapPlace {
  readonly number: number;
  readonly name: string;
  readonly lat: number;
  readonly lng: number;
  readonly href?: string;
}

interface MapData {
  readonly outline: Extract<StyleSpecification['sources'][string], { type: 'geojson' }>['data'];
  readonly places: readonly MapPlace[];
}

/** Our own server wrote this, so its presence is checked, not its every coordinate. */
function isMapData(value: unknown): value is MapData {
  return typeof value === 'object' && value !== null && 'outline' in value && 'places' in value && Array.isArray(value.places);
}

function styleOf(data: MapData, colours: CSSStyleDeclaration): StyleSpecification {
  const colour = (name: string, fallback: string): string => colours.getPropertyValue(name).trim() || fallback;
  return {
    version: 8,
    sources: { city: { type: 'geojson', data: data.outline } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colour('--map-ground', '#f4f4f1') } },
      { id: 'city', type: 'fill', source: 'city', paint: { 'fill-color': colour('--map-city', '#ffffff') } },
      { id: 'edge', type: 'line', source: 'city', paint: { 'line-color': colour('--map-edge', '#767676'), 'line-width': 1.5 } },
    ],
  };
}

function boundsOf(data: MapData): LngLatBoundsLike {
  const numbers = JSON.stringify(data.outline).matchAll(/\[(-?[\d.]+),(-?[\d.]+)[^[\]]*\]/gu);
  const points = [...numbers].map(([, lng, lat]) => ({ lng: Number(lng), lat: Number(lat) }));
  const all = [...points, ...data.places];
  const lngs = all.map(({ lng }) => lng);
  const lats = all.map(({ lat }) => lat);
  return [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)];
}

/** A marker is a link (or a plain mark) with the place's number; its name shows on hover, focus and to screen readers. */
function markerOf(place: MapPlace): HTMLElement {
  const element = document.createElement(place.href === undefined ? 'span' : 'a');
  if (element instanceof HTMLAnchorElement && place.href !== undefined) element.href = place.href;
  else element.setAttribute('role', 'img');
  element.className = 'city-map-marker';
  element.textContent = String(place.number);
  element.title = place.name;
  element.setAttribute('aria-label', `${place.number} ${place.name}`);
  return element;
}

class CityMapElement extends HTMLElement {
  #map: MapLibreMap | null = null;

  connectedCallback(): void {
    // Without WebGL the drawn map is all there is, and it is enough.
    if (this.querySelector('button[data-open]') !== null || !('WebGL2RenderingContext' in window)) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset['open'] = '';
    button.textContent = this.dataset['openLabel'] ?? '動く地図を開く';
    button.addEventListener('click', () => void this.#open(button));
    this.append(button);
  }

  disconnectedCallback(): void {
    this.#map?.remove();
    this.#map = null;
  }

  async #open(button: HTMLButtonElement): Promise<void> {
    button.disabled = true;
    this.setAttribute('aria-busy', 'true');
    const frame = document.createElement('div');
    try {
      const [library, data] = await Promise.all([import('maplibre-gl'), this.#data(), this.#stylesheet()]);
      frame.className = 'city-map-frame';
      this.append(frame);
      this.#show(library, frame, data);
      // `hidden` means nothing on an SVG.
      this.querySelector('svg')?.style.setProperty('display', 'none');
      button.remove();
      frame.querySelector('canvas')?.focus();
    } catch {
      // Off line, or the device has no 3D drawing: the drawn map stays, and the button may be tried again.
      frame.remove();
      button.disabled = false;
    } finally {
      this.removeAttribute('aria-busy');
    }
  }

  #show(library: typeof import('maplibre-gl'), frame: HTMLElement, data: MapData): void {
    const worker = this.dataset['worker'];
    if (worker !== undefined) library.setWorkerUrl(new URL(worker, location.href).href);
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const bounds = boundsOf(data);
    const map = new library.Map({
      container: frame,
      style: styleOf(data, getComputedStyle(this)),
      bounds,
      fitBoundsOptions: { padding: 24 },
      // Two fingers or Ctrl move the map, so that a page can still be scrolled past it.
      cooperativeGestures: true,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: still ? 0 : 200,
      locale: this.lang === 'en' || document.documentElement.lang === 'en' ? {} : japanese,
    });
    this.#map = map;
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new library.NavigationControl({ showCompass: false }));
    map.getCanvas().setAttribute('aria-label', this.dataset['mapLabel'] ?? '地図');
    for (const place of data.places) new library.Marker({ element: markerOf(place) }).setLngLat([place.lng, place.lat]).addTo(map);
  }

  async #data(): Promise<MapData> {
    const source = this.dataset['source'];
    const text = source === undefined ? this.querySelector('script[type="application/json"]')?.textContent : await (await fetch(source)).text();
    const data: unknown = JSON.parse(text ?? '');
    if (!isMapData(data)) throw new TypeError('The map has no data.');
    return data;
  }

  async #stylesheet(): Promise<void> {
    const href = this.dataset['stylesheet'];
    if (href === undefined || document.querySelector(`link[href="${CSS.escape(href)}"]`) !== null) return;
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    await new Promise((resolve, reject) => {
      link.addEventListener('load', resolve);
      link.addEventListener('error', reject);
      document.head.append(link);
    });
  }
}

const japanese = {
  'NavigationControl.ZoomIn': '拡大する',
  'NavigationControl.ZoomOut': '縮小する',
  'CooperativeGesturesHandler.WindowsHelpText': 'Ctrlキーを押しながらスクロールすると拡大・縮小します',
  'CooperativeGesturesHandler.MacHelpText': '⌘キーを押しながらスクロールすると拡大・縮小します',
  'CooperativeGesturesHandler.MobileHelpText': '2本の指で地図を動かします',
  'Map.Title': '地図',
};

if (customElements.get('city-map') === undefined) customElements.define('city-map', CityMapElement);
