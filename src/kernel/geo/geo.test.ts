import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { drawCityMap, pathData, polygonsOf } from './city-outline.ts';
import { boundsOf, distanceMetres, fitProjection, heightFor, isInside, isInsideAny } from './geo.ts';

const cityHall = { lat: 37.5848, lng: 140.4314 };
const square = [[{ lat: 0, lng: 0 }, { lat: 0, lng: 10 }, { lat: 10, lng: 10 }, { lat: 10, lng: 0 }]];
const ringWithHole = [...square, [{ lat: 4, lng: 4 }, { lat: 4, lng: 6 }, { lat: 6, lng: 6 }, { lat: 6, lng: 4 }]];
const places = fc.record({ lat: fc.double({ min: 24, max: 46, noNaN: true }), lng: fc.double({ min: 122, max: 154, noNaN: true }) });

test('one minute of latitude is about one nautical mile', () => {
  const metres = distanceMetres(cityHall, { ...cityHall, lat: cityHall.lat + 1 / 60 });
  assert.ok(Math.abs(metres - 1853) < 2, String(metres));
});

test('distance is symmetric, zero to itself, and never longer by a detour', () => {
  fc.assert(fc.property(places, places, places, (a, b, c) => {
    assert.ok(Math.abs(distanceMetres(a, b) - distanceMetres(b, a)) < 1e-6);
    assert.equal(distanceMetres(a, a), 0);
    assert.ok(distanceMetres(a, c) <= distanceMetres(a, b) + distanceMetres(b, c) + 1e-3);
  }));
});

test('antipodes do not give NaN', () => {
  assert.ok(Math.abs(distanceMetres({ lat: 0, lng: 0 }, { lat: 0, lng: 180 }) - 20_015_115) < 100);
});

test('inside, outside, in the hole', () => {
  assert.ok(isInside({ lat: 2, lng: 2 }, ringWithHole));
  assert.ok(!isInside({ lat: 5, lng: 5 }, ringWithHole));
  assert.ok(!isInside({ lat: 11, lng: 5 }, ringWithHole));
  assert.ok(isInsideAny({ lat: 5, lng: 5 }, [ringWithHole, square]));
  assert.ok(!isInside({ lat: 5, lng: 5 }, []));
});

test('inside a box agrees with comparing coordinates', () => {
  const coordinate = fc.double({ min: -5, max: 15, noNaN: true }).filter((value) => value !== 0 && value !== 10);
  fc.assert(fc.property(coordinate, coordinate, (lat, lng) => {
    assert.equal(isInside({ lat, lng }, square), lat > 0 && lat < 10 && lng > 0 && lng < 10);
  }));
});

test('the box around points; none for none', () => {
  assert.equal(boundsOf([]), null);
  assert.deepEqual(boundsOf([{ lat: 1, lng: 5 }, { lat: 3, lng: 2 }]), { south: 1, west: 2, north: 3, east: 5 });
});

test('everything inside the bounds is drawn inside the margins, north up and east to the right', () => {
  fc.assert(fc.property(fc.array(places, { minLength: 2, maxLength: 20 }), (points) => {
    const bounds = boundsOf(points);
    assert.ok(bounds);
    const project = fitProjection(bounds, { width: 600, height: 400, margin: 10 });
    for (const point of points) {
      const { x, y } = project(point);
      assert.ok(x >= 10 - 1e-6 && x <= 590 + 1e-6 && y >= 10 - 1e-6 && y <= 390 + 1e-6, `${x} ${y}`);
    }
    const [a, b] = points;
    assert.ok(a && b);
    assert.equal(project(a).y < project(b).y, a.lat > b.lat && project(a).y !== project(b).y);
  }));
});

test('a single place is drawn in the middle', () => {
  const bounds = boundsOf([cityHall]);
  assert.ok(bounds);
  assert.deepEqual(fitProjection(bounds, { width: 100, height: 60, margin: 5 })(cityHall), { x: 50, y: 30 });
  assert.equal(heightFor(bounds, 100, 5), 100);
});

test('outline path and numbered places', () => {
  const polygons = polygonsOf({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [[[0, 0], [10, 0], [10, 10], [0, 0]]] } }] });
  const map = drawCityMap(polygons, [{ id: 'a', name: '甲', lat: 5, lng: 5 }, { id: 'b', name: '乙', lat: 0, lng: 10 }], { width: 100, margin: 0 });
  assert.match(map.outline, /^M0 [\d.]+L100 [\d.]+L100 [\d.]+L0 [\d.]+Z$/u);
  assert.deepEqual(map.places.map(({ number, place }) => [number, place.id]), [[1, 'a'], [2, 'b']]);
  assert.equal(map.places[1]?.x, 100);
  assert.equal(pathData([], () => ({ x: 0, y: 0 })), '');
});

test('several polygons, a bare geometry, and what is no area', () => {
  const ring = [[0, 0], [1, 0], [1, 1], [0, 0]];
  assert.equal(polygonsOf({ type: 'MultiPolygon', coordinates: [[ring], [ring]] }).length, 2);
  assert.equal(polygonsOf({ type: 'Feature', properties: null, geometry: { type: 'Polygon', coordinates: [ring] } }).length, 1);
  assert.throws(() => polygonsOf({ type: 'Point', coordinates: [0, 0] }));
  assert.throws(() => polygonsOf({ type: 'Polygon', coordinates: [[[0, 95], [1, 0], [1, 1]]] }));
});
