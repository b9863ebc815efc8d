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
