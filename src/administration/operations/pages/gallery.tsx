/** Every component with real-length texts, errors and empty states, as the office sees it. */
import { anyStaff } from '../../../kernel/actor.ts';
import { notFound, page } from '../../../kernel/page.ts';
import { Gallery } from '../../../ui/gallery.tsx';

export const staffGalleryPage = page({
  path: '/staff/gallery',
  title: { ja: '部品の見本帳', en: 'Gallery of components' },
  allow: [anyStaff('画面の部品の見本だけで、だれの情報もありません')],
  // A helper of those who build; in a real city it is not there.
  load: async (ctx) => (ctx.city.sample ? {} : notFound),
  view: () => <Gallery />,
});
