import { fold, foldWithPlaces } from './fold';

/** Scripts that put spaces between words: elsewhere a name stands right beside other words. */
const spaced = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}\p{M}_]/u;

/** As input methods for Chinese and Japanese also write it. */
export const mentionSign = /[@＠]/g;

/** The people of a room as a text may name them. */
export class Names {
  /** By name as it is compared: whether it is the person's at this window. */
  private readonly known = new Map<string, boolean>();
  /** Lengths of those names, the longest first. */
  private readonly lengths: readonly number[];
  /** How much of a text may be a name, in UTF-16 units: letters and accents may stand apart there. */
  private readonly maxDistance: number;

  /**
   * @param own what the person at this window is or was called; what somebody else is called now is
   *   theirs
   */
  constructor(others: readonly string[], own: readonly string[] = []) {
    for (const name of own) this.known.set(fold(name), true);
    for (const name of others) this.known.set(fold(name), false);
    this.known.delete('');
    const lengths = new Set([...this.known.keys()].map(({ length }) => length));
    this.lengths = [...lengths].sort((one, other) => other - one);
    this.maxDistance = 4 * (this.lengths[0] ?? 0);
  }

  /** Whether a text can mean the person at this window at all; told without reading it. */
  mayMeanSelf(text: string): boolean {
    if (text.search(mentionSign) < 0) return false;
    const folded = fold(text);
    return [...this.known].some(([name, self]) => self && folded.includes(`@${name}`));
  }

  /** The longest name that begins at `start`: where it ends, and whether it is one's own. */
  at(text: string, start: number): { readonly end: number; readonly self: boolean } | undefined {
    const read = foldWithPlaces(text.slice(start, start + this.maxDistance));
    for (const length of this.lengths) {
      const self = this.known.get(read.text.slice(0, length));
      const inside = read.ends[length - 1];
      if (self === undefined || inside === undefined || inside === read.ends[length]) continue;
      const end = start + inside;
      if (!joined(text.charAt(end - 1), text.charAt(end))) return { end, self };
    }
    return undefined;
  }
}

/** Whether two characters side by side belong to one word. */
export function joined(left: string, right: string): boolean {
  return spaced.test(left) && spaced.test(right);
}

/** How the texts of a room are read. */
export interface Reading {
  /** A room that carries plain text only: no Markdown and no mentions, but links and places. */
  readonly plain: boolean;
  /** Who can be mentioned. */
  readonly names: Names;
}

/** Who is in a room, as far as its texts are concerned. */
export interface Readers {
  /** Whether it is a room by invite. */
  readonly invited: boolean;
  readonly members: readonly { readonly name: string; readonly self: boolean }[];
  /** All that the person at this window is or was called there. */
  readonly ownNames: readonly string[];
}

/** Makes the {@link Reading} of a room: the same object as long as its texts read the same. */
export class Readings {
  private made: Reading | undefined;
  private of = '';

  for({ invited, members, ownNames }: Readers): Reading {
    const others = members.filter(({ self }) => !self).map(({ name }) => name);
    const of = JSON.stringify([invited, others, ownNames]);
    if (of !== this.of) this.made = undefined;
    this.of = of;
    this.made ??= { plain: !invited, names: new Names(others, ownNames) };
    return this.made;
  }
}
