/** イベントカレンダー. The door: the manifest, and what other systems may use. */
import { defineSystem } from '../../kernel/system.ts';
import * as deciding from './commands/deciding.ts';
import * as editing from './commands/editing.ts';
import * as nightly from './commands/horizon.ts';
import * as imports from './commands/imports.ts';
import * as occurrences from './commands/occurrences.ts';
import { jobs } from './jobs.ts';
import * as eventPages from './pages/event.tsx';
import { routes } from './pages/files.ts';
import * as listPages from './pages/list.tsx';
import * as monthPages from './pages/month.tsx';
import * as dayPages from './pages/office-day.tsx';
import * as officeEventPages from './pages/office-event.tsx';
import * as formPages from './pages/office-form.tsx';
import * as importPages from './pages/office-import.tsx';
import * as officeListPages from './pages/office-list.tsx';
import { permissions } from './permissions.ts';
import * as importQueries from './queries/imports.ts';
import * as office from './queries/office.ts';
import * as open from './queries/public.ts';
import { sample } from './sample.ts';

/** What is to come, for boards and first pages: asked as a visitor asks. */
export { eventList } from './queries/public.ts';

export default defineSystem({
  name: 'events',
  title: { ja: 'イベントカレンダー', en: 'Events calendar' },
  pillar: 'citizen-services',
  faces: ['citizen', 'staff'],
  dependsOn: [],
  personal: null,
  migrations: new URL('./migrations/', import.meta.url),
  permissions,
  commands: [editing, deciding, occurrences, imports, nightly],
  queries: [open, office, importQueries],
  // The form and the import stand at addresses that could be an event's: they come first.
  pages: [listPages, monthPages, eventPages, officeListPages, formPages, importPages, officeEventPages, dayPages],
  routes,
  jobs,
  menu: [
    { to: '/events', for: 'citizen', label: { ja: 'イベント', en: 'Events' }, note: { ja: '催し・講座・健診・相談の予定', en: 'Festivals, courses, consultation days' }, icon: 'calendar' },
    { to: '/staff/events', for: 'staff', label: { ja: 'イベント', en: 'Events' }, needs: 'events.write', icon: 'calendar' },
    { to: '/staff/events?state=waiting', for: 'staff', label: { ja: 'イベントの承認', en: 'Events to approve' }, needs: 'events.approve', icon: 'check', count: office.waitingCount },
  ],
  sample,
});
