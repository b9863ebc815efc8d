/** A link to a message of an invite room. It names no secret: only members have the room. */
export interface MessageLink {
  /** Names the room: 22 characters that only its members can match. */
  readonly room: string;
  /** The message's number. */
  readonly seq: number;
  /** Its time, because a host that lost its disk numbers again. Milliseconds since the Unix epoch. */
  readonly time: number;
}

/** The authority and path of links to messages, which the editor passes to this extension. */
const linkPath = '://deskmate.deskmate/message';

/** The schemes of editors; those of web pages and scripts name no message, whatever follows. */
const pattern =
  /(?<![\w+.-])(?!(?:https?|javascript|vbscript|data|blob|file|command):)[a-z][a-z0-9+.-]{1,31}:\/\/deskmate\.deskmate\/message\?r=([\w-]{22})&m=(\d{1,15})&t=(\d{1,15})(?![\w&=%-])/gi;

/** Formats a link for the editor with this scheme (`vscode`, `vscodium`, …). */
export function formatMessageLink({ room, seq, time }: MessageLink, scheme: string): string {
  return `${scheme}${linkPath}?r=${room}&m=${seq}&t=${time}`;
}

/** A link in a text, and where it is. */
export interface FoundMessageLink extends MessageLink {
  readonly start: number;
  readonly end: number;
}

/** Whether a text may have links to messages; quick, for the many that have none. */
function hasMessageLink(text: string): boolean {
  return /\/message\?r=/i.test(text);
}

/** Finds the links to messages in a text. */
export function* findMessageLinks(text: string): Generator<FoundMessageLink> {
  for (const { 0: match, 1: room = '', 2: seq, 3: time, index } of text.matchAll(pattern)) {
    yield { room, seq: Number(seq), time: Number(time), start: index, end: index + match.length };
  }
}

/**
 * Maximum number of different links of a message that are followed to what they quote; others show their address. One
 * message can hold hundreds, and each is looked up whenever the message is drawn.
 */
export const maxFollowed = 20;

/** The first different links to messages in a text, by their addresses. */
export function followedLinks(text: string): ReadonlyMap<string, MessageLink> {
  const followed = new Map<string, MessageLink>();
  if (!hasMessageLink(text)) return followed;
  for (const { start, end, ...link } of findMessageLinks(text)) {
    if (followed.size >= maxFollowed) break;
    followed.set(text.slice(start, end), link);
  }
  return followed;
}

/** What a link to a message leads to, as far as that is known where the link is shown. */
export interface LinkTarget {
  /** In the display language, instead of the address: "Message from Ann · 10:02". */
  readonly label: string;
  /** The message's id in the log. */
  readonly id?: string;
  /** The beginning of what it says. */
  readonly quote?: string;
}

/** What each link to a message in a text leads to, by its address. */
export type LinkTargets = (address: string) => LinkTarget;

/** What the links in a message lead to. `time`: when the message was sent. */
export type LinksOf = (message: { readonly time: number }) => LinkTargets;

/** Reads a text that is a link to a message and nothing else. */
export function parseMessageLink(text: string): MessageLink | undefined {
  for (const { start, end, ...link } of findMessageLinks(text)) {
    if (start === 0 && end === text.length) return link;
  }
  return undefined;
}
