import { isStandIn } from '../protocol/card-rules';
import type { MessageEntry } from '../room/log/log-entry';
import type { LinksOf, LinkTarget } from '../text/message-link';
import { cardTitle } from './card-text';
import { quoteLine } from './message-text';
import type { Translate } from './translate';

/** The first line of a message, and what the links in it led to then. */
interface Line {
  readonly text: string;
  readonly links: readonly { readonly address: string; readonly label: string }[];
}

/** Caches quotes by message: entries are immutable, and thousands may reply to the same one. */
const quoteCache = new WeakMap<MessageEntry, Line>();

/** A message in one line, as its replies quote it. */
export function quoteText(message: MessageEntry, t: Translate, linksOf: LinksOf): string {
  if (message.deleted) return t('This message was deleted');
  const { card } = message;
  return card && isStandIn(message.text, card) ? cardTitle(card, t) : lineOf(message, linksOf);
}

function lineOf(message: MessageEntry, linksOf: LinksOf): string {
  const targetOf = linksOf(message);
  const known = quoteCache.get(message);
  // What a link leads to may change.
  if (known?.links.every(({ address, label }) => targetOf(address).label === label)) {
    return known.text;
  }
  const followed = new Map<string, LinkTarget>();
  const text = quoteLine(message.text, (address) => {
    const target = followed.get(address) ?? targetOf(address);
    followed.set(address, target);
    return target;
  });
  const links: { address: string; label: string }[] = [];
  let shown = 0;
  for (const [address, { label }] of followed) {
    // The line ends before the others.
    if (shown > text.length) break;
    shown += label.length;
    links.push({ address, label });
  }
  quoteCache.set(message, { text, links });
  return text;
}
