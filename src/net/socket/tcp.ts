import { connect, createServer, type Server, type Socket } from 'node:net';
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

interface ListenPlace {
  /** Address of a network adapter, `0.0.0.0` or `::` for all. */
  readonly address: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Whether to read nothing of a connection before it is resumed. */
  readonly pauseOnConnect: boolean;
}

/**
 * Listens for TCP connections.
 * @throws {NetError} when the address or port cannot be had
 */
export async function listen(place: ListenPlace): Promise<Server> {
  try {
    return await tryListen(place);
  } catch (cause) {
    // A computer without IPv6 still has all its other networks.
    const error = toNetError(cause);
    if (place.address !== '::' || error.code !== 'address-unavailable') throw error;
    return tryListen({ ...place, address: '0.0.0.0' });
  }
}

function tryListen({ address: host, port, pauseOnConnect }: ListenPlace): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ pauseOnConnect });
    server.once('error', (cause) => reject(toNetError(cause)));
    server.listen({ host, port, backlog: 511 }, () => {
      server.removeAllListeners('error');
      // Running out of file descriptors, say, turns one client away; the room goes on.
      server.on('error', () => {});
      resolve(server);
    });
  });
}

/**
 * Idle time in ms after which the operating system asks whether the peer is still there. With
 * libuv's ten probes a second apart, one whose cable was pulled is found within 14 seconds.
 */
const keepAliveMs = 4000;

/** What every chat connection wants: small messages at once, and a vanished peer noticed. */
export function tuneSocket(socket: Socket): void {
  socket.setNoDelay(true);
  socket.setKeepAlive(true, keepAliveMs);
}
