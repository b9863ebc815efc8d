import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Endpoint } from '../../protocol/endpoint';
import { NetError, toNetError } from '../../protocol/net-error';
import type { Clock } from '../../util/clock';

/**
 * Opens a TCP connection, trying all addresses of a host name (happy eyeballs).
 * @throws {NetError} code `timed-out` after `timeoutMs`, code `cancelled` if the signal is aborted
 */
export function dial(
  { host, port }: Endpoint,
  timeoutMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelledError());
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
        // Ignore later errors: the promise is already rejected.
        socket.on('error', () => {});
        socket.destroy();
        reject(error);
      });
    const onConnect = () => settle(() => resolve(socket));
    const onError = (cause: Error) => fail(toConnectError(toNetError(cause)));
    const onAbort = () => fail(cancelledError());
    const timer = clock.after(timeoutMs, () =>
      fail(new NetError('timed-out', `no response from ${host}:${port} within ${timeoutMs} ms`)),
    );
    signal.addEventListener('abort', onAbort);
    socket.once('error', onError);
    socket.once('connect', onConnect);
  });
}

/** The error of an aborted attempt. */
export function cancelledError(): NetError {
  return new NetError('cancelled', 'cancelled by the user');
}

/**
 * Adapts an error to connecting: "not permitted" then comes from a firewall, so the host is unreachable;
 * when listening it concerns the port.
 */
export function toConnectError(error: NetError): NetError {
  if (error.code !== 'port-forbidden') return error;
  return new NetError('unreachable', error.message, { cause: error });
}

interface ListenAddress {
  /** Address of a network adapter, `0.0.0.0` or `::` for all. */
  readonly address: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Whether connections start paused and read nothing until they are resumed. */
  readonly pauseOnConnect: boolean;
}

/**
 * Listens for TCP connections. Falls back from `::` to `0.0.0.0` on a computer without IPv6.
 * @throws {NetError} when the address or port isn't available
 */
export async function listen(where: ListenAddress): Promise<Server> {
  try {
    return await tryListen(where);
  } catch (cause) {
    // Without IPv6, all IPv4 networks still work.
    const error = toNetError(cause);
    if (where.address !== '::' || error.code !== 'address-unavailable') throw error;
    return tryListen({ ...where, address: '0.0.0.0' });
  }
}

function tryListen({ address: host, port, pauseOnConnect }: ListenAddress): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ pauseOnConnect });
    server.once('error', (cause) => reject(toNetError(cause)));
    server.listen({ host, port, backlog: 511 }, () => {
      server.removeAllListeners('error');
      // An error such as running out of file descriptors affects only one client.
      server.on('error', () => {});
      resolve(server);
    });
  });
}

/**
 * Idle time, in ms, after which TCP keep-alive starts to probe the peer. With libuv's ten probes, one
 * second apart, an unplugged peer is detected within 14 seconds.
 */
const keepAliveMs = 4000;

/**
 * Sets what every chat connection needs: no delay for small messages, and keep-alive to detect a vanished
 * peer.
 */
export function tuneSocket(socket: Socket): void {
  socket.setNoDelay(true);
  socket.setKeepAlive(true, keepAliveMs);
}
