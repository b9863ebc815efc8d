import type { RecordArrival } from '../../protocol/arrival';
import type { CloseReason, GuestLink, GuestRequest } from '../../protocol/guest-link';
import type { LinkEnd } from '../../protocol/net-error';
import type { TextEncoding } from '../../protocol/text-encoding';
import type { Transit } from '../../protocol/transit';
import { Emitter, type Event } from '../../util/event';
import type { ThrottledGuest } from '../socket/read-throttle';
import type { LabEncodingState } from './lab-encoding';
import type { LabSocket, LabSocketOptions } from './lab-socket';
import { MessageAssembler, type MessageReceiver } from './message-assembler';
import { ReceivedReads } from './message-transit';

interface HeldMessage {
  readonly text: string;
  readonly continues: boolean;
  readonly transit: Transit | undefined;
}

/** What a guest needs from its server. */
export interface GuestServer {
  /** Called when the guest is admitted. */
  admit(guest: LabGuest): void;
  /** Whether `text` can continue the last published message. */
  mayContinue(guest: LabGuest, text: string): boolean;
  /** Sends a message from the host to this guest alone. */
  sayTo(guest: LabGuest, text: string): void;
}

/** A lab client, on the side of the hub that it connected to. */
export class LabGuest implements GuestLink, ThrottledGuest, MessageReceiver {
  readonly name: string;
  readonly canReturn = false;
  private readonly requests = new Emitter<GuestRequest>();
  private readonly assembler: MessageAssembler;
  /** Messages that wait for `listen()`. */
  private held: HeldMessage[] | undefined = [];
  private heldBytes = 0;
  private readonly maxHeldBytes: number;
  private readonly reads = new ReceivedReads();

  constructor(
    readonly socket: LabSocket,
    { clock, limits }: LabSocketOptions,
    private readonly text: LabEncodingState,
    private readonly server: GuestServer,
    private readonly recordArrival: RecordArrival,
  ) {
    this.name = socket.remoteName;
    this.maxHeldBytes = limits.heldBytes;
    this.assembler = new MessageAssembler(this, {
      clock,
      maxLength: limits.incomingBytes,
      encoding: text.encoding,
    });
    socket.onChunk((chunk) => {
      this.reads.record(socket.arrival);
      this.assembler.push(chunk, socket.marks);
    });
    // Subscribe before anyone else, so that held text is delivered before the end.
    socket.onEnd(() => {
      this.assembler.end();
      this.requests.dispose();
    });
    socket.resume();
  }

  get onRequest(): Event<GuestRequest> {
    return this.requests.event;
  }

  get onEnd(): Event<LinkEnd> {
    return this.socket.onEnd;
  }

  get readingMs(): number {
    return this.socket.readingMs;
  }

  setEncoding(encoding: TextEncoding): void {
    this.assembler.setEncoding(encoding);
  }

  /** Says nothing to the guest: the protocol has no waiting line. */
  wait(): void {
    this.recordArrival('waits');
  }

  /** Does nothing: the protocol has no notices. */
  tell(): void {}

  admit(): boolean {
    this.recordArrival('joined');
    this.server.admit(this);
    return true;
  }

  /** With `status` it delivers nothing: a lab client sends only messages. */
  listen(to: 'all' | 'status' = 'all'): void {
    if (to === 'status') this.held ??= [];
    if (!this.held || to === 'status') return;
    const held = this.held;
    this.held = undefined;
    this.heldBytes = 0;
    for (const { text, continues, transit } of held) this.say(text, continues, transit);
    this.socket.resume();
  }

  get backlog() {
    return this.socket.writer;
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  sayAsHost(text: string): void {
    this.server.sayTo(this, text);
  }

  close(farewell?: CloseReason): void {
    this.recordArrival('refused', farewell?.code);
    void this.socket.close();
  }

  onLeave(): void {
    this.socket.finish({ reason: 'closed' });
  }

  onUndecodable(bytes: Buffer): void {
    this.text.report(this.name, bytes);
  }

  onMessage(text: string, continues: boolean): void {
    const transit = this.reads.messageTransit;
    if (!this.held) {
      this.say(text, continues, transit);
      return;
    }
    this.held.push({ text, continues, transit });
    this.heldBytes += Buffer.byteLength(text);
    // The rest waits in the sender's operating system until it is admitted.
    if (this.heldBytes >= this.maxHeldBytes) this.socket.pause();
  }

  private say(text: string, continues: boolean, transit: Transit | undefined): void {
    const isContinued = continues && this.server.mayContinue(this, text);
    // Nearly every message is only its text, and spreading nothing takes time as well.
    if (!isContinued && !transit) this.requests.fire({ type: 'say', text });
    else {
      this.requests.fire({
        ...{ type: 'say', text },
        ...(isContinued && { continues: true }),
        ...(transit && { transit }),
      });
    }
  }
}
