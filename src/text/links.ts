import { joined, type MentionNames, mentionSign } from './mentions';
import { findMessageLinks } from './message-link';
import { findReferences, type Reference } from './references';

/** The longest address that becomes a link, in UTF-16 units. */
const maxLength = 2048;

/** The allowed schemes, with their slashes: a browser would resolve `http:x` as a relative address. */
const allowed = /^(?:https?:\/\/[^/\\?#]|mailto:[^/\\?#])/i;

/** White space, control characters and direction marks: browsers silently drop some of them. */
const invisible = /[\s\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\\]/u;

/**
 * Checks whether an address may be opened (http, https or mailto).
 * @returns the address in its normal form; undefined when it may not be opened
 */
export function safeUrl(text: string): string | undefined {
  if (text.length > maxLength || invisible.test(text) || !allowed.test(text)) return undefined;
  // The extension host of the oldest supported editor has no `URL.parse`.
  if (!URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return /^(?:https?|mailto):$/.test(protocol) ? href : undefined;
}

/**
 * An address ends at white space, brackets, quotes and any punctuation or symbol outside ASCII, such as
 * `……`, `—`, `』` or an emoji. It may contain letters of any script.
 */
const address =
  /(?<![\p{Script=Latin}\p{N}_])https?:\/\/(?:\[[0-9a-f:.]{2,45}\])?(?:[\w!#$%&'()*+,\-./:;=?@~·・]|(?![\p{P}\p{S}\p{Z}\p{C}])\P{ASCII})+/giu;

/**
 * A host whose last label or port starts in ASCII and continues in another script. No real host does that,
 * so the address ends there and the words begin.
 */
const hostBeforeText =
  /^[A-Za-z]+:\/\/(?:\[[0-9A-Fa-f:.]*\]|(?:[^/?#:.]*\.)*[\w-]+)(?::\d+)?(?=\P{ASCII}[^./?#:]*(?:[/?#:]|$))/u;

const mail =
  /(?<![\w.+%-])(mailto:)?[\w.+%-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])/gi;

export interface FoundLink {
  readonly start: number;
  readonly end: number;
  /** The address in its normal form. */
  readonly url: string;
}

/** Finds the http and https addresses in a text; yields undefined for one that may not be opened. */
function* findPages(text: string): Generator<FoundLink | undefined> {
  for (const { 0: match, index } of text.matchAll(address)) {
    const whole = withoutTail(match);
    yield linkTo(index, withoutTail(hostBeforeText.exec(whole)?.[0] ?? whole));
  }
}

/** Finds the mail addresses in a text; yields undefined for one that may not be opened. */
function* findMailboxes(text: string): Generator<FoundLink | undefined> {
  for (const { 0: match, 1: scheme, index } of text.matchAll(mail)) {
    yield linkTo(index, match, scheme === undefined ? 'mailto:' : '');
  }
}

function linkTo(start: number, shown: string, scheme = ''): FoundLink | undefined {
  const url = safeUrl(scheme + shown);
  return url === undefined ? undefined : { start, end: start + shown.length, url };
}

/**
 * Drops what isn't part of the address: the end of a sentence, brackets opened before it, and Markdown
 * marks.
 */
function withoutTail(match: string): string {
  let closed = match.split(')').length - match.split('(').length;
  const isDunder = lastWord(match).startsWith('_');
  let end = match.length;
  for (; end > 0; end -= 1) {
    const last = match.charAt(end - 1);
    if (last === ')' && closed > 0) closed -= 1;
    else if (!/[?!.,:;*_~'"]/.test(last) || (last === '_' && isDunder)) break;
  }
  return match.slice(0, end);
}

/** The last word of a text, with the underscores around it: `__init__`. */
function lastWord(text: string): string {
  let end = text.length;
  while (end > 0 && !/\w/.test(text.charAt(end - 1))) end -= 1;
  let start = end;
  while (start > 0 && /\w/.test(text.charAt(start - 1))) start -= 1;
  return text.slice(start, end);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** A part of a text that the parser keeps whole, even if it contains Markdown marks. */
export type Literal = Span &
  (
    | { readonly kind: 'link'; readonly url: string }
    | { readonly kind: 'message'; readonly url: string }
    | { readonly kind: 'reference'; readonly reference: Reference }
    /** `self`: the mention names the user. */
    | { readonly kind: 'mention'; readonly self: boolean }
  );

/** Maximum number of literals of one kind in a text; the rest stays plain text. */
const maxPerKind = 200;

/** Finds addresses, places in files and mentions of `names`, in order and without overlaps. */
export function findLiterals(text: string, names?: MentionNames): readonly Literal[] {
  const found = [
    ...take(findPages(text), link),
    ...take(findMailboxes(text), link),
    ...take(findMessageLinks(text), ({ start, end }) => ({
      ...{ kind: 'message', url: text.slice(start, end), start, end },
    })),
    ...take(findReferences(text), ({ start, end, ...reference }) => ({
      ...{ kind: 'reference', reference, start, end },
    })),
    ...(names ? findMentions(text, names) : []),
  ].sort((one, other) => one.start - other.start || other.end - one.end);
  let end = 0;
  return found.filter((literal) => {
    if (literal.start < end) return false;
    end = literal.end;
    return true;
  });
}

/** Finds `@` signs that start a word and are followed by a name. */
function findMentions(text: string, names: MentionNames): Literal[] {
  return take(text.matchAll(mentionSign), ({ index }) => {
    if (index > 0 && joined(text.charAt(index - 1), 'a')) return undefined;
    const name = names.at(text, index + 1);
    return name && { kind: 'mention', start: index, ...name };
  });
}

function link(found: FoundLink | undefined): Literal | undefined {
  return found && { kind: 'link', ...found };
}

/**
 * Converts items with `make` to at most {@link maxPerKind} literals, trying at most ten times as many
 * items.
 */
function take<T>(items: Iterable<T>, make: (item: T) => Literal | undefined): Literal[] {
  const made: Literal[] = [];
  let tried = 0;
  for (const item of items) {
    const literal = make(item);
    if (literal) made.push(literal);
    tried += 1;
    if (made.length >= maxPerKind || tried >= 10 * maxPerKind) break;
  }
  return made;
}
