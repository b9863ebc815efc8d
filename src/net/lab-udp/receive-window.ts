import { type AckDatagram, distance, nextNumber, type SayDatagram } from './datagram';

/** How far ahead of the first missing datagram others are accepted. */
export const receiveWindow = 64;

/** What became of a datagram: `beyond` the window, it is dropped without an acknowledgement. */
export type ArrivalKind = 'new' | 'repeat' | 'beyond';

/** Puts the datagrams of one side in order, and knows which ones have arrived. */
export class ReceiveWindow {
  private readonly early = new Map<number, SayDatagram>();

  /** @param expected the number of the first datagram */
  constructor(private expected = 1) {}

  /** What a datagram with this number is. */
  classify(number: number): ArrivalKind {
    const ahead = distance(number, this.expected);
    if (ahead < 0 || this.early.has(number)) return 'repeat';
    return ahead < receiveWindow ? 'new' : 'beyond';
  }

  /** Adds a `new` datagram and returns those that are next in order, which may be none. */
  add(datagram: SayDatagram): SayDatagram[] {
    this.early.set(datagram.number, datagram);
    const ready: SayDatagram[] = [];
    for (;;) {
      const next = this.early.get(this.expected);
      if (!next) return ready;
      this.early.delete(this.expected);
      this.expected = nextNumber(this.expected);
      ready.push(next);
    }
  }

  /** What to tell the sender. */
  get acknowledgement(): AckDatagram {
    let bitmap = 0;
    for (const number of this.early.keys()) {
      const bit = distance(number, this.expected);
      if (bit < 32) bitmap |= 1 << bit;
    }
    return { type: 'ack', number: (this.expected - 1) >>> 0, bitmap: bitmap >>> 0 };
  }
}
