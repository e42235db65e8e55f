/** What the doors hand out beside pages: the style sheet in its order, the city's colours, the islands. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { CityFacts } from './kernel/city.ts';
import { Assets } from './kernel/http/assets.ts';
import { cityStyles, styleFiles } from './ui/styles.ts';

export function makeAssets(facts: CityFacts, islands: string): Assets {
  const assets = new Assets();
  assets.add('ui.css', Buffer.concat(styleFiles.map((file) => readFileSync(file))));
  assets.add('city.css', Buffer.from(cityStyles(facts.colour ?? '#0c472a', facts.colourWash ?? '#e6f5ec')));
  assets.add('icon.svg', Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="8" fill="${facts.colour ?? '#0c472a'}"/><path fill="#fff" d="M6 30 16 12l6 11 4-6 8 13z"/></svg>`));
  assets.addFolder(islands);
  // MapLibre's worker runs from our own address, so that no page needs to allow blob: scripts.
  const require = createRequire(import.meta.url);
  const maplibre = require.resolve('maplibre-gl/package.json').replace('package.json', 'dist/');
  assets.add('map-worker.js', readFileSync(`${maplibre}maplibre-gl-worker.mjs`));
  assets.add('map.css', readFileSync(`${maplibre}maplibre-gl.css`));
  return assets;
}
