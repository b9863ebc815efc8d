import type { LogFeed, LogPosition } from '../../../src/protocol/transport';

const epoch = { term: 1, opening: 1 };

/** The part of a feed about epochs, for a log with a single one; `last` is the same as the feed's. */
export function oneEpoch(
  last: () => number,
): Pick<LogFeed, 'epoch' | 'opened' | 'epochAt' | 'agreed'> {
  return {
    epoch,
    opened: 0,
    epochAt: () => epoch,
    agreed: (held: LogPosition) => Math.min(held.last, last()),
  };
}
