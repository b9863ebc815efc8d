import { BoundedMap } from '../util/bounded-map';

/** The number of different colors for members. */
export const memberColorCount = 6;

/** Maximum number of colors remembered: more than any room holds, but a lab room's stream can invent more people. */
const maxColored = 1000;

/**
 * Assigns colors to a room's members. In an invite room the color follows from the member's id, so
 * that a member has the same color in all windows, always; the hub counts the ids up, so the first
 * members' colors all differ. In a lab room, members get colors in the order in which they appear.
 */
export class MemberColors {
  private readonly known = new BoundedMap<string, number>(maxColored);

  /** @param present returns the ids of the members who are in the room now */
  constructor(private readonly present: () => Iterable<string>) {}

  /** The number of a member's color, from 0 to {@link memberColorCount} − 1. */
  of(memberId: string): number {
    const number = /^m(\d{1,15})/.exec(memberId)?.[1];
    if (number !== undefined) return Number(number) % memberColorCount;
    const known = this.known.get(memberId);
    if (known !== undefined) return known;
    const hue = this.leastUsed();
    this.known.set(memberId, hue);
    return hue;
  }

  /** Forgets all colors, because another room has other members. */
  reset(): void {
    this.known.clear();
  }

  private leastUsed(): number {
    const here = new Set(this.present());
    const uses = new Array<number>(memberColorCount).fill(0);
    for (const [id, hue] of this.known) {
      // A present member outweighs all former members together.
      uses[hue] = (uses[hue] ?? 0) + (here.has(id) ? maxColored : 1);
    }
    return uses.indexOf(Math.min(...uses));
  }
}
