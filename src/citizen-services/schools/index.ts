/** 学校広報. The door: the manifest. */
import { defineSystem } from '../../kernel/system.ts';
import { addGuard } from '../website/index.ts';
import * as children from './commands/children.ts';
import * as closing from './commands/closing.ts';
import * as days from './commands/days.ts';
import * as post from './commands/post.ts';
import * as reminding from './commands/reminding.ts';
import * as rewrite from './commands/rewrite.ts';
import * as school from './commands/school.ts';
import { guard } from './guard.ts';
import { jobs } from './jobs.ts';
import * as publicPages from './pages/public.tsx';
import { calendarIcs, menusCsv } from './pages/routes.ts';
import * as boardPages from './pages/staff-board.tsx';
import * as deskPages from './pages/staff-desk.tsx';
import * as newsPages from './pages/staff-news.tsx';
import * as postPages from './pages/staff-post.tsx';
import { permissions } from './permissions.ts';
import * as office from './queries/office.ts';
import * as open from './queries/public.ts';
import { sample } from './sample.ts';

// With every check of a page on a school's site, whichever way it came in.
addGuard(guard);

export default defineSystem({
  name: 'schools',
  title: { ja: '学校広報', en: 'School websites' },
  pillar: 'citizen-services',
  faces: ['citizen', 'staff'],
  dependsOn: ['website'],
  personal: { subjects: ['児童・生徒'], retention: '氏名は保存しません。名簿の印（市の鍵による要約値）は、次の名簿を入れたとき、または閉校のときに消します。同意の記録は、その年度のものだけが有効です。' },
  migrations: new URL('./migrations/', import.meta.url),
  permissions,
  commands: [school, post, rewrite, children, days, closing, reminding],
  queries: [open, office],
  // 'new', 'menus', 'closure' and 'post' are no schools, and come before them.
  pages: [publicPages, boardPages, postPages, newsPages, deskPages],
  routes: [menusCsv, calendarIcs],
  jobs,
  sample,
  menu: [
    { to: '/schools', for: 'citizen', label: { ja: '学校', en: 'Schools' }, note: { ja: '学校の今日、給食、行事', en: 'News, lunch, events' }, icon: 'list' },
    { to: '/staff/schools/post', for: 'staff', label: { ja: '学校ニュースを書く', en: 'Write school news' }, needs: 'schools.work', icon: 'edit' },
    { to: '/staff/schools', for: 'staff', label: { ja: '学校のサイト', en: 'School sites' }, needs: 'schools.board', icon: 'list', count: office.silentCount },
  ],
});
