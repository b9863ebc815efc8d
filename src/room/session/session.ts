import type { Endpoint } from '../../protocol/endpoint';
import type { Invite } from '../../protocol/invite';
import type { EncodingName } from '../../protocol/text-encoding';
import type { LabText, Network } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter, type Event } from '../../util/event';
import type { Logger } from '../../util/logger';
import { InviteGuestRoom } from '../guest/invite-guest-room';
import type { HostOptions, SessionLimits } from '../host/host-state';
import { openRoom } from '../host/open-room';
import type { Archive, RoomSummary } from '../log/journal';
import type { LogEntry } from '../log/log-entry';
import { RoomLog } from '../log/room-log';
import type { InvitedRoom, Room, RoomInfo, SessionState } from '../room';
import { CurrentRoom } from './current-room';
import { InviteJoiner } from './invite-joiner';
import { showKept } from './kept-log';
import { LabJoiner } from './lab-joiner';
import { MessageActions } from './message-actions';

export type { HostOptions, SessionLimits } from '../host/host-state';

export interface SessionParts {
  readonly network: Network;
  readonly limits: SessionLimits;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly archive: Archive;
  /** Rooms that are closed keep no secrets: nobody hosts them again. */
  readonly closesForGood?: boolean;
}

/** What somebody sends is not valid in the lab room's encoding, and is in another. */
export interface SuspectedEncoding {
  /** Who sends it, as Python prints its address. */
  readonly peer: string;
  readonly encoding: EncodingName;
}

/** Reads of a lab room that are looked at for another encoding. */
const maxGuesses = 16;

/**
 * This window's place: offline, or in one room. Calls that change it run one after the other; the
 * log stays readable when a room is over, until another room takes its place.
 */
export class Session implements Disposable {
  private readonly log = new RoomLog();
  readonly onDidChangeLog = this.log.onDidChange;
  private readonly current: CurrentRoom;
  readonly onDidChangeState: Event<SessionState>;
  private readonly suspicions = new Emitter<SuspectedEncoding>();
  /** Fires at most once for each lab room. */
  readonly onDidSuspectEncoding = this.suspicions.event;
  private readonly latestTask = new LatestTask();
  /** Says something in the room, and changes what was said. */
  readonly messages: MessageActions;
  private readonly roomParts: SessionParts & { readonly log: RoomLog };
  private readonly labJoiner: LabJoiner;
  private readonly inviteJoiner: InviteJoiner;

  constructor(private readonly parts: SessionParts) {
    this.roomParts = { ...parts, log: this.log };
    this.current = new CurrentRoom(parts.logger);
    this.onDidChangeState = this.current.onDidChange;
    this.current.onDidAdopt((room) => {
      if (room.text) this.watchEncoding(room, room.text);
    });
    this.labJoiner = new LabJoiner({ ...this.roomParts, current: this.current });
    this.inviteJoiner = new InviteJoiner({
      ...this.roomParts,
      presenceMs: parts.limits.presenceMs,
      current: this.current,
    });
    this.messages = new MessageActions(this.current, this.log, parts.limits.messageBytes);
  }

  get state(): SessionState {
    return this.current.state;
  }

  get entries(): readonly LogEntry[] {
    return this.log.entries;
  }

  /** How the present lab room's bytes are read and written; undefined in any other room. */
  get encoding(): EncodingName | undefined {
    return this.room?.text?.encoding.name;
  }

  /** Reads and writes the present lab room so from now on; false when this window is in none. */
  async setEncoding(name: EncodingName): Promise<boolean> {
    const { room } = this;
    if (!room?.text) return false;
    const encoding = await this.parts.network.encoding(name);
    if (this.room !== room) return false;
    room.text.encoding = encoding;
    return true;
  }

  /** What only a room by invite can do, while this window is in one. */
  get invited(): InvitedRoom | undefined {
    return this.room?.invited;
  }

  /**
   * Opens a room, leaving the present one first.
   * @throws {NetError} when the address or port cannot be had
   */
  host(options: HostOptions): Promise<RoomInfo> {
    return this.inTurn(async () => {
      const room = await this.current.attempt(openRoom(this.roomParts, options));
      this.current.adopt(room);
      return room.info;
    });
  }

  /**
   * Joins somebody's lab room, leaving the present one first. Resolves when let in, or when connected
   * and nothing is heard yet: in line, or with a p2p host that has not spoken.
   * @throws {NetError} when no connection comes about, or it ends at once
   */
  joinLab(
    endpoint: Endpoint,
    signal?: AbortSignal,
    encoding: EncodingName = 'utf-8',
  ): Promise<void> {
    return this.inTurn((attempt) => this.labJoiner.join(endpoint, encoding, attempt), signal);
  }

  /**
   * Joins a room by invite, leaving the present one first. Resolves when let in, or in line. Whoever is
   * a member of that room, or its host, comes back as who they were; only one whose key is dead becomes
   * a new member. A comeback that fails at first is tried again by itself, until the room is left.
   * @param person what this window's person wants to be called as a new member
   * @param patient goes on for ten minutes where the room lets nobody new in for now
   * @throws {NetError} when that does not come about; an aborted signal gives code `cancelled`
   */
  joinByInvite(
    invite: Invite,
    person: string,
    { signal, patient = false }: { readonly signal?: AbortSignal; readonly patient?: boolean } = {},
  ): Promise<void> {
    return this.latestTask.run(async (attempt) => {
      const here = this.room;
      if (here?.pin === invite.pin) {
        if (here instanceof InviteGuestRoom)
          await this.inviteJoiner.hurryBack(here, invite, attempt);
        return;
      }
      await here?.leave();
      await this.inviteJoiner.join(invite, person, attempt, patient);
    }, signal);
  }

  /** Of the room by invite that this window is in, as in its invite. */
  get pin(): string | undefined {
    return this.room?.pin;
  }

  /** The kept room that an invite with this pin brings back; undefined when there is none. */
  kept(pin: string): RoomSummary | undefined {
    return this.inviteJoiner.kept(pin);
  }

  /**
   * Goes back into a kept room, leaving the present one first: as its host, opens it where it was; as
   * a guest, shows it at once and comes back by itself. Resolves to false when it is over for good, so
   * that it can only be read, or not kept at all.
   * @param again hosts also a room that was closed
   * @throws {NetError} when the address or port cannot be had again
   */
  reopen(
    journalId: string,
    { signal, again = false }: { readonly signal?: AbortSignal; readonly again?: boolean } = {},
  ): Promise<boolean> {
    return this.inTurn((attempt) => this.inviteJoiner.reopen(journalId, again, attempt), signal);
  }

  /** Shows the log of a kept room, leaving the present one first; false when it is not kept. */
  read(journalId: string): Promise<boolean> {
    return this.inTurn(async () => {
      const { archive, clock } = this.parts;
      const records = archive.read(journalId);
      const info = records && showKept(records, this.log, clock);
      if (!info) return false;
      this.current.last = undefined;
      this.current.goOffline(undefined, info);
      return true;
    });
  }

  /** The entry of this id, while the log holds it. */
  entry(id: string): LogEntry | undefined {
    return this.log.find(id);
  }

  /** Leaves the room politely, or gives up joining one. Harmless when offline. */
  leave(): Promise<void> {
    return this.inTurn(async () => {});
  }

  /** The window closes or reloads: lets go of the room so that it can be gone back into. */
  suspend(): Promise<void> {
    return this.latestTask.run(() => this.current.suspend());
  }

  /** Shows what was said before the window was loaded anew; does nothing once a room is there. */
  restore(entries: readonly LogEntry[], info: RoomInfo | undefined): void {
    if (this.room || this.log.entries.length > 0 || entries.length === 0) return;
    const time = this.parts.clock.now();
    const note = { kind: 'system', time, event: { type: 'restored' } } as const;
    this.log.reset([...entries, note]);
    if (info) this.current.remember(info);
  }

  dispose(): void {
    void this.suspend();
    this.current.dispose();
    this.log.dispose();
  }

  private get room(): Room | undefined {
    return this.current.value;
  }

  /** Runs `work` when what was asked before is done, and the present room is left. */
  private inTurn<T>(work: (attempt: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.latestTask.run(async (attempt) => {
      await this.room?.leave();
      return work(attempt);
    }, signal);
  }

  private watchEncoding(room: Room, text: LabText): void {
    let left = maxGuesses;
    text.onUndecodable(async ({ peer, sample }) => {
      if (left <= 0) return;
      left -= 1;
      const encoding = await this.parts.network.guessEncoding(sample);
      if (encoding === undefined || encoding === text.encoding.name || left < 0) return;
      left = -1;
      if (this.room === room) this.suspicions.fire({ peer, encoding });
    });
  }
}

/**
 * Runs what changes a session one after the other. The latest wish counts: what was asked before is
 * given up if it can be, and what is next begins when it is done.
 */
class LatestTask {
  private attempt: AbortController | undefined;
  private queue: Promise<unknown> = Promise.resolve();

  /** @param signal gives this work up; so does whatever is asked next */
  run<T>(work: (attempt: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    this.attempt?.abort();
    const attempt = new AbortController();
    this.attempt = attempt;
    const cancel = () => attempt.abort();
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel);
    const turn = this.queue
      .then(() => work(attempt.signal))
      .finally(() => signal?.removeEventListener('abort', cancel));
    this.queue = turn.catch(() => {});
    return turn;
  }
}
