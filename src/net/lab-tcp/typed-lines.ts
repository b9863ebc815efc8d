import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';

/** How long, in ms, a single key waits for the next one while the kind of client is unknown. */
const keyMs = 1000;

/** How long, in ms, a terminal's line waits for its end. */
const lineMs = 30_000;

/** Maximum number of keys, in characters, that a slow network joins into one read. */
const fewKeys = 4;

const lineEnd = /\r\n|\r|\n/;
const erase = /[\b\u007f]/;

/**
 * Distinguishes a terminal that sends each key separately from a program that sends whole messages, and
 * joins keys into lines. The first read of more than one character shows a program; a line typed key by key
 * or a telnet command shows a terminal.
 */
export class TypedLines implements Disposable {
  private sender: 'unknown' | 'program' | 'terminal' = 'unknown';
  private line = '';
  /** Number of reads that make up `line`. */
  private reads = 0;
  private timer: Disposable | undefined;

  /**
   * @param maxLength length in characters at which a line without an end is split
   * @param onMessage called with a program's read, or a line without its ending; never empty
   */
  constructor(
    private readonly clock: Clock,
    private readonly maxLength: number,
    private readonly onMessage: (text: string) => void,
  ) {}

  /** Whether the client is known to be a program: each read is a message, and nothing waits. */
  get isProgram(): boolean {
    return this.sender === 'program';
  }

  /** Whether keys wait for the end of their line. */
  get isOpen(): boolean {
    return this.line !== '';
  }

  /** Records that the client has sent telnet commands. */
  markTelnet(): void {
    if (this.sender === 'unknown') this.sender = 'terminal';
  }

  /** Records that the client sends more than keys. */
  markProgram(): void {
    if (this.sender !== 'unknown') return;
    this.flush();
    this.sender = 'program';
  }

  /** Handles one read of text; never empty. */
  push(text: string): void {
    if (!this.mayBeKeys(text)) this.markProgram();
    if (this.sender === 'program') this.onMessage(text);
    else this.type(text);
  }

  /** Delivers what waits: its line has ended, or nothing more will come. */
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
    if (this.line.length >= this.maxLength) this.flush();
    if (this.line === '') return;
    const waitMs = this.sender === 'terminal' && isKey(text) ? lineMs : keyMs;
    this.timer = this.clock.after(waitMs, () => this.timeOut());
  }

  /** Adds keys to the line. A raw terminal sends backspace and delete like other keys. */
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

/** Whether this is what one key sends: a character or a line ending. */
function isKey(text: string): boolean {
  return (
    text === '\r\n' ||
    text.length === 1 ||
    (text.length === 2 && (text.codePointAt(0) ?? 0) > 0xffff)
  );
}

/** Begins a telnet command (IAC). */
export const telnetCommand = 0xff;
const iac = telnetCommand;
const subBegin = 0xfa;
const subEnd = 0xf0;
const will = 0xfb;
/** The first command without an option: NOP, BRK, IP, AYT and so on. */
const firstWithoutOption = 0xf1;
/** Options that clients use are below this (RFC 855 and later); otherwise the bytes are text. */
const optionsEnd = 40;
/**
 * Longest subnegotiation, in bytes. It holds a terminal's name or size, so a longer one has lost its end.
 */
const maxSubBytes = 256;

const nothing = Buffer.alloc(0);

/**
 * Removes telnet commands (RFC 854) from a stream, however it is cut into chunks. It doesn't reply: a
 * client without a reply keeps its defaults. Bytes that only look like the beginning of a command pass
 * unchanged.
 */
export class TelnetFilter {
  /** The command so far: `FF`, `FF FB` and so on; empty outside of one. */
  private command: number[] = [];
  /** Bytes of the current subnegotiation; undefined outside of one. */
  private sub: number | undefined;
  /** Whether a command has been received. */
  negotiated = false;

  /** Whether a command, or what may be one, is incomplete. */
  get isOpen(): boolean {
    return this.command.length > 0 || this.sub !== undefined;
  }

  /** @returns the text in `chunk`; `chunk` itself if it contains no command */
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

  /** Gives up on an incomplete command. @returns its bytes, which are text */
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
      else if (byte < firstWithoutOption) text.push(iac, byte);
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
    this.command = byte === iac && !quoted && length < maxSubBytes ? [iac] : [];
    this.sub = (quoted && byte === subEnd) || length === maxSubBytes ? undefined : length;
  }
}
