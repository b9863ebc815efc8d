import type { Clock } from '../util/clock';
import { AckWatch } from './ack-watch';
import { dial } from './dial';
import { LabLink } from './lab/lab-link';
import { listenLab } from './lab/lab-server';
import { defaultLimits, type Limits } from './limits';
import { readSendQueues } from './send-queues';
import type { Network } from './transport';
import { noTap, type WireTap } from './wire-tap';

export interface NetworkOptions {
  readonly clock: Clock;
  readonly tap?: WireTap;
  readonly limits?: Limits;
}

/** The real network. */
export function createNetwork({
  clock,
  tap = noTap,
  limits = defaultLimits,
}: NetworkOptions): Network {
  const acks = new AckWatch(clock, limits.stallMs, readSendQueues);
  const deps = { clock, tap, limits, acks };
  return {
    listen: (options) => listenLab(options, deps),
    async connect(endpoint, signal) {
      return new LabLink(await dial(endpoint, limits.connectMs, clock, signal), deps);
    },
  };
}
