import type { ClassHostActions, Classroom, PrivateMessage } from '../../room/classroom';
import type { Session } from '../../room/session/session';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';

/** The part of a session that tells which class this window is in. */
export type ClassSession = Pick<Session, 'state' | 'onDidChangeState'> & {
  readonly invited?: { readonly classroom?: Classroom | undefined } | undefined;
};

/** The class that this window is in, also across rooms: what is about it listens here once. */
export class CurrentClass implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<void>());
  private readonly received = this.store.add(new Emitter<PrivateMessage>());
  /** Fires when {@link room} is another one, or anything in it has changed. */
  readonly onDidChange = this.changes.event;
  /** Fires with each private message that comes, by whomever. */
  readonly onDidReceive = this.received.event;
  private current: Classroom | undefined;
  private listening = new DisposableStore();
  /** Fires the change when the user may ask again. */
  private timer: Disposable | undefined;

  constructor(
    private readonly session: ClassSession,
    private readonly clock: Clock,
  ) {
    this.store.add(session.onDidChangeState(() => this.follow()));
    this.follow();
  }

  /** Undefined outside a class. */
  get room(): Classroom | undefined {
    return this.current;
  }

  /** The class, if the user is a helper in it. */
  get asHelper(): Classroom | undefined {
    return this.current?.isHelper ? this.current : undefined;
  }

  /** The class, if the user is a student in it. */
  get asStudent(): Classroom | undefined {
    return this.current?.isHelper === false ? this.current : undefined;
  }

  get hostActions(): ClassHostActions | undefined {
    return this.current?.hostActions;
  }

  /** The user's member id. */
  get selfId(): string | undefined {
    return this.session.state.members.find(({ self }) => self)?.id;
  }

  /** Whether a member is a helper; the host always is. */
  isHelper(memberId: string): boolean {
    if (!this.current) return false;
    // The host is among the first members: this is asked for each of hundreds.
    const host = this.session.state.members.find((member) => member.host);
    return host?.id === memberId || this.current.rules.helpers.includes(memberId);
  }

  /** The name of a member who is in the room. */
  nameOf(memberId: string): string | undefined {
    return this.session.state.members.find(({ id }) => id === memberId)?.name;
  }

  dispose(): void {
    this.timer?.dispose();
    this.listening.dispose();
    this.store.dispose();
  }

  private follow(): void {
    const room = this.session.invited?.classroom;
    if (room === this.current) return;
    this.current = room;
    this.listening.dispose();
    this.listening = new DisposableStore();
    if (room) {
      this.listening.add(room.onDidChange(() => this.changed()));
      this.listening.add(room.onDidReceive((message) => this.received.fire(message)));
    }
    this.changed();
  }

  private changed(): void {
    this.timer?.dispose();
    this.timer = undefined;
    const own = this.current?.own;
    const wait = own?.state === 'none' ? (own.mayAsk ?? 0) - this.clock.now() : 0;
    if (wait > 0) this.timer = this.clock.after(wait, () => this.changed());
    this.changes.fire();
  }
}
