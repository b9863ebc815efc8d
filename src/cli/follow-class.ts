import type { Classroom, PrivateMessage } from '../room/classroom';
import type { Session } from '../room/session/session';
import { type Disposable, DisposableStore } from '../util/disposable';

export interface ClassListener {
  /** The session is in this class now, or in none. */
  entered?(classroom: Classroom | undefined): void;
  changed?(classroom: Classroom): void;
  /** A private message has come, or the user has written one. */
  received(message: PrivateMessage, classroom: Classroom): void;
}

/** The class that the session is in, whichever it is. */
export class FollowedClass implements Disposable {
  private readonly store = new DisposableStore();
  private listening = new DisposableStore();
  private room: Classroom | undefined;

  constructor(
    private readonly session: Pick<Session, 'invited' | 'onDidChangeState'>,
    private readonly listener: ClassListener,
  ) {
    this.store.add(session.onDidChangeState(() => this.follow()));
    this.follow();
  }

  /** Undefined outside a class. */
  get current(): Classroom | undefined {
    return this.room;
  }

  dispose(): void {
    this.listening.dispose();
    this.store.dispose();
  }

  private follow(): void {
    const { listener, session } = this;
    const room = session.invited?.classroom;
    if (room === this.room) return;
    this.listening.dispose();
    this.listening = new DisposableStore();
    this.room = room;
    if (room) {
      this.listening.add(room.onDidChange(() => listener.changed?.(room)));
      this.listening.add(room.onDidReceive((message) => listener.received(message, room)));
    }
    listener.entered?.(room);
  }
}
