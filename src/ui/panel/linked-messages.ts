import type { MessageEntry } from '../../room/log/log-entry';
import type { Session } from '../../room/session/session';
import { roomInLinks } from '../../store/room-in-links';
import { type LinkWording, LogLinks } from '../../strings/log-links';
import { followedLinks, type LinksOf, type MessageLink } from '../../text/message-link';
import { BoundedMap } from '../../util/bounded-map';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';

export interface LinkedMessagesDeps extends LinkWording {
  readonly session: Pick<
    Session,
    'firstPin' | 'shownLog' | 'entries' | 'entry' | 'onDidChangeState' | 'onDidChangeLog'
  >;
  /** The pin of a stored room. */
  pinOf(journalId: string): string | undefined;
}

/** Maximum number of rooms whose pins are remembered. */
const maxRooms = 100;

/** What links to messages lead to in the log that is shown. */
export class LinkedMessages implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<void>());
  /** Fires when the log turns out to be that of another room than links were put into words for. */
  readonly onDidChange = this.changes.event;
  private readonly pins = new BoundedMap<string, string>(maxRooms);
  private readonly links: LogLinks;
  private asked: { readonly room: string | undefined } | undefined;
  private named: { readonly pin: string; readonly room: string } | undefined;

  constructor(private readonly deps: LinkedMessagesDeps) {
    const { session } = deps;
    const room = () => {
      this.asked = { room: this.room };
      return this.asked.room;
    };
    const entry = (id: string) => session.entry(id);
    this.links = new LogLinks({ room, entries: () => session.entries, entry }, deps);
    this.store.add(
      session.onDidChangeLog((change) => {
        if (change.type === 'entry') this.links.add(change.entry);
        else if (change.type === 'reset') this.links.clear();
      }),
    );
    this.store.add(session.onDidChangeState(() => this.compare()));
  }

  /** What names the room whose log is shown in links to its messages; undefined for a lab room's. */
  get room(): string | undefined {
    const pin = this.pin();
    if (pin === undefined) return undefined;
    if (this.named?.pin !== pin) this.named = { pin, room: roomInLinks(pin) };
    return this.named.room;
  }

  /** The message that a link leads to, if the log that is shown has it. */
  find(link: MessageLink): MessageEntry | undefined {
    return this.links.find(link);
  }

  readonly of: LinksOf = (message) => this.links.of(message);

  /** The ids of the messages that a text quotes by links. */
  idsIn(text: string): readonly string[] {
    const links = [...followedLinks(text).values()];
    return [...new Set(links.flatMap((link) => this.find(link)?.id ?? []))];
  }

  dispose(): void {
    this.store.dispose();
  }

  private pin(): string | undefined {
    const { session, pinOf } = this.deps;
    const id = session.shownLog?.journalId;
    const { firstPin: pin } = session;
    if (id === undefined) return pin;
    // Once the room has ended, its record may be erased.
    const known = pin ?? this.pins.get(id) ?? pinOf(id);
    if (known !== undefined) this.pins.set(id, known);
    return known;
  }

  private compare(): void {
    const { room } = this;
    if (!this.asked || this.asked.room === room) return;
    this.asked = undefined;
    this.changes.fire();
  }
}
