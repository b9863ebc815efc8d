import { createServer, type Server } from 'node:net';
import { toNetError } from '../../protocol/net-error';

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
