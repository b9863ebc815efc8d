import { type AckDatagram, distance, headerBytes, nextNumber } from './datagram';
import { RoundTrip } from './round-trip';

/** Maximum number of datagrams that are sent and not acknowledged. */
export const sendWindow = 16;

/** A fragment of a message that fits a datagram. */
export interface Fragment {
  readonly body: Buffer;
  /** Whether the message continues in the next fragment. */
  readonly more: boolean;
}

/** How a message got to the other side. */
export interface Acknowledged {
  /** How many times its most repeated datagram was sent. */
  readonly tries: number;
  /** Time from when it was queued to the acknowledgement of all of it, in ms. */
  readonly waitedMs: number;
}

/** A datagram to send now. */
export interface Transmission extends Fragment {
  readonly number: number;
  readonly isRepeat: boolean;
  /** Whether it fills the window, for the first time since everything was sent. */
  readonly fillsWindow: boolean;
}

interface Message {
  readonly queuedAt: number;
  readonly onAcknowledged: ((how: Acknowledged) => void) | undefined;
  /** Parts that aren't acknowledged yet. */
  left: number;
  tries: number;
}

interface Unacknowledged {
  readonly fragment: Fragment;
  readonly message: Message;
  /** When it was sent for the last time, and for the second time. */
  sentAt: number;
  secondSentAt?: number;
  /** When to send it again. */
  due: number;
  tries: number;
}

/**
 * What one side sends: a queue of messages, a window of datagrams that aren't acknowledged, and when to
 * send each of them again. Selective repeat: only what is missing is sent again. It has no timers and no
 * socket; times are in ms on any clock that doesn't run backwards.
 */
export class SendWindow {
  private readonly roundTrip = new RoundTrip();
  private readonly queue: { readonly fragment: Fragment; readonly message: Message }[] = [];
  /** By number, in order. */
  private readonly inFlight = new Map<number, Unacknowledged>();
  private bytes = 0;
  /** When the last datagram acknowledged was sent for the second time, if it was. */
  private secondSentAt: number | undefined;
  /** Whether the window is full, or was and has been in use since. */
  private isFilled = false;

  /** @param next the number of the first datagram */
  constructor(private next = 1) {}

  /** Bytes that are queued or not acknowledged. */
  get queuedBytes(): number {
    return this.bytes;
  }

  get isIdle(): boolean {
    return this.queue.length === 0 && this.inFlight.size === 0;
  }

  /** Queues a message. */
  push(
    fragments: readonly Fragment[],
    now: number,
    onAcknowledged?: (how: Acknowledged) => void,
  ): void {
    const message = { queuedAt: now, onAcknowledged, left: fragments.length, tries: 0 };
    for (const fragment of fragments) {
      this.queue.push({ fragment, message });
      this.bytes += sizeOf(fragment);
    }
  }

  /** When to call `transmit` again; undefined while nothing is in flight. */
  get due(): number | undefined {
    let due: number | undefined;
    for (const each of this.inFlight.values()) due = Math.min(due ?? each.due, each.due);
    return due;
  }

  /** What to send now: repeats that are due, then new datagrams that the window allows. */
  transmit(now: number): Transmission[] {
    const repeats = this.repeat(now);
    const added: Transmission[] = [];
    while (this.queue.length > 0 && this.hasRoom) {
      const { fragment, message } = this.queue.shift() as (typeof this.queue)[number];
      const due = now + this.roundTrip.timeoutMs();
      this.inFlight.set(this.next, { fragment, message, sentAt: now, due, tries: 1 });
      message.tries = Math.max(message.tries, 1);
      added.push({ ...fragment, number: this.next, isRepeat: false, fillsWindow: false });
      this.next = nextNumber(this.next);
    }
    const isFull = !this.hasRoom;
    const last = added.at(-1);
    if (isFull && !this.isFilled && last) added[added.length - 1] = { ...last, fillsWindow: true };
    // While more is waiting, each acknowledgement makes room for a moment only.
    this.isFilled = isFull || (this.isFilled && this.queue.length > 0);
    return [...repeats, ...added];
  }

  /**
   * Handles an acknowledgement, which may come late, twice, or from an attacker.
   * @returns whether it acknowledged anything new
   */
  acknowledge({ number, bitmap }: Omit<AckDatagram, 'type'>, now: number): boolean {
    // No one can have received what wasn't sent.
    if (distance(number, this.next) >= 0) return false;
    let newest: Unacknowledged | undefined;
    for (const [sent, datagram] of this.inFlight) {
      const after = distance(sent, number);
      const isAcknowledged = after <= 0 || (after <= 32 && ((bitmap >>> (after - 1)) & 1) === 1);
      if (!isAcknowledged) continue;
      this.inFlight.delete(sent);
      this.complete(datagram, now);
      newest = datagram;
    }
    if (newest) this.noteArrival(newest, now);
    else this.noteSecondCopy(now);
    return newest !== undefined;
  }

  /** Whether the next number is within the window of the oldest one that isn't acknowledged. */
  private get hasRoom(): boolean {
    for (const oldest of this.inFlight.keys()) return distance(this.next, oldest) < sendWindow;
    return true;
  }

  /** The newest datagram acknowledged caused the acknowledgement; those for older ones were lost. */
  private noteArrival({ sentAt, secondSentAt, tries }: Unacknowledged, now: number): void {
    this.secondSentAt = secondSentAt;
    // If a datagram was sent twice, it's unknown which copy has arrived (Karn's algorithm).
    if (tries === 1) this.roundTrip.measured(now - sentAt);
    // What was sent before it is probably lost: it waits one timeout instead of a doubled one.
    for (const other of this.inFlight.values()) {
      if (other.sentAt >= sentAt) continue;
      other.due = Math.min(other.due, other.sentAt + this.roundTrip.timeoutMs());
    }
  }

  /**
   * An acknowledgement of nothing new: both copies have arrived, and the first one wasn't lost but slow. This
   * is how long the second one took. Without it, nothing would show that the timeout is too short.
   */
  private noteSecondCopy(now: number): void {
    if (this.secondSentAt !== undefined) this.roundTrip.measured(now - this.secondSentAt);
    this.secondSentAt = undefined;
  }

  private repeat(now: number): Transmission[] {
    const due = [...this.inFlight].filter(([, datagram]) => datagram.due <= now);
    return due.map(([number, datagram]) => {
      const { fragment, message } = datagram;
      datagram.sentAt = now;
      datagram.secondSentAt ??= now;
      datagram.due = now + this.roundTrip.timeoutMs(datagram.tries);
      datagram.tries += 1;
      message.tries = Math.max(message.tries, datagram.tries);
      return { ...fragment, number, isRepeat: true, fillsWindow: false };
    });
  }

  private complete({ fragment, message }: Unacknowledged, now: number): void {
    this.bytes -= sizeOf(fragment);
    message.left -= 1;
    if (message.left > 0) return;
    const waitedMs = Math.max(0, now - message.queuedAt);
    message.onAcknowledged?.({ tries: message.tries, waitedMs });
  }
}

/** Counts the header as well, so that many short messages can't take much memory. */
function sizeOf({ body }: Fragment): number {
  return headerBytes + body.length;
}
