import { isIP } from 'node:net';

/** What a hub sends after a client's address when it joins or leaves. */
export const joinedNotice = '已进入聊天室';
export const leftNotice = '已离开聊天室';
/** What a p2p host sends before each of its messages. */
export const serverPrefix = 'Server : ';

/** A notice, or the prefix of a message, found in a hub's stream. */
export interface Label {
  readonly kind: 'message' | 'joined' | 'left';
  /** The address as the hub printed it. */
  readonly name: string;
  /** Index after the label. */
  readonly end: number;
}

/** Longest label, in characters: an IPv6 address with a zone, a port, two numbers and a notice. */
export const maxLabelLength = 128;

/** Longest HOST in an address, in characters: an IPv6 address with a zone. */
const maxHostLength = 64;

const tails = [
  [':', 'message'],
  [joinedNotice, 'joined'],
  [leftNotice, 'left'],
] as const;

/**
 * Reads the label that starts at `text[at]`. Returns `partial` if the text ends before it is clear whether
 * there is one, `undefined` if there is none. Grammar: `('HOST', PORT)` or `('HOST', PORT, N, N)`, then `:`
 * or a notice. HOST is an IP address, so code that only looks similar doesn't match.
 */
export function readLabel(text: string, at: number): Label | 'partial' | undefined {
  const reader = new Reader(text, at);
  if (!reader.literal("('")) return reader.result();
  const host = reader.run(isHostCharacter, maxHostLength);
  if (!reader.literal("', ")) return reader.result();
  const port = reader.run(isDigit, 5);
  let numbers = 0;
  while (numbers < 2 && !reader.ahead(')') && reader.literal(', ')) {
    reader.run(isDigit, 10);
    numbers += 1;
  }
  if (!reader.literal(')')) return reader.result();
  const address = isIP(host.split('%')[0] ?? '');
  if (address === 0 || numbers !== (address === 6 ? 2 : 0)) return undefined;
  if (port === '' || Number(port) > 65535) return undefined;
  const name = text.slice(at, reader.at);
  for (const [tail, kind] of tails) {
    if (text.startsWith(tail, reader.at)) return { kind, name, end: reader.at + tail.length };
  }
  const rest = text.slice(reader.at, reader.at + joinedNotice.length);
  return tails.some(([tail]) => tail.startsWith(rest)) ? 'partial' : undefined;
}

const quoteStart = /[\p{Zs}\t\p{Pi}「『《〈【〔（]/u;

/**
 * Whether a text ends with a space, a tab, an opening quotation mark or bracket. A label after it is a quote,
 * part of the message.
 */
export function startsQuote(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  // Checked for each message: matching the pattern at each character of the text takes ten times as long.
  return last < 0x80 ? last === 0x20 || last === 0x09 : quoteStart.test(text.slice(-1));
}

/** Separates such a text from a following label that isn't part of it; readers drop it. */
export const textEnd = '\n';

/** A label in a text, up to the space after the host. */
const labelLike =
  /(\('[0-9A-Za-z:.%]{1,64}',) (?=\d{1,5}(?:, \d{1,10}){0,2}\)(?::|已进入聊天室|已离开聊天室))/g;

/**
 * Escapes labels in a message, so that no reader takes them for the hub's own: doubles the space in the
 * address. The text reads the same, works in any encoding, and means the same as code.
 */
export function escapeLabels(text: string): string {
  return text.includes("('") ? text.replace(labelLike, '$1  ') : text;
}

/** Escapes the prefix of a p2p host's messages in the same way. */
export function escapeServerPrefix(text: string): string {
  return text.replaceAll(serverPrefix, 'Server  : ');
}

/** A position in a text. Knows whether reading failed because the text ended. */
class Reader {
  private isIncomplete = false;

  constructor(
    private readonly text: string,
    public at: number,
  ) {}

  ahead(literal: string): boolean {
    return this.text.startsWith(literal, this.at);
  }

  literal(literal: string): boolean {
    if (this.ahead(literal)) {
      this.at += literal.length;
      return true;
    }
    // Sticky: once the text has ended within a literal, more text is needed.
    this.isIncomplete ||= literal.startsWith(this.text.slice(this.at, this.at + literal.length));
    return false;
  }

  run(belongs: (code: number) => boolean, max: number): string {
    const start = this.at;
    while (this.at - start < max && belongs(this.text.charCodeAt(this.at))) this.at += 1;
    return this.text.slice(start, this.at);
  }

  result(): 'partial' | undefined {
    return this.isIncomplete ? 'partial' : undefined;
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Digits, letters, `:`, `.` and `%`, for IPv4, IPv6 and a zone. */
function isHostCharacter(code: number): boolean {
  const letter = code | 0x20;
  return (
    isDigit(code) ||
    (letter >= 0x61 && letter <= 0x7a) ||
    code === 0x3a ||
    code === 0x2e ||
    code === 0x25
  );
}
