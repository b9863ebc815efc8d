import type { Person } from '../../protocol/frames';
import { cleanName, proposeName } from '../../protocol/names';
import type { GuestLink, GuestRequest, Notice, RoomEntry } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { Mark } from '../log/deliveries';
import type { LogProjection } from '../log/log-projection';
import type { Member } from '../room';
import { Presences } from './presence';
import { Receipts, type ReceiptsNotice } from './receipts';
import { memberNumber, type Named, type RestoredRoom } from './restored-room';
import { type Occupant, Seats } from './seats';

/** What a member tells of itself, and what is not kept. */
export type StatusReport = Extract<
  GuestRequest,
  { readonly type: 'received' | 'presence' | 'typing' }
>;

export interface HostMembersOptions {
  readonly host: Named;
  /** Whether guests come by invite: they have ids and signs, and may come back. */
  readonly byInvite: boolean;
  readonly clock: Clock;
  readonly limits: { readonly awayMs: number; readonly presenceMs: number };
  /** Where the host sees who has received its messages. */
  readonly view: LogProjection;
  /** Called when something about a member has changed, but not for those who come and go. */
  readonly onChange: () => void;
  /** Called with marks that are worth keeping. */
  readonly onMarks: (marks: readonly Mark[]) => void;
  /** Called with a member who has left and cannot come back any more. */
  readonly onForget: (member: string) => void;
}

/** The people of a hosted room: the host, the guests who have seats, and what they know of each other. */
export class HostMembers implements Disposable {
  private me: Named;
  private readonly seats: Seats;
  private readonly presences: Presences | undefined;
  private readonly receipts: Receipts | undefined;
  /** The members as a list, until it has to be made anew. */
  private list: readonly Member[] | undefined;
  private lastMember = 0;

  constructor(private readonly options: HostMembersOptions) {
    const { host, byInvite, clock, limits, onForget } = options;
    this.me = host;
    this.seats = new Seats(onForget);
    if (!byInvite) return;
    this.presences = new Presences({
      clock,
      everyMs: limits.presenceMs,
      tell: (member, notice) => this.tellOthers(member, notice),
      onChange: () => this.changed(),
    });
    this.receipts = new Receipts({
      clock,
      host: host.id,
      keep: ({ type: _, marks }) => options.onMarks(marks),
      tell: (author, notice) => this.tell(author, notice),
    });
  }

  get host(): Named {
    return this.me;
  }

  /** Seats taken, also by those who are away. */
  get taken(): number {
    return this.seats.size;
  }

  get members(): readonly Member[] {
    this.list ??= [
      this.describe(this.me, true),
      ...Array.from(this.seats.occupants, (occupant) => this.describe(occupant, false)),
    ];
    return this.list;
  }

  /** The members as guests are told of them. */
  get persons(): readonly Person[] {
    return this.members.map(({ id, name, host, presence = 'here' }) => ({
      id,
      name,
      host,
      presence,
    }));
  }

  /** Connections of the guests who are here. */
  get links(): readonly GuestLink[] {
    return Array.from(this.seats.occupants, ({ link }) => link).filter(
      (link) => link !== undefined,
    );
  }

  get(id: string): Occupant | undefined {
    return this.seats.get(id);
  }

  of(link: GuestLink): Occupant | undefined {
    return this.seats.of(link);
  }

  /** What somebody without a seat would be called. */
  nameOf({ member, name }: GuestLink): string {
    if (!this.options.byInvite) return name;
    return cleanName((member !== undefined && this.seats.formerName(member)) || name);
  }

  /** What everybody but one member is called. */
  namesBut(id: string): readonly string[] {
    const guests = this.seats.namesBut(id);
    return id === this.me.id ? guests : [this.me.name, ...guests];
  }

  /** Gives a guest a seat, with an id and a name that nobody else has. */
  seat(guest: GuestLink): Occupant {
    const { id, name } = this.identify(guest);
    const occupant = this.seats.add(id, name);
    this.seats.connect(id, guest);
    this.receipts?.add(id);
    this.list = undefined;
    return occupant;
  }

  /** The member is here by this connection now; gives the one it replaces. */
  takeBack(id: string, guest: GuestLink): GuestLink | undefined {
    const replaced = this.seats.connect(id, guest);
    this.presences?.put(id, 'here');
    return replaced;
  }

  /** The member has been let in again: it is told what it missed besides the log. */
  cameBack(id: string): void {
    this.receipts?.cameBack(id);
  }

  /** The member's connection is broken: it is away, and after a while `onGone` is called. */
  awaitReturn(id: string, onGone: () => void): void {
    this.seats.disconnect(id, this.options.clock.after(this.options.limits.awayMs, onGone));
    this.presences?.stopTyping(id);
    this.presences?.put(id, 'away');
  }

  /** Frees a seat; `returns`: whether its member may come back. */
  vacate(id: string, returns: boolean): void {
    this.seats.remove(id, returns);
    this.presences?.forget(id);
    this.receipts?.remove(id);
    this.list = undefined;
  }

  report(member: string, sign: StatusReport): void {
    switch (sign.type) {
      case 'received':
        this.receipts?.received(member, sign.seq);
        break;
      case 'presence':
        this.presences?.report(member, sign.presence);
        break;
      case 'typing':
        this.presences?.typing(member);
        break;
    }
  }

  /** An entry has been numbered, and is kept. */
  numbered(entry: RoomEntry): void {
    const author = entry.type === 'message' ? entry.author : undefined;
    if (author !== undefined) this.presences?.stopTyping(author);
    this.receipts?.numbered(entry.seq, author);
    if (entry.type !== 'renamed') return;
    if (entry.member === this.me.id) this.me = { id: this.me.id, name: entry.name };
    // It may have left while that could not be kept.
    else if (this.seats.get(entry.member)) this.seats.rename(entry.member, entry.name);
    this.changed();
  }

  /** Takes the people of a room that is opened again: all guests are away. */
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
    }
    for (const entry of entries) {
      const own =
        entry.type === 'message' && (this.get(entry.author) ?? entry.author === this.me.id);
      this.receipts?.numbered(entry.seq, own ? entry.author : undefined);
    }
    this.receipts?.restore(marks);
  }

  dispose(): void {
    this.seats.giveUpWaiting();
    this.presences?.dispose();
    this.receipts?.dispose();
  }

  private identify(guest: GuestLink): Named {
    const { member, name } = guest;
    if (!this.options.byInvite) return { id: name, name };
    if (member === undefined) this.lastMember += 1;
    const id = member ?? `m${this.lastMember}`;
    this.lastMember = Math.max(this.lastMember, memberNumber(id));
    return { id, name: proposeName(this.nameOf(guest), this.namesBut(id)) };
  }

  /** Tells somebody; false when there is no connection to do it by. */
  private tell(id: string, notice: ReceiptsNotice): boolean {
    if (id === this.me.id) {
      this.options.view.marks(notice.marks);
      return true;
    }
    const link = this.seats.get(id)?.link;
    link?.tell(notice);
    return link !== undefined;
  }

  /** Tells all guests. */
  tellAll(notice: Notice): void {
    this.tellOthers(this.me.id, notice);
  }

  private tellOthers(id: string, notice: Notice): void {
    for (const occupant of this.seats.occupants) {
      if (occupant.id !== id) occupant.link?.tell(notice);
    }
  }

  private describe({ id, name }: Named, self: boolean): Member {
    const member: Member = { id, name, self, host: self };
    if (!this.presences) return member;
    const typing = !self && this.presences.isTyping(id);
    return { ...member, presence: this.presences.of(id), ...(typing && { typing }) };
  }

  private changed(): void {
    this.list = undefined;
    this.options.onChange();
  }
}
