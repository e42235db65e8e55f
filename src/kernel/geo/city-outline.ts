/** The map every page can show: the city's outline as one SVG path, and numbered places on it. Works without any script. */
import { z } from 'zod';
import { boundsOf, fitProjection, heightFor } from './geo.ts';
import type { Point, Polygon, Projection } from './geo.ts';

const Position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).rest(z.number());
const Rings = z.array(z.array(Position).min(3)).min(1);
const Geometry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: Rings }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(Rings).min(1) }),
]);
const Feature = z.object({ type: z.literal('Feature'), geometry: Geometry });
const AreaGeoJson = z.union([Geometry, Feature, z.object({ type: z.literal('FeatureCollection'), features: z.array(Feature) })]);

/** The polygons of a GeoJSON geometry, feature or collection of features (RFC 7946). Throws `ZodError` on anything else. */
export function polygonsOf(geoJson: unknown): Polygon[] {
  const area = AreaGeoJson.parse(geoJson);
  if (area.type === 'FeatureCollection') return area.features.flatMap((feature) => fromGeometry(feature.geometry));
  return fromGeometry(area.type === 'Feature' ? area.geometry : area);
}

function fromGeometry(geometry: z.output<typeof Geometry>): Polygon[] {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.map((rings) => rings.map((ring) => ring.map(([lng, lat]) => ({ lat, lng }))));
}

/** SVG path data of the polygons; fill it with `fill-rule="evenodd"` so that holes stay holes. */
export function pathData(polygons: readonly Polygon[], project: Projection): string {
  return polygons.flat().map((ring) => `M${ring.map((point) => coordinates(project(point))).join('L')}Z`).join('');
}

// A tenth of a unit is finer than any screen shows, and keeps the page small.
const tenth = (value: number): string => String(Math.round(value * 10) / 10);
const coordinates = ({ x, y }: { readonly x: number; readonly y: number }): string => `${tenth(x)} ${tenth(y)}`;

export interface Place extends Point {
  readonly id: string;
  readonly name: string;
}

export interface DrawnPlace<P extends Place> {
  /** From 1, in the order given: the number in the marker and in the list beside the map. */
  readonly number: number;
  readonly place: P;
  readonly x: number;
  readonly y: number;
}

export interface CityMap<P extends Place> {
  readonly width: number;
  readonly height: number;
  /** The `d` of the outline's path. */
  readonly outline: string;
  readonly places: readonly DrawnPlace<P>[];
}

export interface CityMapOptions {
  readonly width?: number;
  readonly margin?: number;
  /** Show only the part around the places instead of the whole city. */
  readonly around?: 'city' | 'places';
}

/** Draws the map. The height follows from the shape of the city. */
export function drawCityMap<P extends Place>(polygons: readonly Polygon[], places: readonly P[], options: CityMapOptions = {}): CityMap<P> {
  const width = options.width ?? 640;
  const margin = options.margin ?? 16;
  const shown = options.around === 'places' && places.length > 1 ? places : [...polygons.flat(2), ...places];
  const bounds = boundsOf(shown) ?? { south: 0, west: 0, north: 0, east: 0 };
  const height = heightFor(bounds, width, margin);
  const project = fitProjection(bounds, { width, height, margin });
  return {
    width,
    height,
    outline: pathData(polygons, project),
    places: places.map((place, index) => {
      const { x, y } = project(place);
      return { number: index + 1, place, x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 };
    }),
  };
}
