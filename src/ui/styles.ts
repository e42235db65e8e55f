/** The style sheets in their order; `css/tokens.css` declares the layers. */

const names = ['tokens', 'base', 'frame', 'parts', 'forms', 'table', 'office', 'dark', 'contrast', 'forced-colours', 'print'] as const;

/** The files that make `ui.css`, to be joined in this order. */
export const styleFiles: readonly URL[] = names.map((name) => new URL(`./css/${name}.css`, import.meta.url));

/** The islands every page may load, by the name of the built file. */
export const islandFiles: Readonly<Record<'form.js' | 'rows.js', URL>> = {
  'form.js': new URL('./form.client.ts', import.meta.url),
  'rows.js': new URL('./rows.client.ts', import.meta.url),
};

/**
 * The colours for a dark room or for weak eyes stand in their files for whoever's machine asks for them; the same rules again for
 * who chose them on the page `/display`. Any other style sheet is answered as it is.
 */
export function chosen(file: URL, css: string): string {
  const name = /(dark|contrast)\.css$/.exec(file.pathname)?.[1];
  return name === undefined ? css : css + css.replaceAll(/@media screen and [^{]*\{/g, '@media screen {').replaceAll(':root:not([data-colours])', `:root[data-colours="${name}"]`);
}

const hexColour = /^#[0-9a-f]{6}$/i;

/**
 * `city.css`: the city's own two colours. In the dark the colour is lightened, because a city chooses one for white paper.
 * Throws `RangeError` for anything but `#rrggbb`: what is written into a style sheet must not be free text.
 */
export function cityStyles(colour: string, colourWash: string): string {
  for (const value of [colour, colourWash]) if (!hexColour.test(value)) throw new RangeError(`Not a colour like #0c472a: ${value}`);
  const dark = `{--city:color-mix(in srgb,${colour} 45%,white);--city-wash:color-mix(in srgb,${colour} 40%,black)}`;
  return `@layer tokens{:root{--city:${colour};--city-wash:${colourWash}}}`
    + `@layer dark{@media screen and (prefers-color-scheme:dark){:root:not([data-colours])${dark}}@media screen{:root[data-colours="dark"]${dark}}}\n`;
}
