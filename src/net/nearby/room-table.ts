import { type Announcement, type NearbyRoom, readAnnouncement } from '../../protocol/announcement';
import type { Endpoint } from '../../protocol/endpoint';
import { isHostAddress } from '../../util/ip-address';
import type { DnsMessage, DnsRecord } from './dns-message';
import {
  announcementTtl,
  idOfInstance,
  idOfTarget,
  instanceName,
  serviceName,
  targetName,
} from './room-records';

/** Maximum number of rooms shown, in all and per address. */
export const maxRooms = 64;
export const maxRoomsPerSource = 4;

/** Maximum number of announcements in the table: a room may come from several addresses of its host. */
const maxEntries = 4 * maxRooms;

/** Maximum number of addresses that an announcement may name for its room, besides its source. */
const maxNamedAddresses = 4;

/** The fraction of its lifetime after which to ask for an announcement again (RFC 6762, section 5.2). */
const refreshPart = 0.8;

/** Delays between requests for the missing parts of an announcement, in ms; after the last one, no more are sent. */
const partGapsMs = [0, 1000, 2000];

/** Maximum number of announcements from IPv6 addresses, and of rooms shown that have no other address. */
const maxIpv6Entries = maxEntries / 2;
const maxIpv6Rooms = maxRooms / 4;

/** Maximum number of addresses to compare between two announcements. */
const maxOwnAddresses = 32;

/** What one computer says about one room. */
interface Entry {
  readonly id: string;
  /** The address that it came from. */
  readonly source: string;
  /** In ms since the epoch. */
  expires: number;
  /** When to ask for it again; undefined once that was done. */
  refresh: number | undefined;
  /** How many times its missing parts were requested. */
  asked: number;
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

/**
 * The rooms that computers on the network announce. What one address says changes nothing that another one
 * said: a forged announcement or goodbye affects only its own source. Announcements are one room only if their
 * contents are the same and each names the address of the other; so a copy of an announcement is another room.
 */
export class RoomTable {
  /** By id and source, in order of arrival. */
  private readonly entries = new Map<string, Entry>();
  private shown: readonly NearbyRoom[] = [];
  /** Whether anything has changed since `shown`. */
  private isStale = false;

  /**
   * Takes a response. Bounded work: no more than the message has bytes.
   * @returns whether the rooms changed
   */
  take(message: DnsMessage, origin: Origin): boolean {
    const addresses = addressesIn(message);
    const touched = new Set<Entry>();
    for (const record of message.records) {
      const id = idIn(record);
      const entry = id === undefined ? undefined : this.takeRecord(record, id, origin);
      if (entry) touched.add(entry);
    }
    for (const name of addresses.keys()) {
      const entry = this.entries.get(`${idOfTarget(name)} ${origin.source}`);
      if (entry) touched.add(entry);
    }
    for (const entry of touched) this.read(entry, addresses.get(targetName(entry.id)), origin);
    return this.update();
  }

  /** Drops expired announcements. Returns whether the rooms changed. */
  expire(now: number): boolean {
    for (const [key, { expires }] of this.entries) {
      if (expires <= now) this.delete(key);
    }
    return this.update();
  }

  /**
   * The instances to ask for again by now, by the address that has them: each once in its lifetime, and those
   * of which a part is missing a few times.
   */
  due(now: number): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>();
    for (const entry of this.entries.values()) {
      if (entry.refresh === undefined || entry.refresh > now) continue;
      entry.refresh = undefined;
      if (!isWhole(entry)) {
        entry.asked += 1;
        const gap = partGapsMs[entry.asked];
        if (gap !== undefined) entry.refresh = now + gap;
      }
      const instances = found.get(entry.source) ?? [];
      instances.push(instanceName(entry.id));
      found.set(entry.source, instances);
    }
    return found;
  }

  /** When something is next due or expires, in ms since the epoch; undefined without announcements. */
  get next(): number | undefined {
    const times = [...this.entries.values()].map(({ refresh, expires }) =>
      Math.min(refresh ?? expires, expires),
    );
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** The ids that are valid for at least half of their lifetime: their hosts needn't announce them again. */
  knownIds(now: number): readonly string[] {
    const fresh = [...this.entries.values()].filter(
      ({ announcement, expires }) => announcement && expires - now > (announcementTtl * 1000) / 2,
    );
    return [...new Set(fresh.map(({ id }) => id))];
  }

  /** The rooms, in order of arrival; at most {@link maxRooms}. */
  get rooms(): readonly NearbyRoom[] {
    return this.shown;
  }

  /** Returns whether the rooms changed. */
  private update(): boolean {
    if (!this.isStale) return false;
    this.isStale = false;
    const before = JSON.stringify(this.shown);
    let ipv6Rooms = 0;
    const groups = this.groups().filter((group) => {
      if (group.some(({ source }) => !source.includes(':'))) return true;
      ipv6Rooms += 1;
      return ipv6Rooms <= maxIpv6Rooms;
    });
    this.shown = groups.slice(0, maxRooms).map(roomOf);
    return JSON.stringify(this.shown) !== before;
  }

  /** The announcements of each room. */
  private groups(): readonly (readonly [ReadEntry, ...ReadEntry[]])[] {
    const all: [ReadEntry, ...ReadEntry[]][] = [];
    const same = new Map<string, [ReadEntry, ...ReadEntry[]][]>();
    for (const entry of this.entries.values()) {
      if (!isRead(entry)) continue;
      const { id, kind, name, host, port } = entry.announcement;
      const contents = JSON.stringify([id, kind, name, host, port]);
      const groups = same.get(contents) ?? [];
      same.set(contents, groups);
      const own = groups.find((group) => group.every((other) => isSameHost(entry, other)));
      if (own) {
        own.push(entry);
      } else {
        const group: [ReadEntry, ...ReadEntry[]] = [entry];
        groups.push(group);
        all.push(group);
      }
    }
    return all;
  }

  /** Returns the announcement that the record belongs to; undefined if there is none any more. */
  private takeRecord(record: DnsRecord, id: string, { source, now }: Origin): Entry | undefined {
    const key = `${id} ${source}`;
    if (record.ttl === 0) {
      this.delete(key);
      return undefined;
    }
    let entry = this.entries.get(key);
    if (!entry) {
      // An address without a room is of no use; a complete message has both.
      if (record.type !== 'PTR' || !this.hasRoom(source)) return undefined;
      const hosts = [source] as const;
      entry = { id, source, expires: now, refresh: now, asked: 0, named: new Set(), hosts };
      this.entries.set(key, entry);
    }
    if (record.type === 'PTR') {
      const lifetime = Math.min(record.ttl, announcementTtl) * 1000;
      // A unicast reply is valid for less time than an announcement.
      if (now + lifetime >= entry.expires) {
        entry.expires = now + lifetime;
        if (isWhole(entry)) entry.refresh = now + lifetime * refreshPart;
      }
    } else if (record.type === 'SRV') {
      entry.port = record.port;
    } else if (record.type === 'TXT') {
      entry.texts = record.texts;
    }
    return entry;
  }

  /** Reads what an announcement says by now. */
  private read(entry: Entry, addresses: ReadonlySet<string> | undefined, origin: Origin): void {
    if (!this.entries.has(`${entry.id} ${entry.source}`)) return;
    const before = contentsOf(entry);
    if (addresses) {
      this.dropFormer(entry, addresses);
      entry.named = addresses;
      entry.hosts = hostsOf(entry.source, addresses, origin);
    }
    const { port, texts } = entry;
    if (port === undefined || !texts) return;
    if (!entry.announcement) {
      entry.refresh = origin.now + (entry.expires - origin.now) * refreshPart;
    }
    entry.announcement = readAnnouncement(texts, entry.id, port);
    if (contentsOf(entry) !== before) this.isStale = true;
  }

  /**
   * Drops what came from addresses that the host no longer has: those that an entry doesn't name any more, if
   * they named its own.
   */
  private dropFormer({ id, source, named }: Entry, addresses: ReadonlySet<string>): void {
    for (const [key, other] of this.entries) {
      const address = withoutZone(other.source);
      if (other.id !== id || !other.named.has(withoutZone(source))) continue;
      if (named.has(address) && !addresses.has(address)) this.delete(key);
    }
  }

  private delete(key: string): void {
    if (this.entries.delete(key)) this.isStale = true;
  }

  /** Whether there is room for another announcement from this address. */
  private hasRoom(source: string): boolean {
    const all = [...this.entries.values()];
    const isIpv6 = (entry: Pick<Entry, 'source'>) => entry.source.includes(':');
    // Anyone on the network has as many IPv6 addresses as they like.
    if (isIpv6({ source }) && all.filter(isIpv6).length >= maxIpv6Entries) return false;
    const own = all.filter((entry) => entry.source === source);
    return own.length < maxRoomsPerSource && all.length < maxEntries;
  }
}

/** A complete announcement. */
type ReadEntry = Entry & { readonly announcement: Announcement };

function isRead(entry: Entry): entry is ReadEntry {
  return entry.announcement !== undefined;
}

/** Whether no part is missing, valid or not. */
function isWhole({ port, texts }: Entry): boolean {
  return port !== undefined && texts !== undefined;
}

/** The room that a record is about: its service's pointer, or one of the instance's own records. */
function idIn(record: DnsRecord): string | undefined {
  if (record.type === 'PTR') {
    return record.name === serviceName ? idOfInstance(record.target) : undefined;
  }
  return record.type === 'SRV' || record.type === 'TXT' ? idOfInstance(record.name) : undefined;
}

/** The addresses that a message names, by the name of their computer. */
function addressesIn({ records }: DnsMessage): ReadonlyMap<string, ReadonlySet<string>> {
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
function isSameHost(one: ReadEntry, other: ReadEntry): boolean {
  const names = ({ named }: ReadEntry, { hosts: [host] }: ReadEntry) =>
    named.has(withoutZone(host));
  return names(one, other) && names(other, one);
}

function contentsOf({ announcement, named, hosts }: Entry): string {
  return JSON.stringify([announcement, [...named], hosts]);
}

function roomOf(group: readonly [ReadEntry, ...ReadEntry[]]): NearbyRoom {
  const [{ announcement, id, source }] = group;
  const firsts = group.map(({ hosts: [host] }) => host).toSorted((a, b) => rank(a) - rank(b));
  const all = [...new Set([...firsts, ...group.flatMap(({ hosts }) => hosts)])];
  const places = all.map((host): Endpoint => ({ host, port: announcement.port }));
  return {
    ...announcement,
    key: `${id} ${source}`,
    places: places as unknown as NearbyRoom['places'],
  };
}

/**
 * The addresses of an announcement's host, the likeliest first: its source, unless it names only addresses of the other
 * family. A room that listens on IPv4 alone is announced over IPv6 as well.
 */
function hostsOf(
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

function withoutZone(address: string): string {
  return address.split('%', 1)[0] ?? address;
}
