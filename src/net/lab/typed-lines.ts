import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';

/** How long, in ms, a single key waits for the next one while nobody knows who types. */
export const keyMs = 1000;

/** How long, in ms, a known terminal's line waits for its end. */
export const lineMs = 30_000;

/** A slow network joins a few keys into one read. */
const fewKeys = 4;

const lineEnd = /\r\n|\r|\n/;
const erase = /[\b\u007f]/;

/**
 * Tells a terminal that sends every key by itself from a program that sends whole messages, and makes
 * lines of the keys. A program is known by its first read of more than one character, a terminal
 * by a line typed key by key, or by telnet commands.
 */
export class TypedLines implements Disposable {
  private sender: 'unknown' | 'program' | 'terminal' = 'unknown';
  private line = '';
  /** Reads that `line` is made of. */
  private reads = 0;
  private timer: Disposable | undefined;

  /**
   * @param longest characters after which a line without end is cut
   * @param onMessage called with a program's read, or a line without its end; never empty
   */
  constructor(
    private readonly clock: Clock,
    private readonly longest: number,
    private readonly onMessage: (text: string) => void,
  ) {}

  /** Whether a read of more than one character is a message, and nothing waits. */
  get isProgram(): boolean {
    return this.sender === 'program';
  }

  /** The client has sent telnet commands. */
  isTelnet(): void {
    if (this.sender === 'unknown') this.sender = 'terminal';
  }

  /** The client sends more than keys. */
  isMessages(): void {
    if (this.sender !== 'unknown') return;
    this.flush();
    this.sender = 'program';
  }

  /** One read of text, never empty. */
  push(text: string): void {
    if (!this.mayBeKeys(text)) this.isMessages();
    if (this.sender === 'program') this.onMessage(text);
    else this.type(text);
  }

  /** Gives what waits: its line has ended, or nothing more will come. */
  flush(): void {
    this.timer?.dispose();
    const { line } = this;
    this.line = '';
    this.reads = 0;
    if (line !== '') this.onMessage(line);
  }

  dispose(): void {
    this.timer?.dispose();
  }

  private mayBeKeys(text: string): boolean {
    if (text === '\ufffd') return false;
    if (isKey(text)) return this.reads > 0 || !lineEnd.test(text);
    return this.reads > 0 && (text.length <= fewKeys || lineEnd.test(text));
  }

  private type(text: string): void {
    this.timer?.dispose();
    this.reads += 1;
    let rest = text;
    for (let end = lineEnd.exec(rest); end; end = lineEnd.exec(rest)) {
      this.sender = 'terminal';
      this.append(rest.slice(0, end.index));
      this.flush();
      rest = rest.slice(end.index + end[0].length);
    }
    this.append(rest);
    if (this.line.length >= this.longest) this.flush();
    if (this.line === '') return;
    const patience = this.sender === 'terminal' && isKey(text) ? lineMs : keyMs;
    this.timer = this.clock.after(patience, () => this.timeOut());
  }

  /** A terminal edits nothing itself: keys that erase come with the others. */
  private append(text: string): void {
    if (!erase.test(text)) {
      this.line += text;
      return;
    }
    for (const character of text) {
      this.line = erase.test(character)
        ? Array.from(this.line).slice(0, -1).join('')
        : this.line + character;
    }
  }

  private timeOut(): void {
    if (this.sender === 'unknown') this.sender = this.reads > 1 ? 'terminal' : 'program';
    this.flush();
  }
}

/** Whether this is what one key sends: a character, or a line end. */
function isKey(text: string): boolean {
  return (
    text === '\r\n' ||
    text.length === 1 ||
    (text.length === 2 && (text.codePointAt(0) ?? 0) > 0xffff)
  );
}

const iac = 0xff;
const subBegin = 0xfa;
const subEnd = 0xf0;
const will = 0xfb;
/** First of the commands without an option: NOP, BRK, IP, AYT and the like. */
const firstPlain = 0xf1;
/** Options a client may name are below this (RFC 855 and after); what follows else is text. */
const optionsEnd = 40;
/** A subnegotiation holds a terminal's name or size; a longer one has lost its end. */
const longestSub = 256;

const nothing = Buffer.alloc(0);

/**
 * Takes telnet commands (RFC 854) out of a stream that is cut anywhere. Nothing is answered: a client
 * that hears no answer keeps its defaults. Bytes that only look like the beginning of a command are
 * passed on as they are.
 */
export class TelnetFilter {
  /** The command so far: `FF`, `FF FB` and so on; empty in text. */
  private command: number[] = [];
  /** Bytes of the current subnegotiation; undefined outside of one. */
  private sub: number | undefined;
  /** Whether a command was seen. */
  negotiated = false;

  /** Whether a command, or what may be one, is under way. */
  get isOpen(): boolean {
    return this.command.length > 0 || this.sub !== undefined;
  }

  /** @returns the text in `chunk`; `chunk` itself when it holds no command */
  push(chunk: Buffer): Buffer {
    if (!this.isOpen && !chunk.includes(iac)) return chunk;
    const text: number[] = [];
    for (const byte of chunk) {
      if (this.sub !== undefined) this.skip(byte);
      else if (this.command.length > 0) this.extend(byte, text);
      else if (byte === iac) this.command = [iac];
      else text.push(byte);
    }
    return Buffer.from(text);
  }

  /** The line is quiet or over. @returns what was held: it was text */
  flush(): Buffer {
    const held = this.sub === undefined ? Buffer.from(this.command) : nothing;
    this.command = [];
    this.sub = undefined;
    return held;
  }

  private extend(byte: number, text: number[]): void {
    const verb = this.command[1];
    if (verb === undefined) {
      if (byte >= subBegin && byte !== iac) {
        this.command.push(byte);
        return;
      }
      this.command = [];
      if (byte === iac) text.push(iac);
      else if (byte < firstPlain) text.push(iac, byte);
      else this.negotiated = true;
      return;
    }
    this.command = [];
    if (byte >= optionsEnd) {
      text.push(iac, verb, byte);
      return;
    }
    this.negotiated = true;
    if (verb < will) this.sub = 0;
  }

  private skip(byte: number): void {
    const length = (this.sub ?? 0) + 1;
    const quoted = this.command.length > 0;
    this.command = byte === iac && !quoted && length < longestSub ? [iac] : [];
    this.sub = (quoted && byte === subEnd) || length === longestSub ? undefined : length;
  }
}
