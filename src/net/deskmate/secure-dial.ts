import type { TLSSocket } from 'node:tls';
import type { Endpoint } from '../../protocol/endpoint';
import { NetError } from '../../protocol/net-error';
import type { Ticket } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { cancelled } from '../socket/dial';
import { moreTelling } from './dial-error';
import { attemptSecure } from './secure-attempt';

/** A connection whose other end has proved the pin, and to which nothing was said yet. */
export interface ProvenSocket {
  readonly socket: TLSSocket;
  /** The address that answered first. */
  readonly address: string;
}

export interface SecureDialOptions {
  readonly clock: Clock;
  /** Time for all addresses together, in ms. */
  readonly timeoutMs: number;
}

/** How long, in ms, an address has before the next is tried beside it: RFC 8305, section 5. */
const staggerMs = 250;

/**
 * Places tried at most, as many as the stagger reaches in 10 s: a forged invite must not make a scanner
 * of ours.
 */
const maxEndpoints = 40;

/**
 * Races the addresses of a host through TCP, TLS and pin: the next starts when the one before has
 * failed or is slow. The first that proves the pin wins, and the others are cut off.
 * @throws {NetError} when none does, with the most telling failure; on abort with code `cancelled`
 */
export function secureDial(
  ticket: Pick<Ticket, 'addresses' | 'port' | 'others' | 'pin'>,
  { clock, timeoutMs }: SecureDialOptions,
  signal: AbortSignal,
): Promise<ProvenSocket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelled());
      return;
    }
    const { pin } = ticket;
    const untried = endpointsOf(ticket);
    const running = new Set<Disposable>();
    let stagger: Disposable | undefined;
    let failure: NetError | undefined;

    const settle = (finish: () => void) => {
      signal.removeEventListener('abort', onAbort);
      timer.dispose();
      stagger?.dispose();
      for (const attempt of running) attempt.dispose();
      finish();
    };
    const lose = (error: NetError) => settle(() => reject(error));
    const onAbort = () => lose(cancelled());
    const tryNext = () => {
      stagger?.dispose();
      const endpoint = untried.shift();
      if (endpoint === undefined) return;
      const { host: address, port } = endpoint;
      const attempt = attemptSecure(
        { address, port, pin },
        (socket) => {
          running.delete(attempt);
          settle(() => resolve({ socket, address }));
        },
        (error) => {
          running.delete(attempt);
          failure = moreTelling(failure, error);
          if (running.size === 0 && untried.length === 0) lose(failure);
          else tryNext();
        },
      );
      running.add(attempt);
      stagger = clock.after(staggerMs, tryNext);
    };

    signal.addEventListener('abort', onAbort);
    const timer = clock.after(timeoutMs, () => {
      const error = new NetError('timed-out', `no host proved itself within ${timeoutMs} ms`);
      lose(moreTelling(failure, error));
    });
    if (untried.length === 0) lose(new NetError('bad-invite', 'the invite holds no address'));
    else tryNext();
  });
}

/** Each place once, in the order in which they are tried. */
function endpointsOf({
  addresses,
  port,
  others = [],
}: Pick<Ticket, 'addresses' | 'port' | 'others'>): Endpoint[] {
  const all = [...addresses.map((host) => ({ host, port })), ...others];
  const byName = new Map(all.map((endpoint) => [`${endpoint.host} ${endpoint.port}`, endpoint]));
  return [...byName.values()].slice(0, maxEndpoints);
}
