/** What the doors hand out beside pages: the style sheet in its order, the city's colours, the islands. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { CityFacts } from './kernel/city.ts';
import { type Asset, Assets } from './kernel/http/assets.ts';
import { chosen, cityStyles, styleFiles } from './ui/styles.ts';

/** What all cities share; compressed once for the whole process. */
export function sharedAssets(islands: string): Assets {
  const assets = new Assets();
  assets.add('ui.css', Buffer.from(styleFiles.map((file) => chosen(file, readFileSync(file, 'utf8'))).join('\n')));
  assets.addFolder(islands);
  // MapLibre's worker runs from our own address, so that no page needs to allow blob: scripts.
  const require = createRequire(import.meta.url);
  const maplibre = require.resolve('maplibre-gl/package.json').replace('package.json', 'dist/');
  assets.add('map-worker.js', readFileSync(`${maplibre}maplibre-gl-worker.mjs`));
  assets.add('map.css', readFileSync(`${maplibre}maplibre-gl.css`));
  return assets;
}

/** A city's own, and behind them what all cities share. No other city's can be found here. */
class CityAssets extends Assets {
  readonly #shared: Assets;
  readonly #own = new Set<string>();
  constructor(shared: Assets) {
    super();
    this.#shared = shared;
  }
  override add(name: string, body: Uint8Array, keepName = false): void {
    this.#own.add(name);
    super.add(name, body, keepName);
  }
  override find(file: string): Asset | undefined {
    return super.find(file) ?? this.#shared.find(file);
  }
  override text(name: string): string | null {
    return this.#own.has(name) ? super.text(name) : this.#shared.text(name);
  }
  override address(name: string): string {
    return this.#own.has(name) ? super.address(name) : this.#shared.address(name);
  }
}

/** The assets of one city over what all share. */
export function cityAssets(shared: Assets, facts: CityFacts): Assets {
  const assets = new CityAssets(shared);
  const colour = facts.colour ?? '#0c472a';
  assets.add('city.css', Buffer.from(cityStyles(colour, facts.colourWash ?? '#e6f5ec')));
  assets.add('icon.svg', Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="8" fill="${colour}"/><path fill="#fff" d="M6 30 16 12l6 11 4-6 8 13z"/></svg>`));
  return assets;
}

/** Everything for a house of one city. */
export function makeAssets(facts: CityFacts, islands: string): Assets {
  return cityAssets(sharedAssets(islands), facts);
}
