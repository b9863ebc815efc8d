/** Handles what a terminal reads. */
export interface SequenceHandler {
  /** A character to draw. @param code its code point */
  draw(character: string, code: number): void;
  /** A control character, such as a carriage return, other than those that begin a sequence. @param code its code point */
  control(code: number): void;
  /** A control sequence: what is between `ESC [` and its final character, as it was written. */
  sequence(final: string, parameters: string): void;
  /** The sequence that resets a terminal (RIS). */
  reset(): void;
}

/** The longest parameters that are read, in UTF-16 units; a longer sequence is dropped. */
const maxParameters = 128;

/** Where the reader is: in text, or in a sequence that begins with ESC (ECMA-48, 5.4 and 5.6). */
type State = 'text' | 'escape' | 'charset' | 'control' | 'string' | 'stringEscape';

/**
 * Splits what a program writes to a terminal into characters and control sequences. Reads may be cut anywhere. Titles,
 * links, clipboard requests and every other string for the terminal are dropped without being kept.
 */
export class SequenceReader {
  private state: State = 'text';
  private parameters = '';
  /** The first half of a character that a read has cut. */
  private half = '';

  constructor(private readonly handler: SequenceHandler) {}

  write(data: string): void {
    const text = this.half + data;
    const isCut = /[\ud800-\udbff]$/.test(text);
    this.half = isCut ? text.slice(-1) : '';
    for (const character of isCut ? text.slice(0, -1) : text) this.read(character);
  }

  private read(character: string): void {
    switch (this.state) {
      case 'text':
        this.readText(character);
        return;
      case 'escape':
        this.readEscape(character);
        return;
      case 'charset':
        this.state = 'text';
        return;
      case 'control':
        this.readControl(character);
        return;
      case 'string':
        this.readString(character);
        return;
      case 'stringEscape':
        this.state = 'text';
        // Any other sequence ends the string, too.
        if (character !== '\\') this.readEscape(character);
        return;
    }
  }

  private readText(character: string): void {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0x20 && code !== 0x7f && (code < 0x80 || code > 0x9f)) {
      this.handler.draw(character, code);
    } else if (code === 0x1b) this.state = 'escape';
    else if (code === 0x9b) this.beginControl();
    else if ([0x90, 0x98, 0x9d, 0x9e, 0x9f].includes(code)) this.state = 'string';
    else this.handler.control(code);
  }

  private readEscape(character: string): void {
    this.state = 'text';
    if (character === '[') this.beginControl();
    else if (']PX^_'.includes(character)) this.state = 'string';
    else if (' #%()*+-./'.includes(character)) this.state = 'charset';
    else if (character === 'D' || character === 'E') this.handler.control(0x0a);
    else if (character === 'c') this.handler.reset();
    // A program that ends within a sequence loses no line endings.
    else if (character < ' ') this.readText(character);
  }

  private beginControl(): void {
    this.state = 'control';
    this.parameters = '';
  }

  private readControl(character: string): void {
    if (character >= '@' && character <= '~') {
      this.state = 'text';
      if (this.parameters.length <= maxParameters)
        this.handler.sequence(character, this.parameters);
    } else if (character >= ' ' && character <= '?') {
      if (this.parameters.length <= maxParameters) this.parameters += character;
    } else if (character < ' ' && character !== '\u001b' && !isCancel(character)) {
      // Control characters within a sequence act as if they came before it.
      this.handler.control(character.charCodeAt(0));
    } else {
      this.state = 'text';
      if (!isCancel(character)) this.readText(character);
    }
  }

  private readString(character: string): void {
    if (character === '\u001b') this.state = 'stringEscape';
    else if (character === '\u0007' || character === '\u009c' || isCancel(character)) {
      this.state = 'text';
    }
  }
}

/** CAN and SUB end any sequence. */
function isCancel(character: string): boolean {
  return character === '\u0018' || character === '\u001a';
}
