import type * as vscode from 'vscode';
import type { Nearby } from '../../net/nearby/nearby';
import type { AnnouncedRoom } from '../../protocol/announcement';
import { announcedRoom } from '../../room/announced-room';
import type { Session } from '../../room/session/session';
import { isLoopback } from '../../strings/addresses';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import { isInviteKey, roomKey } from './room-key';

const announcedKey = 'deskmate.announcedRooms';

/** Maximum number of rooms remembered, the latest ones. */
const maxRooms = 100;

/**
 * Announces the room that this window hosts, and takes knocks at it, if its host has said so, and as long as it
 * is open. Remembers that for invite rooms, which are opened again; a lab room is another one each time.
 */
export class AnnouncedRooms implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<void>());
  /** Fires when {@link announcing} changes. */
  readonly onDidChange = this.changes.event;
  /** The lab room that is announced, by its key. */
  private lab: string | undefined;
  /** The id of the announcement, and the room that it is for. */
  private current: { readonly key: string; readonly id: string } | undefined;
  private last: 'on' | 'off' | undefined;

  constructor(
    private readonly session: Pick<Session, 'state' | 'firstPin' | 'invited' | 'onDidChangeState'>,
    private readonly memento: Pick<vscode.Memento, 'get' | 'update'>,
    private readonly nearby: Pick<Nearby, 'responder' | 'randomId'>,
  ) {
    this.store.add(session.onDidChangeState(() => this.update()));
    this.store.add(nearby.responder);
    this.update();
  }

  /**
   * Whether the room that this window hosts is announced; undefined when it hosts none, or one that only this
   * computer can reach.
   */
  get announcing(): 'on' | 'off' | undefined {
    const key = this.hostedKey;
    if (key === undefined) return undefined;
    return key === this.lab || this.saved.includes(key) ? 'on' : 'off';
  }

  /** The id of this window's own announcement. */
  get ownId(): string | undefined {
    return this.current?.id;
  }

  /** What others on the network see of the room that this window hosts; undefined if they don't see it now. */
  get announcement(): AnnouncedRoom | undefined {
    const { current, session } = this;
    const code = session.invited?.hostActions?.roomCode.state;
    const takesCode = code !== undefined && !code.paused;
    return current && announcedRoom(session.state, current.id, { knocks: true, code: takesCode });
  }

  /** Announces the room that this window hosts, or stops that. */
  async set(on: boolean): Promise<void> {
    const key = this.hostedKey;
    if (key === undefined || on === (this.announcing === 'on')) return;
    if (isInviteKey(key)) {
      const others = this.saved.filter((each) => each !== key);
      await this.memento.update(announcedKey, on ? [...others, key].slice(-maxRooms) : others);
    } else {
      this.lab = on ? key : undefined;
    }
    this.update();
  }

  dispose(): void {
    this.store.dispose();
  }

  private update(): void {
    const { session, nearby } = this;
    const key = this.hostedKey;
    if (key === undefined) this.lab = undefined;
    const { announcing } = this;
    if (announcing !== 'on' || key === undefined) this.current = undefined;
    else if (this.current?.key !== key) this.current = { key, id: nearby.randomId() };
    // Takes knocks as long as others may see the room, also when it is full: then they are told that.
    const { knocks, roomCode } = session.invited?.hostActions ?? {};
    knocks?.announce(this.current?.id);
    roomCode?.announce(this.current?.id);
    nearby.responder.announce(this.announcement);
    if (announcing === this.last) return;
    this.last = announcing;
    this.changes.fire();
  }

  private get hostedKey(): string | undefined {
    const { connection, room } = this.session.state;
    if (connection.kind !== 'hosting' || !room || isLoopback(room.address)) return undefined;
    return roomKey(this.session);
  }

  private get saved(): readonly string[] {
    const stored = this.memento.get<unknown>(announcedKey);
    return Array.isArray(stored) ? stored.filter((key) => typeof key === 'string') : [];
  }
}
