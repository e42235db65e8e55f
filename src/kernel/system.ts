/** The manifest: what a system tells the kernel about itself. Pages, API, menus, permission matrix and tests follow from it. */
import type { Command, EventType, Query } from './act.ts';
import type { ApprovalKind } from './approval/kinds.ts';
import type { City } from './city.ts';
import type { AnyPage, PageContext, Route } from './page.ts';
import type { Permissions } from './permissions/permissions.ts';
import type { Job } from './jobs/job.ts';
import type { SampleStep } from './sample.ts';
import type { Face, StripLine, Text } from './view.ts';

export type Pillar = 'citizen-services' | 'safety' | 'administration' | 'registers';

export interface MenuEntry {
  readonly to: string;
  readonly label: Text;
  readonly for: Face;
  /** Staff: shown to those who hold it, or one of them. */
  readonly needs?: string | readonly string[];
  readonly icon?: string;
  /** Citizens: what stands below the title of the tile. */
  readonly note?: Text;
  /** A query that says how many things wait here; asked as the viewer. */
  readonly count?: Query<Record<string, never>, number>;
}

/** Something that everybody can do just now: an entry that is open, with its end. */
export interface HomeNotice {
  readonly to: string;
  readonly title: Text;
  readonly until: Temporal.Instant | null;
}

/** One of a citizen's own matters, as the first page and マイページ show it. Fetched when it is looked at, never kept elsewhere. */
export interface PortalCard {
  readonly title: Text;
  readonly to: string;
  readonly action: Text;
  readonly facts: readonly { readonly label: Text; readonly value: Text }[];
}

/** What a system tells on the city's first page. */
export interface Portal {
  readonly notices?: (ctx: PageContext) => Promise<readonly HomeNotice[]>;
  /** For whoever is signed in, about themselves alone. */
  readonly cards?: (ctx: PageContext) => Promise<readonly PortalCard[]>;
}

/** One reading of a public page. */
export interface Reading {
  /** Path and query as they were asked for. */
  readonly url: string;
  /** What the browser or robot calls itself. */
  readonly agent: string;
}

/** Hears an event of this or another system. Runs in a command of the hearer, once per event. */
export interface Hearer {
  readonly event: string;
  readonly name: string;
  readonly command: Command<never, unknown, string>;
}

/** Declares a hearer; the event's payload is checked by the command's own input. */
export function hear<I, O, R extends string>(event: string, name: string, command: Command<I, O, R>): Hearer {
  return { event, name, command: command as unknown as Hearer['command'] };
}

export interface System {
  readonly name: string;
  readonly title: Text;
  readonly pillar: Pillar;
  readonly faces: readonly Face[];
  readonly dependsOn: readonly string[];
  /** Whose data it keeps and how long (個人情報ファイル簿). */
  readonly personal: { readonly subjects: readonly string[]; readonly retention: string } | null;
  readonly migrations?: URL;
  readonly permissions: Permissions;
  readonly commands: readonly Command<never, unknown, string>[];
  readonly queries: readonly Query<never, unknown>[];
  readonly pages: readonly AnyPage[];
  /** Routes that answer something else than a page: CSV, PDF, iCalendar, map data. */
  readonly routes?: readonly Route[];
  readonly jobs?: readonly Job[];
  readonly emits?: readonly EventType<unknown>[];
  readonly hears?: readonly Hearer[];
  /** What it wants decided through the approval room (電子決裁). */
  readonly approvals?: readonly ApprovalKind[];
  readonly menu: readonly MenuEntry[];
  readonly portal?: Portal;
  /** Lines above every citizen page while they matter (緊急情報). Asked with every page that is drawn: one quick look. */
  readonly strip?: Query<Record<string, never>, readonly StripLine[]>;
  /**
   * A scalar SQL expression over what the citizens' role may read that differs after every change its public pages show: asked every
   * second by processes that did not make the change themselves. Without one a change shows there when it is sealed (some ten seconds).
   */
  readonly pulse?: string;
  /** A page that is `shared` was read (200 or 304, from memory too). Must not throw and not wait, and may keep nothing of who read. */
  readonly seen?: (city: City, reading: Reading) => void;
  readonly sample?: readonly SampleStep[];
}

type Exports = Readonly<Record<string, unknown>>;

/** What files export. Several files stand in a list: spread into one object, two that use the same name would lose one in silence. */
type Gathered = Exports | readonly Exports[];

export interface SystemSpec extends Omit<System, 'commands' | 'queries' | 'pages' | 'emits'> {
  readonly commands: Gathered;
  readonly queries: Gathered;
  readonly pages: Gathered;
  readonly events?: Exports;
}

function everything(gathered: Gathered): unknown[] {
  const files: readonly Exports[] = Array.isArray(gathered) ? gathered : [gathered];
  return [...new Set(files.flatMap((file) => Object.values(file)))];
}

/** Gathers what the files of a folder export: `commands: await import('./commands.ts')` needs no list to keep. */
export function defineSystem(spec: SystemSpec): System {
  const { events, ...rest } = spec;
  return {
    ...rest,
    commands: everything(spec.commands).filter(isCommand),
    queries: everything(spec.queries).filter(isQuery),
    pages: everything(spec.pages).filter(isPage),
    emits: Object.values(events ?? {}).filter(isEvent),
  };
}

function marked(value: unknown, is: string): boolean {
  return typeof value === 'object' && value !== null && 'is' in value && value.is === is;
}
function isCommand(value: unknown): value is Command<never, unknown, string> {
  return marked(value, 'command');
}
function isQuery(value: unknown): value is Query<never, unknown> {
  return marked(value, 'query');
}
function isPage(value: unknown): value is AnyPage {
  return marked(value, 'page');
}
function isEvent(value: unknown): value is EventType<unknown> {
  return typeof value === 'object' && value !== null && 'payload' in value && 'name' in value && !('is' in value);
}
