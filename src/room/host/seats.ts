import type { CloseReason, GuestLink } from '../../protocol/guest-link';
import { BoundedMap } from '../../util/bounded-map';
import type { Disposable } from '../../util/disposable';
import { Applicants } from './applicants';

/** A guest who is a member of a hosted room, connected or away. */
export interface SeatedGuest {
  readonly id: string;
  readonly name: string;
  /** Absent while its connection is broken. */
  readonly link?: GuestLink | undefined;
}

interface GuestSeat extends SeatedGuest {
  name: string;
  link?: GuestLink | undefined;
  /** Runs while it is away; when it ends, the member loses its seat. */
  awayTimer?: Disposable | undefined;
}

/** Maximum number of members remembered who have left and may come back; the first to leave is forgotten first. */
const maxFormer = 1000;

/** The guests who are members of a hosted room, and those who were. */
export class Seats {
  private readonly seats = new Map<string, GuestSeat>();
  private readonly byLink = new Map<GuestLink, GuestSeat>();
  /** Names of those who have left, by id. */
  private readonly former: BoundedMap<string, string>;

  /** @param onForget called with a member who has left and can't come back any more */
  constructor(onForget: (member: string) => void) {
    this.former = new BoundedMap(maxFormer, onForget);
  }

  get size(): number {
    return this.seats.size;
  }

  /** In the order in which they joined. */
  get occupants(): Iterable<SeatedGuest> {
    return this.seats.values();
  }

  get(id: string): SeatedGuest | undefined {
    return this.seats.get(id);
  }

  of(link: GuestLink): SeatedGuest | undefined {
    return this.byLink.get(link);
  }

  /** The last name of a member who has left. */
  formerName(id: string): string | undefined {
    return this.former.get(id);
  }

  /** Names of all guests except one. */
  namesExcept(id: string): string[] {
    const others = [...this.seats.values()].filter((seat) => seat.id !== id);
    return others.map(({ name }) => name);
  }

  add(id: string, name: string): SeatedGuest {
    const seat: GuestSeat = { id, name };
    this.seats.set(id, seat);
    this.former.delete(id);
    return seat;
  }

  /** Adds a member who left before the room was restored. */
  addFormer(id: string, name: string): void {
    this.former.set(id, name);
  }

  /** Connects a member through this connection; returns the one it replaces. */
  connect(id: string, link: GuestLink): GuestLink | undefined {
    const seat = this.seat(id);
    const before = seat.link;
    if (before) this.byLink.delete(before);
    seat.awayTimer?.dispose();
    seat.awayTimer = undefined;
    seat.link = link;
    this.byLink.set(link, seat);
    return before;
  }

  /** Marks a member as away until it connects again, or until the timer runs out. */
  disconnect(id: string, awayTimer: Disposable): void {
    const seat = this.seat(id);
    if (seat.link) this.byLink.delete(seat.link);
    seat.link = undefined;
    seat.awayTimer?.dispose();
    seat.awayTimer = awayTimer;
  }

  rename(id: string, name: string): void {
    this.seat(id).name = name;
  }

  /** Frees a seat; `canReturn`: whether its member may come back. */
  remove(id: string, canReturn: boolean): void {
    const { link, name, awayTimer } = this.seat(id);
    awayTimer?.dispose();
    if (link) this.byLink.delete(link);
    this.seats.delete(id);
    if (canReturn) this.addFormer(id, name);
  }

  /** Stops waiting for members who are away. */
  giveUpWaiting(): void {
    for (const { awayTimer } of this.seats.values()) awayTimer?.dispose();
  }

  private seat(id: string): GuestSeat {
    const seat = this.seats.get(id);
    if (!seat) throw new Error(`${id} has no seat`);
    return seat;
  }
}

/** Connections that wait for a seat, in order of arrival. Each is told its position if the protocol can. */
export class WaitingLine {
  private list: GuestLink[] = [];
  /** The newcomers about whom the host decides first. */
  readonly applicants: Applicants;
  /** The last position that each was told. */
  private readonly lastPositions = new WeakMap<GuestLink, number>();

  /** @param max maximum number of connections that may wait, and as many again for the host's decision */
  constructor(private max: number) {
    this.applicants = new Applicants(max);
  }

  /** Sets how many may wait from now on. */
  widen(max: number): void {
    this.max = max;
  }

  get isFull(): boolean {
    return this.list.length >= this.max;
  }

  /** In order of arrival. */
  get links(): readonly GuestLink[] {
    return this.list;
  }

  /** The member's waiting connection, if there is one. */
  find(member: string): GuestLink | undefined {
    return this.list.find((link) => link.member === member);
  }

  /** Adds a connection; returns false if the line is full. */
  add(link: GuestLink): boolean {
    if (this.isFull) return false;
    this.list.push(link);
    this.tellPositions();
    return true;
  }

  /** Replaces a waiting connection with another one. */
  replace(before: GuestLink, link: GuestLink): void {
    this.list = this.list.map((waiting) => (waiting === before ? link : waiting));
    this.tellPositions();
  }

  /** Removes the first connection from the line and returns it. */
  next(): GuestLink | undefined {
    const first = this.list.shift();
    this.tellPositions();
    return first;
  }

  /** Removes a connection; returns whether it waited. */
  remove(link: GuestLink): boolean {
    if (this.applicants.remove(link)) return true;
    const index = this.list.indexOf(link);
    if (index < 0) return false;
    this.list.splice(index, 1);
    this.tellPositions();
    return true;
  }

  /** Closes waiting connections of people who aren't members. */
  dismissNewcomers(farewell: CloseReason): void {
    this.applicants.dismiss(farewell);
    const newcomers = this.list.filter(({ member }) => member === undefined);
    this.list = this.list.filter(({ member }) => member !== undefined);
    for (const link of newcomers) link.close(farewell);
    this.tellPositions();
  }

  private tellPositions(): void {
    for (const [index, link] of this.list.entries()) {
      const position = index + 1;
      if (this.lastPositions.get(link) === position) continue;
      this.lastPositions.set(link, position);
      link.wait(position);
    }
  }
}
