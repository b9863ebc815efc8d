import type { LabFrame } from '../../protocol/lab-link';
import { cleanText } from '../../protocol/message-text';
import type { StreamTextDecoder, TextEncoding } from '../../protocol/text-encoding';
import type { WireMark } from '../../protocol/wire-event';
import { type Label, readLabel, serverPrefix, startsQuote } from '../lab-text/label';
import { utf8Encoding } from './encodings';
import { KnownMembers } from './known-members';

/** The name of a p2p host, from its prefix. */
export const serverName = 'Server';

/** What isn't text: invalid bytes and control characters. */
const notText = /\ufffd|[^\P{Cc}\t\n\r\0]/gu;

/** The C0 set, except what texts contain. */
const control = /[^\P{Cc}\t\n\r\0\u0080-\u009f]/gu;

const nothing = Buffer.alloc(0);

/** Which course program is at the other end, as far as its bytes show. */
export type Speaker = 'unknown' | 'hub' | 'p2p';

/** The message that can still grow: the stream ends it only by beginning something else. */
interface OpenMessage {
  readonly name: string;
  text: string;
  shown: boolean;
  changed: boolean;
}

/**
 * Decodes what a course server sends into frames.
 *
 * 1. It MUST return the same frames however the stream is cut into chunks, except for amended messages.
 * 2. It MUST NOT lose or invent text. Invalid bytes become U+FFFD, controls become visible.
 * 3. It MUST hold at most one message of `maxLength` characters and one label.
 *
 * It holds back what may begin a notice or prefix until more comes. `settle()`, called when nothing has
 * arrived for a while, shows it as text for now. A notice that can't be true is text: part of the current
 * message, or a message of the other end if it comes after a quiet time.
 */
export class StreamDecoder {
  /** Whether anything was received. */
  private begun = false;
  /** Whether nothing has come for a while since the last text: what comes next begins something new. */
  private quiet = false;
  /** Text that may turn out to begin a label. */
  private tail = '';
  private open: OpenMessage | undefined;
  private frames: LabFrame[] = [];
  /** Gets only complete characters. */
  private decoder: StreamTextDecoder;
  /** The beginning of an incomplete character. */
  private cut: Buffer = nothing;
  /** Whether the read that `cut` ended was already reported as invalid. */
  private isCutReported = false;
  /** Called with bytes that aren't valid in the encoding. */
  onUndecodable: (bytes: Buffer) => void = () => {};
  private current: Speaker = 'unknown';
  /** Characters received before the first label, and how many of them aren't text. */
  private heard = 0;
  private garbled = 0;
  /** How many of those are control characters: text in a wrong encoding has few. */
  private controls = 0;
  /** Messages and notices that have begun in the current chunk. */
  private beginnings = 0;
  /** Whether the current chunk has added to a message that began before it. */
  private hasContinued = false;

  /**
   * @param bareName the author of text without a prefix: the other end of the connection
   * @param maxLength length in characters at which a message without an end is split
   * @param members who is known before anything is received
   */
  constructor(
    private readonly bareName: string,
    private readonly maxLength: number,
    private encoding: TextEncoding = utf8Encoding,
    private readonly members = new KnownMembers('', new Set([bareName])),
  ) {
    this.decoder = encoding.decoder();
  }

  get speaker(): Speaker {
    return this.current;
  }

  /** Whether what came before any label is mostly not text, so that it can't be a chat room. */
  get isNonsense(): boolean {
    const { garbled, controls, heard } = this;
    return (
      this.current === 'unknown' && garbled >= 64 && garbled > heard / 4 && controls > garbled / 16
    );
  }

  /** Whether `settle()` has anything to do. */
  get isUnsettled(): boolean {
    return this.tail !== '' || this.cut.length > 0 || (this.open !== undefined && !this.quiet);
  }

  /** @param marks gets what is notable about this chunk */
  push(bytes: Buffer, marks?: Set<WireMark>): LabFrame[] {
    const isHolding = this.tail !== '' || this.cut.length > 0;
    this.beginnings = 0;
    this.hasContinued = false;
    this.readText(this.decode(bytes));
    if (marks) {
      const { hasContinued, beginnings } = this;
      if (isHolding || hasContinued) marks.add('message-continued');
      if (beginnings + (hasContinued ? 1 : 0) > 1) marks.add('messages-joined');
      if (this.cut.length > 0) marks.add('character-cut');
    }
    return this.take();
  }

  /** Sets the encoding of everything that comes from now on. */
  setEncoding(encoding: TextEncoding): LabFrame[] {
    this.readText(this.completeCut());
    this.encoding = encoding;
    this.decoder = encoding.decoder();
    return this.take();
  }

  /** Reads text and shows it, except what may begin a label. */
  private readText(text: string): void {
    if (this.current === 'unknown') this.countNonText(text);
    // C programs send whole buffers padded with NUL.
    this.read(this.tail + text.replaceAll('\0', ''));
    if (this.open) this.show(this.open);
  }

  private decode(chunk: Buffer): string {
    const bytes = this.cut.length > 0 ? Buffer.concat([this.cut, chunk]) : chunk;
    const end = this.encoding.boundary(bytes, 0, bytes.length);
    const whole = bytes.subarray(0, end);
    this.cut = bytes.subarray(end);
    // It ends between characters, so end the decoder as well.
    const text = this.decoder.write(whole) + this.decoder.end();
    this.isCutReported = text.includes('\ufffd') && !this.encoding.encode(text).equals(whole);
    if (this.isCutReported) this.onUndecodable(bytes);
    return text;
  }

  /** Gives up on the rest of a cut character: it becomes U+FFFD. */
  private completeCut(): string {
    if (this.cut.length === 0) return '';
    if (!this.isCutReported) this.onUndecodable(this.cut);
    const text = this.decoder.write(this.cut) + this.decoder.end();
    this.cut = nothing;
    return text;
  }

  /**
   * Nothing has arrived for a while: shows what was held back, with U+FFFD for an incomplete character, and
   * ends a message without a prefix.
   */
  settle(): LabFrame[] {
    if (this.cut.length > 0) this.readText(this.completeCut());
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

  /** The stream has ended: what was held back is text. */
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

  private countNonText(text: string): void {
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

  /** Index at which the next label can start; -1 for none. */
  private candidate(text: string, from: number): number {
    const address = this.current === 'p2p' ? -1 : text.indexOf('(', from);
    const server = this.current === 'hub' ? -1 : text.indexOf('S', from);
    if (address < 0 || server < 0) return Math.max(address, server);
    return Math.min(address, server);
  }

  /** Whether a label after this character is a quote: a hub writes nothing before a label. */
  private isQuoted(before: string | undefined): boolean {
    return before !== undefined && startsQuote(before);
  }

  private labelAt(text: string, at: number): Label | 'partial' | undefined {
    if (text[at] === '(') return readLabel(text, at);
    if (text.startsWith(serverPrefix, at)) {
      return { kind: 'message', name: serverName, end: at + serverPrefix.length };
    }
    return serverPrefix.startsWith(text.slice(at)) ? 'partial' : undefined;
  }

  private begin(label: Label): void {
    this.beginnings += 1;
    this.current = label.name === serverName ? 'p2p' : 'hub';
    this.finish();
    this.members.update(label, !this.begun);
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
    if (!this.open) this.beginnings += 1;
    else if (this.beginnings === 0) this.hasContinued = true;
    for (let rest = text; rest !== ''; ) {
      this.open ??= newMessage(this.bareName);
      const cut = cutLength(rest, this.maxLength - this.open.text.length);
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

  /** Merges consecutive empty messages into one frame, because they come in floods. */
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
