/** 学校広報. The door: the manifest. */
import { defineSystem, hear } from '../../kernel/system.ts';
import { addGuard } from '../website/index.ts';
import * as allergens from './commands/allergens.ts';
import * as children from './commands/children.ts';
import * as closing from './commands/closing.ts';
import * as days from './commands/days.ts';
import * as films from './commands/films.ts';
import * as mail from './commands/mail.ts';
import * as pictures from './commands/pictures.ts';
import * as post from './commands/post.ts';
import * as reminding from './commands/reminding.ts';
import * as rewrite from './commands/rewrite.ts';
import * as school from './commands/school.ts';
import * as events from './events.ts';
import { guard } from './guard.ts';
import { jobs } from './jobs.ts';
import * as mailPages from './pages/mail.tsx';
import * as publicPages from './pages/public.tsx';
import { calendarIcs, menusCsv } from './pages/routes.ts';
import * as boardPages from './pages/staff-board.tsx';
import * as allergenPages from './pages/staff-allergens.tsx';
import * as closurePages from './pages/staff-closure.tsx';
import * as deskPages from './pages/staff-desk.tsx';
import * as newsPages from './pages/staff-news.tsx';
import * as picturePages from './pages/staff-pictures.tsx';
import * as postPages from './pages/staff-post.tsx';
import { permissions } from './permissions.ts';
import * as allergenQueries from './queries/allergens.ts';
import * as mailQueries from './queries/mail.ts';
import * as office from './queries/office.ts';
import * as pictureQueries from './queries/pictures.ts';
import * as open from './queries/public.ts';
import { sample } from './sample.ts';

// With every check of a page on a school's site, whichever way it came in.
addGuard(guard);

// What others may hear.
export { closureAnnounced, closureChanged, closureEnded, type ClosureFact } from './events.ts';

export default defineSystem({
  name: 'schools',
  title: { ja: '学校広報', en: 'School websites' },
  pillar: 'citizen-services',
  faces: ['citizen', 'staff'],
  dependsOn: ['website'],
  personal: { subjects: ['児童・生徒', 'お知らせメールを申し込んだ保護者'], retention: '氏名は保存しません。名簿の印（市の鍵による要約値）は、次の名簿を入れたとき、または閉校のときに消します。同意の記録は、その年度のものだけが有効です。保護者のメールアドレスは、やめるの一押しですぐに、または選んだ学校がすべて閉じたときに消します。確かめられなかった申込みは、24時間のあとの夜に消します。' },
  migrations: new URL('./migrations/', import.meta.url),
  permissions,
  commands: [school, post, rewrite, children, days, allergens, closing, films, mail, pictures, reminding],
  queries: [open, office, mailQueries, pictureQueries, allergenQueries],
  // 'new', 'menus', 'closure', 'allergens', 'post' and 'mail' are no schools, and come before them.
  pages: [mailPages, publicPages, closurePages, allergenPages, boardPages, postPages, newsPages, picturePages, deskPages],
  routes: [menusCsv, calendarIcs],
  jobs,
  events,
  hears: [
    hear('schools.mailConfirmed', 'schools.keepConfirmed', mail.keepAddress),
    hear('schools.mailStopped', 'schools.dropStopped', mail.dropAddress),
    hear('schools.closureAnnounced', 'schools.mailAnnounced', mail.mailParents),
    hear('schools.closureChanged', 'schools.mailChanged', mail.mailParents),
    hear('schools.closureEnded', 'schools.mailEnded', mail.mailParents),
  ],
  sample,
  menu: [
    { to: '/schools', for: 'citizen', label: { ja: '学校', en: 'Schools' }, note: { ja: '学校の今日、給食、行事', en: 'News, lunch, events' }, icon: 'list' },
    { to: '/staff/schools/post', for: 'staff', label: { ja: '学校ニュースを書く', en: 'Write school news' }, needs: 'schools.work', icon: 'edit' },
    { to: '/staff/schools', for: 'staff', label: { ja: '学校のサイト', en: 'School sites' }, needs: 'schools.board', icon: 'list', count: office.silentCount },
  ],
});
