/**
 * Style sheets and islands under hashed names, compressed once (when first asked for, or before by `compress`), kept in memory.
 * The islands are built by Vite into a cache folder; the style sheet is our own files in their order.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Compressed when it is first asked for, and kept. */
export class Asset {
  readonly type: string;
  readonly body: Uint8Array;
  #brotli: Uint8Array | null = null;
  #gzip: Uint8Array | null = null;

  constructor(type: string, body: Uint8Array) {
    this.type = type;
    this.body = body;
  }

  get brotli(): Uint8Array {
    return (this.#brotli ??= brotliCompressSync(this.body, { params: { [constants.BROTLI_PARAM_QUALITY]: this.body.byteLength > 300_000 ? 5 : 10 } }));
  }

  get gzip(): Uint8Array {
    return (this.#gzip ??= gzipSync(this.body, { level: 9 }));
  }
}

const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', json: 'application/json', svg: 'image/svg+xml', html: 'text/html; charset=utf-8' };

export class Assets {
  /** By public file name, e.g. 'ui-a1b2c3.css'. */
  readonly #files = new Map<string, Asset>();
  /** By plain name, e.g. 'ui.css'. */
  readonly #addresses = new Map<string, string>();

  add(name: string, body: Uint8Array, keepName = false): void {
    const dot = name.lastIndexOf('.');
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 10);
    const file = keepName ? name : `${name.slice(0, dot)}-${hash}${name.slice(dot)}`;
    this.#files.set(file, new Asset(TYPES[name.slice(dot + 1)] ?? 'application/octet-stream', body));
    this.#addresses.set(name, `/assets/${file}`);
  }

  /** Everything a build left in a folder; its chunks already carry hashes. */
  addFolder(folder: string): void {
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder)) {
      if (!/\.(?:js|css|svg|html)$/.test(name)) continue;
      // Entries are asked for by plain name; chunks refer to each other by the name they have.
      this.add(name, readFileSync(join(folder, name)), /-[\w-]{8}\.(?:js|css)$/.test(name));
    }
  }

  /** Compresses one after the other what nobody has asked for yet, so that the first visitor does not wait for it. */
  async compress(): Promise<void> {
    for (const asset of this.#files.values()) for (const name of ['brotli', 'gzip'] as const) {
      await new Promise((done) => setImmediate(done));
      void asset[name];
    }
  }

  find(file: string): Asset | undefined {
    return this.#files.get(file);
  }

  /** The text of an asset by its plain name; null when there is none. */
  text(name: string): string | null {
    const asset = this.#files.get(this.#addresses.get(name)?.replace('/assets/', '') ?? '');
    return asset ? new TextDecoder().decode(asset.body) : null;
  }

  /** Throws for an asset that was never built: a page that asks for it is a defect. */
  address(name: string): string {
    const found = this.#addresses.get(name);
    if (!found) throw new Error(`no asset ${name}; run the build of islands`);
    return found;
  }
}
