import { fold, foldWithPositions } from './fold';
import type { LinkTargets } from './message-link';

/** Scripts with spaces between words. In other scripts, a name may touch the words beside it. */
const spaced = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}\p{M}_]/u;

/** The `@` sign, also in the full-width form that Chinese and Japanese input methods type. */
export const mentionSign = /[@＠]/g;

/** The names that a text can mention. */
export class MentionNames {
  /** Maps each folded name to whether it belongs to the user. */
  private readonly known = new Map<string, boolean>();
  /** The lengths of the folded names, longest first. */
  private readonly lengths: readonly number[];
  /**
   * The longest span that can contain a name, in UTF-16 units; composed letters take up more in a text than
   * in a folded name.
   */
  private readonly maxDistance: number;

  /**
   * @param others the names of the other members
   * @param own the current and former names of the user; a name that another member has
   *   now belongs to that member
   */
  constructor(others: readonly string[], own: readonly string[] = []) {
    for (const name of own) this.known.set(fold(name), true);
    for (const name of others) this.known.set(fold(name), false);
    this.known.delete('');
    const lengths = new Set([...this.known.keys()].map(({ length }) => length));
    this.lengths = [...lengths].sort((one, other) => other - one);
    this.maxDistance = 4 * (this.lengths[0] ?? 0);
  }

  /**
   * Whether a text might mention the user. A quick check that doesn't parse the text; it
   * can return true for a text that doesn't.
   */
  mayMeanSelf(text: string): boolean {
    if (text.search(mentionSign) < 0) return false;
    const folded = fold(text);
    return [...this.known].some(([name, self]) => self && folded.includes(`@${name}`));
  }

  /**
   * The longest name that begins at `start`: where it ends, and whether it belongs to the user at this
   * window.
   */
  at(text: string, start: number): { readonly end: number; readonly self: boolean } | undefined {
    const read = foldWithPositions(text.slice(start, start + this.maxDistance));
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

/** For texts that mention no one. */
export const noMentionNames = new MentionNames([]);

/** Whether two adjacent characters belong to the same word. */
export function joined(left: string, right: string): boolean {
  return spaced.test(left) && spaced.test(right);
}

/** How to read the texts of a room. */
export interface ReadOptions {
  /** Whether the room carries plain text only: links and places count, Markdown and mentions don't. */
  readonly plain: boolean;
  /** The names that can be mentioned. */
  readonly names: MentionNames;
  /** What to show of links to messages; absent: their addresses. */
  readonly links?: LinkTargets | undefined;
}

/** What the reading of texts needs to know about a room. */
export interface RoomReaders {
  /** Whether it is an invite room. */
  readonly invited: boolean;
  readonly members: readonly { readonly name: string; readonly self: boolean }[];
  /** All names that the user has or had in the room. */
  readonly ownNames: readonly string[];
}

/**
 * Caches the {@link ReadOptions} of a room: returns the same object until something changes how its texts read.
 */
export class ReadOptionsCache {
  private made: ReadOptions | undefined;
  private of = '';

  /** The reading for this state of the room. */
  for({ invited, members, ownNames }: RoomReaders): ReadOptions {
    const others = members.filter(({ self }) => !self).map(({ name }) => name);
    const of = JSON.stringify([invited, others, ownNames]);
    if (of !== this.of) this.made = undefined;
    this.of = of;
    this.made ??= { plain: !invited, names: new MentionNames(others, ownNames) };
    return this.made;
  }
}
