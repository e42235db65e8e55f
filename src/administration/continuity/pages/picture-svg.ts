/** The picture as SVG: attributes only, because the page's security policy allows no styles; the theme's classes win over them inside a page. */
import { type Line, nameLines, pictureOf } from '../rules/picture.ts';
import type { PlanAsset } from '../rules/plan.ts';
import type { Loss, Need } from '../rules/start-order.ts';

export interface PictureInput {
  readonly assets: readonly PlanAsset[];
  readonly needs: readonly Need[];
  readonly criticalPath: readonly string[];
  readonly lost: string | null;
  readonly loss: Loss | null;
}

export interface DrawnPicture {
  readonly viewBox: string;
  readonly width: number;
  readonly height: number;
  readonly contents: string;
}

/** Text into markup. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function pathOf({ points }: Pick<Line, 'points'>): string {
  return points.map((point, index) => {
    const before = points[index - 1];
    if (!before) return `M${point.x} ${point.y}`;
    if (before.y === point.y) return `H${point.x}`;
    const middle = (before.x + point.x) / 2;
    return `C${middle} ${before.y} ${middle} ${point.y} ${point.x} ${point.y}`;
  }).join('');
}

export function drawDependencies(input: PictureInput): DrawnPicture {
  const picture = pictureOf(input.assets.map((asset) => asset.id), input.needs);
  const [stopped, reduced] = [new Set(input.loss?.stopped), new Set(input.loss?.reduced)];
  const onPath = (line: Line) => input.lost === null && input.criticalPath.some((id, index) => id === line.from && input.criticalPath[index + 1] === line.to);
  const down = (id: string) => id === input.lost || stopped.has(id);
  // The lines that matter are drawn last, on top of the others.
  const lines = picture.lines.map((line) => ({ line, weight: onPath(line) ? 2 : down(line.from) && down(line.to) ? 1 : 0 })).toSorted((a, b) => a.weight - b.weight).map(({ line, weight }) => {
    const look = weight === 2 ? 'class="s-c2" stroke="#3460fb" stroke-width="3"' : weight === 1 ? 'class="s-c3" stroke="#c74700" stroke-width="2"' : 'class="s-c6" stroke="#4d4d4d" stroke-width="1" opacity="0.55"';
    return `<path d="${pathOf(line)}" fill="none" ${look}${line.either === '' ? '' : ' stroke-dasharray="6 3"'}/>`;
  });
  const boxes = picture.boxes.map((box) => {
    const asset = input.assets.find((one) => one.id === box.id);
    if (!asset) return '';
    const look = asset.id === input.lost ? 'class="s-c3" stroke="#c74700" stroke-width="4"' : stopped.has(asset.id) ? 'class="s-c3" stroke="#c74700" stroke-width="2.5"' : reduced.has(asset.id) ? 'class="s-c5" stroke="#927200" stroke-width="2" stroke-dasharray="5 3"' : input.lost === null && input.criticalPath.includes(asset.id) ? 'class="s-c2" stroke="#3460fb" stroke-width="3"' : 'class="s-ink" stroke="#4d4d4d" stroke-width="1"';
    const names = nameLines(asset.name);
    const sign = asset.id === input.lost ? '✕' : stopped.has(asset.id) ? '停止' : reduced.has(asset.id) ? '一部' : String(asset.tier);
    const first = box.y + box.height / 2 + (names.length === 1 ? 5 : -3);
    const words = names.map((text, index) => `<text x="${box.x + 27}" y="${first + index * 17}" font-size="${names.length === 1 ? 13 : 12}" class="f-ink" fill="#333333">${escaped(text)}</text>`).join('');
    return `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="6" fill="none" ${look}/><text x="${box.x + 14}" y="${box.y + box.height / 2 + 5}" font-size="${sign.length > 1 ? 10 : 14}" font-weight="700" text-anchor="middle" ${down(asset.id) ? 'class="f-c3" fill="#c74700"' : 'class="f-ink" fill="#333333"'}>${sign}</text>${words}`;
  });
  return { viewBox: `0 0 ${picture.width} ${picture.height}`, width: picture.width, height: picture.height, contents: [...lines, ...boxes].join('') };
}
