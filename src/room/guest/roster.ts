import type { Person, Presence } from '../../protocol/frames';
import type { RoomEntry } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { Member } from '../room';

/** How long a typing notice counts, ms. */
const typingMs = 5000;

/** Between two times that changes are told of, ms: whoever is told looks at everybody. */
const tellMs = 50;

/** People known at most: more than any room has seats. */
const maxPeople = 4096;

/**
 * Who is in a room that somebody else hosts, and what they are doing. It is up to date at any time; of
 * changes that come one upon the other, as many as a hub likes, only some are told.
 */
export class Roster implements Disposable {
  private readonly people = new Map<string, Person>();
  private readonly typists = new Map<string, Disposable>();
  /** The members as a list, until it has to be made anew. */
  private list: readonly Member[] | undefined;
  private stale = true;
  private selfId = '';
  /** Runs for a moment after a change was told of. */
  private telling: Disposable | undefined;
  private untold = false;

  /** @param changed called when the members have changed: at once, or a moment later if it was just called */
  constructor(
    private readonly clock: Clock,
    private readonly changed: () => void,
  ) {}

  get members(): readonly Member[] {
    this.list ??= Array.from(this.people.values(), (person) => ({
      ...person,
      self: person.id === this.selfId,
      ...(this.typists.has(person.id) && { typing: true }),
    }));
    return this.list;
  }

  /** A welcome has come: the people it tells of take the place of those known, who stay until then. */
  begin(self: { readonly id: string; readonly name: string }): void {
    this.stale = true;
    this.selfId = self.id;
    this.quiet();
    if (this.people.size === 0) this.set({ ...self, host: false, presence: 'here' });
    this.touch();
  }

  add(members: readonly Person[]): void {
    if (this.stale) this.people.clear();
    this.stale = false;
    for (const person of members) this.set(person);
    this.touch();
  }

  /** What an entry changes of the people in the room. */
  apply(entry: RoomEntry): void {
    switch (entry.type) {
      case 'message':
        this.stopTyping(entry.author);
        break;
      case 'joined':
      case 'renamed':
        this.meet(entry.member, entry.name);
        break;
      case 'left':
      case 'removed':
        this.stopTyping(entry.member);
        if (this.people.delete(entry.member)) this.touch();
        break;
    }
  }

  setPresence(id: string, presence: Presence): void {
    const person = this.people.get(id);
    if (!person || person.presence === presence) return;
    this.set({ ...person, presence });
    this.touch();
  }

  /** Somebody is writing, for the next 5 s. */
  setTyping(id: string): void {
    if (!this.people.has(id) || id === this.selfId) return;
    const before = this.typists.get(id);
    before?.dispose();
    this.typists.set(
      id,
      this.clock.after(typingMs, () => this.stopTyping(id)),
    );
    if (!before) this.touch();
  }

  /** Nobody is heard any more: whoever was writing is not known to be. */
  quiet(): void {
    if (this.typists.size === 0) return;
    for (const timer of this.typists.values()) timer.dispose();
    this.typists.clear();
    this.touch();
  }

  dispose(): void {
    this.quiet();
    this.telling?.dispose();
  }

  private meet(id: string, name: string): void {
    const known = this.people.get(id);
    this.set(known ? { ...known, name } : { id, name, host: false, presence: 'here' });
    this.touch();
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
    this.touch();
  }

  private touch(): void {
    this.list = undefined;
    if (this.telling) this.untold = true;
    else this.tell();
  }

  private tell(): void {
    this.untold = false;
    this.telling = this.clock.after(tellMs, () => {
      this.telling = undefined;
      if (this.untold) this.tell();
    });
    this.changed();
  }
}
