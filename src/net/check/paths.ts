import { createSocket } from 'node:dgram';
import { BlockList, isIP } from 'node:net';
import type { AdapterKind } from '../../protocol/connection-report';
import { type Clock, delay } from '../../util/clock';
import { type AdapterAddress, kindOf } from '../socket/adapters';
import { findNeighbors, type Neighbor } from './neighbors';
import type { Tools } from './tools';

/** How this computer reaches an address. */
export interface Path {
  readonly host: string;
  /** Whether it is an address of this computer. */
  readonly isOwn: boolean;
  /** Whether it is on a network that this computer is on; undefined if that isn't known. */
  readonly isNear: boolean | undefined;
  /** The adapter through which packets leave, if known. */
  readonly adapter?: { readonly name: string; readonly kind: AdapterKind };
  readonly neighbor: Neighbor;
}

export interface PathParts {
  readonly adapters: readonly AdapterAddress[];
  readonly tools: Tools;
  readonly clock: Clock;
}

/** How often to ask again while the system is still looking for a neighbor, and for how long, in ms. */
const againMs = 500;
const neighborMs = 2900;

/** An address that this computer has just tried to reach. */
export interface TriedHost {
  readonly host: string;
  /** Whether nothing responded. Only then is the system asked about a neighbor. */
  readonly isSilent: boolean;
}

/**
 * Finds how this computer reaches addresses. Call it after trying them; before that, the system knows nothing. Returns
 * a path for each. Never rejects.
 */
export async function findPaths(
  tried: readonly TriedHost[],
  { adapters, tools, clock }: PathParts,
  signal: AbortSignal,
): Promise<readonly Path[]> {
  const known = adapters.filter(({ cidr }) => cidr !== undefined);
  const bases = tried.map(({ host, isSilent }) => {
    const isOwn = isLoopbackAddress(host) || adapters.some(({ address }) => address === host);
    const isOutside = !isOwn && isIP(host) !== 0;
    const near = known.length > 0 ? known.some((one) => isInNetwork(host, one)) : undefined;
    const isNear = isOutside ? near : isOwn || undefined;
    return { host, isOwn, isNear, isOutside, isAsked: isSilent && isOutside && isNear !== false };
  });
  const asked = bases.filter(({ isAsked }) => isAsked).map(({ host }) => host);
  const [leaving, neighbors] = await Promise.all([
    Promise.all(
      bases.map(({ host, isOutside }) => (isOutside ? leavingAdapter(host, adapters) : undefined)),
    ),
    settledNeighbors(asked, tools, clock, signal),
  ]);
  return bases.map(({ host, isOwn, isNear }, index) => {
    const adapter = leaving[index];
    return {
      ...{ host, isOwn, isNear, neighbor: neighbors.get(host) ?? 'unknown' },
      ...(adapter && { adapter: { name: adapter.name, kind: kindOf(adapter) } }),
    };
  });
}

/** The adapter that leads to an address: connecting a UDP socket selects it without sending anything. */
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

/** What the system knows about neighbors once it has stopped looking for them, or after a while. */
async function settledNeighbors(
  hosts: readonly string[],
  tools: Tools,
  clock: Clock,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Neighbor>> {
  const found = new Map<string, Neighbor>();
  const end = clock.now() + neighborMs;
  for (let open = hosts; open.length > 0; ) {
    const answers = await findNeighbors(open, tools, signal);
    for (const [index, host] of open.entries()) found.set(host, answers[index] ?? 'unknown');
    if (tools.platform !== 'linux' || clock.now() >= end || signal.aborted) break;
    // “Seen” becomes “reachable” or “missing” when the system has asked again.
    open = open.filter((host) => found.get(host) === 'seen');
    if (open.length > 0) await delay(clock, againMs, signal);
  }
  return found;
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
