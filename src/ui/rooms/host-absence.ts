import { type InviteKind, isForTwo, isOnServer, toInviteKind } from '../../protocol/room-kinds';
import type { RoomSummary } from '../../room/log/journal';
import type { SessionState } from '../../room/room';
import type { Session } from '../../room/session/session';
import { isInvited } from '../../strings/invited-room';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';

/** A room that this window could continue as a new one, without its host. */
export interface RoomWithoutHost {
  /** The room's id on this computer. */
  readonly id: string;
  readonly kind: InviteKind;
  readonly name: string;
  /** The host's name, if known. */
  readonly host?: string;
  /** Whether the user is still in it. */
  readonly isIn: boolean;
  /** Whether the user should learn about it unasked: the host is gone, and not only in a chat that is read. */
  readonly isOffered: boolean;
}

export interface HostAbsenceDeps {
  readonly session: Pick<Session, 'state' | 'invited' | 'shownLog' | 'onDidChangeState'>;
  readonly clock: Clock;
  /** The saved room with this id; undefined if it can only be read. */
  saved(id: string): RoomSummary | undefined;
}

/** How long a pair waits for its host, in ms: nobody else could take over. */
const pairMs = 30_000;

/** How long a group waits for a member to take over, in ms; see docs/SUCCESSION.md. */
const groupMs = 120_000;

/**
 * Knows whether the room that this window shows could be continued without its host: the host can't be reached for a
 * while, or the user isn't in the room.
 */
export class HostAbsence implements Disposable {
  private readonly changes = new Emitter<void>();
  /** Fires when {@link room} changes. */
  readonly onDidChange = this.changes.event;
  private current: RoomWithoutHost | undefined;
  /** The room to which the connection is lost, and since when. */
  private lost: { readonly id: string; readonly since: number } | undefined;
  private timer: Disposable | undefined;
  /** The host of the room that this window was connected to last. */
  private last: { readonly id: string; readonly host: string } | undefined;
  private readonly subscription: Disposable;

  constructor(private readonly deps: HostAbsenceDeps) {
    this.subscription = deps.session.onDidChangeState(() => this.update());
    this.update();
  }

  get room(): RoomWithoutHost | undefined {
    return this.current;
  }

  dispose(): void {
    this.timer?.dispose();
    this.subscription.dispose();
    this.changes.dispose();
  }

  private update(): void {
    const { session } = this.deps;
    const { state } = session;
    const { kind } = state.connection;
    const id = session.invited?.journalId ?? '';
    const host = state.members.find((member) => member.host && !member.self)?.name;
    if (kind === 'joined' && host !== undefined) this.last = { id, host };
    if (kind !== 'reconnecting' || this.lost?.id !== id) this.lost = undefined;
    if (kind === 'reconnecting' && id !== '') this.lost ??= { id, since: this.deps.clock.now() };
    this.set(kind === 'offline' ? this.shown(state) : this.abandoned(state));
  }

  /** The room that this window is in, once its host has been away for long enough. */
  private abandoned({ room }: SessionState): RoomWithoutHost | undefined {
    const { lost } = this;
    this.timer?.dispose();
    this.timer = undefined;
    if (!lost || !isInvited(room) || isOnServer(room.kind)) return undefined;
    const { clock } = this.deps;
    const passed = clock.now() - lost.since;
    const wait = (isForTwo(room.kind) ? pairMs : groupMs) - passed;
    if (wait > 0) {
      this.timer = clock.after(wait, () => this.update());
      return undefined;
    }
    const { kind, name } = room;
    return { ...this.named(lost.id), kind, name, isIn: true, isOffered: true };
  }

  /** The room whose messages are shown while this window is in none. */
  private shown({ connection }: SessionState): RoomWithoutHost | undefined {
    this.timer?.dispose();
    this.timer = undefined;
    const id = this.deps.session.shownLog?.journalId;
    const saved = id === undefined ? undefined : this.deps.saved(id);
    if (saved?.role !== 'guest' || isOnServer(saved.kind)) return undefined;
    const { kind, name } = saved;
    const isOffered = connection.kind === 'offline' && connection.error !== undefined;
    return { ...this.named(saved.id), kind: toInviteKind(kind), name, isIn: false, isOffered };
  }

  private named(id: string): Pick<RoomWithoutHost, 'id' | 'host'> {
    return { id, ...(this.last?.id === id && { host: this.last.host }) };
  }

  private set(room: RoomWithoutHost | undefined): void {
    if (JSON.stringify(room) === JSON.stringify(this.current)) return;
    this.current = room;
    this.changes.fire();
  }
}
