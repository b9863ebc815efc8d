import { createHash } from 'node:crypto';
import type { AnnouncedRoom } from '../../protocol/announcement';
import type { SocketAddress } from '../../protocol/endpoint';
import { BoundedMap } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { Logger } from '../../util/logger';
import {
  type DnsMessage,
  type DnsQuestion,
  type DnsRecord,
  decodeMessage,
  encodeMessage,
} from './dns-message';
import { addressesOn, isBeside, type Link, multicastPort } from './link';
import { LinkSockets, type Links, type ReceivedDatagram } from './link-sockets';
import {
  allServicesName,
  announcementTtl,
  instanceName,
  legacyTtl,
  roomRecords,
  serviceName,
  targetName,
} from './room-records';

/** A room is announced twice, this many ms apart (RFC 6762, section 8.3). */
const secondAnnouncementMs = 1000;

/** The random delay of a multicast reply, in ms, so that computers don't all reply at once. */
const replyDelayMs = { min: 20, max: 120 };

/** Minimum time between two multicast replies on a link, in ms (RFC 6762, section 6). */
const multicastGapMs = 1000;

/** If the same question arrives again within this time, in ms, it came through another socket. */
const repeatMs = 100;

/** Maximum number of questions remembered to recognize repeats. */
const maxQuestions = 64;

/** Maximum number of unicast replies per second. */
const maxRepliesPerSecond = 100;

/** How many computers that got unicast replies to remember, and for how long, in ms. */
const maxAskers = 32;
const askerMs = announcementTtl * 1000;

export interface ResponderDeps {
  readonly links: Links;
  readonly clock: Clock;
  readonly logger: Logger;
  /** From 0 up to, but not including, 1. */
  random(): number;
}

/** A computer that got a unicast reply, and so may not receive multicasts. */
interface Asker {
  readonly address: SocketAddress;
  readonly link: Link;
  time: number;
}

/**
 * Announces one room on every link where it can be reached, replies to those who look for rooms, and says
 * goodbye. Without a room it has no sockets and no timers.
 */
export class Responder implements Disposable {
  private current: Announcing | undefined;

  constructor(private readonly deps: ResponderDeps) {}

  /** Announces this room from now on, instead of another one; undefined: none. */
  announce(room: AnnouncedRoom | undefined): void {
    const { current } = this;
    if (JSON.stringify(room) === JSON.stringify(current?.room)) return;
    if (room && current && isSameRoom(room, current.room)) {
      current.change(room);
      return;
    }
    current?.dispose();
    this.current = room && new Announcing(room, this.deps);
  }

  dispose(): void {
    this.announce(undefined);
  }
}

function isSameRoom(one: AnnouncedRoom, other: AnnouncedRoom): boolean {
  return one.id === other.id && one.port === other.port && one.address === other.address;
}

class Announcing implements Disposable {
  private readonly sockets: LinkSockets;
  /** By link key: its second announcement, and the multicast reply that is due. */
  private readonly seconds = new Map<string, Disposable>();
  private readonly waiting = new Map<string, Disposable>();
  /** By link key: when the room was last announced on the link, in ms since the epoch. */
  private readonly heard = new BoundedMap<string, number>(64);
  private readonly askers = new BoundedMap<string, Asker>(maxAskers);
  /** When each of the last questions came. */
  private readonly questions = new BoundedMap<string, number>(maxQuestions);
  /** The current second, and the unicast replies in it. */
  private replies = { second: 0, count: 0 };

  constructor(
    public room: AnnouncedRoom,
    private readonly deps: ResponderDeps,
  ) {
    const { links, clock, logger } = deps;
    this.sockets = new LinkSockets({
      links: {
        ...links,
        list: () => links.list().filter((link) => addressesOn(link, this.room.address).length > 0),
      },
      role: 'multicast',
      ...{ clock, logger },
      onOpen: (link) => this.opened(link),
      onDatagram: (datagram) => this.receive(datagram),
    });
  }

  /** Announces what has changed about the room. */
  change(room: AnnouncedRoom): void {
    this.room = room;
    this.tellAll();
  }

  dispose(): void {
    for (const timer of [...this.seconds.values(), ...this.waiting.values()]) timer.dispose();
    this.tellAll(0);
    this.sockets.dispose();
  }

  /** The names that others ask about. */
  private get names(): readonly string[] {
    const { id } = this.room;
    return [serviceName, allServicesName, instanceName(id), targetName(id)];
  }

  /** Where the room can be reached on a link, also through other adapters on the same network. */
  private addresses(link: Link): readonly string[] {
    const all = [link, ...this.linksBeside(link)];
    return [...new Set(all.flatMap((each) => addressesOn(each, this.room.address)))];
  }

  private linksBeside(link: Link): readonly Link[] {
    return this.sockets.sockets.map(([each]) => each).filter((each) => isBeside(each, link));
  }

  private opened(link: Link): void {
    this.tell(link);
    // Those beside it name its addresses from now on, which shows that all are of one computer.
    for (const each of [link, ...this.linksBeside(link)]) {
      this.later(this.seconds, each, secondAnnouncementMs);
    }
  }

  /** @param ttl in seconds; 0 withdraws the room */
  private tellAll(ttl = announcementTtl): void {
    for (const [link] of this.sockets.sockets) this.tell(link, ttl);
    const { clock } = this.deps;
    for (const { address, link, time } of this.askers.values()) {
      if (clock.now() - time > askerMs) continue;
      const isLegacy = address.port !== multicastPort;
      const records = this.allRecords(link).map((record) => forAsker(record, isLegacy, ttl));
      this.sockets.socketOf(link)?.send(response(records), address);
    }
  }

  private tell(link: Link, ttl = announcementTtl): void {
    this.heard.set(link.key, this.deps.clock.now());
    const records = this.allRecords(link).map((record) => ({ ...record, ttl }));
    this.sockets.socketOf(link)?.multicast(response(records));
  }

  private receive({ bytes, from, link }: ReceivedDatagram): void {
    const query = decodeMessage(bytes);
    if (!query || query.isResponse) return;
    const records = this.replyTo(query, link);
    if (records.length === 0) return;
    const isLegacy = from.port !== multicastPort;
    const wantsUnicast = query.questions.every(({ unicast }) => unicast);
    if (!isLegacy && !wantsUnicast) {
      this.replyToAll(link);
      return;
    }
    if (!this.isDue(from, bytes, link)) return;
    const ours = query.questions.filter(({ name }) => this.names.includes(name));
    const echoed = isLegacy
      ? { id: query.id, questions: ours.slice(0, 4) }
      : { id: 0, questions: [] };
    const own = records.map((record) => forAsker(record, isLegacy, announcementTtl));
    const reply = encodeMessage({ ...echoed, isResponse: true, records: own });
    this.sockets.socketOf(link)?.send(reply, from);
  }

  /** Whether to reply: not if the question already came through another socket. Remembers who asked. */
  private isDue(address: SocketAddress, bytes: Uint8Array, link: Link): boolean {
    const now = this.deps.clock.now();
    const asker = `${address.address} ${address.port}`;
    this.askers.set(asker, { address, link, time: now });
    const question = `${asker} ${createHash('sha256').update(bytes).digest('base64')}`;
    const known = this.questions.get(question);
    this.questions.set(question, now);
    if (known !== undefined && Math.abs(now - known) < repeatMs) return false;
    const second = Math.floor(now / 1000);
    if (second !== this.replies.second) this.replies = { second, count: 0 };
    this.replies.count += 1;
    return this.replies.count <= maxRepliesPerSecond;
  }

  private replyToAll(link: Link): void {
    if (this.waiting.has(link.key)) return;
    const { clock, random } = this.deps;
    const { min, max } = replyDelayMs;
    const delayed = min + random() * (max - min);
    const last = this.heard.get(link.key);
    const wait = last === undefined ? 0 : last + multicastGapMs - clock.now();
    // Limits the wait even if the clock was set back.
    this.later(this.waiting, link, Math.max(delayed, Math.min(wait, multicastGapMs)));
  }

  /** Announces the room on a link in `ms`. */
  private later(timers: Map<string, Disposable>, link: Link, ms: number): void {
    timers.get(link.key)?.dispose();
    const timer = this.deps.clock.after(ms, () => {
      timers.delete(link.key);
      this.tell(link);
    });
    timers.set(link.key, timer);
  }

  /** The records that a query asks for, and those that the querier needs next. */
  private replyTo({ questions, records: known }: DnsMessage, link: Link): readonly DnsRecord[] {
    const { service, listing, location, fields, addresses } = roomRecords(
      this.room,
      this.addresses(link),
    );
    const everything = [service, location, fields, ...addresses];
    const replies: Readonly<Record<string, readonly DnsRecord[]>> = {
      [serviceName]: everything,
      [allServicesName]: [listing],
      [instanceName(this.room.id)]: [location, fields, ...addresses],
      [targetName(this.room.id)]: addresses,
    };
    const asked = questions.flatMap((question) => {
      const found = Object.hasOwn(replies, question.name) ? (replies[question.name] ?? []) : [];
      return found.some((record) => isAskedFor(record, question)) ? found : [];
    });
    // Doesn't reply to a querier that already knows the room (RFC 6762, section 7.1).
    const isKnown = (record: DnsRecord) =>
      known.some((each) => isSameData(each, record) && each.ttl >= announcementTtl / 2);
    return asked.some((record) => isAnyAskedFor(record, questions) && !isKnown(record))
      ? [...new Set(asked)]
      : [];
  }

  private allRecords(link: Link): readonly DnsRecord[] {
    const { service, location, fields, addresses } = roomRecords(this.room, this.addresses(link));
    return [service, location, fields, ...addresses];
  }
}

function response(records: readonly DnsRecord[]): Buffer {
  return encodeMessage({ id: 0, isResponse: true, questions: [], records });
}

/** A record in a reply to one computer. @param isLegacy whether to a program that isn't on port 5353 */
function forAsker(record: DnsRecord, isLegacy: boolean, ttl: number): DnsRecord {
  return isLegacy ? { ...record, ttl: Math.min(ttl, legacyTtl), flush: false } : { ...record, ttl };
}

function isAskedFor(record: DnsRecord, { name, type }: DnsQuestion): boolean {
  return record.name === name && (type === 'ANY' || type === record.type);
}

function isAnyAskedFor(record: DnsRecord, questions: readonly DnsQuestion[]): boolean {
  return questions.some((question) => isAskedFor(record, question));
}

function isSameData(one: DnsRecord, other: DnsRecord): boolean {
  return (
    one.type === 'PTR' &&
    other.type === 'PTR' &&
    one.name === other.name &&
    one.target === other.target
  );
}
