import type { DatagramCounts } from '../../protocol/lab-link';
import { distance } from './datagram';

/** How far back a number is recognized as a repeat. */
const remembered = 1024;

/** Counts what happened to the datagrams of one side in a bare room, from their numbers. */
export class BareCounter {
  private readonly recent = new Uint32Array(remembered);
  private highest = 0;
  private received = 0;
  private lost = 0;
  private late = 0;
  private repeated = 0;

  get counts(): DatagramCounts {
    const { received, lost, late, repeated } = this;
    return { received, lost, late, repeated };
  }

  /** @returns what it is: in order, late, or a repeat */
  add(number: number): 'new' | 'late' | 'repeat' {
    this.received += 1;
    const slot = number % remembered;
    const ahead = distance(number, this.highest);
    if (this.recent[slot] === number) {
      this.repeated += 1;
      return 'repeat';
    }
    if (ahead > -remembered) this.recent[slot] = number;
    if (ahead > 0) {
      this.lost += ahead - 1;
      this.highest = number;
      return 'new';
    }
    this.late += 1;
    // It was counted as lost when a later one arrived.
    this.lost = Math.max(0, this.lost - 1);
    return 'late';
  }
}
