import { connect, type Socket } from 'node:net';
import type { Endpoint } from '../../protocol/endpoint';
import { NetError, toNetError } from '../../protocol/net-error';
import type { Clock } from '../../util/clock';

/**
 * Opens a TCP connection, trying all addresses of a host name (happy eyeballs).
 * @throws {NetError} after `timeoutMs` with code `timed-out`, on abort with code `cancelled`
 */
export function dial(
  { host, port }: Endpoint,
  timeoutMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelled());
      return;
    }
    const socket = connect({ host, port, autoSelectFamily: true });
    const settle = (finish: () => void) => {
      timer.dispose();
      signal.removeEventListener('abort', onAbort);
      socket.removeListener('error', onError);
      socket.removeListener('connect', onConnect);
      finish();
    };
    const fail = (error: NetError) =>
      settle(() => {
        // A failure that follows the first has nobody left to hear it.
        socket.on('error', () => {});
        socket.destroy();
        reject(error);
      });
    const onConnect = () => settle(() => resolve(socket));
    const onError = (cause: Error) => fail(ofConnecting(toNetError(cause)));
    const onAbort = () => fail(cancelled());
    const timer = clock.after(timeoutMs, () =>
      fail(new NetError('timed-out', `no answer from ${host}:${port} within ${timeoutMs} ms`)),
    );
    signal.addEventListener('abort', onAbort);
    socket.once('error', onError);
    socket.once('connect', onConnect);
  });
}

/** What an attempt that was given up ends with. */
export function cancelled(): NetError {
  return new NetError('cancelled', 'the person cancelled');
}

/** A firewall's "not permitted" is about the way there, unlike a server's about its port. */
export function ofConnecting(error: NetError): NetError {
  if (error.code !== 'port-forbidden') return error;
  return new NetError('unreachable', error.message, { cause: error });
}
