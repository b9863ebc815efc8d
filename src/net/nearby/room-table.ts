import { type Announcement, type NearbyRoom, readAnnouncement } from '../../protocol/announcement';
import type { Endpoint } from '../../protocol/endpoint';
import { isHostAddress } from '../../util/ip-address';
import type { DnsMessage, DnsRecord } from './dns-message';
import {
  announcementTtl,
  idOfInstance,
  instanceName,
  serviceName,
  targetName,
} from './room-records';

/** The most rooms shown, and the most of one address. */
export const maxRooms = 64;
export const maxRoomsPerSource = 4;

/** The most announcements in the table: a room may come from several addresses of its host. */
const maxEntries = 4 * maxRooms;

/** The most addresses of a room that its announcement names, besides where the announcement came from. */
const maxNamedAddresses = 4;

/** The part of its lifetime after which an announcement is asked for again (RFC 6762, section 5.2). */
const refreshPart = 0.8;

/** Addresses of local networks. */
const localAddress =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|f[cd][0-9a-f]{2}:)/;

/** What one computer says about one room. */
interface Entry {
  readonly id: string;
  /** The address that it came from. */
  readonly source: string;
  /** In ms since the epoch. */
  expires: number;
  /** When to ask for it again; undefined once that was done. */
  refresh: number | undefined;
  /** When it was last heard. */
  heard: number;
  port?: number;
  texts?: readonly Uint8Array[];
  announcement?: Announcement | undefined;
  addresses: readonly string[];
}

/**
 * The rooms that computers on the network announce. What one address says changes nothing that another one
 * said: a forged announcement or goodbye affects only its own source. Announcements with one id and different
 * contents are different rooms.
 */
export class RoomTable {
  /** By id and source, in order of arrival. */
  private readonly entries = new Map<string, Entry>();

  /**
   * Takes a response. Bounded work: the message has at most 128 records.
   * @param source the address it came from
   * @returns whether the rooms changed
   */
  take(message: DnsMessage, source: string, now: number): boolean {
    const before = this.fingerprint();
    for (const record of message.records) {
      const id = idIn(record);
      if (id !== undefined) this.takeRecord(record, id, source, now);
    }
    for (const record of message.records) this.takeAddress(record, message, source);
    return this.fingerprint() !== before;
  }

  /** Drops what is out of date. Returns whether the rooms changed. */
  expire(now: number): boolean {
    const before = this.fingerprint();
    for (const [key, { expires }] of this.entries) {
      if (expires <= now) this.entries.delete(key);
    }
    return this.fingerprint() !== before;
  }

  /**
   * The announcements to ask for again by now, each once in its lifetime; and those of which a part is missing,
   * by the address that has it.
   */
  due(now: number): readonly { readonly source: string; readonly instance: string }[] {
    const found: { source: string; instance: string }[] = [];
    for (const entry of this.entries.values()) {
      if (entry.refresh === undefined || entry.refresh > now) continue;
      entry.refresh = undefined;
      found.push({ source: entry.source, instance: instanceName(entry.id) });
    }
    return found;
  }

  /** When something is next due or out of date, in ms since the epoch; undefined when nothing is here. */
  get next(): number | undefined {
    const times = [...this.entries.values()].map(({ refresh, expires }) => refresh ?? expires);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** The ids that hold for at least half of their lifetime: others needn't announce them again. */
  knownIds(now: number): readonly string[] {
    const fresh = [...this.entries.values()].filter(
      ({ announcement, expires }) => announcement && expires - now > (announcementTtl * 1000) / 2,
    );
    return [...new Set(fresh.map(({ id }) => id))];
  }

  /** The rooms, in order of arrival; at most {@link maxRooms}. */
  get rooms(): readonly NearbyRoom[] {
    const groups = new Map<string, { announcement: Announcement; entry: Entry }[]>();
    for (const entry of this.entries.values()) {
      const { announcement } = entry;
      if (!announcement) continue;
      const { id, kind, name, host, port } = announcement;
      const key = JSON.stringify([id, kind, name, host, port]);
      const group = groups.get(key) ?? [];
      group.push({ announcement, entry });
      groups.set(key, group);
    }
    return [...groups.values()].slice(0, maxRooms).map((group) => {
      const latestFirst = group.toSorted((a, b) => b.entry.heard - a.entry.heard);
      const entries = latestFirst.map(({ entry }) => entry);
      const [latest] = latestFirst;
      const { announcement } = latest as (typeof group)[number];
      return { ...announcement, places: placesOf(entries, announcement.port) };
    });
  }

  private takeRecord(record: DnsRecord, id: string, source: string, now: number): void {
    const key = `${id} ${source}`;
    if (record.ttl === 0) {
      this.entries.delete(key);
      return;
    }
    let entry = this.entries.get(key);
    if (!entry) {
      // What tells where a room is says nothing without a room; a message has both.
      if (record.type !== 'PTR' || !this.hasRoom(source)) return;
      entry = { id, source, expires: now, refresh: now, heard: now, addresses: [] };
      this.entries.set(key, entry);
    }
    if (record.type === 'PTR') {
      const lifetime = Math.min(record.ttl, announcementTtl) * 1000;
      // A reply to one computer holds shorter than an announcement to all.
      if (now + lifetime >= entry.expires) {
        entry.expires = now + lifetime;
        entry.refresh = now + lifetime * refreshPart;
      }
      entry.heard = now;
    } else if (record.type === 'SRV') {
      entry.port = record.port;
    } else if (record.type === 'TXT') {
      entry.texts = record.texts;
    }
    const { port, texts } = entry;
    if (port === undefined || !texts) {
      // Ask for the rest soon.
      entry.refresh = now;
      return;
    }
    entry.refresh ??= now + (entry.expires - now) * refreshPart;
    if (entry.refresh <= now) entry.refresh = now + (entry.expires - now) * refreshPart;
    entry.announcement = readAnnouncement(texts, id, port);
  }

  private takeAddress(record: DnsRecord, { records }: DnsMessage, source: string): void {
    if (record.type !== 'A' && record.type !== 'AAAA') return;
    for (const entry of this.entries.values()) {
      if (entry.source !== source || targetName(entry.id) !== record.name) continue;
      entry.addresses = records
        .flatMap((one) =>
          (one.type === 'A' || one.type === 'AAAA') && one.name === record.name && one.ttl > 0
            ? [one.address]
            : [],
        )
        .filter((address) => isHostAddress(address) && localAddress.test(address))
        .slice(0, maxNamedAddresses);
    }
  }

  /** Whether there is room for another announcement from this address. */
  private hasRoom(source: string): boolean {
    const own = [...this.entries.values()].filter((entry) => entry.source === source);
    return own.length < maxRoomsPerSource && this.entries.size < maxEntries;
  }

  private fingerprint(): string {
    return JSON.stringify(this.rooms);
  }
}

/** The room that a record is about: its service's pointer, or one of the instance's own records. */
function idIn(record: DnsRecord): string | undefined {
  if (record.type === 'PTR') {
    return record.name === serviceName ? idOfInstance(record.target) : undefined;
  }
  return record.type === 'SRV' || record.type === 'TXT' ? idOfInstance(record.name) : undefined;
}

/** Where to reach a room: first the sources, then the addresses that the announcements name. */
function placesOf(entries: readonly Entry[], port: number): NearbyRoom['places'] {
  const sources = entries.map(({ source }) => source).toSorted((a, b) => rank(a) - rank(b));
  const named = entries.flatMap(({ addresses }) => addresses);
  const hosts = [...new Set([...sources, ...named])];
  const places = hosts.map((host): Endpoint => ({ host, port }));
  return places as unknown as NearbyRoom['places'];
}

/** IPv4 first: shorter to read out. Link-local IPv6 last: it needs the name of an adapter. */
function rank(address: string): number {
  if (!address.includes(':')) return 0;
  return /^fe[89ab]/.test(address) ? 2 : 1;
}
