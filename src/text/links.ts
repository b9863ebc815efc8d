import { joined, mentionSign, type Names } from './mentions';
import { findReferences, type Reference } from './references';

/** Longest address that becomes a link, in UTF-16 units. */
const maxLength = 2048;

/** Only these, and only written out: `http:x` would be taken as relative by a browser. */
const allowed = /^(?:https?:\/\/[^/\\?#]|mailto:[^/\\?#])/i;

/** White space, controls and what turns the direction of text: a browser drops some of them silently. */
const invisible = /[\s\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\\]/u;

/** An address as it may be opened (http, https or mailto), in its normal form; undefined otherwise. */
export function safeUrl(text: string): string | undefined {
  if (text.length > maxLength || invisible.test(text) || !allowed.test(text)) return undefined;
  // `URL.parse` is not there yet in the oldest editor's extension host.
  if (!URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return /^(?:https?|mailto):$/.test(protocol) ? href : undefined;
}

/**
 * An address goes on up to white space, brackets, quotes, and whatever punctuation or sign is not ASCII:
 * `……`, `—`, `』`, an emoji. Letters of all scripts are part of it.
 */
const address =
  /(?<![\p{Script=Latin}\p{N}_])https?:\/\/(?:\[[0-9a-f:.]{2,45}\])?(?:[\w!#$%&'()*+,\-./:;=?@~·・]|(?![\p{P}\p{S}\p{Z}\p{C}])\P{ASCII})+/giu;

/**
 * A host whose last label, or its port, begins in ASCII and goes on in another script: no host does, so
 * there words begin.
 */
const hostBeforeWords =
  /^[A-Za-z]+:\/\/(?:\[[0-9A-Fa-f:.]*\]|(?:[^/?#:.]*\.)*[\w-]+)(?::\d+)?(?=\P{ASCII}[^./?#:]*(?:[/?#:]|$))/u;

const mail =
  /(?<![\w.+%-])(mailto:)?[\w.+%-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])/gi;

export interface FoundLink {
  readonly start: number;
  readonly end: number;
  /** As it may be opened. */
  readonly url: string;
}

/** The addresses written out in a text, of pages; undefined for each that may not be opened. */
export function* findPages(text: string): Generator<FoundLink | undefined> {
  for (const { 0: match, index } of text.matchAll(address)) {
    const whole = withoutTail(match);
    yield linkTo(index, withoutTail(hostBeforeWords.exec(whole)?.[0] ?? whole));
  }
}

/** The addresses of mailboxes. */
export function* findMailboxes(text: string): Generator<FoundLink | undefined> {
  for (const { 0: match, 1: scheme, index } of text.matchAll(mail)) {
    yield linkTo(index, match, scheme === undefined ? 'mailto:' : '');
  }
}

function linkTo(start: number, shown: string, scheme = ''): FoundLink | undefined {
  const url = safeUrl(scheme + shown);
  return url === undefined ? undefined : { start, end: start + shown.length, url };
}

/** What ends a sentence, closes a bracket opened before the address or marks it up is no part of it. */
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

/** With the underscores around it: `__init__`. */
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

/** A part of a text that means something as it is, whatever marks stand in it. */
export type Literal = Span &
  (
    | { readonly kind: 'link'; readonly url: string }
    | { readonly kind: 'place'; readonly place: Reference }
    /** `self`: it means the person at this window. */
    | { readonly kind: 'mention'; readonly self: boolean }
  );

/** The most of each kind that are found in one text; what follows stays text. */
const most = 200;

/** Addresses, places in files, and mentions of `names`, in order; none lies within another. */
export function findLiterals(text: string, names?: Names): readonly Literal[] {
  const found = [
    ...take(findPages(text), link),
    ...take(findMailboxes(text), link),
    ...take(findReferences(text), ({ start, end, ...place }) => ({
      ...{ kind: 'place', place, start, end },
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

/** Where names stand behind an `@` of their own. */
function findMentions(text: string, names: Names): Literal[] {
  return take(text.matchAll(mentionSign), ({ index }) => {
    if (index > 0 && joined(text.charAt(index - 1), 'a')) return undefined;
    const name = names.at(text, index + 1);
    return name && { kind: 'mention', start: index, ...name };
  });
}

function link(found: FoundLink | undefined): Literal | undefined {
  return found && { kind: 'link', ...found };
}

/** What `make` makes of the items, at most {@link most}, from as many items at most tenfold. */
function take<T>(items: Iterable<T>, make: (item: T) => Literal | undefined): Literal[] {
  const made: Literal[] = [];
  let tried = 0;
  for (const item of items) {
    const literal = make(item);
    if (literal) made.push(literal);
    tried += 1;
    if (made.length >= most || tried >= 10 * most) break;
  }
  return made;
}
