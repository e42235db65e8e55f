/** An office file (ISO/IEC 29500-2) as its parts: read when asked for, replaced or dropped in a copy. */
import type { Looking } from './finding.ts';
import { type Entry, replaced, unpack, writeZip } from './zip.ts';
import { attribute, type Tag, tags, without, xmlText } from './xml.ts';

export interface Relationship {
  readonly id: string;
  /** The last word of its type. */
  readonly type: string;
  readonly target: string;
  readonly external: boolean;
}

export interface Package {
  readonly names: readonly string[];
  matching(pattern: RegExp): readonly string[];
  /** As it stands after what was replaced so far. Null: not there, or not readable (and then the whole file counts as damaged). */
  bytes(name: string): Uint8Array | null;
  text(name: string): string | null;
  /** Of the part itself: `xl/workbook.xml` asks `xl/_rels/workbook.xml.rels`. */
  relationships(name: string): readonly Relationship[];
  replace(name: string, content: string | Uint8Array): void;
  /** With the relationships that lead to it. */
  drop(name: string): void;
  dropRelationships(name: string, only: (relationship: Relationship) => boolean): void;
  readonly unreadable: readonly string[];
  written(): Uint8Array;
}

const RELATIONSHIP = new Set(['Relationship']);
const relsOf = (name: string) => name.replace(/([^/]*)$/, '_rels/$1.rels');

function relationship(tag: Tag): Relationship {
  return { id: attribute(tag, 'Id') ?? '', type: (attribute(tag, 'Type') ?? '').split('/').at(-1) ?? '', target: attribute(tag, 'Target') ?? '', external: attribute(tag, 'TargetMode') === 'External' };
}

/** Where a relationship of a part leads, as the name of a part. */
export function resolved(from: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const steps = from.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}

export function openPackage(entries: readonly Entry[], { inflate }: Looking): Package {
  const parts = new Map(entries.map((entry) => [entry.name, entry]));
  const read = new Map<string, Uint8Array | null>();
  const unreadable: string[] = [];
  const self: Package = {
    names: [...parts.keys()],
    matching: (pattern) => [...parts.keys()].filter((name) => pattern.test(name)),
    bytes(name) {
      const known = read.get(name);
      const entry = parts.get(name);
      if (known !== undefined || !entry) return known ?? null;
      const content = unpack(entry, inflate);
      if (!content) unreadable.push(name);
      read.set(name, content);
      return content;
    },
    text(name) {
      const content = self.bytes(name);
      const text = content && xmlText(content);
      if (content && text === null && !unreadable.includes(name)) unreadable.push(name);
      return text;
    },
    relationships(name) {
      const xml = self.text(relsOf(name));
      return xml === null ? [] : [...tags(xml, RELATIONSHIP)].filter((tag) => tag.kind !== 'close').map(relationship);
    },
    replace(name, content) {
      const entry = parts.get(name);
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content.replace(/^\ufeff/, '').replace(/^(<\?xml[^>]*encoding=["'])[^"']*/, '$1UTF-8')) : content;
      if (!entry) return;
      parts.set(name, replaced(entry, bytes));
      read.set(name, bytes);
    },
    drop(name) {
      parts.delete(name);
      read.delete(name);
      for (const rels of self.matching(/\.rels$/)) {
        const from = rels.replace(/_rels\/([^/]*)\.rels$/, '$1');
        self.dropRelationships(from, ({ external, target }) => !external && resolved(from, target) === name);
      }
      const types = self.text('[Content_Types].xml');
      if (types !== null) self.replace('[Content_Types].xml', without(types, new Set(['Override']), (tag) => attribute(tag, 'PartName') === `/${name}`));
    },
    dropRelationships(name, only) {
      const xml = self.text(relsOf(name));
      if (xml === null) return;
      const rest = without(xml, RELATIONSHIP, (tag) => only(relationship(tag)));
      if (rest !== xml) self.replace(relsOf(name), rest);
    },
    unreadable,
    written: () => writeZip([...parts.values()]),
  };
  return self;
}

/** For sentences: without its folders. */
export const shortName = (name: string): string => name.split('/').at(-1) ?? name;

