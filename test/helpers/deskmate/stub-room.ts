import type { HubGuest } from '../../../src/net/deskmate/hub-guest';
import type { HubServer } from '../../../src/net/deskmate/hub-server';
import type { GuestLink, GuestRequest, Seat } from '../../../src/protocol/guest-link';
import type { LogFeed } from '../../../src/protocol/log-feed';
import type { LinkEnd } from '../../../src/protocol/net-error';
import type { RoomEntry } from '../../../src/protocol/room-entry';
import { feedOf } from './line-feed';

type Unnumbered = RoomEntry extends infer E
  ? E extends RoomEntry
    ? Omit<E, 'seq' | 'time'>
    : never
  : never;

/** The simplest room a hub can serve: admits up to `seats` members, numbers messages, and records the rest. */
export class StubRoom {
  readonly requests: { readonly id: string; readonly request: GuestRequest }[] = [];
  readonly ends: LinkEnd[] = [];
  readonly waiting: GuestLink[] = [];
  readonly members = new Map<string, GuestLink>();
  entries: RoomEntry[] = [];
  /** Number of the last entry when the room was opened. */
  opened = 0;
  private lastSeq = 0;
  private lastMember = 0;

  /** @param kept how many entries of the log it keeps */
  constructor(
    private readonly server: HubServer,
    public seats = 1000,
    private readonly kept = 10_000,
  ) {
    server.onGuest((guest) => this.receive(guest));
  }

  readonly feed: LogFeed = feedOf(
    () => this.entries,
    () => this.lastSeq,
    () => this.opened,
  );

  say(text: string): void {
    this.add({ type: 'message', author: 'm0', name: 'Host', id: `h${this.lastSeq}`, text });
  }

  add(entry: Unnumbered): void {
    this.lastSeq += 1;
    const numbered = { ...entry, seq: this.lastSeq, time: 1 } as RoomEntry;
    this.entries.push(numbered);
    if (this.entries.length > this.kept) this.entries.shift();
    this.server.publish();
  }

  /** Admits the first guest in line. */
  seatNext(): void {
    const guest = this.waiting.shift();
    if (guest) this.seat(guest);
  }

  link(id: string): HubGuest {
    const link = this.members.get(id);
    if (!link) throw new Error(`no member ${id}`);
    return link as HubGuest;
  }

  private receive(guest: GuestLink): void {
    guest.onEnd((end) => {
      this.ends.push(end);
      for (const [id, link] of this.members) {
        if (link !== guest) continue;
        this.members.delete(id);
        this.add({ type: 'left', member: id, name: id, why: 'lost' });
      }
    });
    if (this.members.size < this.seats) this.seat(guest);
    else guest.wait(this.waiting.push(guest));
  }

  private seat(guest: GuestLink): void {
    if (guest.member === undefined) this.lastMember += 1;
    const id = guest.member ?? `m${this.lastMember}`;
    guest.onRequest((request) => {
      this.requests.push({ id, request });
      if (request.type !== 'say') return;
      const { text, id: sayId = '', reply, card } = request;
      const extras = { ...(reply !== undefined && { reply }), ...(card && { card }) };
      this.add({ type: 'message', author: id, name: id, id: sayId, text, ...extras });
    });
    guest.admit(this.seatOf(id));
    this.members.set(id, guest);
    this.add({ type: 'joined', member: id, name: id, waited: false });
    guest.listen();
  }

  private seatOf(id: string): Seat {
    const members = [...this.members.keys(), id].map((one) => ({
      id: one,
      name: one,
      host: false,
      presence: 'here' as const,
    }));
    const room = { name: 'Stub', kind: 'group' as const, most: this.seats };
    return { id, name: id, room, members, feed: this.feed, store: () => true };
  }
}
