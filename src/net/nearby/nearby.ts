import { randomBytes } from 'node:crypto';
import type { Clock } from '../../util/clock';
import type { Logger } from '../../util/logger';
import { Browser } from './browser';
import { dgramLinks } from './dgram-links';
import { listNeighbors } from './neighbors';
import { Responder } from './responder';

/** Announces rooms on the networks of this computer, and looks for those that others announce. */
export interface Nearby {
  readonly responder: Responder;
  /** Looks until the result is disposed. @param remembered addresses of earlier hosts, the latest first */
  browse(remembered: readonly string[]): Browser;
  /** The id of an announcement: 8 random bytes in hexadecimal. */
  randomId(): string;
}

export interface NearbyOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** The adapters to use; empty for all that lead to other computers. Asked each time. */
  adapters(): readonly string[];
}

export function createNearby({ clock, logger, adapters }: NearbyOptions): Nearby {
  const links = dgramLinks(adapters, logger);
  return {
    responder: new Responder({ links, clock, logger, random: Math.random }),
    browse: (remembered) =>
      new Browser({
        ...{ links, clock, logger, remembered },
        neighbors: () => listNeighbors(process.platform),
      }),
    randomId: () => randomBytes(8).toString('hex'),
  };
}
