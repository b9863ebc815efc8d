import { randomInt } from 'node:crypto';
import { type NearbyRoom, readAnnouncement } from '../../protocol/announcement';
import type { DnsMessage, DnsRecord } from './dns-message';
import {
  addressesIn,
  contentsOf,
  type Entry,
  hostsOf,
  idIn,
  isRead,
  isSameHost,
  isWhole,
  type Origin,
  type ReadEntry,
  roomOf,
  withoutZone,
} from './room-entry';
import { announcementTtl, idOfTarget, instanceName, targetName } from './room-records';
import { beginTrials, isOver, isPast, takeQuestion } from './room-trial';

/** Maximum number of rooms shown, in all and per address. */
export const maxRooms = 64;
export const maxRoomsPerSource = 4;

/** Maximum number of announcements in the table: a room may come from several addresses of its host. */
const maxEntries = 4 * maxRooms;

/** The fraction of its lifetime after which to ask for an announcement again (RFC 6762, section 5.2). */
const refreshPart = 0.8;

/** Delays between requests for the missing parts of an announcement, in ms; after the last one, no more are sent. */
const partGapsMs = [0, 1000, 2000];

/** Maximum number of announcements from IPv6 addresses, and of rooms shown that have no other address. */
const maxIpv6Entries = maxEntries / 2;
const maxIpv6Rooms = maxRooms / 4;

/** A computer that announces rooms. */
interface Source {
  /** The id of the questions to it alone, 16 random bits: whoever forges its address doesn't see them. */
  readonly question: number;
  /** Whether it has answered one. */
  isLive: boolean;
}

type Group = readonly [ReadEntry, ...ReadEntry[]];

/**
 * The rooms that computers on the network announce. What one address says changes nothing that another one
 * said: a forged announcement or goodbye affects only its own source. Announcements are one room only if their
 * contents are the same and each names the address of the other; so a copy of an announcement is another room.
 *
 * If there are too many, those go that don't answer when they are asked. No flood of announcements makes room for
 * itself where others answer.
 */
export class RoomTable {
  /** By id and source, in order of arrival. */
  private readonly entries = new Map<string, Entry>();
  /** By address. */
  private readonly sources = new Map<string, Source>();
  private shown: readonly NearbyRoom[] = [];
  /** Whether anything has changed since `shown`. */
  private isStale = false;

  /** @param randomQuestion returns a random number of 16 bits other than 0 */
  constructor(private readonly randomQuestion = () => randomInt(1, 0x1_0000)) {}

  /**
   * Takes a response. Bounded work: no more than the message has bytes.
   * @returns whether the rooms changed
   */
  take(message: DnsMessage, origin: Origin): boolean {
    const source = this.sources.get(origin.source);
    if (source && !source.isLive && message.id === source.question) {
      source.isLive = true;
      this.isStale = true;
    }
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
    return this.update(origin.now);
  }

  /** Drops expired announcements. Returns whether the rooms changed. */
  expire(now: number): boolean {
    for (const [key, { expires }] of this.entries) {
      if (expires <= now) this.delete(key);
    }
    return this.update(now);
  }

  /**
   * The instances to ask for again by now, by the address that has them: each once in its lifetime, those of which a
   * part is missing a few times, and those whose place another one needs.
   */
  due(now: number): ReadonlyMap<string, { readonly id: number; readonly instances: string[] }> {
    const found = new Map<string, { readonly id: number; readonly instances: string[] }>();
    for (const entry of this.entries.values()) {
      const isTried = takeQuestion(entry, now);
      if (!this.takeRefresh(entry, now) && !isTried) continue;
      const { source } = entry;
      const id = this.sources.get(source)?.question ?? 0;
      const question = found.get(source) ?? { id, instances: [] };
      question.instances.push(instanceName(entry.id));
      found.set(source, question);
    }
    return found;
  }

  private takeRefresh(entry: Entry, now: number): boolean {
    if (entry.refresh === undefined || entry.refresh > now) return false;
    entry.refresh = undefined;
    if (!isWhole(entry)) {
      entry.asked += 1;
      const gap = partGapsMs[entry.asked];
      if (gap !== undefined) entry.refresh = now + gap;
    }
    return true;
  }

  /** When something is next due or expires, in ms since the epoch; undefined without announcements. */
  get next(): number | undefined {
    const times = [...this.entries.values()].map(({ refresh, expires, trial }) =>
      Math.min(refresh ?? expires, trial?.next ?? expires, expires),
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
  private update(now: number): boolean {
    if (!this.isStale) return false;
    this.isStale = false;
    const before = JSON.stringify(this.shown);
    const groups = this.groups();
    // Anyone on the network has as many IPv6 addresses as they like.
    const ipv6 = groups.filter((group) => group.every(isIpv6));
    const hidden = new Set(this.surplus(ipv6, maxIpv6Rooms, now));
    const candidates = groups.filter((group) => !hidden.has(group));
    for (const group of this.surplus(candidates, maxRooms, now)) hidden.add(group);
    this.shown = groups.filter((group) => !hidden.has(group)).map(roomOf);
    return JSON.stringify(this.shown) !== before;
  }

  /** Those that are too many: the last of those that haven't answered, which are asked. */
  private surplus(groups: readonly Group[], max: number, now: number): readonly Group[] {
    if (groups.length <= max) return [];
    const isLive = (group: Group) => group.some((entry) => this.isLive(entry));
    const silent = groups.filter((group) => !isLive(group));
    beginTrials(silent.flat(), this.entries.values(), now);
    return [...groups.filter(isLive), ...silent].slice(max);
  }

  /** The announcements of each room. */
  private groups(): readonly Group[] {
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
      if (record.type !== 'PTR' || !this.makeRoom(source, now)) return undefined;
      const hosts = [source] as const;
      const times = { expires: now, refresh: now, heard: now };
      entry = { id, source, ...times, asked: 0, named: new Set(), hosts };
      this.entries.set(key, entry);
      if (!this.sources.has(source)) {
        this.sources.set(source, { question: this.randomQuestion(), isLive: false });
      }
    }
    if (record.type === 'PTR') {
      entry.heard = now;
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
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    this.isStale = true;
    const { source } = entry;
    if (![...this.entries.values()].some((other) => other.source === source)) {
      this.sources.delete(source);
    }
  }

  private isLive({ source }: Entry): boolean {
    return this.sources.get(source)?.isLive ?? false;
  }

  /** Whether there is room for another announcement from this address; drops one that doesn't answer if need be. */
  private makeRoom(source: string, now: number): boolean {
    const all = [...this.entries.values()];
    const isLive = (entry: Entry) => this.isLive(entry);
    const own = all.filter((entry) => entry.source === source);
    if (own.length >= maxRoomsPerSource) {
      // Those that its computer still announces when it is asked.
      return this.makeWay(own, (entry) => isConfirmed(entry, now), now);
    }
    const ipv6 = all.filter(isIpv6);
    if (isIpv6({ source }) && ipv6.length >= maxIpv6Entries) return this.makeWay(ipv6, isLive, now);
    return all.length < maxEntries || this.makeWay(all, isLive, now);
  }

  /** Drops one that had its trial and doesn't stay, or begins the trials. Returns whether one was dropped. */
  private makeWay(
    entries: readonly Entry[],
    stays: (entry: Entry) => boolean,
    now: number,
  ): boolean {
    const others = entries.filter((entry) => !stays(entry));
    const silent = others.find((entry) => isOver(entry, now));
    if (silent) this.delete(`${silent.id} ${silent.source}`);
    else beginTrials(others, this.entries.values(), now);
    return silent !== undefined;
  }
}

/** Whether an announcement came again during its trial. */
function isConfirmed({ heard, trial }: Entry, now: number): boolean {
  return trial !== undefined && heard >= trial.since && !isPast(trial, now);
}

function isIpv6({ source }: Pick<Entry, 'source'>): boolean {
  return source.includes(':');
}
