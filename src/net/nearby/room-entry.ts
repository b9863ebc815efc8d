import type { Announcement, NearbyRoom } from '../../protocol/announcement';
import type { Endpoint } from '../../protocol/endpoint';
import { isHostAddress } from '../../util/ip-address';
import type { DnsMessage, DnsRecord } from './dns-message';
import { idOfInstance, serviceName } from './room-records';
import type { Trial } from './room-trial';

/** Maximum number of addresses that an announcement may name for its room, besides its source. */
const maxNamedAddresses = 4;

/** Maximum number of addresses to compare between two announcements. */
const maxOwnAddresses = 32;

/** What one computer says about one room. */
export interface Entry {
  readonly id: string;
  /** The address that it came from. */
  readonly source: string;
  /** In ms since the epoch. */
  expires: number;
  /** When to ask for it again; undefined once that was done. */
  refresh: number | undefined;
  /** How many times its missing parts were requested. */
  asked: number;
  /** When its records last came, in ms since the epoch. */
  heard: number;
  /** Asks it to show that someone is there; absent while nothing else needs its place. */
  trial?: Trial;
  port?: number;
  texts?: readonly Uint8Array[];
  announcement?: Announcement | undefined;
  /** The addresses that it names, without zones. */
  named: ReadonlySet<string>;
  /** The host's addresses, the likeliest first. */
  hosts: readonly [string, ...string[]];
}

/** Where and when a response arrived. */
export interface Origin {
  readonly source: string;
  readonly now: number;
  /** Whether an address is on the network that it came through. */
  isNear(address: string): boolean;
}

/** An announcement with all of its parts. */
export type ReadEntry = Entry & { readonly announcement: Announcement };

export function isRead(entry: Entry): entry is ReadEntry {
  return entry.announcement !== undefined;
}

/** Whether no part is missing, valid or not. */
export function isWhole({ port, texts }: Entry): boolean {
  return port !== undefined && texts !== undefined;
}

/** The room that a record is about: its service's pointer, or one of the instance's own records. */
export function idIn(record: DnsRecord): string | undefined {
  if (record.type === 'PTR') {
    return record.name === serviceName ? idOfInstance(record.target) : undefined;
  }
  return record.type === 'SRV' || record.type === 'TXT' ? idOfInstance(record.name) : undefined;
}

/** The addresses that a message names, by the name of their computer. */
export function addressesIn({ records }: DnsMessage): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const record of records) {
    if ((record.type !== 'A' && record.type !== 'AAAA') || record.ttl === 0) continue;
    const addresses = found.get(record.name) ?? new Set();
    if (addresses.size < maxOwnAddresses) addresses.add(record.address);
    found.set(record.name, addresses);
  }
  return found;
}

/** Whether two announcements with the same contents come from one computer: each names the other's place. */
export function isSameHost(one: ReadEntry, other: ReadEntry): boolean {
  const names = ({ named }: ReadEntry, { hosts: [host] }: ReadEntry) =>
    named.has(withoutZone(host));
  return names(one, other) && names(other, one);
}

export function contentsOf({ announcement, named, hosts }: Entry): string {
  return JSON.stringify([announcement, [...named], hosts]);
}

export function roomOf(group: readonly [ReadEntry, ...ReadEntry[]]): NearbyRoom {
  const [{ announcement, id, source }] = group;
  const firsts = group.map(({ hosts: [host] }) => host).toSorted((a, b) => rank(a) - rank(b));
  const all = [...new Set([...firsts, ...group.flatMap(({ hosts }) => hosts)])];
  const endpoints = all.map((host): Endpoint => ({ host, port: announcement.port }));
  return {
    ...announcement,
    key: `${id} ${source}`,
    endpoints: endpoints as unknown as NearbyRoom['endpoints'],
  };
}

/**
 * The addresses of an announcement's host, the likeliest first: its source, unless it names only addresses of the other
 * family. A room that listens on IPv4 alone is announced over IPv6 as well.
 */
export function hostsOf(
  source: string,
  named: ReadonlySet<string>,
  { isNear }: Origin,
): readonly [string, ...string[]] {
  const isIpv6 = (address: string) => address.includes(':');
  const near = [...named]
    // A link-local one is of no use without the name of this computer's adapter.
    .filter((address) => isHostAddress(address) && isNear(address) && !isLinkLocal(address))
    .slice(0, maxNamedAddresses);
  const isThere = [...named].some((address) => isIpv6(address) === isIpv6(source));
  const [first, ...rest] = near;
  if (isThere || first === undefined) return [source, ...near.filter((each) => each !== source)];
  return [first, ...rest];
}

/** IPv4 first, because it's shorter to read out; link-local IPv6 last, because it needs the name of an adapter. */
function rank(address: string): number {
  if (!address.includes(':')) return 0;
  return isLinkLocal(address) ? 2 : 1;
}

function isLinkLocal(address: string): boolean {
  return /^fe[89ab]/i.test(address);
}

export function withoutZone(address: string): string {
  return address.split('%', 1)[0] ?? address;
}
