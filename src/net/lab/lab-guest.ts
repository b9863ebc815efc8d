import { Emitter } from '../../util/event';
import type { GuestLink, GuestRequest } from '../transport';
import type { LabSocket, LabSocketOptions } from './lab-socket';
import { MessageAssembler } from './message-assembler';

/** A lab client, as the hub it connected to sees it. */
export class LabGuest implements GuestLink {
  readonly name: string;
  readonly returns = false;
  readonly onEnd;
  private readonly requests = new Emitter<GuestRequest>();
  readonly onRequest = this.requests.event;
  private readonly assembler: MessageAssembler;
  /** What it says before `listen()`; undefined from then on. */
  private held: string[] | undefined = [];
  private heldBytes = 0;

  constructor(
    readonly socket: LabSocket,
    { clock, limits }: LabSocketOptions,
    private readonly onAdmit: (guest: LabGuest) => void,
  ) {
    this.name = socket.remoteName;
    this.onEnd = socket.onEnd;
    this.assembler = new MessageAssembler(
      clock,
      limits.incomingBytes,
      (text) => this.hear(text, limits.heldBytes),
      () => socket.finish({ reason: 'closed' }),
    );
    socket.onChunk((chunk) => this.assembler.push(chunk));
    // Subscribed before anybody else: what is held is heard before the end is.
    socket.onEnd(() => {
      this.assembler.end();
      this.requests.dispose();
    });
    socket.resume();
  }

  /** The protocol has no word for the waiting line. */
  wait(): void {}

  /** Nor for notices. */
  tell(): void {}

  admit(): void {
    this.onAdmit(this);
  }

  listen(): void {
    if (!this.held) return;
    const held = this.held;
    this.held = undefined;
    for (const text of held) this.requests.fire({ type: 'say', text });
    this.socket.resume();
  }

  close(): void {
    void this.socket.close();
  }

  private hear(text: string, most: number): void {
    if (!this.held) {
      this.requests.fire({ type: 'say', text });
      return;
    }
    this.held.push(text);
    this.heldBytes += Buffer.byteLength(text);
    // The rest stays with the sender's own operating system until it is let in.
    if (this.heldBytes >= most) this.socket.pause();
  }
}
