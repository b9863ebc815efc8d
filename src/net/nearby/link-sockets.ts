import type { SocketAddress } from '../../protocol/endpoint';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { Event } from '../../util/event';
import type { Logger } from '../../util/logger';
import { isOnLink, type Link } from './link';

/**
 * What a socket is for. `multicast`: on port 5353, where it hears what is sent to the group. `unicast`: on a port of
 * its own, so that no other program on this computer can intercept the replies.
 */
export type SocketRole = 'multicast' | 'unicast';

/** A UDP socket on one link. Sending never fails: what can't be sent is lost, as on any network. */
export interface LinkSocket {
  readonly onDatagram: Event<{ readonly bytes: Uint8Array; readonly from: SocketAddress }>;
  /** Sends to the group, on this link only. */
  multicast(bytes: Uint8Array): void;
  send(bytes: Uint8Array, to: SocketAddress): void;
  close(): void;
}

/** The links of this computer, and sockets on them. */
export interface Links {
  /** Reads them anew. */
  list(): readonly Link[];
  /** @throws {Error} when the operating system doesn't allow it */
  open(link: Link, role: SocketRole): Promise<LinkSocket>;
}

/** How often to check for changed adapters and addresses, in ms. */
export const lookMs = 5000;

/** If a check is this late, in ms, the computer slept, and may be on another network by now. */
const sleptMs = 3 * lookMs;

/**
 * Maximum number of bytes to read per second, from one address and in all: far more than all rooms of a school
 * announce, and little enough to leave time for everything else.
 */
export const maxBytesPerSecond = { source: 64_000, all: 512_000 };

/** If the same datagram arrives through another socket within this time, in ms, it's a copy. */
const copyMs = 100;

/** Maximum number of datagrams remembered to recognize copies. */
const maxLatest = 16;

export interface LinkSocketsDeps {
  readonly links: Links;
  readonly role: SocketRole;
  readonly clock: Clock;
  readonly logger: Logger;
  onOpen(link: Link, socket: LinkSocket): void;
  /** A datagram from a computer that is on one of the links, through a socket of any of them. */
  onDatagram(datagram: ReceivedDatagram): void;
}

export interface ReceivedDatagram {
  readonly bytes: Uint8Array;
  readonly from: SocketAddress;
  /** The link that its sender is on. */
  readonly link: Link;
}

/** A socket on every link of this computer; follows changes of adapters and addresses. */
export class LinkSockets implements Disposable {
  /** By link key; absent socket: it is being opened, or couldn't be. */
  private readonly open = new Map<string, { readonly link: Link; socket?: LinkSocket }>();
  private timer: Disposable | undefined;
  private lastLook: number;
  private isDisposed = false;
  private readonly reported = new Set<string>();
  /** The latest datagrams, each with the key of the link whose socket got it. */
  private readonly latest: (Omit<ReceivedDatagram, 'link'> & { via: string; time: number })[] = [];
  /** The current second, and the bytes read in it: all, and by address. */
  private read = { second: 0, all: 0, sources: new Map<string, number>() };

  constructor(private readonly deps: LinkSocketsDeps) {
    this.lastLook = deps.clock.now();
    this.look();
  }

  /** The open sockets, each with its link. */
  get sockets(): readonly (readonly [Link, LinkSocket])[] {
    return [...this.open.values()].flatMap(({ link, socket }) => (socket ? [[link, socket]] : []));
  }

  /** The socket of a link; undefined while it isn't open. */
  socketOf(link: Link): LinkSocket | undefined {
    return this.open.get(link.key)?.socket;
  }

  dispose(): void {
    this.isDisposed = true;
    this.timer?.dispose();
    for (const key of [...this.open.keys()]) this.drop(key);
  }

  private look(): void {
    const { clock } = this.deps;
    const slept = clock.now() - this.lastLook > sleptMs;
    this.lastLook = clock.now();
    this.timer = clock.after(lookMs, () => this.look());
    const found = new Map(this.list().map((link) => [link.key, link]));
    for (const key of [...this.open.keys()]) {
      // After sleep, the memberships of the groups may be gone.
      if (slept || !found.has(key)) this.drop(key);
    }
    for (const link of found.values()) {
      if (!this.open.has(link.key)) void this.add(link);
    }
  }

  /** The links; none where the operating system doesn't let a program see them, as in some sandboxes. */
  private list(): readonly Link[] {
    const { links } = this.deps;
    try {
      return links.list();
    } catch (error) {
      this.warnOnce('', `can't read the network adapters: ${error}`);
      return [];
    }
  }

  private warnOnce(about: string, words: string): void {
    if (this.reported.has(about)) return;
    this.reported.add(about);
    this.deps.logger.warn(words);
  }

  private async add(link: Link): Promise<void> {
    const { links, role, onOpen } = this.deps;
    const entry: { readonly link: Link; socket?: LinkSocket } = { link };
    this.open.set(link.key, entry);
    try {
      const socket = await links.open(link, role);
      if (this.isDisposed || this.open.get(link.key) !== entry) {
        socket.close();
        return;
      }
      entry.socket = socket;
      socket.onDatagram(({ bytes, from }) => this.receive({ bytes, from, via: link.key }));
      onOpen(link, socket);
    } catch (error) {
      // The next check tries again.
      if (this.open.get(link.key) === entry) this.open.delete(link.key);
      this.warnOnce(link.key, `can't look for rooms on ${link.adapter}: ${error}`);
    }
  }

  /** @param via the key of the link whose socket got it */
  private receive(datagram: Omit<ReceivedDatagram, 'link'> & { readonly via: string }): void {
    const { bytes, from } = datagram;
    const entries = [...this.open.values()];
    const link = entries.find((entry) => isOnLink(entry.link, from.address))?.link;
    if (!link || this.isCopy(datagram) || !this.mayRead(from.address, bytes.length)) return;
    this.deps.onDatagram({ bytes, from, link });
  }

  /** Some systems deliver a multicast to every socket that joined the group on any link. */
  private isCopy(datagram: Omit<ReceivedDatagram, 'link'> & { readonly via: string }): boolean {
    const { bytes, from, via } = datagram;
    const time = this.deps.clock.now();
    const isKnown = this.latest.some(
      (other) =>
        other.via !== via &&
        Math.abs(time - other.time) < copyMs &&
        other.from.address === from.address &&
        other.from.port === from.port &&
        Buffer.compare(other.bytes, bytes) === 0,
    );
    if (isKnown) return true;
    this.latest.push({ ...datagram, time });
    if (this.latest.length > maxLatest) this.latest.shift();
    return false;
  }

  private mayRead(source: string, bytes: number): boolean {
    const second = Math.floor(this.deps.clock.now() / 1000);
    if (second !== this.read.second) this.read = { second, all: 0, sources: new Map() };
    const { read } = this;
    const own = (read.sources.get(source) ?? 0) + bytes;
    if (own > maxBytesPerSecond.source || read.all + bytes > maxBytesPerSecond.all) return false;
    read.all += bytes;
    read.sources.set(source, own);
    return true;
  }

  private drop(key: string): void {
    this.open.get(key)?.socket?.close();
    this.open.delete(key);
  }
}
