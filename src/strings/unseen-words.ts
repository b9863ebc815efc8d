import type { Translate } from './translate';

/** What others said and nobody at this window looked at yet. */
export interface Unseen {
  readonly count: number;
  /** How many of them mention the person at this window, or answer them. */
  readonly mentions: number;
}

/** Counts what is new in a sentence. */
export function unseenWords({ count, mentions }: Unseen, t: Translate): string {
  const all = count === 1 ? t('1 new message') : t('{0} new messages', count);
  return mentions === 0 ? all : t('{0}, {1} for you', all, mentions);
}

/** The same for the status bar, where there is little room; nothing when nothing is new. */
export function unseenInShort({ count, mentions }: Unseen, t: Translate): string[] {
  if (count === 0) return [];
  return [mentions === 0 ? t('{0} new', count) : t('{0} new, {1} for you', count, mentions)];
}
