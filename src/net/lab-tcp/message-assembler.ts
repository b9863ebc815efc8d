import { cleanText, leaveCommand } from '../../protocol/message-text';
import type { TextEncoding } from '../../protocol/text-encoding';
import type { WireMark } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { isPiece, nearlyFull } from './batch';
import { utf8Encoding } from './encodings';
import { ReadDecoder } from './read-decoder';
import { TelnetFilter, TypedLines, telnetCommand } from './typed-lines';
import { WriteUtfDecoder } from './write-utf-decoder';

/** How long, in ms, text waits for more of the same message. */
const joinMs = 5;

/** The longest time, in ms, that text waits while more keeps coming: a sender may never pause. */
export const maxJoinMs = 2 * joinMs;

/** How long, in ms, to wait for the rest of a character or of a framed text. */
export const restMs = 250;

/** After a long read was held in vain, don't hold that client's reads for this long, in ms. */
const vainMs = 1000;

/** UTF-16 text of ASCII characters, decoded as single bytes. */
const utf16AsBytes = /^(?:[^\0]\0){2,}$|^(?:\0[^\0]){2,}$/;

/** Who gets what an assembler makes. */
export interface MessageReceiver {
  /** How long the client has been read without a pause, in ms; 0 while it isn't read. */
  readonly readingMs: number;
  /**
   * Gets each message's clean text, never empty. `continues`: it continues the previous message, which
   * couldn't wait for it.
   */
  onMessage(text: string, continues: boolean): void;
  /** Called once, when the client sends the leave command; nothing is called after it. */
  onLeave(): void;
  /** Gets bytes that aren't valid in the encoding. */
  onUndecodable(bytes: Buffer): void;
}

export interface AssemblerOptions {
  readonly clock: Clock;
  /** Length in bytes at which a message without an end is split. */
  readonly maxLength: number;
  readonly encoding?: TextEncoding;
}

/**
 * Assembles messages from what a lab client sends, whatever program it is. The protocol has no framing:
 * each read is a message, unless its bytes show otherwise.
 *
 * 1. Complete text MUST NOT wait longer than `joinMs` after the last read, nor longer than `maxJoinMs` however
 *    much follows it; more than that continues it. An incomplete character or framed text MUST NOT wait
 *    longer than `restMs` of reading. For keys from a terminal, {@link TypedLines} sets the limits.
 * 2. It MUST NOT lose anything but what isn't text: telnet commands, NUL, byte order marks, the lengths of
 *    Java's frames.
 * 3. It MUST NOT set a timer for a read of plain text from a client that is known to send messages.
 */
export class MessageAssembler {
  private readonly clock: Clock;
  private readonly maxLength: number;
  private decoder: ReadDecoder;
  /** Made at the first byte that may begin a telnet command. */
  private telnet: TelnetFilter | undefined;
  /** Exists from the first read until one shows that the client isn't Java. */
  private java: WriteUtfDecoder | undefined;
  private readonly lines: TypedLines;
  /** Reads that wait to be joined with what follows; the first begins with a character. */
  private held: Buffer[] = [];
  private heldBytes = 0;
  /** When complete text began to wait; undefined while none does. */
  private waitingSince: number | undefined;
  private timer: Disposable | undefined;
  /** Counts reads, so that a wait can tell whether more arrived. */
  private reads = 0;
  /** Until then, long reads aren't held. */
  private vainUntil = 0;
  /** What comes until then continues the previous message; 0 for none. */
  private continuesUntil = 0;
  /** The last text ended in CR, and its LF may follow. */
  private afterReturn = false;
  /** Text without a Java frame was received, so what follows has none either. */
  private isBare = false;
  private left = false;
  /** Messages delivered so far. */
  private deliveries = 0;
  /** How many of them continue the one before. */
  private continuations = 0;

  constructor(
    private readonly receiver: MessageReceiver,
    { clock, maxLength, encoding = utf8Encoding }: AssemblerOptions,
  ) {
    this.clock = clock;
    this.maxLength = maxLength;
    this.decoder = new ReadDecoder(encoding);
    this.lines = new TypedLines(clock, maxLength, (text) => this.deliver(text));
  }

  /** @param marks gets what is notable about this chunk */
  push(chunk: Buffer, marks?: Set<WireMark>): void {
    if (!marks) {
      this.read(chunk);
      return;
    }
    const wasHolding = this.isHolding;
    const { deliveries, continuations } = this;
    this.read(chunk);
    const isContinued = wasHolding || this.continuations > continuations;
    if (isContinued) marks.add('message-continued');
    const messages = this.deliveries - deliveries + (this.isHolding ? 1 : 0);
    if (messages > 1) marks.add('messages-joined');
    if (!this.isWhole()) marks.add('character-cut');
  }

  private read(chunk: Buffer): void {
    if (this.left) return;
    if (this.isPlain && !this.isLong(chunk)) {
      const text = this.decoder.plainText(chunk);
      if (text !== undefined) {
        this.pass(text, false);
        return;
      }
    }
    this.timer?.dispose();
    this.reads += 1;
    this.hold(this.strip(chunk));
    const mayContinue = this.isLong(chunk) || !this.isWhole();
    if (this.heldBytes > 0 && mayContinue && this.mayWait) this.waitForMore();
    else this.flushWhole(mayContinue);
  }

  /** Sets the encoding of everything that comes from now on. */
  setEncoding(encoding: TextEncoding): void {
    this.timer?.dispose();
    this.flush(true);
    this.decoder = new ReadDecoder(encoding);
  }

  /** The connection has ended: what waits is the last message. */
  end(): void {
    this.timer?.dispose();
    this.reads += 1;
    this.flush(true);
    if (this.java) this.deliver(this.java.flush(true));
    this.lines.flush();
  }

  /** Whether nothing is incomplete and the client is known to send messages. */
  private get isPlain(): boolean {
    return (
      this.lines.isProgram &&
      this.heldBytes === 0 &&
      this.continuesUntil === 0 &&
      !this.afterReturn &&
      !this.isFramed
    );
  }

  /** Whether what comes next may not be only text. */
  private get isFramed(): boolean {
    const { telnet, java } = this;
    return (telnet?.isOpen ?? false) || (java !== undefined && (java.isOpen || java.isKnown));
  }

  /** Whether the beginning of a message waits for its rest. */
  private get isHolding(): boolean {
    return this.heldBytes > 0 || (this.java?.isOpen ?? false) || this.lines.isOpen;
  }

  /** Whether a read is so long that it may be part of a longer message. */
  private isLong(chunk: Buffer): boolean {
    return (
      chunk.length >= nearlyFull &&
      chunk[chunk.length - 1] !== 0 &&
      this.clock.now() >= this.vainUntil
    );
  }

  /** Whether what is held ends between characters. */
  private isWhole(): boolean {
    const { decoder, heldBuffer } = this;
    return decoder.boundary(heldBuffer) === heldBuffer.length;
  }

  /** Whether held bytes may wait longer. */
  private get mayWait(): boolean {
    const { clock, maxLength } = this;
    const { waitingSince = clock.now() } = this;
    return this.heldBytes < maxLength && clock.now() - waitingSince < maxJoinMs;
  }

  private get heldBuffer(): Buffer {
    return this.held.length === 1 ? (this.held[0] as Buffer) : Buffer.concat(this.held);
  }

  /** Removes what isn't text. */
  private strip(chunk: Buffer): Buffer {
    if (this.decoder.isWide) return chunk;
    if (!this.telnet && chunk.includes(telnetCommand)) this.telnet = new TelnetFilter();
    const bytes = this.telnet?.push(chunk) ?? chunk;
    if (this.telnet?.negotiated) this.lines.markTelnet();
    if (this.isBare) return bytes;
    const java = this.java ?? new WriteUtfDecoder();
    const { texts, rest } = java.push(bytes);
    for (const text of texts) this.deliver(text);
    this.isBare = rest.length > 0 && !java.isKnown;
    this.java = this.isBare ? undefined : java;
    return rest;
  }

  private hold(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.held.push(bytes);
    this.heldBytes += bytes.length;
  }

  private waitForMore(): void {
    const { clock, reads } = this;
    const readAt = clock.now();
    this.waitingSince ??= readAt;
    // It came in time, however long it waits now.
    if (readAt < this.continuesUntil) this.continuesUntil = readAt + restMs;
    const waitMs = Math.min(joinMs, this.waitingSince + maxJoinMs - readAt);
    this.timer = clock.after(waitMs, () => {
      // Read what has arrived meanwhile first: the timer may be late because the process was busy.
      setImmediate(() => {
        if (this.reads !== reads) return;
        const isOver = waitMs === joinMs;
        if (isOver && this.isWhole()) this.vainUntil = clock.now() + vainMs;
        this.flushWhole(!isOver);
      });
    });
  }

  /**
   * Delivers all complete text; the incomplete rest keeps waiting.
   * @param mayContinue whether what is delivered may be only a part of a message, so that the next read continues
   * it
   */
  private flushWhole(mayContinue: boolean): void {
    this.flush(false, mayContinue);
    if (this.heldBytes === 0 && !this.telnet?.isOpen && !this.java?.isOpen) return;
    this.expireIn(restMs - joinMs);
  }

  /**
   * After `ms`, also delivers what is incomplete, unless we were not reading: then its rest may have
   * arrived.
   */
  private expireIn(ms: number): void {
    this.timer = this.clock.after(ms, () => {
      const unread = restMs - joinMs - this.receiver.readingMs;
      if (unread > 0) {
        this.expireIn(unread);
        return;
      }
      this.flush(true);
      if (this.java) this.deliver(this.java.flush(false));
      if (this.java?.isOpen) this.allowContinuation(restMs);
    });
  }

  /**
   * @param final whether to deliver what is incomplete, too
   * @param mayContinue see `flushWhole`
   */
  private flush(final: boolean, mayContinue = false): void {
    this.waitingSince = undefined;
    if (final && this.telnet) this.hold(this.telnet.flush());
    if (this.heldBytes === 0) return;
    const bytes = this.heldBuffer;
    const { decoder } = this;
    let end = final ? bytes.length : decoder.boundary(bytes);
    const whole = bytes.subarray(0, end);
    let text = decoder.decode(whole);
    if (text.includes('\ufffd') && !decoder.isFaithful(text, whole)) {
      this.receiver.onUndecodable(bytes);
      // After invalid bytes, don't wait for the rest of a character.
      if (end < bytes.length) text += decoder.decode(bytes.subarray(end));
      end = bytes.length;
    }
    this.held = end < bytes.length ? [bytes.subarray(end)] : [];
    this.heldBytes = bytes.length - end;
    if (text === '') return;
    // A terminal sends whole keys, so this isn't one.
    if (end < bytes.length) this.lines.markProgram();
    this.handle(text);
    if (end < bytes.length || isPiece(bytes.length, text)) this.allowContinuation(restMs);
    else if (mayContinue) this.allowContinuation(joinMs);
  }

  /** Lets text that comes soon continue the message just delivered. */
  private allowContinuation(ms: number): void {
    this.continuesUntil = this.clock.now() + ms;
  }

  /** Handles the text of one read. */
  private handle(text: string): void {
    let rest = this.afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    if (rest.startsWith('\ufeff')) rest = rest.slice(1);
    this.afterReturn = rest.endsWith('\r');
    if (utf16AsBytes.test(rest)) rest = rest.replaceAll('\0', '');
    const ended = rest.split('\0');
    const last = ended.pop() as string;
    for (const part of ended) {
      if (part !== '') this.lines.push(part);
      this.lines.flush();
    }
    if (last !== '') this.lines.push(last);
  }

  private deliver(text: string): void {
    if (this.left || text === '') return;
    const continues = this.continuesUntil > 0 && this.clock.now() < this.continuesUntil;
    this.continuesUntil = 0;
    if (continues) this.continuations += 1;
    const clean = cleanText(text.endsWith('\r') ? text.slice(0, -1) : text);
    this.pass(clean, continues);
  }

  /** @param text without control characters */
  private pass(text: string, continues: boolean): void {
    this.deliveries += 1;
    if (leaveCommand.test(text)) {
      this.left = true;
      this.lines.dispose();
      this.receiver.onLeave();
    } else if (text !== '') {
      this.receiver.onMessage(text, continues);
    }
  }
}
