import { createHash, randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import type { Hasher } from '../protocol/file-link';
import { defaultLabWire } from '../protocol/lab-endpoint';
import { defaultLimits, type Limits } from '../protocol/limits';
import { NetError } from '../protocol/net-error';
import type { Network } from '../protocol/network';
import { type LabWire, roomKinds, toTcpLabKind, type Wire } from '../protocol/room-kinds';
import type { WideNetwork } from '../protocol/wide';
import { noTap, type WireTap } from '../protocol/wire-event';
import type { Clock } from '../util/clock';
import { identityOf, successorKey } from './deskmate/access-control';
import { enterCode } from './deskmate/code-client';
import { getFile, putFile } from './deskmate/file-client';
import { listenHub } from './deskmate/hub-server';
import { knock } from './deskmate/knock-client';
import { joinByInvite } from './deskmate/member-link';
import { BackoffTimer } from './deskmate/retry-timer';
import { secureDial } from './deskmate/secure-dial';
import { guessEncoding, loadEncoding } from './lab-tcp/encodings';
import { listenLab } from './lab-tcp/lab-server';
import { TcpLabLink } from './lab-tcp/tcp-lab-link';
import { AckWatch, readSendQueues } from './socket/ack-watch';
import { listAdapters, reachableAddresses } from './socket/adapters';
import { GuestReadLimiter } from './socket/read-limiter';
import { dial } from './socket/tcp';
import { loadWide } from './wide/load-wide';

export interface NetworkOptions {
  readonly clock: Clock;
  readonly tap?: WireTap;
  readonly limits?: Limits;
}

/**
 * Creates the real network. Its connections share one watch for unacknowledged bytes, and its guests one
 * read budget.
 */
export function createNetwork({
  clock,
  tap = noTap,
  limits = defaultLimits,
}: NetworkOptions): Network {
  const acks = new AckWatch(clock, limits.stallMs, readSendQueues);
  const deps = { clock, tap, limits, acks };
  const readLimiter = new GuestReadLimiter(clock, limits);
  const listeners: Readonly<Record<Wire, Network['listen']>> = {
    'deskmate/1': (options) => listenHub(options, { clock, limits, tap }),
    'deskmate/wide': () => Promise.reject(new TypeError('A wide room is on a server.')),
    'lab-tcp': (options) => listenLab({ ...options, kind: toTcpLabKind(options.kind) }, deps),
    // Few rooms are over UDP, and its modules take 1 MiB.
    'lab-udp': async (options) => {
      const { listenLabUdp } = await import('./lab-udp/udp-server');
      return listenLabUdp(options, deps);
    },
  };
  const dialers: Readonly<Record<LabWire, Network['connectLab']>> = {
    'lab-tcp': async (endpoint, signal, encoding) => {
      const socket = await dial(endpoint, limits.connectMs, clock, signal);
      return new TcpLabLink(socket, deps, readLimiter, encoding);
    },
    'lab-udp': async (endpoint, signal) => {
      const { dialLabUdp } = await import('./lab-udp/dial');
      return dialLabUdp(endpoint, signal, deps);
    },
  };
  let wideNetwork: WideNetwork | undefined;
  const wide = async () => {
    const { createWideNetwork } = await loadWide().catch((cause) => {
      throw new NetError('failed', `the client for wide rooms: ${cause}`, { cause });
    });
    wideNetwork ??= createWideNetwork({ clock, limits });
    return wideNetwork;
  };
  return {
    listen: (options) => listeners[roomKinds[options.kind].wire](options),
    connectLab: (endpoint, signal, encoding) =>
      dialers[endpoint.wire ?? defaultLabWire](endpoint, signal, encoding),
    connectByInvite: (ticket, signal) =>
      joinByInvite(ticket, signal, { clock, limits, tap, readLimiter }),
    wide,
    knock: (target, name, signal) =>
      knock(target, name, signal, { clock, limits, tap, readLimiter }),
    enterCode: (target, code, signal) =>
      enterCode(target, code, signal, { clock, limits, tap, readLimiter }),
    reach: async (listener, signal) => {
      const options = { clock, timeoutMs: limits.connectMs };
      const { socket } = await secureDial(listener, options, signal);
      socket.destroy();
    },
    identityOf,
    successorKey,
    putFile: (ticket, file, open, transit) =>
      putFile(ticket, file, open, transit, { clock, limits, tap }),
    getFile: (ticket, file, write, transit) =>
      getFile(ticket, file, write, transit, { clock, limits, tap }),
    hasher: createHasher,
    encoding: loadEncoding,
    guessEncoding,
    retryTimer: () =>
      new BackoffTimer({
        clock,
        minMs: limits.retryMinMs,
        maxMs: limits.retryMaxMs,
        interfaces: networkInterfaces,
        random: Math.random,
      }),
    reachable: (address) => reachableAddresses(address, listAdapters()),
    randomId: () => randomBytes(16).toString('base64url'),
  };
}

function createHasher(): Hasher {
  const hash = createHash('sha256');
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('base64url') };
}
