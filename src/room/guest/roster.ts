import type { Person } from '../../protocol/frames';
import { isSamePlace } from '../../protocol/place';
import type { RoomEntry } from '../../protocol/room-entry';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { Status } from '../paced-status';
import type { Member } from '../room';

/** How long a typing notice is valid, in ms. */
const typingMs = 5000;

/**
 * Minimum time between two calls of `changed`, in ms: at least so much, and 1 ms for each member up to so many, because each
 * listener goes through all members, and the more there are, the more often one of them types.
 */
const notifyMs = { min: 50, max: 500 };

/** Maximum number of people stored: more than any room has seats. */
const maxPeople = 4096;

/**
 * The members of a room that someone else hosts, with their presence and typing. Always up to date; `changed`
 * is throttled, because a hub can send any number of changes in a row.
 */
export class Roster implements Disposable {
  private readonly people = new Map<string, Person>();
  private readonly typists = new Map<string, Disposable>();
  /** The cached list of members; undefined after a change. */
  private list: readonly Member[] | undefined;
  /** The members of the list, as long as they don't change: of hundreds, one at a time does. */
  private readonly described = new Map<string, Member>();
  /** Whether the next `add()` replaces the people. */
  private stale = true;
  private selfId = '';
  /** Runs for a while after `changed` was called. */
  private cooldown: Disposable | undefined;
  private pending = false;

  /** @param changed called when the members have changed, at most so often as `notifyMs` says */
  constructor(
    private readonly clock: Clock,
    private readonly changed: () => void,
  ) {}

  get members(): readonly Member[] {
    this.list ??= Array.from(this.people.values(), (person) => this.describe(person));
    return this.list;
  }

  /** Starts over after a welcome: the people stay until the next `add()` replaces them. */
  begin(self: { readonly id: string; readonly name: string }): void {
    this.stale = true;
    this.selfId = self.id;
    this.clearTyping();
    if (this.people.size === 0) this.set({ ...self, host: false, presence: 'here' });
    this.touch();
  }

  /** Adds people; the first call after `begin()` replaces all. */
  add(members: readonly Person[]): void {
    if (this.stale) this.people.clear();
    this.stale = false;
    for (const person of members) this.set(person);
    this.touch();
  }

  /** Applies an entry to the people in the room. */
  apply(entry: RoomEntry): void {
    switch (entry.type) {
      case 'message':
        this.stopTyping(entry.author);
        break;
      case 'joined':
      case 'renamed':
        this.addOrRename(entry.member, entry.name);
        break;
      case 'left':
      case 'removed':
        this.stopTyping(entry.member);
        if (this.people.delete(entry.member)) this.touch(entry.member);
        break;
    }
  }

  /** Sets a member's presence, and where it is. */
  setStatus(id: string, { presence, place }: Status): void {
    const person = this.people.get(id);
    if (!person || (person.presence === presence && isSamePlace(person.place, place))) return;
    this.set({ ...person, presence, place });
    this.touch(id);
  }

  /** Marks a member as typing for `typingMs`. */
  setTyping(id: string): void {
    if (!this.people.has(id) || id === this.selfId) return;
    const previous = this.typists.get(id);
    previous?.dispose();
    this.typists.set(
      id,
      this.clock.after(typingMs, () => this.stopTyping(id)),
    );
    if (!previous) this.touch(id);
  }

  /** Clears all typing marks, because no typing notices arrive without a connection. */
  clearTyping(): void {
    if (this.typists.size === 0) return;
    for (const timer of this.typists.values()) timer.dispose();
    this.typists.clear();
    this.touch();
  }

  dispose(): void {
    this.clearTyping();
    this.cooldown?.dispose();
  }

  private describe(person: Person): Member {
    const { id } = person;
    const known = this.described.get(id);
    if (known) return known;
    const typing = this.typists.has(id) && { typing: true };
    const member = { ...person, self: id === this.selfId, ...typing };
    this.described.set(id, member);
    return member;
  }

  private addOrRename(id: string, name: string): void {
    const known = this.people.get(id);
    this.set(known ? { ...known, name } : { id, name, host: false, presence: 'here' });
    this.touch(id);
  }

  private set(person: Person): void {
    if (this.people.size < maxPeople || this.people.has(person.id)) {
      this.people.set(person.id, person);
    }
  }

  private stopTyping(id: string): void {
    const timer = this.typists.get(id);
    if (!timer) return;
    timer.dispose();
    this.typists.delete(id);
    this.touch(id);
  }

  /** @param id of the only member who has changed; all may have if it's absent */
  private touch(id?: string): void {
    this.list = undefined;
    if (id === undefined) this.described.clear();
    else this.described.delete(id);
    if (this.cooldown) this.pending = true;
    else this.notify();
  }

  private notify(): void {
    this.pending = false;
    const ms = Math.min(Math.max(this.people.size, notifyMs.min), notifyMs.max);
    this.cooldown = this.clock.after(ms, () => {
      this.cooldown = undefined;
      if (this.pending) this.notify();
    });
    this.changed();
  }
}
