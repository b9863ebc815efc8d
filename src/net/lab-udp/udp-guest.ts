import type { RecordArrival } from '../../protocol/arrival';
import type { SocketAddress } from '../../protocol/endpoint';
import type { CloseReason, GuestLink, GuestRequest } from '../../protocol/guest-link';
import { leaveCommand } from '../../protocol/message-text';
import { type Transit, unusualOnly } from '../../protocol/transit';
import type { WireMark } from '../../protocol/wire-event';
import { Emitter } from '../../util/event';
import { TokenBucket } from '../socket/read-limiter';
import type { ThrottledGuest } from '../socket/read-throttle';
import { type Datagram, headerBytes } from './datagram';
import type { Fragment } from './send-window';
import { UdpSession, type UdpSessionOptions } from './udp-session';

/** What a guest needs from its hub. */
export interface UdpGuestHost {
  /** From now on, the guest gets what is published. */
  admit(guest: UdpGuest): void;
  /** A message from the host, as it goes over the wire. */
  hostFragments(text: string): readonly Fragment[];
}

interface ReceivedMessage {
  readonly text: string;
  readonly transit: Transit | undefined;
}

/** A client of a lab room over UDP, on the side of the hub. */
export class UdpGuest implements GuestLink, ThrottledGuest {
  readonly canReturn = false;
  private readonly session: UdpSession;
  readonly onEnd;
  readonly onCounts;
  private readonly requests = new Emitter<GuestRequest>();
  readonly onRequest = this.requests.event;
  /** Messages that wait for `listen()`. */
  private held: ReceivedMessage[] | undefined = [];
  private heldBytes = 0;
  private readonly bucket: TokenBucket;
  /** How the datagram that is being handled got here through the weather. */
  private transit: Transit | undefined;
  /** Its position in the waiting line, 0 if it is unknown; undefined once it is in. */
  private position: number | undefined = 0;
  /** Whether the client was told that it is in, or in line. */
  isWelcomed = false;

  /**
   * @param name its address as Python prints it
   * @param id the session's 8 bytes
   */
  constructor(
    readonly name: string,
    readonly id: Buffer,
    private readonly options: UdpSessionOptions,
    private readonly hub: UdpGuestHost,
    private readonly recordArrival: RecordArrival,
  ) {
    const { clock, limits } = options;
    this.session = new UdpSession(options);
    this.onEnd = this.session.onEnd;
    this.onCounts = this.session.onCounts;
    this.bucket = new TokenBucket(clock, limits.shortReadsPerSecond, limits.shortReadBurst);
    this.session.onText((text) => this.handle(text));
    // Subscribe before anyone else: after the end it asks for nothing.
    this.session.onEnd(() => this.requests.dispose());
  }

  get remote(): SocketAddress {
    return this.options.wire.remote;
  }

  get backlog(): UdpSession {
    return this.session;
  }

  /** Handles a datagram of its session. One that exceeds its rate is dropped, and not acknowledged. */
  receive(
    bytes: Uint8Array,
    datagram: Datagram,
    transit?: Transit,
    marks: readonly WireMark[] = [],
  ): void {
    const { wire } = this.options;
    wire.arriving = marks;
    this.transit = transit;
    this.handleDatagram(bytes, datagram);
    this.transit = undefined;
    wire.arriving = [];
  }

  private handleDatagram(bytes: Uint8Array, datagram: Datagram): void {
    const costs = datagram.type === 'say' || datagram.type === 'ping';
    if (costs && this.bucket.waitMs > 0) {
      this.options.wire.received(bytes);
      return;
    }
    if (costs) this.bucket.take();
    this.session.receive(bytes, datagram);
  }

  /** Replies to a HELLO, which the client repeats until it is in. */
  answerHello(): void {
    if (this.session.hasEnded) return;
    this.session.heard();
    this.welcome();
  }

  say(fragments: readonly Fragment[], onDone?: (tries: number, waitedMs: number) => void): void {
    this.session.say(fragments, onDone && (({ tries, waitedMs }) => onDone(tries, waitedMs)));
  }

  sayAsHost(text: string): void {
    this.say(this.hub.hostFragments(text));
  }

  wait(position: number): void {
    if (position === this.position) return;
    this.position = position;
    this.recordArrival('waits');
    this.welcome();
  }

  /** Does nothing: the protocol has no notices. */
  tell(): void {}

  admit(): boolean {
    this.position = undefined;
    this.recordArrival('joined');
    // WELCOME comes first: a client ignores what arrives before it.
    this.welcome();
    this.hub.admit(this);
    return true;
  }

  /** With `status` it delivers nothing: a lab client sends only messages. */
  listen(to: 'all' | 'status' = 'all'): void {
    if (to === 'status') this.held ??= [];
    if (!this.held || to === 'status') return;
    const { held } = this;
    this.held = undefined;
    this.heldBytes = 0;
    this.session.resume();
    for (const message of held) this.fire(message);
  }

  pause(): void {
    this.session.pause();
  }

  resume(): void {
    this.session.resume();
  }

  close(farewell?: CloseReason): void {
    void this.leave(farewell);
  }

  /** Resolves when it is closed. */
  leave(farewell?: CloseReason): Promise<void> {
    const reason = farewell?.code ?? '';
    this.recordArrival('refused', farewell?.code);
    if (this.isWelcomed) return this.session.close(reason);
    this.options.wire.send({ type: 'refused', reason });
    this.session.finish({ reason: 'local' });
    return Promise.resolve();
  }

  /** Ends it because another program uses its address now. */
  replace(): void {
    this.session.finish({ reason: 'closed' });
  }

  private welcome(): void {
    const { bare, wire } = this.options;
    const { name, position } = this;
    this.isWelcomed = true;
    wire.send({ type: 'welcome', name, bare, ...(position !== undefined && { position }) });
  }

  private handle(text: string): void {
    const message = { text, transit: this.transit && unusualOnly(this.transit) };
    if (leaveCommand.test(text)) {
      this.session.end('', { reason: 'closed' });
    } else if (!this.held) {
      this.fire(message);
    } else {
      this.held.push(message);
      // Counts empty messages as well.
      this.heldBytes += Buffer.byteLength(text) + headerBytes;
      // The rest stays with the client until it is admitted.
      if (this.heldBytes >= this.options.limits.heldBytes) this.session.pause();
    }
  }

  private fire({ text, transit }: ReceivedMessage): void {
    if (text === '') return;
    this.requests.fire({ type: 'say', text, ...(transit && { transit }) });
  }
}
