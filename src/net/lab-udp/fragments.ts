import { cleanText } from '../../protocol/message-text';
import { headerBytes, maxBodyBytes, type SayDatagram } from './datagram';
import type { Fragment } from './send-window';

/** Cuts a message between characters into fragments that each fit a datagram; at least one. */
export function fragmentsOf(text: string): Fragment[] {
  return cutUtf8(text, maxBodyBytes).map((body, index, all) => ({
    body,
    more: index < all.length - 1,
  }));
}

/**
 * Cuts a text into messages that each begin with `label`, so that the receiver of a long text knows who sent each
 * piece.
 * @param maxBytes maximum number of bytes of the text in one message
 */
export function labeledMessages(label: string, text: string, maxBytes: number): Fragment[] {
  return cutUtf8(text, maxBytes).flatMap((piece) => fragmentsOf(label + piece.toString()));
}

/** Put at both sides of each cut in a bare room, where fragments can be lost. */
const cutMark = '…';

/**
 * Cuts a text into messages that each fit one datagram together with `label`. In a bare room nothing says
 * which datagrams belong together, so each is a message of its own: `one…`, `…two`.
 * @param reserved bytes to leave free, for a label that the hub puts before it
 */
export function bareMessages(label: string, text: string, reserved = 0): Fragment[] {
  const max = maxBodyBytes - Buffer.byteLength(label) - reserved;
  const room = max - 2 * Buffer.byteLength(cutMark);
  const whole = Buffer.byteLength(text) <= max;
  const cut = whole ? [Buffer.from(text)] : cutUtf8(text, room);
  return cut.map((body, index) => {
    const before = index > 0 ? cutMark : '';
    const after = index < cut.length - 1 ? cutMark : '';
    return { body: Buffer.from(`${label}${before}${body.toString()}${after}`), more: false };
  });
}

/** Cuts the UTF-8 of a text between characters, into at most `max` bytes each. */
function cutUtf8(text: string, max: number): Buffer[] {
  const bytes = Buffer.from(text);
  const cut: Buffer[] = [];
  let start = 0;
  while (bytes.length - start > max) {
    let end = start + max;
    // 10xxxxxx continues a character.
    while (((bytes[end] as number) & 0xc0) === 0x80) end -= 1;
    cut.push(bytes.subarray(start, end));
    start = end;
  }
  return [...cut, bytes.subarray(start)];
}

/** Joins the fragments of messages that arrive in order. */
export class MessageReassembler {
  private fragments: Buffer[] = [];
  private bytes = 0;

  /** @param maxBytes a message that is longer, headers included, is split into several */
  constructor(private readonly maxBytes: number) {}

  /** @returns the clean text if it is complete */
  add({ body, more }: SayDatagram): string | undefined {
    // The body is a view of a whole datagram, in a buffer that the socket may share with others.
    this.fragments.push(Buffer.from(body));
    // Counts the header as well, so that empty fragments without end don't take memory without end.
    this.bytes += headerBytes + body.length;
    if (more && this.bytes < this.maxBytes) return undefined;
    const text = Buffer.concat(this.fragments).toString();
    this.fragments = [];
    this.bytes = 0;
    // C programs send whole buffers padded with NUL.
    return cleanText(text.replaceAll('\0', ''));
  }
}
