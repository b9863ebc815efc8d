import type { Farewell, GuestLink } from '../../protocol/transport';
import { BoundedMap } from '../../util/bounded-map';
import type { Disposable } from '../../util/disposable';

/** A guest who is a member of a hosted room, connected or away. */
export interface Occupant {
  readonly id: string;
  readonly name: string;
  /** Absent while its connection is broken. */
  readonly link?: GuestLink | undefined;
}

interface Place extends Occupant {
  name: string;
  link?: GuestLink | undefined;
  /** Ends its absence for good. */
  patience?: Disposable | undefined;
}

/** Members remembered who have left and may come back; the one who left first is forgotten first. */
const maxFormer = 1000;

/** Who is a member of a hosted room besides the host, and who was one. */
export class Seats {
  private readonly places = new Map<string, Place>();
  private readonly byLink = new Map<GuestLink, Place>();
  /** Names of those who have left, by id. */
  private readonly former: BoundedMap<string, string>;

  /** @param onForget called with a member who has left and cannot come back any more */
  constructor(onForget: (member: string) => void) {
    this.former = new BoundedMap(maxFormer, onForget);
  }

  get size(): number {
    return this.places.size;
  }

  /** In order of coming in. */
  get occupants(): Iterable<Occupant> {
    return this.places.values();
  }

  get(id: string): Occupant | undefined {
    return this.places.get(id);
  }

  of(link: GuestLink): Occupant | undefined {
    return this.byLink.get(link);
  }

  /** What somebody who has left was called. */
  formerName(id: string): string | undefined {
    return this.former.get(id);
  }

  /** Names of all but one. */
  namesBut(id: string): string[] {
    const others = [...this.places.values()].filter((place) => place.id !== id);
    return others.map(({ name }) => name);
  }

  add(id: string, name: string): Occupant {
    const place: Place = { id, name };
    this.places.set(id, place);
    this.former.delete(id);
    return place;
  }

  /** Somebody who was here before the room was restored. */
  addFormer(id: string, name: string): void {
    this.former.set(id, name);
  }

  /** The member speaks through this connection from now on; gives the one it replaces. */
  connect(id: string, link: GuestLink): GuestLink | undefined {
    const place = this.place(id);
    const before = place.link;
    if (before) this.byLink.delete(before);
    place.patience?.dispose();
    place.patience = undefined;
    place.link = link;
    this.byLink.set(link, place);
    return before;
  }

  /** The member is away until it connects again, or until `patience` is over. */
  disconnect(id: string, patience: Disposable): void {
    const place = this.place(id);
    if (place.link) this.byLink.delete(place.link);
    place.link = undefined;
    place.patience?.dispose();
    place.patience = patience;
  }

  rename(id: string, name: string): void {
    this.place(id).name = name;
  }

  /** The seat is free; `returns`: whether the member may come back to another. */
  remove(id: string, returns: boolean): void {
    const { link, name, patience } = this.place(id);
    patience?.dispose();
    if (link) this.byLink.delete(link);
    this.places.delete(id);
    if (returns) this.addFormer(id, name);
  }

  /** Waits for nobody any more. */
  giveUpWaiting(): void {
    for (const { patience } of this.places.values()) patience?.dispose();
  }

  private place(id: string): Place {
    const place = this.places.get(id);
    if (!place) throw new Error(`${id} has no seat`);
    return place;
  }
}

/** Connections that wait for a seat, in order of arrival. Each knows its place where it can be told. */
export class WaitingLine {
  private list: GuestLink[] = [];
  /** The places told so far. */
  private readonly told = new WeakMap<GuestLink, number>();

  /** @param max connections that may wait */
  constructor(private max: number) {}

  /** As many may wait from now on. */
  widen(most: number): void {
    this.max = most;
  }

  /** In order of arrival. */
  get links(): readonly GuestLink[] {
    return this.list;
  }

  /** The member's connection that waits, if there is one. */
  find(member: string): GuestLink | undefined {
    return this.list.find((link) => link.member === member);
  }

  /** Whether there was a place left. */
  add(link: GuestLink): boolean {
    if (this.list.length >= this.max) return false;
    this.list.push(link);
    this.tellPlaces();
    return true;
  }

  /** Puts a connection into the place of another. */
  replace(before: GuestLink, link: GuestLink): void {
    this.list = this.list.map((waiting) => (waiting === before ? link : waiting));
    this.tellPlaces();
  }

  /** Takes the first out of the line. */
  next(): GuestLink | undefined {
    const first = this.list.shift();
    this.tellPlaces();
    return first;
  }

  /** Whether it was in line. */
  remove(link: GuestLink): boolean {
    const index = this.list.indexOf(link);
    if (index < 0) return false;
    this.list.splice(index, 1);
    this.tellPlaces();
    return true;
  }

  /** Turns those away who are no members yet. */
  dismissNewcomers(farewell: Farewell): void {
    const newcomers = this.list.filter(({ member }) => member === undefined);
    this.list = this.list.filter(({ member }) => member !== undefined);
    for (const link of newcomers) link.close(farewell);
    this.tellPlaces();
  }

  private tellPlaces(): void {
    for (const [index, link] of this.list.entries()) {
      const place = index + 1;
      if (this.told.get(link) === place) continue;
      this.told.set(link, place);
      link.wait(place);
    }
  }
}
