/**
 * Who counts, and how often: several letters of one person are one person's, and of a text that many send each person counts once.
 * Letters that came too late and letters taken back are kept and not counted.
 */
import { foldText } from './same-text.ts';
import { foldVariants } from '../../../kernel/text/name.ts';

/** What name and address are compared by; null: too little to know anybody by. A name alone is not enough: there are many 佐藤. */
export function personKey(name: string, address: string): string | null {
  const [who, where] = [foldText(foldVariants(name)), foldText(foldVariants(address))];
  return who === '' || where === '' ? null : `${who}\n${where}`;
}

export interface Letter {
  readonly id: string;
  readonly state: 'received' | 'late' | 'withdrawn';
  readonly personMark: string | null;
  readonly samePersonAs: string | null;
  /** A mark of the browser it was sent with. Alone it says nothing: a library's computer serves many. */
  readonly sentFrom: string | null;
  readonly textGroup: number | null;
}

export interface Tally {
  /** People whose opinions count. */
  readonly people: number;
  /** Submissions that count: a text repeated by one person counts once. */
  readonly submissions: number;
  /** All that came in time and stand. */
  readonly received: number;
  readonly late: number;
  readonly withdrawn: number;
  readonly groups: readonly { readonly group: number; readonly letters: number; readonly people: number }[];
  /** For each letter in time: the one that stands for its person, and how many letters that person has sent. */
  readonly persons: ReadonlyMap<string, { readonly person: string; readonly letters: number }>;
  /** For each letter in time: what it counts as. Letters with the same one count once. */
  readonly units: ReadonlyMap<string, string>;
}

/** How many of these letters count. */
export function countedOf({ units }: Pick<Tally, 'units'>, letters: readonly string[]): number {
  return new Set(letters.flatMap((id) => units.get(id) ?? [])).size;
}

/** The letter that stands for the person of each letter. */
function personsOf(letters: readonly Letter[]): ReadonlyMap<string, string> {
  const parent = new Map(letters.map((letter) => [letter.id, letter.id]));
  const top = (id: string): string => {
    let at = id;
    for (let above = parent.get(at); above !== undefined && above !== at; above = parent.get(at)) at = above;
    return at;
  };
  const firstWith = new Map<string, string>();
  const join = (id: string, key: string) => {
    const first = firstWith.get(key);
    if (first === undefined) firstWith.set(key, id);
    else parent.set(top(id), top(first));
  };
  for (const letter of letters) {
    if (letter.personMark !== null) join(letter.id, `mark ${letter.personMark}`);
    // The same words from the same browser, sent again: one person who pressed twice.
    if (letter.sentFrom !== null && letter.textGroup !== null && letter.personMark === null) join(letter.id, `browser ${letter.sentFrom} ${letter.textGroup}`);
  }
  for (const letter of letters) if (letter.samePersonAs !== null && parent.has(letter.samePersonAs)) parent.set(top(letter.id), top(letter.samePersonAs));
  return new Map(letters.map(({ id }) => [id, top(id)]));
}

export function tally(letters: readonly Letter[]): Tally {
  const counted = letters.filter((letter) => letter.state === 'received');
  const person = personsOf(counted);
  const whose = (letter: Letter) => person.get(letter.id) ?? letter.id;
  const perPerson = Map.groupBy(counted, whose);
  const units = new Map(counted.map((letter) => [letter.id, `${whose(letter)} ${letter.textGroup ?? letter.id}`]));
  const groups = [...Map.groupBy(counted.filter((letter) => letter.textGroup !== null), (letter) => letter.textGroup ?? 0)]
    .map(([group, members]) => ({ group, letters: members.length, people: new Set(members.map(whose)).size })).filter((one) => one.letters > 1).toSorted((a, b) => b.letters - a.letters || a.group - b.group);
  return {
    people: perPerson.size,
    submissions: new Set(units.values()).size,
    received: counted.length,
    late: letters.filter((letter) => letter.state === 'late').length,
    withdrawn: letters.filter((letter) => letter.state === 'withdrawn').length,
    groups,
    persons: new Map(counted.map((letter) => [letter.id, { person: whose(letter), letters: perPerson.get(whose(letter))?.length ?? 1 }])),
    units,
  };
}
