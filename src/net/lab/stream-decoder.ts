import type { LabFrame } from '../../protocol/lab-frames';
import { cleanText } from '../../protocol/room-text';
import type { StreamTextDecoder, TextEncoding } from '../../protocol/text-encoding';
import { KnownMembers } from './known-members';
import { type Label, readLabel, serverPrefix, startsQuote } from './label';
import { utf8Encoding } from './text-encoding';

/** The name of a p2p host, from its prefix. */
export const serverName = 'Server';

/** What is no text: bytes that were not UTF-8, and control characters. */
const notText = /\ufffd|[^\P{Cc}\t\n\r\0]/gu;

/** The C0 set, but for what texts hold. */
const control = /[^\P{Cc}\t\n\r\0\u0080-\u009f]/gu;

const nothing = Buffer.alloc(0);

/** Which course program is at the other end, as far as its bytes tell. */
export type Speaker = 'unknown' | 'hub' | 'p2p';

/** The message that still grows: the stream ends it only by beginning something else. */
interface OpenMessage {
  readonly name: string;
  text: string;
  shown: boolean;
  changed: boolean;
}

/**
 * Turns what a course server sends, cut anywhere, into frames.
 *
 * 1. It MUST give the same frames however the bytes are cut, but for messages that are amended.
 * 2. It MUST NOT lose or invent text; invalid UTF-8 becomes U+FFFD, controls become visible.
 * 3. It MUST hold no more than one message of `longest` characters and one label.
 *
 * What may be the beginning of a notice or prefix is held back until more tells; `settle()`, called
 * when the line has been quiet, shows it as text for the time being. A notice that cannot be true is text:
 * of whoever speaks, or of the other end when it comes after the line was quiet.
 */
export class StreamDecoder {
  /** Whether anything was heard. */
  private begun = false;
  /** Whether the line has been quiet since the last text: what comes begins something new. */
  private quiet = false;
  /** Text that may turn out to begin a label. */
  private tail = '';
  private open: OpenMessage | undefined;
  private frames: LabFrame[] = [];
  /** Is given whole characters only. */
  private decoder: StreamTextDecoder;
  /** The beginning of a character whose rest has not come. */
  private cut: Buffer = nothing;
  /** Whether the read that it ended was told to be no text. */
  private isCutReported = false;
  /** Called with bytes that are not valid in the encoding. */
  onUndecodable: (bytes: Buffer) => void = () => {};
  private current: Speaker = 'unknown';
  /** Characters heard before the first label, and those among them that are not text. */
  private heard = 0;
  private garbled = 0;
  /** Control characters among those: no encoding of texts has many. */
  private controls = 0;

  /**
   * @param bareName whom text without any prefix is from: the other end of the connection
   * @param longest characters after which a message without end is cut into several
   * @param members who is known before anything is heard
   */
  constructor(
    private readonly bareName: string,
    private readonly longest: number,
    private encoding: TextEncoding = utf8Encoding,
    private readonly members = new KnownMembers('', new Set([bareName])),
  ) {
    this.decoder = encoding.decoder();
  }

  get speaker(): Speaker {
    return this.current;
  }

  /** Whether what was heard before any label is mostly not text: no chat room speaks like that. */
  get nonsense(): boolean {
    const { garbled, controls, heard } = this;
    return (
      this.current === 'unknown' && garbled >= 64 && garbled > heard / 4 && controls > garbled / 16
    );
  }

  /** Whether `settle()` would have something to do. */
  get unsettled(): boolean {
    return this.tail !== '' || this.cut.length > 0 || (this.open !== undefined && !this.quiet);
  }

  push(bytes: Buffer): LabFrame[] {
    this.tell(this.decode(bytes));
    return this.take();
  }

  /** What comes from now on is read in this encoding. */
  setEncoding(encoding: TextEncoding): LabFrame[] {
    this.tell(this.completeCut());
    this.encoding = encoding;
    this.decoder = encoding.decoder();
    return this.take();
  }

  /** Hears text and shows it, but for what may begin a label. */
  private tell(text: string): void {
    if (this.current === 'unknown') this.judge(text);
    // C programs send whole buffers, padded with NUL.
    this.read(this.tail + text.replaceAll('\0', ''));
    if (this.open) this.show(this.open);
  }

  private decode(chunk: Buffer): string {
    const bytes = this.cut.length > 0 ? Buffer.concat([this.cut, chunk]) : chunk;
    const end = this.encoding.boundary(bytes, 0, bytes.length);
    const whole = bytes.subarray(0, end);
    this.cut = bytes.subarray(end);
    // What ends before the beginning of another character does not go on.
    const text = this.decoder.write(whole) + this.decoder.end();
    this.isCutReported = text.includes('\ufffd') && !this.encoding.encode(text).equals(whole);
    if (this.isCutReported) this.onUndecodable(bytes);
    return text;
  }

  /** The rest of a cut character does not come: it is U+FFFD. */
  private completeCut(): string {
    if (this.cut.length === 0) return '';
    if (!this.isCutReported) this.onUndecodable(this.cut);
    const text = this.decoder.write(this.cut) + this.decoder.end();
    this.cut = nothing;
    return text;
  }

  /**
   * The line has been quiet: shows what was held back, for a character that stayed incomplete U+FFFD, and
   * ends a message that has no prefix.
   */
  settle(): LabFrame[] {
    if (this.cut.length > 0) this.tell(this.completeCut());
    if (this.tail) {
      this.open ??= newMessage(this.bareName);
      const { text } = this.open;
      this.open.text += this.tail;
      this.open.changed = true;
      this.show(this.open);
      // It may still turn out to be a label: then the next push amends the message back.
      this.open.text = text;
      this.open.changed = true;
    } else if (this.isBare) {
      this.finish();
    }
    this.quiet = this.tail === '';
    return this.take();
  }

  /** The stream is over: whatever is held was text. */
  end(): LabFrame[] {
    const rest = this.tail + this.completeCut();
    this.tail = '';
    this.append(rest);
    this.finish();
    return this.take();
  }

  private get isBare(): boolean {
    return this.current === 'unknown' && this.open !== undefined;
  }

  private judge(text: string): void {
    this.heard += text.length;
    this.garbled += text.match(notText)?.length ?? 0;
    this.controls += text.match(control)?.length ?? 0;
  }

  private read(text: string): void {
    this.tail = '';
    let from = 0;
    for (let at = this.candidate(text, 0); at >= 0; at = this.candidate(text, at + 1)) {
      const isNew = this.quiet && at === 0;
      if (!isNew && this.isQuoted(at > from ? text[at - 1] : this.open?.text.at(-1))) continue;
      const label = this.labelAt(text, at);
      if (label === 'partial') {
        this.append(text.slice(from, at));
        this.tail = text.slice(at);
        return;
      }
      if (!label) continue;
      if (!this.members.admits(label)) {
        if (isNew) this.finish();
        continue;
      }
      this.append(text.slice(from, at));
      this.begin(label);
      from = label.end;
      at = label.end - 1;
    }
    this.append(text.slice(from));
  }

  /** Where the next label can start; -1 for nowhere. */
  private candidate(text: string, from: number): number {
    const address = this.current === 'p2p' ? -1 : text.indexOf('(', from);
    const server = this.current === 'hub' ? -1 : text.indexOf('S', from);
    if (address < 0 || server < 0) return Math.max(address, server);
    return Math.min(address, server);
  }

  /** A hub puts nothing before a label. */
  private isQuoted(before: string | undefined): boolean {
    return before !== undefined && startsQuote.test(before);
  }

  private labelAt(text: string, at: number): Label | 'partial' | undefined {
    if (text[at] === '(') return readLabel(text, at);
    if (text.startsWith(serverPrefix, at)) {
      return { kind: 'message', name: serverName, end: at + serverPrefix.length };
    }
    return serverPrefix.startsWith(text.slice(at)) ? 'partial' : undefined;
  }

  private begin(label: Label): void {
    this.current = label.name === serverName ? 'p2p' : 'hub';
    this.finish();
    this.members.note(label, !this.begun);
    this.begun = true;
    this.quiet = false;
    if (label.kind === 'message') {
      this.open = newMessage(label.name);
    } else {
      this.frames.push({ type: label.kind, name: label.name });
    }
  }

  private append(text: string): void {
    if (text === '') return;
    this.begun = true;
    this.quiet = false;
    for (let rest = text; rest !== ''; ) {
      this.open ??= newMessage(this.bareName);
      const cut = cutLength(rest, this.longest - this.open.text.length);
      this.open.text += rest.slice(0, cut);
      this.open.changed = true;
      rest = rest.slice(cut);
      if (rest !== '') {
        const { name } = this.open;
        this.finish();
        this.open = newMessage(name);
      }
    }
  }

  private finish(): void {
    const message = this.open;
    this.open = undefined;
    if (!message) return;
    if (message.text === '' && !message.shown) this.countEmpty(message.name);
    else this.show(message);
  }

  private show(message: OpenMessage): void {
    if (!message.changed || (message.text === '' && !message.shown)) return;
    const text = cleanText(message.text);
    const { name } = message;
    this.frames.push(message.shown ? { type: 'amended', text } : { type: 'message', name, text });
    message.shown = true;
    message.changed = false;
  }

  /** Empty messages come in floods: those in a row become one frame. */
  private countEmpty(name: string): void {
    const last = this.frames.at(-1);
    if (last?.type === 'empty' && last.name === name) {
      this.frames[this.frames.length - 1] = { ...last, count: last.count + 1 };
    } else {
      this.frames.push({ type: 'empty', name, count: 1 });
    }
  }

  private take(): LabFrame[] {
    const frames = this.frames;
    this.frames = [];
    return frames;
  }
}

function newMessage(name: string): OpenMessage {
  return { name, text: '', shown: false, changed: false };
}

/** The first `max` UTF-16 units of `text`, or one less so as not to cut a surrogate pair. */
function cutLength(text: string, max: number): number {
  if (text.length <= max) return text.length;
  const last = text.charCodeAt(max - 1);
  return last >= 0xd800 && last <= 0xdbff ? max - 1 : max;
}
