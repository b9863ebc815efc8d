import { cleanText } from '../../protocol/message-text';
import { headerBytes, maxBodyBytes, type SayDatagram } from './datagram';
import type { MessagePart } from './send-window';

/** Cuts a message between characters into parts that each fit a datagram; at least one. */
export function messageParts(text: string): MessagePart[] {
  return cutText(text, maxBodyBytes).map((body, index, all) => ({
    body,
    more: index < all.length - 1,
  }));
}

/**
 * Cuts a text into messages that each begin with `label`, so that the receiver of a long text knows who sent each
 * piece.
 * @param maxBytes maximum number of bytes of the text in one message
 */
export function labeledMessages(label: string, text: string, maxBytes: number): MessagePart[] {
  return cutText(text, maxBytes).flatMap((piece) => messageParts(label + piece.toString()));
}

/** Put at both sides of each cut in a bare room, where parts can be lost. */
const cutMark = '…';

/**
 * Cuts a text into messages that each fit one datagram together with `label`. In a bare room nothing says
 * which datagrams belong together, so each is a message of its own: `one…`, `…two`.
 * @param reserved bytes to leave free, for a label that the hub puts before it
 */
export function bareMessages(label: string, text: string, reserved = 0): MessagePart[] {
  const max = maxBodyBytes - Buffer.byteLength(label) - reserved;
  const room = max - 2 * Buffer.byteLength(cutMark);
  const whole = Buffer.byteLength(text) <= max;
  const cut = whole ? [Buffer.from(text)] : cutText(text, room);
  return cut.map((body, index) => {
    const before = index > 0 ? cutMark : '';
    const after = index < cut.length - 1 ? cutMark : '';
    return { body: Buffer.from(`${label}${before}${body.toString()}${after}`), more: false };
  });
}

/** Cuts the UTF-8 of a text between characters, into at most `max` bytes each. */
function cutText(text: string, max: number): Buffer[] {
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

/** Joins the parts of messages that arrive in order. */
export class MessageJoiner {
  private parts: Buffer[] = [];
  private bytes = 0;

  /** @param maxBytes a message that is longer, headers included, is split into several */
  constructor(private readonly maxBytes: number) {}

  /** @returns the clean text if it is complete */
  add({ body, more }: SayDatagram): string | undefined {
    // The body is a view of a whole datagram, in a buffer that the socket may share with others.
    this.parts.push(Buffer.from(body));
    // Counts the header as well, so that empty parts without end don't take memory without end.
    this.bytes += headerBytes + body.length;
    if (more && this.bytes < this.maxBytes) return undefined;
    const text = Buffer.concat(this.parts).toString();
    this.parts = [];
    this.bytes = 0;
    // C programs send whole buffers padded with NUL.
    return cleanText(text.replaceAll('\0', ''));
  }
}
