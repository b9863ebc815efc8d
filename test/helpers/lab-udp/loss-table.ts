import { fragmentsOf } from '../../../src/net/lab-udp/fragments';
import { seededRandom } from '../../../src/util/seeded-random';
import { SimulatedSession } from './simulated-network';

/** Shares of lost datagrams in the table of docs/LAB-UDP.md. */
export const lossShares = [0, 0.1, 0.3, 0.5] as const;

const messages = 2000;
/** One message in this time, in ms, as in a lively chat. */
const everyMs = 1000;

/**
 * How long messages take to arrive in a simulated network with 10 to 40 ms of delay and 2 % duplicates, in
 * ms.
 */
export function deliveryTimes(loss: number): { readonly median: number; readonly p99: number } {
  const random = seededRandom(1 + Math.round(100 * loss));
  const session = new SimulatedSession({ random, loss, duplicates: 0.02, delayMs: [10, 40] });
  const times: number[] = [];
  session.hub.onText((text) => times.push(session.clock.now() - Number(text)));
  for (let index = 0; index < messages; index += 1) {
    session.clock.after(index * everyMs, () =>
      session.client.say(fragmentsOf(`${session.clock.now()}`)),
    );
  }
  session.clock.runUntil(2 * messages * everyMs, () => times.length === messages);
  times.sort((one, other) => one - other);
  const at = (share: number) => times[Math.floor(share * (times.length - 1))] ?? Number.NaN;
  return { median: at(0.5), p99: at(0.99) };
}
