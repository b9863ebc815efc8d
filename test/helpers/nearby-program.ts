/**
 * A computer of a test's own network: announces and looks for rooms with the real sockets, as the lines of JSON
 * on standard input say. Prints `{"ready":true}`, then the rooms found whenever they change.
 */

import { createInterface } from 'node:readline';
import type { Browser } from '../../src/net/nearby/browser';
import { createNearby } from '../../src/net/nearby/nearby';
import type { AnnouncedRoom } from '../../src/protocol/announcement';
import { type Clock, systemClock } from '../../src/util/clock';

/** What the test asks for. */
export interface NearbyRequest {
  /** The room to announce; null: none. */
  readonly announce?: AnnouncedRoom | null;
  /** Whether to look for rooms. */
  readonly browse?: boolean;
}

/** Its timers run this many times as fast as real ones: rounds, looks at the adapters and lifetimes alike. */
const speed = 5;

const clock: Clock = {
  now: () => systemClock.now() * speed,
  after: (ms, callback) => systemClock.after(ms / speed, callback),
};

const print = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
const complain = (message: string) => process.stderr.write(`${message}\n`);
const logger = { info() {}, warn: complain, error: complain };

const nearby = createNearby({ clock, logger, adapters: () => [] });
let browser: Browser | undefined;

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { announce, browse } = JSON.parse(line) as NearbyRequest;
    if (announce !== undefined) nearby.responder.announce(announce ?? undefined);
    if (browse !== undefined) {
      browser?.dispose();
      browser = browse ? nearby.browse([]) : undefined;
      browser?.onDidChange(() => print({ rooms: browser?.rooms }));
    }
  })
  .on('close', () => process.exit());
print({ ready: true });
