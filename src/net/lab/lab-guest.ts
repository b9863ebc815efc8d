import type { TextEncoding } from '../../protocol/text-encoding';
import type { GuestLink, GuestRequest } from '../../protocol/transport';
import { Emitter } from '../../util/event';
import type { LabSocket, LabSocketOptions } from './lab-socket';
import type { OpenText } from './lab-text';
import { MessageAssembler } from './message-assembler';

/** A lab client, as the hub it connected to sees it. */
export class LabGuest implements GuestLink {
  readonly name: string;
  readonly returns = false;
  readonly onEnd;
  private readonly requests = new Emitter<GuestRequest>();
  readonly onRequest = this.requests.event;
  private readonly assembler: MessageAssembler;
  /** What it says while it is not listened to. */
  private held: { readonly text: string; readonly continues: boolean }[] | undefined = [];
  private heldBytes = 0;

  /**
   * @param onAdmit called when it is let in
   * @param mayContinue whether `text` can go on with what was published last
   */
  constructor(
    readonly socket: LabSocket,
    { clock, limits }: LabSocketOptions,
    text: OpenText,
    private readonly onAdmit: (guest: LabGuest) => void,
    private readonly mayContinue: (guest: LabGuest, text: string) => boolean,
  ) {
    this.name = socket.remoteName;
    this.onEnd = socket.onEnd;
    this.assembler = new MessageAssembler({
      clock,
      longest: limits.incomingBytes,
      onMessage: (text, continues) => this.hear(text, continues, limits.heldBytes),
      onLeave: () => socket.finish({ reason: 'closed' }),
      onUndecodable: (bytes) => text.report(this.name, bytes),
      readingMs: () => socket.readingMs,
      encoding: text.encoding,
    });
    socket.onChunk((chunk) => this.assembler.push(chunk));
    // Subscribed before anybody else: what is held is heard before the end is.
    socket.onEnd(() => {
      this.assembler.end();
      this.requests.dispose();
    });
    socket.resume();
  }

  setEncoding(encoding: TextEncoding): void {
    this.assembler.setEncoding(encoding);
  }

  /** The protocol has no word for the waiting line. */
  wait(): void {}

  /** Nor for notices. */
  tell(): void {}

  admit(): boolean {
    this.onAdmit(this);
    return true;
  }

  /** It gives no signs. */
  listen(to: 'all' | 'status' = 'all'): void {
    if (to === 'status') this.held ??= [];
    if (!this.held || to === 'status') return;
    const held = this.held;
    this.held = undefined;
    this.heldBytes = 0;
    for (const { text, continues } of held) this.say(text, continues);
    this.socket.resume();
  }

  close(): void {
    void this.socket.close();
  }

  private hear(text: string, continues: boolean, max: number): void {
    if (!this.held) {
      this.say(text, continues);
      return;
    }
    this.held.push({ text, continues });
    this.heldBytes += Buffer.byteLength(text);
    // The rest stays with the sender's own operating system until it is let in.
    if (this.heldBytes >= max) this.socket.pause();
  }

  private say(text: string, continues: boolean): void {
    const goesOn = continues && this.mayContinue(this, text);
    this.requests.fire({ type: 'say', text, ...(goesOn && { continues: true }) });
  }
}
