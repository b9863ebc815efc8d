import { type FoundLink, findMailboxes, findPages } from './links';
import { joined, mentionSign, type Names } from './mentions';
import { findReferences, type Reference } from './references';

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
