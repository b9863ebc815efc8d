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

/** A lab client, on the side of the hub that it connected to. */
export class LabGuest implements GuestLink {
  readonly name: string;
  readonly canReturn = false;
  readonly onEnd;
  private readonly requests = new Emitter<GuestRequest>();
  readonly onRequest = this.requests.event;
  private readonly assembler: MessageAssembler;
  /** Messages that wait for `listen()`. */
  private held: { readonly text: string; readonly continues: boolean }[] | undefined = [];
  private heldBytes = 0;

  /**
   * @param onAdmit called when it is admitted
   * @param mayContinue whether `text` can continue the last published message
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
      maxLength: limits.incomingBytes,
      onMessage: (text, continues) => this.receive(text, continues, limits.heldBytes),
      onLeave: () => socket.finish({ reason: 'closed' }),
      onUndecodable: (bytes) => text.report(this.name, bytes),
      readingMs: () => socket.readingMs,
      encoding: text.encoding,
    });
    socket.onChunk((chunk) => this.assembler.push(chunk));
    // Subscribe before anyone else, so that held text is delivered before the end.
    socket.onEnd(() => {
      this.assembler.end();
      this.requests.dispose();
    });
    socket.resume();
  }

  setEncoding(encoding: TextEncoding): void {
    this.assembler.setEncoding(encoding);
  }

  /** Does nothing: the protocol has no waiting line. */
  wait(): void {}

  /** Does nothing: the protocol has no notices. */
  tell(): void {}

  admit(): boolean {
    this.onAdmit(this);
    return true;
  }

  /** With `status` it delivers nothing: a lab client sends only messages. */
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

  private receive(text: string, continues: boolean, max: number): void {
    if (!this.held) {
      this.say(text, continues);
      return;
    }
    this.held.push({ text, continues });
    this.heldBytes += Buffer.byteLength(text);
    // The rest waits in the sender's operating system until it is admitted.
    if (this.heldBytes >= max) this.socket.pause();
  }

  private say(text: string, continues: boolean): void {
    const isContinued = continues && this.mayContinue(this, text);
    this.requests.fire({ type: 'say', text, ...(isContinued && { continues: true }) });
  }
}

/** How often to check, in ms, whether paused guests can go on. */
const recheckMs = 20;

/** A member that accepts nothing for this long, in ms, doesn't slow others down; its own limit applies. */
const stuckMs = 5 * readMs;

/**
 * Slows down guests who send more than the others can read, using TCP flow control: nothing is lost, and no
 * reader that keeps reading is disconnected because of another's flood. A guest who sends little is never
 * slowed down, and a reader that is stuck slows no one down.
 */
export class ReadThrottle implements Disposable {
  private readonly paused = new Set<LabGuest>();
  /** Bytes sent by each guest in the second that began at `since`. */
  private said = new Map<LabGuest, number>();
  private since = 0;
  private timer: Disposable | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly limits: Limits,
  ) {}

  /** Counts a batch just published to `audience`, and pauses its loud authors if someone is behind. */
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
    this.timer ??= this.clock.after(recheckMs, () => this.recheck(audience));
  }

  forget(guest: LabGuest): void {
    this.said.delete(guest);
    this.paused.delete(guest);
  }

  dispose(): void {
    this.timer?.dispose();
    this.paused.clear();
  }

  private recheck(audience: ReadonlySet<LabGuest>): void {
    this.timer = undefined;
    if (this.paused.size === 0) return;
    if (this.isBusy(audience)) {
      this.timer = this.clock.after(recheckMs, () => this.recheck(audience));
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
