import { lookup } from 'node:dns/promises';
import type { Endpoint } from '../../protocol/endpoint';
import { NetError, toNetError } from '../../protocol/net-error';
import { cancelledError } from '../socket/tcp';
import { type Handshake, startHandshake } from './handshake';
import { UdpLabLink } from './udp-lab-link';
import type { LabUdpOptions } from './udp-server';

/** Maximum number of addresses of a host name to try. */
const maxAddresses = 4;

/**
 * Joins a lab room over UDP. Starts a handshake with all addresses of a host name at the same time and enters at the one
 * that replies first; resolves when the hub has let us in, or in line.
 * @throws {NetError} code `timed-out` after 45 s without a reply, code `cancelled` if the signal is
 * aborted, the hub's reason if it refuses
 */
export async function dialLabUdp(
  { host, port }: Endpoint,
  signal: AbortSignal,
  options: LabUdpOptions,
): Promise<UdpLabLink> {
  if (signal.aborted) throw cancelledError();
  const { clock, limits } = options;
  const stop = new AbortController();
  const onAbort = () => stop.abort(cancelledError());
  const timer = clock.after(limits.deadMs, () =>
    stop.abort(new NetError('timed-out', `no reply from ${host}:${port} in ${limits.deadMs} ms`)),
  );
  signal.addEventListener('abort', onAbort);
  const handshakes: Handshake[] = [];
  let entered: Handshake | undefined;
  try {
    const found = await unlessStopped(lookup(host, { all: true }), stop.signal);
    const attempts = found.slice(0, maxAddresses).map(async ({ address }) => {
      const handshake = await startHandshake({ address, port }, options);
      handshakes.push(handshake);
      if (stop.signal.aborted) await handshake.close();
      return handshake.found;
    });
    const hub = await unlessStopped(firstOf(attempts), stop.signal);
    hub.enter();
    const welcome = await unlessStopped(hub.welcomed, stop.signal);
    entered = hub;
    return new UdpLabLink(hub, welcome, options);
  } catch (error) {
    throw toNetError(error);
  } finally {
    timer.dispose();
    signal.removeEventListener('abort', onAbort);
    // Those that aren't open yet close themselves.
    stop.abort();
    const others = handshakes.filter((each) => each !== entered);
    await Promise.all(others.map((each) => each.close()));
  }
}

/** The first that resolves; if none does, rejects with the error of the first one. */
async function firstOf<T>(attempts: readonly Promise<T>[]): Promise<T> {
  try {
    return await Promise.any(attempts);
  } catch (error) {
    throw (error as AggregateError).errors[0];
  }
}

/** @throws the signal's reason as soon as it is aborted */
function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
