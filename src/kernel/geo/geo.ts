/** Places on the map: distances, insides, and the small projection that a drawn map of one city needs. No I/O. */

/** Degrees, WGS 84 (JGD2011 is the same to well under a metre here). */
export interface Point {
  readonly lat: number;
  readonly lng: number;
}

export interface Bounds {
  readonly south: number;
  readonly west: number;
  readonly north: number;
  readonly east: number;
}

/** A closed line; the last point need not repeat the first. */
export type Ring = readonly Point[];

/** The first ring is the edge, the others are holes. */
export type Polygon = readonly Ring[];

/** Mean radius of the GRS 80 ellipsoid. */
const EARTH_RADIUS_METRES = 6_371_008.8;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres along the great circle (haversine); within 0.6 % of the ellipsoid, enough to sort facilities by distance. */
export function distanceMetres(from: Point, to: Point): number {
  const dLat = radians(to.lat - from.lat);
  const dLng = radians(to.lng - from.lng);
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * Math.sin(dLng / 2) ** 2;
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Whether the point lies inside the edge and outside the holes (even-odd). A point exactly on a line may fall either way. */
export function isInside(point: Point, polygon: Polygon): boolean {
  return polygon.reduce((inside, ring) => (crossesOdd(point, ring) ? !inside : inside), false);
}

export function isInsideAny(point: Point, polygons: readonly Polygon[]): boolean {
  return polygons.some((polygon) => isInside(point, polygon));
}

function crossesOdd(point: Point, ring: Ring): boolean {
  let odd = false;
  let previous = ring.at(-1);
  for (const corner of ring) {
    if (previous !== undefined && corner.lat > point.lat !== previous.lat > point.lat) {
      const lngOfCrossing = ((previous.lng - corner.lng) * (point.lat - corner.lat)) / (previous.lat - corner.lat) + corner.lng;
      if (point.lng < lngOfCrossing) odd = !odd;
    }
    previous = corner;
  }
  return odd;
}

/** The smallest box around the points, or null when there are none. Not for shapes across the 180th meridian. */
export function boundsOf(points: readonly Point[]): Bounds | null {
  const [first] = points;
  if (first === undefined) return null;
  let { lat: south, lat: north, lng: west, lng: east } = first;
  for (const { lat, lng } of points) {
    south = Math.min(south, lat);
    north = Math.max(north, lat);
    west = Math.min(west, lng);
    east = Math.max(east, lng);
  }
  return { south, west, north, east };
}

/** Where a place is drawn: x to the right, y down, in the units of the drawing. */
export interface Drawn {
  readonly x: number;
  readonly y: number;
}

export type Projection = (point: Point) => Drawn;

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Free space kept at every side. */
  readonly margin: number;
}

/**
 * Equirectangular, true to scale at the middle of `bounds`, fitted into the drawing and centred.
 * Over one city the error against a real plane coordinate system stays under one part in a thousand.
 */
export function fitProjection(bounds: Bounds, drawing: Drawing): Projection {
  const squeeze = Math.cos(radians((bounds.south + bounds.north) / 2));
  const spanX = (bounds.east - bounds.west) * squeeze;
  const spanY = bounds.north - bounds.south;
  const roomX = drawing.width - 2 * drawing.margin;
  const roomY = drawing.height - 2 * drawing.margin;
  // A single point has no extent; it is drawn in the middle at any scale.
  const scale = spanX === 0 && spanY === 0 ? 1 : Math.min(spanX === 0 ? Infinity : roomX / spanX, spanY === 0 ? Infinity : roomY / spanY);
  const left = (drawing.width - spanX * scale) / 2;
  const top = (drawing.height - spanY * scale) / 2;
  return ({ lat, lng }) => ({ x: left + (lng - bounds.west) * squeeze * scale, y: top + (bounds.north - lat) * scale });
}

/** The height of a drawing of this width that shows `bounds` without empty bands. */
export function heightFor(bounds: Bounds, width: number, margin: number): number {
  const squeeze = Math.cos(radians((bounds.south + bounds.north) / 2));
  const spanX = (bounds.east - bounds.west) * squeeze;
  return spanX === 0 ? width : Math.ceil(((bounds.north - bounds.south) / spanX) * (width - 2 * margin) + 2 * margin);
}
