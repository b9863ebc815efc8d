import type { Person } from '../../protocol/frames';
import type { GuestLink, GuestRequest, Notice } from '../../protocol/guest-link';
import type { DatagramCounts } from '../../protocol/lab-link';
import { cleanName, proposeName } from '../../protocol/names';
import type { RoomEntry } from '../../protocol/room-entry';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { RunOnceScheduler } from '../../util/run-once-scheduler';
import type { Mark } from '../log/deliveries';
import { lossesMs, type Member } from '../room';
import type { HostView } from './host-view';
import { PresenceTracker } from './presence-tracker';
import { Receipts, type ReceiptsNotice } from './receipts';
import { memberNumber, type Named, type RestoredRoom } from './restored-room';
import { type SeatedGuest, Seats } from './seats';

/** What a member reports about itself; not part of the log. */
export type StatusReport = Extract<
  GuestRequest,
  { readonly type: 'received' | 'presence' | 'typing' }
>;

export interface HostMembersDeps {
  readonly host: Named;
  /** The term of the epoch; ids tell newcomers of a later term from those of an earlier host. */
  readonly term: number;
  /** Whether guests join by invite: they have ids, presence and receipts, and may come back. */
  readonly byInvite: boolean;
  readonly clock: Clock;
  readonly limits: { readonly awayMs: number; readonly presenceMs: number };
  /** Shows the host who has received its messages. */
  readonly view: HostView;
  /** Called when something about a member changes, but not when members join or leave. */
  readonly onChange: () => void;
  /** Called with marks to store. */
  readonly onMarks: (marks: readonly Mark[]) => void;
  /** Called with a member who has left and can't come back any more. */
  readonly onForget: (member: string) => void;
}

/** The members of a hosted room: the host, the guests with seats, and what they know about each other. */
export class HostMembers implements Disposable {
  private me: Named;
  private readonly seats: Seats;
  private readonly presences: PresenceTracker | undefined;
  private readonly receipts: Receipts | undefined;
  /** In a bare room, by member. */
  private readonly losses = new Map<string, DatagramCounts>();
  private readonly lossesSoon: RunOnceScheduler;
  /** The cached list of members, and those in it that are unchanged, by id. */
  private list: readonly Member[] | undefined;
  private listedPersons: readonly Person[] | undefined;
  private readonly described = new Map<string, Described>();
  private lastMember = 0;

  constructor(private readonly deps: HostMembersDeps) {
    const { host, byInvite, clock, limits, onForget } = deps;
    this.me = host;
    this.seats = new Seats(onForget);
    this.lossesSoon = new RunOnceScheduler(clock, lossesMs, () =>
      this.changed(...this.losses.keys()),
    );
    if (!byInvite) return;
    this.presences = new PresenceTracker({
      clock,
      everyMs: limits.presenceMs,
      tell: (member, notice) => this.tellOthers(member, notice),
      onChange: (member) => this.changed(member),
    });
    this.receipts = new Receipts({
      clock,
      host: host.id,
      store: ({ type: _, marks }) => deps.onMarks(marks),
      tell: (author, notice) => this.tell(author, notice),
    });
  }

  get host(): Named {
    return this.me;
  }

  /** Number of seats taken, including those of members who are away. */
  get taken(): number {
    return this.seats.size;
  }

  get members(): readonly Member[] {
    if (this.list) return this.list;
    const list = [this.describe(this.me, true).member];
    for (const occupant of this.seats.occupants) list.push(this.describe(occupant, false).member);
    this.list = list;
    return list;
  }

  /** The members as the protocol describes them; what hasn't changed, a member or the list, is the same object. */
  get persons(): readonly Person[] {
    if (this.listedPersons) return this.listedPersons;
    const list = [this.describe(this.me, true).person];
    for (const occupant of this.seats.occupants) list.push(this.describe(occupant, false).person);
    this.listedPersons = list;
    return list;
  }

  /** Connections of the guests who are connected. */
  get links(): readonly GuestLink[] {
    return Array.from(this.seats.occupants, ({ link }) => link).filter(
      (link) => link !== undefined,
    );
  }

  /** Whether there are guests, and none of them is connected. */
  get isUnheard(): boolean {
    for (const { link } of this.seats.occupants) if (link) return false;
    return this.taken > 0;
  }

  get(id: string): SeatedGuest | undefined {
    return this.seats.get(id);
  }

  of(link: GuestLink): SeatedGuest | undefined {
    return this.seats.of(link);
  }

  /** The name for a guest without a seat. */
  nameOf({ member, name }: GuestLink): string {
    if (!this.deps.byInvite) return name;
    return cleanName((member !== undefined && this.seats.formerName(member)) || name);
  }

  /** The names of all members except one. */
  namesExcept(id: string): readonly string[] {
    const guests = this.seats.namesExcept(id);
    return id === this.me.id ? guests : [this.me.name, ...guests];
  }

  /** Gives a guest a seat, with a unique id and name. */
  seat(guest: GuestLink): SeatedGuest {
    const { id, name } = this.identify(guest);
    const occupant = this.seats.add(id, name);
    this.seats.connect(id, guest);
    this.receipts?.add(id);
    guest.onCounts?.((counts) => {
      if (this.seats.of(guest)) this.losses.set(id, counts);
      this.lossesSoon.schedule();
    });
    this.forgetLists();
    return occupant;
  }

  /** Connects a member through a new connection; returns the one it replaces. */
  takeBack(id: string, guest: GuestLink): GuestLink | undefined {
    const replaced = this.seats.connect(id, guest);
    this.presences?.put(id, 'here');
    return replaced;
  }

  /** Tells a member that was admitted again what it missed besides the log. */
  memberReturned(id: string): void {
    this.receipts?.memberReturned(id);
  }

  /** Marks a member whose connection broke as away; calls `onGone` if it stays away for `awayMs`. */
  awaitReturn(id: string, onGone: () => void): void {
    this.seats.disconnect(id, this.deps.clock.after(this.deps.limits.awayMs, onGone));
    this.presences?.stopTyping(id);
    this.presences?.lost(id);
  }

  /** Frees a seat; `canReturn`: whether its member may come back. */
  vacate(id: string, canReturn: boolean): void {
    this.seats.remove(id, canReturn);
    this.presences?.forget(id);
    this.receipts?.remove(id);
    this.losses.delete(id);
    this.described.delete(id);
    this.forgetLists();
  }

  report(member: string, sign: StatusReport): void {
    switch (sign.type) {
      case 'received':
        this.receipts?.received(member, sign.seq);
        break;
      case 'presence':
        this.presences?.report(member, sign);
        break;
      case 'typing':
        this.presences?.typing(member);
        break;
    }
  }

  /** Handles entries that were numbered and stored, at least one. */
  numbered(entries: readonly RoomEntry[]): void {
    for (const entry of entries) {
      if (entry.type === 'message') {
        this.presences?.stopTyping(entry.author);
        this.receipts?.said(entry.author, entry.seq);
      } else if (entry.type === 'renamed') this.rename(entry.member, entry.name);
    }
    this.receipts?.numbered((entries.at(-1) as RoomEntry).seq);
  }

  /** Restores the members of a reopened room: all guests are away. */
  restore(
    { members, former, lastMember, entries, marks }: RestoredRoom,
    onGone: (id: string) => void,
  ): void {
    this.lastMember = lastMember;
    for (const { id, name } of former) this.seats.addFormer(id, name);
    for (const { id, name } of members) {
      this.seats.add(id, name);
      this.receipts?.add(id);
      this.awaitReturn(id, () => onGone(id));
      this.presences?.put(id, 'away');
    }
    for (const entry of entries) {
      if (entry.type !== 'message') continue;
      const { author, seq } = entry;
      if (this.get(author) ?? author === this.me.id) this.receipts?.said(author, seq);
    }
    this.receipts?.numbered(entries.at(-1)?.seq ?? 0);
    this.receipts?.restore(marks);
  }

  dispose(): void {
    this.seats.giveUpWaiting();
    this.presences?.dispose();
    this.receipts?.dispose();
    this.lossesSoon.dispose();
  }

  private rename(id: string, name: string): void {
    if (id === this.me.id) this.me = { id, name };
    // It may have left before the entry could be stored.
    else if (this.seats.get(id)) this.seats.rename(id, name);
    this.changed(id);
  }

  private identify(guest: GuestLink): Named {
    const { member, name } = guest;
    if (!this.deps.byInvite) return { id: name, name };
    if (member === undefined) this.lastMember += 1;
    const { term } = this.deps;
    const id = member ?? `m${this.lastMember}${term > 1 ? `-t${term}` : ''}`;
    this.lastMember = Math.max(this.lastMember, memberNumber(id));
    return { id, name: proposeName(this.nameOf(guest), this.namesExcept(id)) };
  }

  /** Sends receipts to a member; returns false if it isn't connected. */
  private tell(id: string, notice: ReceiptsNotice): boolean {
    if (id === this.me.id) {
      this.deps.view.marks(notice.marks);
      return true;
    }
    const link = this.seats.get(id)?.link;
    link?.tell(notice);
    return link !== undefined;
  }

  /** Sends a notice to all guests. */
  tellAll(notice: Notice): void {
    this.tellOthers(this.me.id, notice);
  }

  private tellOthers(id: string, notice: Notice): void {
    for (const occupant of this.seats.occupants) {
      if (occupant.id !== id) occupant.link?.tell(notice);
    }
  }

  /** Describes a member once per change: in a full room, one of 500 changes at a time. */
  private describe({ id, name }: Named, self: boolean): Described {
    const known = this.described.get(id);
    if (known) return known;
    const losses = this.losses.get(id);
    const { presences } = this;
    const member: Member = {
      ...{ id, name, self, host: self },
      ...(losses && { losses }),
      ...presences?.of(id),
      ...(!self && presences?.isTyping(id) && { typing: true }),
    };
    const { presence = 'here', place } = member;
    const person: Person = { id, name, host: self, presence, ...(place && { place }) };
    const described = { member, person };
    this.described.set(id, described);
    return described;
  }

  private forgetLists(): void {
    this.list = undefined;
    this.listedPersons = undefined;
  }

  private changed(...members: readonly string[]): void {
    for (const id of members) this.described.delete(id);
    this.forgetLists();
    this.deps.onChange();
  }
}

/** A member as the host's window and as the protocol describe it. */
interface Described {
  readonly member: Member;
  readonly person: Person;
}
