import { createSocket } from 'node:dgram';
import { BlockList, isIP } from 'node:net';
import type { AdapterKind } from '../../protocol/connection-report';
import { type Clock, delay } from '../../util/clock';
import { type AdapterAddress, kindOf } from '../socket/adapters';
import { findNeighbor, type Neighbor } from './neighbors';
import type { Tools } from './tools';

/** How this computer gets to an address. */
export interface Path {
  readonly host: string;
  /** Whether it is an address of this computer. */
  readonly isOwn: boolean;
  /** Whether it is on a network that this computer is on; undefined if that isn't known. */
  readonly isNear: boolean | undefined;
  /** The adapter that packets leave by, if the system says so. */
  readonly adapter?: { readonly name: string; readonly kind: AdapterKind };
  readonly neighbor: Neighbor;
}

export interface PathParts {
  readonly adapters: readonly AdapterAddress[];
  readonly tools: Tools;
  readonly clock: Clock;
}

/** How often to ask again while the system still looks for a neighbor, in ms, and until when. */
const againMs = 500;
const neighborMs = 2900;

/**
 * Finds how this computer gets to an address that it has just tried to reach; before that, the system knows
 * nothing. Never rejects.
 */
export async function findPath(
  host: string,
  { adapters, tools, clock }: PathParts,
  signal: AbortSignal,
): Promise<Path> {
  const own = adapters.find(({ address }) => address === host);
  const isOwn = own !== undefined || isLoopbackAddress(host);
  if (isOwn || isIP(host) === 0) {
    return { host, isOwn, isNear: isOwn || undefined, neighbor: 'unknown' };
  }
  const [adapter, neighbor] = await Promise.all([
    leavingAdapter(host, adapters),
    settledNeighbor(host, tools, clock, signal),
  ]);
  const known = adapters.filter(({ cidr }) => cidr !== undefined);
  return {
    host,
    isOwn,
    isNear: known.length === 0 ? undefined : known.some((one) => isInNetwork(host, one)),
    ...(adapter && { adapter: { name: adapter.name, kind: kindOf(adapter) } }),
    neighbor,
  };
}

/** The adapter for an address: connecting a UDP socket chooses it, and sends nothing. */
function leavingAdapter(
  host: string,
  adapters: readonly AdapterAddress[],
): Promise<AdapterAddress | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(isIP(host) === 6 ? 'udp6' : 'udp4');
    const finish = (adapter?: AdapterAddress) => {
      socket.close();
      resolve(adapter);
    };
    socket.once('error', () => finish());
    // Port 9 is “discard”; any other would do.
    socket.connect(9, host, () => {
      const { address } = socket.address();
      finish(adapters.find((one) => one.address === address));
    });
  });
}

/** What the system knows of a neighbor once it has stopped looking for it, or after a while. */
async function settledNeighbor(
  host: string,
  tools: Tools,
  clock: Clock,
  signal: AbortSignal,
): Promise<Neighbor> {
  const end = clock.now() + neighborMs;
  for (;;) {
    const found = await findNeighbor(host, tools, signal);
    // “Seen” becomes “reachable” or “missing” when the system has asked again.
    if (found !== 'seen' || tools.platform !== 'linux' || clock.now() >= end || signal.aborted) {
      return found;
    }
    await delay(clock, againMs, signal);
  }
}

/** Whether an address is in the network of an adapter's address. False for anything that isn't one. */
export function isInNetwork(host: string, { address, cidr, family }: AdapterAddress): boolean {
  const prefix = Number(cidr?.split('/')[1]);
  const type = family === 'IPv6' ? 'ipv6' : 'ipv4';
  if (isIP(host) !== (type === 'ipv6' ? 6 : 4)) return false;
  if (!Number.isInteger(prefix) || prefix < 1 || prefix > (type === 'ipv6' ? 128 : 32)) {
    return false;
  }
  const network = new BlockList();
  network.addSubnet(address, prefix, type);
  return network.check(host, type);
}

function isLoopbackAddress(host: string): boolean {
  return host === '::1' || /^127\./.test(host);
}
