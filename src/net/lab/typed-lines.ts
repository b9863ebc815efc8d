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
