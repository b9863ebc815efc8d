import type { DatagramCounts } from '../../protocol/lab-link';
import { BareCounter } from './bare-counts';
import { type AckDatagram, nextNumber, type SayDatagram } from './datagram';
import { ReceiveWindow } from './receive-window';
import { type Acknowledged, type Fragment, SendWindow, type Transmission } from './send-window';

/** What became of a received datagram. */
export interface Received {
  readonly arrival: 'new' | 'late' | 'repeat' | 'beyond';
  /** What can be read now, in order. */
  readonly ready: readonly SayDatagram[];
  /** What to reply, if anything. */
  readonly reply?: AckDatagram;
}

/** How messages get to the other side, in both directions. Times are in ms, as in {@link SendWindow}. */
export interface DatagramDelivery {
  readonly queuedBytes: number;
  readonly isIdle: boolean;
  /** When to call `transmit` again. */
  readonly due: number | undefined;
  /** What has arrived, for the other side. */
  readonly acknowledgement: AckDatagram;
  /** What happened to what was received; only where datagrams get lost. */
  readonly counts?: DatagramCounts;
  push(fragments: readonly Fragment[], now: number, onDone?: (how: Acknowledged) => void): void;
  transmit(now: number): readonly Transmission[];
  receive(datagram: SayDatagram): Received;
  acknowledge(ack: AckDatagram, now: number): boolean;
}

/** Repeats what isn't acknowledged, and delivers everything once and in order. */
export class ReliableDelivery extends SendWindow implements DatagramDelivery {
  private readonly window = new ReceiveWindow();

  get acknowledgement(): AckDatagram {
    return this.window.acknowledgement;
  }

  receive(datagram: SayDatagram): Received {
    const { window } = this;
    const arrival = window.classify(datagram.number);
    if (arrival === 'beyond') return { arrival, ready: [] };
    const ready = arrival === 'new' ? window.add(datagram) : [];
    // At once and for each datagram, repeats as well: if this acknowledgement is lost, the next one says the
    // same, and a delay would count as part of the round trip.
    return { arrival, ready, reply: this.acknowledgement };
  }
}

/** Sends everything once, delivers it as it comes, and counts what went wrong. */
export class BareDelivery implements DatagramDelivery {
  readonly queuedBytes = 0;
  readonly due = undefined;
  /** Only a sign of life. */
  readonly acknowledgement: AckDatagram = { type: 'ack', number: 0, bitmap: 0 };
  private readonly counter = new BareCounter();
  private unsent: Transmission[] = [];
  private next = 1;

  get isIdle(): boolean {
    return this.unsent.length === 0;
  }

  get counts(): DatagramCounts {
    return this.counter.counts;
  }

  push(fragments: readonly Fragment[], _now: number, onDone?: (how: Acknowledged) => void): void {
    for (const fragment of fragments) {
      this.unsent.push({ ...fragment, number: this.next, isRepeat: false, fillsWindow: false });
      this.next = nextNumber(this.next);
    }
    onDone?.({ tries: 1, waitedMs: 0 });
  }

  transmit(): readonly Transmission[] {
    const { unsent } = this;
    this.unsent = [];
    return unsent;
  }

  receive(datagram: SayDatagram): Received {
    // Nothing says that the next one to come belongs to the same message.
    return { arrival: this.counter.add(datagram.number), ready: [{ ...datagram, more: false }] };
  }

  /** There is nothing to acknowledge; an ACK only replies to a PING. */
  acknowledge(): boolean {
    return false;
  }
}
