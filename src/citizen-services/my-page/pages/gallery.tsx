/** Every component with real-length texts, errors and empty states, as residents see it. Staff have the same at /staff/gallery. */
import { anyone } from '../../../kernel/actor.ts';
import { notFound, page } from '../../../kernel/page.ts';
import { Gallery } from '../../../ui/gallery.tsx';

export const galleryPage = page({
  path: '/gallery',
  title: { ja: '部品の見本帳', en: 'Gallery of components' },
  allow: [anyone('画面の部品の見本だけで、だれの情報もありません')],
  load: async (ctx) => (ctx.city.sample ? {} : notFound),
  view: () => <Gallery />,
});
