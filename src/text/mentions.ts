/** Scripts that put spaces between words: elsewhere a name stands right beside other words. */
const spaced = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}\p{M}_]/u;

/** The members of a room as a text may name them. */
export class Names {
  private readonly known: ReadonlySet<string>;
  /** Of a name in a text, UTF-16 units: letters and their accents may be written apart there. */
  private readonly longest: number;
  private readonly first: ReadonlySet<string>;
  /** Tells two rooms' worth of names apart. */
  readonly key: string;

  constructor(names: readonly string[]) {
    const folded = names.map(fold).filter((name) => name !== '');
    this.known = new Set(folded);
    this.first = new Set(folded.map((name) => name.charAt(0).normalize('NFD').charAt(0)));
    this.longest = 2 * Math.max(0, ...folded.map(({ length }) => length));
    this.key = folded.join('\n');
  }

  /** Where the longest name ends that begins at `start`; undefined when none does. */
  endOf(text: string, start: number): number | undefined {
    if (!this.first.has(fold(text.charAt(start)).normalize('NFD').charAt(0))) return undefined;
    const furthest = Math.min(text.length, start + this.longest);
    for (let end = furthest; end > start; end -= 1) {
      if (joined(text.charAt(end - 1), text.charAt(end))) continue;
      if (this.known.has(fold(text.slice(start, end)))) return end;
    }
    return undefined;
  }
}

/** Whether two names are one: case and the ways to write an accent do not count. */
export function sameName(left: string, right: string): boolean {
  return fold(left) === fold(right);
}

/** Whether two characters side by side belong to one word. */
export function joined(left: string, right: string): boolean {
  return spaced.test(left) && spaced.test(right);
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

const made = new WeakMap<readonly string[], Names>();

/** The {@link Names} of a list; made once for each. */
export function namesOf(list: readonly string[]): Names {
  const names = made.get(list) ?? new Names(list);
  made.set(list, names);
  return names;
}
