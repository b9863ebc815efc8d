import type { Farewell, GuestLink } from '../../protocol/transport';

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
