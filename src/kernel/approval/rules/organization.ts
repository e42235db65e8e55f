/** 組織 as the rules see it at one moment: posts, who holds them in what capacity, who is absent, who deputises. */

/** 本人, 職務代理, 事務取扱: the three ways to hold a post. All of them decide as the holder. */
export type HolderCapacity = 'self' | 'acting' | 'caretaker';

export interface Department {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly parent: string | null;
}

/** `rank`: the smaller, the higher, as `kernel.posts` keeps it. */
export interface Post {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly rank: number;
  readonly department: string;
  readonly parent: string | null;
}

export interface Holding {
  readonly post: string;
  readonly staff: string;
  readonly manner: 'regular' | 'concurrent' | 'acting' | 'deputy';
}

export interface Organization {
  readonly departments: readonly Department[];
  readonly posts: readonly Post[];
  /** Those of the day. */
  readonly holdings: readonly Holding[];
  /** Who is absent at the moment, and until when (epoch milliseconds). */
  readonly absent: ReadonlyMap<string, number>;
  /** Deputy posts of a post, in order. */
  readonly deputies: ReadonlyMap<string, readonly string[]>;
}

export interface Holder {
  readonly staff: string;
  readonly capacity: HolderCapacity;
}

/** Who holds the post now: the regular holder first, then who was ordered to fill it, then 兼務. Empty: vacant (欠員). */
export function holdersOf(organization: Organization, post: string): readonly Holder[] {
  const order = { regular: 0, acting: 1, concurrent: 2, deputy: 3 } as const;
  return organization.holdings
    .filter((holding) => holding.post === post && holding.manner !== 'deputy')
    .toSorted((a, b) => order[a.manner] - order[b.manner])
    .map((holding) => ({ staff: holding.staff, capacity: holding.manner === 'acting' ? actingCapacity(organization, holding) : 'self' }));
}

/** 事務取扱 is done from above: the person's own post is the higher one. From below it is 職務代理 (地方自治法 第152条). */
function actingCapacity(organization: Organization, holding: Holding): HolderCapacity {
  const filled = postOf(organization, holding.post);
  const own = organization.holdings.filter((one) => one.staff === holding.staff && one.manner === 'regular').flatMap((one) => postOf(organization, one.post) ?? []);
  return filled && own.some((post) => post.rank < filled.rank) ? 'caretaker' : 'acting';
}

export function postOf(organization: Organization, id: string): Post | null {
  return organization.posts.find((post) => post.id === id) ?? null;
}

export function postByCode(organization: Organization, code: string): Post | null {
  return organization.posts.find((post) => post.code === code) ?? null;
}

/** A department and those above it, from below to the top. */
export function departmentsUp(organization: Organization, id: string): readonly Department[] {
  const found: Department[] = [];
  for (let at: string | null = id; at !== null;) {
    const department = organization.departments.find((one) => one.id === at);
    // A circle in the data must not hang the house.
    if (!department || found.includes(department)) break;
    found.push(department);
    at = department.parent;
  }
  return found;
}

/** The persons who may deputise for a post, in order: those of the deputy posts, then whoever was named 代決者 in person. */
export function deputiesOf(organization: Organization, post: string): readonly { readonly staff: string; readonly post: string }[] {
  const byPost = (organization.deputies.get(post) ?? []).flatMap((deputy) => holdersOf(organization, deputy).map((holder) => ({ staff: holder.staff, post: deputy })));
  const named = organization.holdings.filter((holding) => holding.post === post && holding.manner === 'deputy').map((holding) => ({ staff: holding.staff, post }));
  return [...byPost, ...named];
}

/** Posts above one, nearest first: by the post's own superior where one is named, else by rank up the departments. */
export function lineAbove(organization: Organization, from: Post): readonly Post[] {
  const line: Post[] = [];
  for (let at: Post | null = from; at;) {
    const next = nextAbove(organization, at);
    if (!next || line.includes(next)) break;
    line.push(next);
    at = next;
  }
  return line;
}

function nextAbove(organization: Organization, post: Post): Post | null {
  if (post.parent !== null) {
    const named = postOf(organization, post.parent);
    return named && named.rank < post.rank ? named : null;
  }
  for (const department of departmentsUp(organization, post.department)) {
    const higher = organization.posts.filter((one) => one.department === department.id && one.rank < post.rank);
    // The next one up; of several of one rank the first by code, so that a preview and the route agree.
    const [next] = higher.toSorted((a, b) => b.rank - a.rank || (a.code < b.code ? -1 : 1));
    if (next) return next;
  }
  return null;
}
