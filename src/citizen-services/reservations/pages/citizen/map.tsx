/** The drawn map beside a list of places, which becomes a moving map when asked. */
import { h } from 'preact';
import type { City } from '../../../../kernel/city.ts';
import { drawCityMap, type Place } from '../../../../kernel/geo/city-outline.ts';
import { useUi } from '../../../../ui/index.ts';
import { outlineOf } from './city-data.ts';
import { words } from './words.ts';

export interface MapPlace extends Place {
  readonly href: string;
}

/** More numbers than this would lie on top of each other; the list carries them anyway. */
const MAX_NUMBERS = 24;

/** `places` in the order of the list beside it. Nothing is shown for a city without an outline. */
export function PlacesMap({ city, places }: { readonly city: City; readonly places: readonly MapPlace[] }) {
  const ui = useUi();
  const w = words(ui.lang).common;
  const outline = outlineOf(city);
  if (!outline || places.length === 0) return null;
  const map = drawCityMap(outline.polygons, places, { width: 640, margin: 24 });
  const numbered = places.length <= MAX_NUMBERS;
  const data = { outline: outline.geoJson, places: map.places.map(({ number, place }) => ({ number, name: place.name, lat: place.lat, lng: place.lng, href: ui.href(place.href) })) };
  return h('city-map', { 'data-worker': ui.asset('map-worker.js'), 'data-stylesheet': ui.asset('map.css'), 'data-open-label': w.openMap, 'data-map-label': w.map },
    <svg class="chart" role="img" aria-label={w.mapOf(places.length)} viewBox={`0 0 ${map.width} ${map.height}`} width={map.width} height={map.height}>
      <path d={map.outline} fill="var(--city-wash)" stroke="var(--edge)" stroke-width="2" fill-rule="evenodd" />
      {map.places.map(({ number, place, x, y }) => (
        <g key={place.id}>
          <circle cx={x} cy={y} r={numbered ? 17 : 8} fill="var(--city)" stroke="var(--paper)" stroke-width="2" />
          {numbered && <text x={x} y={y + 7} text-anchor="middle" font-size="20" font-weight="700" fill="var(--paper)">{number}</text>}
        </g>
      ))}
    </svg>,
    <script type="application/json" dangerouslySetInnerHTML={{ __html: JSON.stringify(data).replaceAll('<', '\\u003c') }} />,
  );
}

/** Sorts the list `for` by distance from the visitor, in the browser alone. Without scripts there is nothing to press. */
export function NearMe({ list }: { readonly list: string }) {
  const { lang } = useUi();
  const w = words(lang).common;
  return h('near-me', { 'data-list': list, 'data-label': w.nearMe, 'data-why': w.nearMeWhy, 'data-done': w.nearMeDone, 'data-failed': w.nearMeFailed, 'data-about': w.distance('{}') });
}
