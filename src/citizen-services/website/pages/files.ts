/** Pictures and files as they are handed out: those a public page shows to everybody, all of them to whoever writes. */
import { anyone } from '../../../kernel/actor.ts';
import { loadFile } from '../../../kernel/files/files.ts';
import { elsewhere, notFound, type PageContext, route, type Route, type RouteBody } from '../../../kernel/page.ts';
import { readers, storedFile } from '../queries/office.ts';
import { fileByName } from '../queries/files.ts';
import { publicFile } from '../queries/public.ts';
import { fileHref } from './public-parts.tsx';

const HOUR = 3600;
const MINUTE = 60;
/** Shown in the browser; everything else is saved. */
export const shownTypes = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'application/pdf', 'text/vtt']);

async function handOut(ctx: PageContext, file: { readonly sha256: string; readonly name: string; readonly mediaType: string }, cacheSeconds: number): Promise<RouteBody> {
  return { type: file.mediaType.startsWith('text/') ? `${file.mediaType.split(';')[0]}; charset=utf-8` : file.mediaType, body: await loadFile(ctx.city, file.sha256), ...(shownTypes.has(file.mediaType) ? {} : { filename: file.name }), ...(cacheSeconds > 0 ? { cacheSeconds } : {}) };
}

const open = route({
  path: '/files/:sha{[0-9a-f]{64}}/:name',
  title: { ja: 'ファイル', en: 'File' },
  allow: [anyone('公開しているページのファイルだけを渡します')],
  async run(ctx, { params }) {
    const found = await ctx.tryAsk(publicFile, { sha256: params['sha'] ?? '' });
    return found.ok && found.value !== null ? handOut(ctx, found.value, HOUR) : notFound;
  },
});

/** For print and for other sites: the address of the file, whichever version of it is public. */
const byName = route({
  path: '/files/by-name/:handle{[a-z0-9-]{1,64}}',
  title: { ja: '名前のファイル', en: 'A file by its name' },
  allow: [anyone('公開しているページのファイルだけを渡します')],
  async run(ctx, { params }) {
    const found = await ctx.tryAsk(fileByName, { handle: params['handle'] ?? '' });
    return found.ok && found.value !== null ? elsewhere(fileHref(found.value.sha256, found.value.name), MINUTE) : notFound;
  },
});

const written = route({
  path: '/staff/website/files/:sha{[0-9a-f]{64}}/:name',
  title: { ja: 'サイトのファイル', en: 'A file of the site' },
  allow: readers,
  async run(ctx, { params }) {
    const found = await ctx.tryAsk(storedFile, { sha256: params['sha'] ?? '' });
    return found.ok && found.value !== null ? handOut(ctx, { sha256: found.value.sha256, name: found.value.name, mediaType: found.value.media_type }, 0) : notFound;
  },
});

export const fileRoutes: readonly Route[] = [open, byName, written];
