import { safeUrl } from './safe-url';

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
