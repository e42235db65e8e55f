/** Makes an SVG string by ECharts fit for a page with a strict content security policy, dark mode and several plots. */

/** The inside of an `<svg>` that `safeChart` has cleaned. Only made here. */
export interface ChartSvg {
  readonly viewBox: string;
  readonly [contents]: string;
}

const contents = Symbol('chart contents');

/** The markup inside the `<svg>` element. */
export function chartSvg(chart: ChartSvg): string {
  return chart[contents];
}

/** Colours that follow the page's theme: `.f-c1 { fill: var(--chart-1) }` and so on in parts.css. */
const themed: Readonly<Record<string, string>> = {
  '#0c472a': 'c1', '#3460fb': 'c2', '#c74700': 'c3', '#8843e1': 'c4', '#927200': 'c5', '#4d4d4d': 'c6',
  '#4d4d4e': 'ink', '#cccccd': 'line', '#fefefe': 'paper',
};

/** Declarations of a `style` attribute that are also SVG attributes; the rest (white-space, dominant-baseline hints) is dropped. */
const presentation = new Set(['fill', 'stroke', 'font-size', 'font-weight', 'text-anchor', 'dominant-baseline', 'opacity', 'fill-opacity', 'stroke-width', 'stroke-dasharray']);

const fontSizeInShorthand = /(?:^|\s)(\d+(?:\.\d+)?)px/;

/** Takes the outer element and its `<style>` off, turns styles into attributes and colours into classes, and makes ids unique. */
export function safeChart(svg: string, { id, width, height }: { readonly id: string; readonly width: number; readonly height: number }): ChartSvg {
  const inside = svg
    .replace(/^[\s\S]*?<svg[^>]*>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/<(?!\/)[a-z][^>]*>/gi, (tag) => cleanTag(tag, id))
    .replace(/>\s+</g, '><');
  return { viewBox: `0 0 ${width} ${height}`, [contents]: inside };
}

function cleanTag(tag: string, id: string): string {
  const plain = tag
    .replace(/\sclass="[^"]*"/g, '')
    .replace(/\sstyle="([^"]*)"/g, (_, style: string) => styleAsAttributes(style))
    .replace(/\s(?:xml:space|ecmeta_[a-z_]+)="[^"]*"/g, '')
    .replace(/\sid="([^"]*)"/g, (_, name: string) => ` id="${id}-${name}"`)
    .replace(/url\(#([^)]*)\)/g, (_, name: string) => `url(#${id}-${name})`)
    .replace(/(\s(?:xlink:)?href)="#([^"]*)"/g, (_, attribute: string, name: string) => `${attribute}="#${id}-${name}"`);
  const classes = [...plain.matchAll(/\s(fill|stroke)="(#[0-9a-f]{6})"/gi)].flatMap(([, attribute, colour]) => {
    const theme = themed[(colour ?? '').toLowerCase()];
    return theme === undefined ? [] : [`${attribute === 'fill' ? 'f' : 's'}-${theme}`];
  });
  return classes.length === 0 ? plain : plain.replace(/^<[a-z]+/i, (start) => `${start} class="${classes.join(' ')}"`);
}

function styleAsAttributes(style: string): string {
  return style.split(';').map((declaration) => {
    const [name = '', ...rest] = declaration.split(':');
    const property = name.trim();
    const value = rest.join(':').trim();
    if (property === 'font') {
      const size = fontSizeInShorthand.exec(value)?.[1];
      return size === undefined ? '' : ` font-size="${size}"`;
    }
    return presentation.has(property) && !/["<>]/.test(value) ? ` ${property}="${value}"` : '';
  }).join('');
}
