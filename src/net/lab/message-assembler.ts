import { cleanText } from '../../util/clean-text';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { incompleteLength } from '../utf8';
import { longestWrite, prefixRoom } from './piece';

/** A read of at least this length is probably part of a message that was written in pieces. */
const nearlyFull = longestWrite - prefixRoom - 3;

/** How long the rest of a message that was cut may take, in ms: well over what a paced writer waits. */
const patience = 250;

/** A client leaves by sending exactly this. */
const leaveWord = /^q\r?\n?$/;

/**
 * Makes messages of what a lab client sends. The protocol has no framing: one read is one message.
 * Two kinds of read say of themselves that more is to come, and are joined with what follows within
 * `patience`: one that ends inside a character, and one as long as the writes long messages are cut into.
 */
export class MessageAssembler {
  private held: Buffer[] = [];
  private heldBytes = 0;
  private timer: Disposable | undefined;

  /**
   * @param longest bytes after which a message without end is cut into several
   * @param onMessage called with each message's clean text, never empty
   * @param onLeave called when the client says that it leaves
   */
  constructor(
    private readonly clock: Clock,
    private readonly longest: number,
    private readonly onMessage: (text: string) => void,
    private readonly onLeave: () => void,
  ) {}

  push(chunk: Buffer): void {
    this.timer?.dispose();
    this.held.push(chunk);
    this.heldBytes += chunk.length;
    const more = chunk.length >= nearlyFull || incompleteLength(chunk) > 0;
    if (more && this.heldBytes < this.longest) {
      this.timer = this.clock.after(patience, () => this.flush(false));
    } else {
      this.flush(false);
    }
  }

  /** No more will come: what is held is the last message. */
  end(): void {
    this.timer?.dispose();
    this.flush(true);
  }

  private flush(final: boolean): void {
    if (this.heldBytes === 0) return;
    const bytes = this.held.length === 1 ? (this.held[0] as Buffer) : Buffer.concat(this.held);
    // The beginning of a character stays for the next read to complete.
    const keep = final ? 0 : incompleteLength(bytes);
    const text = bytes.toString('utf8', 0, bytes.length - keep);
    this.held = keep > 0 ? [Buffer.from(bytes.subarray(bytes.length - keep))] : [];
    this.heldBytes = keep;
    if (text === '') return;
    if (leaveWord.test(text)) this.onLeave();
    else this.onMessage(cleanText(text));
  }
}
