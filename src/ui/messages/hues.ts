import { BoundedMap } from '../../util/bounded-map';
import { type Hue, hueCount } from '../../webview/messages';

/** People remembered at a time: more than any room holds; a lab room's stream can invent more. */
const maxKnown = 1000;

/**
 * Hands out the colours of a room's members. In a room by invite a member's id decides, so that everybody
 * has the same colour in all windows and for ever; the first ids, which the hub counts, all differ. A lab
 * room's people get theirs in the order in which they appear.
 */
export class Hues {
  private readonly known = new BoundedMap<string, Hue>(maxKnown);

  /** @param present ids of the members who are in the room now */
  constructor(private readonly present: () => Iterable<string>) {}

  of(memberId: string): Hue {
    const number = /^m(\d{1,15})/.exec(memberId)?.[1];
    if (number !== undefined) return (Number(number) % hueCount) as Hue;
    const known = this.known.get(memberId);
    if (known !== undefined) return known;
    const hue = this.leastUsed();
    this.known.set(memberId, hue);
    return hue;
  }

  /** Another room: everybody may get another colour. */
  reset(): void {
    this.known.clear();
  }

  private leastUsed(): Hue {
    const here = new Set(this.present());
    const uses = new Array<number>(hueCount).fill(0);
    for (const [id, hue] of this.known) {
      // Somebody who is there counts for more than all who have gone.
      uses[hue] = (uses[hue] ?? 0) + (here.has(id) ? maxKnown : 1);
    }
    return uses.indexOf(Math.min(...uses));
  }
}
