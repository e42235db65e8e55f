/** One city at run time: its database under the faces' roles, its clock, its files, its keys. */
import type { Clock, Random } from './clock.ts';
import type { Database } from './db/database.ts';
import type { Text } from './view.ts';

/** What `cities/NAME/city.json` says of the city itself. */
export interface CityFacts {
  readonly code: string;
  readonly name: Text;
  readonly address: Text;
  readonly phone: string;
  readonly colour?: string;
  readonly colourWash?: string;
  /** 地域: the parts of the city that people name, in the city's own order. */
  readonly areas?: readonly CityArea[];
}

export interface CityArea {
  readonly code: string;
  readonly name: Text;
}

/** Why a city takes no changes just now, and until about when. */
export interface ReadOnly {
  readonly reason: 'move' | 'backup' | 'maintenance';
  readonly until: Temporal.Instant | null;
}

export interface City {
  readonly facts: CityFacts;
  /** Invented data, with logins shown on the sign-in page. */
  readonly sample: boolean;
  /** The city's outline (GeoJSON), the base of every map; null when none was given. */
  readonly outline: unknown;
  readonly citizenDb: Database;
  readonly staffDb: Database;
  readonly clock: Clock;
  readonly random: Random;
  /** Folder for stored files; this city's alone. */
  readonly filesDir: string;
  /** Secret for fingerprints and signatures, 32 bytes; this city's alone. */
  readonly key: Uint8Array;
  /** The address people use, without a slash at the end; links in mail begin with it. */
  readonly origin: string;
  /** Something was changed by this system: cached public pages of it are stale. */
  changed(system: string): void;
  /** Null: the city is open for changes. Asked anew each time, for it changes while the city is served. */
  readOnly(): ReadOnly | null;
  version(system: string): number;
  /** Something waits in outbox, sendings or jobs. */
  poke(): void;
  /** Something was written that waits to be sealed. */
  wrote?(): void;
  /** What lies in this process's memory and should be written before the connections go is written by `work`; a failure keeps nobody from closing. */
  beforeClose(work: () => Promise<void>): void;
}
