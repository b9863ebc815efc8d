import type { Limits } from '../../protocol/limits';
import type { TextEncoding } from '../../protocol/text-encoding';
import type { GuestLink, GuestRequest } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { Batch } from './batch';
import type { LabSocket, LabSocketOptions, OpenText } from './lab-socket';
import { MessageAssembler } from './message-assembler';
import { readMs } from './paced-writer';

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

/** How often, in ms, it is looked whether those slowed down may go on. */
const lookAgainMs = 20;

/** A member that took nothing for this long, in ms, holds nobody up; it is left to its own limit. */
const stuckMs = 5 * readMs;

/**
 * Reads those slower who say more than the others can take, by TCP's own flow control: nothing is
 * lost, and no listener that keeps reading is cut off for another's flood. Who says little is never
 * slowed down, and a listener that stands still slows nobody.
 */
export class ReadThrottle implements Disposable {
  private readonly paused = new Set<LabGuest>();
  /** Bytes by guest in the second that began at `since`. */
  private said = new Map<LabGuest, number>();
  private since = 0;
  private timer: Disposable | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly limits: Limits,
  ) {}

  /** Looks at what was just published to `audience`. */
  note(batch: Batch<LabGuest>, audience: ReadonlySet<LabGuest>): void {
    const now = this.clock.now();
    if (Math.abs(now - this.since) >= 1000) {
      this.said = new Map();
      this.since = now;
    }
    const loud: LabGuest[] = [];
    for (const author of batch.authors) {
      const said = (this.said.get(author) ?? 0) + batch.bytesBy(author);
      this.said.set(author, said);
      if (said > this.limits.quietBytes) loud.push(author);
    }
    if (loud.length === 0 || !this.isBusy(audience)) return;
    for (const author of loud) {
      author.socket.pause();
      this.paused.add(author);
    }
    this.timer ??= this.clock.after(lookAgainMs, () => this.lookAgain(audience));
  }

  forget(guest: LabGuest): void {
    this.said.delete(guest);
    this.paused.delete(guest);
  }

  dispose(): void {
    this.timer?.dispose();
    this.paused.clear();
  }

  private lookAgain(audience: ReadonlySet<LabGuest>): void {
    this.timer = undefined;
    if (this.paused.size === 0) return;
    if (this.isBusy(audience)) {
      this.timer = this.clock.after(lookAgainMs, () => this.lookAgain(audience));
      return;
    }
    for (const guest of this.paused) guest.socket.resume();
    this.paused.clear();
  }

  private isBusy(audience: ReadonlySet<LabGuest>): boolean {
    const now = this.clock.now();
    for (const { socket } of audience) {
      const { queuedBytes, lastProgress } = socket.writer;
      if (queuedBytes > this.limits.busyBytes && now - lastProgress < stuckMs) return true;
    }
    return false;
  }
}
