import { isIP } from 'node:net';

/** What a hub says of a client after its address. */
export const joinedNotice = '已进入聊天室';
export const leftNotice = '已离开聊天室';
/** What a p2p host puts before its messages. */
export const serverPrefix = 'Server : ';

/** A notice, or the prefix of a message, found in a hub's stream. */
export interface Label {
  readonly kind: 'message' | 'joined' | 'left';
  /** The address as the hub printed it. */
  readonly name: string;
  /** Index behind the label. */
  readonly end: number;
}

/** Characters of the longest label: an IPv6 address with a zone, a port, two numbers and a notice. */
export const longestLabel = 128;

/** Longest `host` in an address: an IPv6 address with a zone. */
const longestHost = 64;

const tails = [
  [':', 'message'],
  [joinedNotice, 'joined'],
  [leftNotice, 'left'],
] as const;

/**
 * Reads the label that starts at `text[at]`. `partial`: the text ends before it can be told whether
 * there is one. `undefined`: there is none. Grammar: `('HOST', PORT)` or `('HOST', PORT, N, N)`,
 * then `:` or a notice; HOST is an IP address, so code that merely looks similar is left alone.
 */
export function readLabel(text: string, at: number): Label | 'partial' | undefined {
  const reader = new Reader(text, at);
  if (!reader.literal("('")) return reader.verdict();
  const host = reader.run(isHostCharacter, longestHost);
  if (!reader.literal("', ")) return reader.verdict();
  const port = reader.run(isDigit, 5);
  let numbers = 0;
  while (numbers < 2 && !reader.ahead(')') && reader.literal(', ')) {
    reader.run(isDigit, 10);
    numbers += 1;
  }
  if (!reader.literal(')')) return reader.verdict();
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

/**
 * Ends with what makes a label behind it part of what somebody says: a space, a tab, an opening quotation
 * mark or bracket.
 */
export const startsQuote = /[\p{Zs}\t\p{Pi}「『《〈【〔（]$/u;

/** Stands between such a text and a label that is none of its parts; readers drop it. */
export const textEnd = '\n';

/** What reads as a label, up to the space after the host. */
const labelLike =
  /(\('[0-9A-Za-z:.%]{1,64}',) (?=\d{1,5}(?:, \d{1,10}){0,2}\)(?::|已进入聊天室|已离开聊天室))/g;

/**
 * Makes labels in what somebody says plain text, so that no reader takes them for the hub's own: the
 * space in the address becomes two. It reads the same, any encoding carries it, and as code it means
 * the same.
 */
export function defuse(text: string): string {
  return text.includes("('") ? text.replace(labelLike, '$1  ') : text;
}

/** The same for what begins each message of a p2p host. */
export function defuseServer(text: string): string {
  return text.replaceAll(serverPrefix, 'Server  : ');
}

/** A place in a text that knows whether reading failed for want of more of it. */
class Reader {
  private starved = false;

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
    // Once the text has ended within a literal, no other one fares better.
    this.starved ||= literal.startsWith(this.text.slice(this.at, this.at + literal.length));
    return false;
  }

  run(belongs: (code: number) => boolean, max: number): string {
    const start = this.at;
    while (this.at - start < max && belongs(this.text.charCodeAt(this.at))) this.at += 1;
    return this.text.slice(start, this.at);
  }

  verdict(): 'partial' | undefined {
    return this.starved ? 'partial' : undefined;
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Digits, letters, `:`, `.`, `%`: IPv4, IPv6 and a zone. */
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
