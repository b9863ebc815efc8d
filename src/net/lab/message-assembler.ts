import { cleanText, leaveCommand } from '../../protocol/room-text';
import type { StreamTextDecoder, TextEncoding } from '../../protocol/text-encoding';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { longestWrite, prefixRoom } from './batch';
import { JavaStrings } from './java-strings';
import { utf8Encoding } from './text-encoding';
import { TelnetFilter, TypedLines } from './typed-lines';

/** A read of at least this length may be part of a longer message. */
const nearlyFull = longestWrite - prefixRoom - 7;

/** How long, in ms, text waits for what may belong to it. */
export const joinMs = 5;

/** How long, in ms, the rest of a character or of a framed text may take. */
export const restMs = 250;

/** A client whose long read was held in vain is not made to wait again for this long, in ms. */
const vainMs = 1000;

/** What makes a read more than a text to pass on: controls, U+FFFD, a byte order mark. */
const special = /[^\P{Cc}\t\n]|[\ufeff\ufffd]/u;

/** Text in UTF-16 that was read as bytes of ASCII. */
const spaced = /^(?:[^\0]\0){2,}$|^(?:\0[^\0]){2,}$/;

export interface AssemblerOptions {
  readonly clock: Clock;
  /** Bytes after which a message without end is cut into several. */
  readonly longest: number;
  /**
   * Called with each message's clean text, never empty. `continues`: it goes on with the message
   * before it, which could not wait for it.
   */
  readonly onMessage: (text: string, continues: boolean) => void;
  /** Called once, when the client says that it leaves; nothing is called after it. */
  readonly onLeave: () => void;
  /** Called with bytes that are not valid in the encoding. */
  readonly onUndecodable?: (bytes: Buffer) => void;
  /** For how long the client has been read without a pause, in ms; 0 while it is not read. */
  readonly readingMs?: () => number;
  readonly encoding?: TextEncoding;
}

/**
 * Makes messages of what a lab client sends, whatever program it is. The protocol has no framing: one
 * read is one message, but for what says of itself that it is not.
 *
 * 1. Whole text MUST NOT wait longer than `joinMs` after the last read; a cut character, or a text in
 *    a frame, no longer than `restMs` in which the client is read; what a terminal sends key by key as {@link TypedLines} says.
 * 2. Nothing a client says MUST be lost, but for what is no text: telnet commands, NUL, byte order
 *    marks, the lengths of Java's frames.
 * 3. A read of plain text from a client that is known to send messages MUST cost no timer.
 */
export class MessageAssembler {
  private readonly telnet = new TelnetFilter();
  private readonly java = new JavaStrings();
  private readonly lines: TypedLines;
  private encoding: TextEncoding;
  /** Is given whole characters only. */
  private decoder: StreamTextDecoder;
  /** Reads that wait to be joined with what follows, the first of them begins with a character. */
  private held: Buffer[] = [];
  private heldBytes = 0;
  private heldSince = 0;
  private timer: Disposable | undefined;
  /** Counts the reads, so that a wait knows whether it is over. */
  private reads = 0;
  /** Long reads are not held until then. */
  private vainUntil = 0;
  /** What comes until then goes on with the message before it; 0 for nothing. */
  private continuesUntil = 0;
  /** The last text ended in CR: the LF of it may follow. */
  private afterReturn = false;
  /** Something was heard that had no frame: what follows has none, either. */
  private isBare = false;
  private left = false;

  constructor(private readonly options: AssemblerOptions) {
    this.encoding = options.encoding ?? utf8Encoding;
    this.decoder = this.encoding.decoder();
    this.lines = new TypedLines(options.clock, options.longest, (text) => this.tell(text));
  }

  push(chunk: Buffer): void {
    if (this.left) return;
    if (this.isPlain && !this.isLong(chunk) && this.isWhole(chunk)) {
      const text = this.decoder.write(chunk);
      if (!special.test(text)) {
        this.tell(text);
        return;
      }
    }
    this.timer?.dispose();
    this.reads += 1;
    this.hold(this.strip(chunk));
    if (this.heldBytes > 0 && this.mayWait && (this.isLong(chunk) || !this.isWhole()))
      this.waitForMore();
    else this.flushWhole();
  }

  /** What comes from now on is read in this encoding. */
  setEncoding(encoding: TextEncoding): void {
    this.timer?.dispose();
    this.flush(true);
    this.encoding = encoding;
    this.decoder = encoding.decoder();
  }

  /** No more will come: what waits is the last message. */
  end(): void {
    this.timer?.dispose();
    this.reads += 1;
    this.flush(true);
    this.tell(this.java.flush(true));
    this.lines.flush();
  }

  /** Whether nothing is under way, and the client is known to send messages. */
  private get isPlain(): boolean {
    return (
      this.lines.isProgram &&
      this.heldBytes === 0 &&
      this.continuesUntil === 0 &&
      !this.afterReturn &&
      !this.telnet.isOpen &&
      !this.java.isOpen &&
      !this.java.isKnown
    );
  }

  /** Whether a read is so long that it may be part of a longer message. */
  private isLong(chunk: Buffer): boolean {
    return (
      chunk.length >= nearlyFull &&
      chunk[chunk.length - 1] !== 0 &&
      this.options.clock.now() >= this.vainUntil
    );
  }

  private isWhole(bytes = this.heldBuffer): boolean {
    return this.encoding.boundary(bytes, 0, bytes.length) === bytes.length;
  }

  /** Whether what is held may be held longer. */
  private get mayWait(): boolean {
    const { clock, longest } = this.options;
    return this.heldBytes < longest && clock.now() - this.heldSince < restMs;
  }

  /** Bytes of two for a character, NUL among them. */
  private get isWide(): boolean {
    return this.encoding.name.startsWith('utf-16');
  }

  private get heldBuffer(): Buffer {
    return this.held.length === 1 ? (this.held[0] as Buffer) : Buffer.concat(this.held);
  }

  /** Takes off what is no text. */
  private strip(chunk: Buffer): Buffer {
    if (this.isWide) return chunk;
    const bytes = this.telnet.push(chunk);
    if (this.telnet.negotiated) this.lines.isTelnet();
    if (this.isBare && !this.java.isKnown) return bytes;
    const { texts, rest } = this.java.push(bytes);
    for (const text of texts) this.tell(text);
    this.isBare = rest.length > 0;
    return rest;
  }

  private hold(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (this.heldBytes === 0) this.heldSince = this.options.clock.now();
    this.held.push(bytes);
    this.heldBytes += bytes.length;
  }

  private waitForMore(): void {
    const { clock } = this.options;
    const { reads } = this;
    this.timer = clock.after(joinMs, () => {
      // What has arrived meanwhile is read first: a busy process is not a quiet line.
      setImmediate(() => {
        if (this.reads !== reads) return;
        if (this.isWhole()) this.vainUntil = clock.now() + vainMs;
        this.flushWhole();
      });
    });
  }

  /** Gives all whole text; what is incomplete waits on. */
  private flushWhole(): void {
    this.flush(false);
    if (this.heldBytes === 0 && !this.telnet.isOpen && !this.java.isOpen) return;
    this.expireIn(restMs - joinMs);
  }

  /** Gives also what is incomplete, unless its rest may have arrived and was not read: that is our doing. */
  private expireIn(ms: number): void {
    const { clock, readingMs } = this.options;
    this.timer = clock.after(ms, () => {
      const unread = restMs - joinMs - (readingMs?.() ?? restMs);
      if (unread > 0) {
        this.expireIn(unread);
        return;
      }
      this.flush(true);
      this.tell(this.java.flush(false));
      if (this.java.isOpen) this.goOn();
    });
  }

  /** @param final also what is incomplete */
  private flush(final: boolean): void {
    if (final) this.hold(this.telnet.flush());
    if (this.heldBytes === 0) return;
    const bytes = this.heldBuffer;
    let end = final ? bytes.length : this.encoding.boundary(bytes, 0, bytes.length);
    // What ends before the beginning of another character does not go on.
    let text = this.decoder.write(bytes.subarray(0, end)) + this.decoder.end();
    if (text.includes('\ufffd') && !this.isFaithful(text, bytes, end)) {
      this.options.onUndecodable?.(bytes);
      // Whoever sends what is not valid does not complete a character, either.
      if (end < bytes.length) text += this.decoder.write(bytes.subarray(end)) + this.decoder.end();
      end = bytes.length;
    }
    this.held = end < bytes.length ? [bytes.subarray(end)] : [];
    this.heldBytes = bytes.length - end;
    if (text === '') return;
    // A key comes alone, not with half of another.
    if (end < bytes.length) this.lines.isMessages();
    this.hear(text);
    if (end < bytes.length || isPiece(bytes.length, text)) this.goOn();
  }

  private isFaithful(text: string, bytes: Buffer, end: number): boolean {
    return this.encoding.encode(text).equals(bytes.subarray(0, end));
  }

  /** What comes soon goes on with what was just told. */
  private goOn(): void {
    this.continuesUntil = this.options.clock.now() + restMs;
  }

  /** The text of one read. */
  private hear(text: string): void {
    let rest = this.afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    if (rest.startsWith('\ufeff')) rest = rest.slice(1);
    this.afterReturn = rest.endsWith('\r');
    if (spaced.test(rest)) rest = rest.replaceAll('\0', '');
    const ended = rest.split('\0');
    const last = ended.pop() as string;
    for (const part of ended) {
      if (part !== '') this.lines.push(part);
      this.lines.flush();
    }
    if (last !== '') this.lines.push(last);
  }

  private tell(text: string): void {
    if (this.left || text === '') return;
    const continues = this.continuesUntil > 0 && this.options.clock.now() < this.continuesUntil;
    this.continuesUntil = 0;
    if (leaveCommand.test(text)) {
      this.left = true;
      this.lines.dispose();
      this.options.onLeave();
      return;
    }
    const said = cleanText(text.endsWith('\r') ? text.slice(0, -1) : text);
    if (said !== '') this.options.onMessage(said, continues);
  }
}

/**
 * Whether this is as long as the pieces that a Deskmate client writes one after the other. It does so with
 * ASCII only where the end could be taken for a goodbye.
 */
function isPiece(bytes: number, text: string): boolean {
  const min = bytes > text.length ? nearlyFull : longestWrite - prefixRoom - 1;
  return bytes >= min && bytes <= longestWrite - prefixRoom;
}
