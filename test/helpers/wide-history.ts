import type { StreamEntry } from '../../src/protocol/wide';

/** An entry that a member has asked the server to store. */
export interface Addition {
  readonly author: string;
  readonly id: string;
  /** The number under which the server has acknowledged it; undefined if it hasn't. */
  readonly seq?: number | undefined;
}

/** What the members of a room have asked for, and what they have read. */
export interface History {
  /** Those of each author in the order in which it has asked. */
  readonly additions: readonly Addition[];
  /** Each member's entries, by its name, in the order in which they came. */
  readonly readers: ReadonlyMap<string, readonly StreamEntry[]>;
}

/**
 * `lost`: acknowledged, and not there under that number; `doubled`: there twice; `misordered`: an author's entries in
 * another order than it has asked for, or a number that isn't above the one before; `skipped`: numbers left out;
 * `differing`: two readers have different entries under a number; `invented`: nobody has asked for it.
 */
export type ProblemKind = 'lost' | 'doubled' | 'misordered' | 'skipped' | 'differing' | 'invented';

export interface Problem {
  readonly kind: ProblemKind;
  readonly reader: string;
  readonly detail: string;
}

/** An entry that wasn't acknowledged may be there, once, or not. */
export function problemsIn({ additions, readers }: History): Problem[] {
  const problems: Problem[] = [];
  const asked = new Map(additions.map((addition, at) => [keyOf(addition), { ...addition, at }]));
  const byNumber = new Map<number, { readonly key: string; readonly reader: string }>();
  for (const [reader, entries] of readers) {
    const add = (kind: ProblemKind, detail: string) => problems.push({ kind, reader, detail });
    const found = new Map<string, number>();
    const newest = new Map<string, number>();
    let last: number | undefined;
    for (const entry of entries) {
      const { seq } = entry;
      if (last !== undefined && seq !== last + 1) {
        add(seq > last ? 'skipped' : 'misordered', `${seq} after ${last}`);
      }
      last = seq;
      const key = 'author' in entry ? keyOf(entry) : 'rejected';
      const other = byNumber.get(seq);
      if (!other) byNumber.set(seq, { key, reader });
      else if (other.key !== key)
        add('differing', `${seq}: ${key}, ${other.key} (${other.reader})`);
      if (!('author' in entry)) continue;
      const request = asked.get(key);
      if (!request) add('invented', `${seq}: ${key}`);
      else if (found.has(key)) add('doubled', `${key}: ${found.get(key)} and ${seq}`);
      else if (request.at < (newest.get(entry.author) ?? -1)) add('misordered', `${seq}: ${key}`);
      found.set(key, found.get(key) ?? seq);
      if (request) newest.set(entry.author, Math.max(request.at, newest.get(entry.author) ?? -1));
    }
    for (const addition of additions) {
      const key = keyOf(addition);
      if (addition.seq !== undefined && found.get(key) !== addition.seq) {
        add('lost', `${key}: acknowledged as ${addition.seq}, found as ${found.get(key)}`);
      }
    }
  }
  return problems;
}

function keyOf({ author, id }: { readonly author: string; readonly id: string }): string {
  return `${author}/${id}`;
}
