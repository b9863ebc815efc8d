import { joined, type Names } from './mentions';
import { findReferences, type Reference } from './references';
import { safeUrl } from './safe-url';

interface Span {
  readonly start: number;
  readonly end: number;
}

/** A part of a text that means something as it is, whatever marks stand in it. */
export type Literal = Span &
  (
    | { readonly kind: 'link'; readonly url: string }
    | ({ readonly kind: 'reference' } & Reference)
    | { readonly kind: 'mention' }
  );

/** The most of each kind that are found in one text; what follows stays text. */
const most = 200;

/** An address ends where it hardly goes on: at brackets, quotes, and the punctuation of Chinese. */
const address =
  /(?<![\p{Script=Latin}\p{N}_])(?:https?:\/\/(?:\[[0-9a-f:.]{2,45}\])?|mailto:)[^\s<>"`[\]{}|\\^\p{Cc}\p{Bidi_Control}，。、；：！？（）【】《》「」“”‘’]+/giu;

const mail = /(?<![\w.+%-])[\w.+%-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])/gi;

/** Addresses, references, and mentions of `names`, in order; none lies within another. */
export function findLiterals(text: string, names?: Names): readonly Literal[] {
  const found = [
    ...links(text),
    ...mails(text),
    ...take(findReferences(text), (reference) => ({ kind: 'reference', ...reference })),
    ...(names ? mentions(text, names) : []),
  ].sort((one, other) => one.start - other.start || other.end - one.end);
  let end = 0;
  return found.filter((literal) => {
    if (literal.start < end) return false;
    end = literal.end;
    return true;
  });
}

function links(text: string): Literal[] {
  return take(text.matchAll(address), ({ 0: match, index }) => {
    const shown = withoutTail(match);
    const url = safeUrl(shown);
    return url && { kind: 'link', url, start: index, end: index + shown.length };
  });
}

function mails(text: string): Literal[] {
  return take(text.matchAll(mail), ({ 0: match, index }) => {
    const url = safeUrl(`mailto:${match}`);
    return url && { kind: 'link', url, start: index, end: index + match.length };
  });
}

function mentions(text: string, names: Names): Literal[] {
  return take(text.matchAll(/@/g), ({ index }) => {
    if (index > 0 && joined(text.charAt(index - 1), 'a')) return undefined;
    const end = names.endOf(text, index + 1);
    return end && { kind: 'mention', start: index, end };
  });
}

/** What ends a sentence, closes a bracket opened before the address or marks it up is no part of it. */
function withoutTail(match: string): string {
  let closed = match.split(')').length - match.split('(').length;
  let end = match.length;
  for (; end > 0; end -= 1) {
    const last = match.charAt(end - 1);
    if (last === ')' && closed > 0) closed -= 1;
    else if (!/[?!.,:;*_~'"]/.test(last)) break;
  }
  return match.slice(0, end);
}

/** What `make` makes of the items, at most {@link most}, from as many items at most tenfold. */
function take<T>(items: Iterable<T>, make: (item: T) => Literal | '' | 0 | undefined): Literal[] {
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
