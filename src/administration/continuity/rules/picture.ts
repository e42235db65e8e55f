/**
 * Where each system stands in the picture of dependencies, and how the lines run: what everything rests on at the left, the services at the right.
 * Layers by the longest chain of needs, long lines through a free place in every layer between, so that no line runs through a box (after Sugiyama et al., 1981).
 * Many services that rest on one thing share the passing places of their lines, and a layer that would be too high gives its last boxes to the next.
 */
import { type Need, withoutImplied } from './start-order.ts';

export interface Box {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  /** From what is needed to what needs it. */
  readonly from: string;
  readonly to: string;
  readonly kind: Need['kind'];
  readonly either: string;
  /** Leaves the box, passes its places between the layers, enters the other: joined by curves that are level at each point. */
  readonly points: readonly Point[];
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

export interface PictureSizes {
  readonly boxWidth: number;
  readonly boxHeight: number;
  readonly gapX: number;
  readonly gapY: number;
}

export const usualSizes: PictureSizes = { boxWidth: 134, boxHeight: 46, gapX: 32, gapY: 10 };

interface Place {
  readonly key: string;
  /** Null: a place where a long line passes. */
  readonly id: string | null;
  readonly layer: number;
  y: number;
}

interface Segment {
  readonly from: string;
  readonly to: string;
}

const SWEEPS = 12;
const MARGIN = 8;
const PASSING = 16;
/** More boxes than this above each other are split over two layers. */
const TALLEST = 10;

/** The same input gives the same picture. Needs of kind `use` are drawn where they lead from a lower layer to a higher one. */
export function drawPicture(ids: readonly string[], needs: readonly Need[], sizes: PictureSizes = usualSizes): Picture {
  const layers = layersOf(ids, needs);
  const drawn = needs.filter((need) => (layers.get(need.needs) ?? 0) < (layers.get(need.asset) ?? 0) && layers.has(need.needs));
  const places = new Map<string, Place>(ids.map((id) => [id, { key: id, id, layer: layers.get(id) ?? 0, y: 0 }]));
  const segments: Segment[] = [];
  const chains = drawn.map((need) => chainOf(need, places, segments));
  const columns = orderColumns(places, segments);
  settle(columns, segments, sizes);
  const xOf = (layer: number) => MARGIN + layer * (sizes.boxWidth + sizes.gapX);
  const boxes = ids.flatMap((id) => {
    const place = places.get(id);
    return place ? [{ id, x: xOf(place.layer), y: place.y, width: sizes.boxWidth, height: sizes.boxHeight }] : [];
  });
  const lines = drawn.map((need, index): Line => ({ from: need.needs, to: need.asset, kind: need.kind, either: need.either, points: pointsOf(chains[index] ?? [], xOf, sizes) }));
  const bottom = Math.max(0, ...[...places.values()].map((place) => place.y + heightOf(place, sizes)));
  return { width: xOf(Math.max(0, ...layers.values())) + sizes.boxWidth + MARGIN, height: bottom + MARGIN, boxes, lines };
}

function layersOf(ids: readonly string[], needs: readonly Need[]): ReadonlyMap<string, number> {
  const below = Map.groupBy(needs.filter((need) => need.kind === 'start'), (need) => need.asset);
  const known = new Set(ids);
  const layers = new Map<string, number>();
  const layerOf = (id: string): number => {
    const found = layers.get(id);
    if (found !== undefined) return found;
    layers.set(id, 0);
    const layer = Math.max(0, ...(below.get(id) ?? []).filter((need) => known.has(need.needs)).map((need) => layerOf(need.needs) + 1));
    layers.set(id, layer);
    return layer;
  };
  for (const id of ids) layerOf(id);
  const needed = new Set(needs.map((need) => need.needs));
  for (let layer = 0; layer <= Math.max(0, ...layers.values()); layer++) {
    const here = ids.filter((id) => layers.get(id) === layer);
    // Only what nothing rests on may step aside.
    const surplus = Math.max(0, here.length - TALLEST);
    const free = here.filter((id) => !needed.has(id));
    for (const id of free.slice(Math.max(0, free.length - surplus))) layers.set(id, layer + 1);
  }
  return layers;
}

/** The places a line passes, with a passing place in every layer between. */
function chainOf(need: Need, places: Map<string, Place>, segments: Segment[]): readonly Place[] {
  const [from, to] = [places.get(need.needs), places.get(need.asset)];
  if (!from || !to) return [];
  const between = Array.from({ length: to.layer - from.layer - 1 }, (_, index): Place => {
    const key = `${need.needs}>${need.either}>${index}`;
    return places.get(key) ?? { key, id: null, layer: from.layer + 1 + index, y: 0 };
  });
  for (const place of between) places.set(place.key, place);
  const chain = [from, ...between, to];
  for (const [index, place] of chain.entries()) {
    const next = chain[index + 1];
    if (next && !segments.some((segment) => segment.from === place.key && segment.to === next.key)) segments.push({ from: place.key, to: next.key });
  }
  return chain;
}

/** Within each layer, near the middle of what each is tied to; forth and back until it rests. */
function orderColumns(places: ReadonlyMap<string, Place>, segments: readonly Segment[]): Place[][] {
  const columns: Place[][] = [];
  for (const place of places.values()) (columns[place.layer] ??= []).push(place);
  const left = Map.groupBy(segments, (segment) => segment.to);
  const right = Map.groupBy(segments, (segment) => segment.from);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forth = sweep % 2 === 0;
    const position = new Map(columns.flatMap((column) => column.map((place, index) => [place.key, (index + 0.5) / column.length] as const)));
    for (const column of forth ? columns : columns.toReversed()) {
      const middle = (place: Place, index: number) => {
        const tied = forth ? (left.get(place.key) ?? []).map((one) => one.from) : (right.get(place.key) ?? []).map((one) => one.to);
        return tied.length === 0 ? (index + 0.5) / column.length : tied.reduce((sum, key) => sum + (position.get(key) ?? 0), 0) / tied.length;
      };
      const sorted = column.map((place, index) => ({ place, at: middle(place, index), index })).toSorted((a, b) => a.at - b.at || a.index - b.index);
      for (const [index, { place }] of sorted.entries()) {
        column[index] = place;
        position.set(place.key, (index + 0.5) / column.length);
      }
    }
  }
  return columns;
}

const heightOf = (place: Place, sizes: PictureSizes) => (place.id === null ? PASSING : sizes.boxHeight);

/** Heights: stacked first, then each pulled towards what it is tied to, never over its neighbour. */
function settle(columns: readonly Place[][], segments: readonly Segment[], sizes: PictureSizes): void {
  const tied = new Map<string, string[]>();
  for (const { from, to } of segments) {
    (tied.get(from) ?? tied.set(from, []).get(from))?.push(to);
    (tied.get(to) ?? tied.set(to, []).get(to))?.push(from);
  }
  const all = new Map(columns.flat().map((place) => [place.key, place]));
  const middle = (place: Place) => place.y + heightOf(place, sizes) / 2;
  const tallest = Math.max(...columns.map((column) => column.reduce((sum, place) => sum + heightOf(place, sizes) + sizes.gapY, -sizes.gapY)), 0);
  for (const column of columns) {
    let y = MARGIN + (tallest - column.reduce((sum, place) => sum + heightOf(place, sizes) + sizes.gapY, -sizes.gapY)) / 2;
    for (const place of column) {
      place.y = y;
      y += heightOf(place, sizes) + sizes.gapY;
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const column of sweep % 2 === 0 ? columns : columns.toReversed()) {
      const wished = column.map((place) => {
        const others = (tied.get(place.key) ?? []).flatMap((key) => all.get(key) ?? []);
        return others.length === 0 ? place.y : others.reduce((sum, other) => sum + middle(other), 0) / others.length - heightOf(place, sizes) / 2;
      });
      spread(column, wished, sizes, tallest);
    }
  }
  for (const place of all.values()) place.y = Math.round(place.y);
}

/** As near to the wishes as the order and the gaps allow: pushed down from the top, then back up from the bottom edge. */
function spread(column: readonly Place[], wished: readonly number[], sizes: PictureSizes, tallest: number): void {
  let floor = MARGIN;
  for (const [index, place] of column.entries()) {
    place.y = Math.max(floor, wished[index] ?? floor);
    floor = place.y + heightOf(place, sizes) + sizes.gapY;
  }
  let ceiling = MARGIN + tallest;
  for (const place of column.toReversed()) {
    place.y = Math.min(place.y, ceiling - heightOf(place, sizes));
    ceiling = place.y - sizes.gapY;
  }
}

function pointsOf(chain: readonly Place[], xOf: (layer: number) => number, sizes: PictureSizes): readonly Point[] {
  return chain.flatMap((place, index): Point[] => {
    const y = Math.round(place.y + heightOf(place, sizes) / 2);
    const [left, right] = [{ x: xOf(place.layer), y }, { x: xOf(place.layer) + sizes.boxWidth, y }];
    return index === 0 ? [right] : index === chain.length - 1 ? [left] : [left, right];
  });
}

/** The picture that screen and paper share: only what must run first, and of that only what does not follow from the rest. */
export function pictureOf(ids: readonly string[], needs: readonly Need[]): Picture {
  return drawPicture(ids, withoutImplied(needs).filter((need) => need.kind === 'start'));
}

/** Letters of full width that a line of a box holds. */
const LETTERS = 8;

const widthOf = (letter: string) => (/[\u0020-\u007e\uff61-\uff9f]/.test(letter) ? 0.55 : 1);
/** What may not stand at the beginning of a line (行頭禁則). */
const NOT_FIRST = /[）」』、。・ーッャュョァィゥェォ,.)]/;

/** A box's name in two lines at most, of much the same length; a half-width letter counts for half. */
export function nameLines(name: string, letters = LETTERS): readonly string[] {
  const all = [...name];
  const total = all.reduce((sum, letter) => sum + widthOf(letter), 0);
  if (total <= letters) return [name];
  const goal = Math.min(letters, Math.ceil(total / 2) + 0.5);
  let [at, used] = [0, 0];
  while (used + widthOf(all[at] ?? '') <= goal) used += widthOf(all[at++] ?? '');
  while (at > 1 && NOT_FIRST.test(all[at] ?? '')) at -= 1;
  const second = all.slice(at);
  let [end, room] = [0, letters];
  while (end < second.length && room >= widthOf(second[end] ?? '')) room -= widthOf(second[end++] ?? '');
  return [all.slice(0, at).join(''), end < second.length ? `${second.slice(0, end - 1).join('')}…` : second.join('')];
}
