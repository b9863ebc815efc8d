import type { AccessControl } from '../../protocol/access';
import type { Epoch, Presence } from '../../protocol/frames';
import type { Invite } from '../../protocol/invite';
import { normalizeMessageText } from '../../protocol/message-text';
import type { Place } from '../../protocol/place';
import { toInviteKind, traitsOf } from '../../protocol/room-kinds';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import { decide, rename } from '../decisions/decide';
import type { RoomFiles } from '../files';
import type { HandOverResult, HostActions, HostRoomCode } from '../host-actions';
import type { HostKnocks } from '../knocks';
import type { Journal, NewRequest, RoomRequest } from '../log/journal';
import { Outbox } from '../log/outbox';
import { MessageError, type MessageErrorCode } from '../message-error';
import type { Status } from '../paced-status';
import type { InvitedRoom, MessageChange, NudgeResult, RenameResult } from '../room';
import type { MoveProblem } from '../storage-problem';
import type { HostAdmission } from './host-admission';
import type { HostClass } from './host-class';
import { HostClassroom } from './host-classroom';
import type { HostFiles } from './host-files';
import type { HostMembers, StatusReport } from './host-members';
import type { HostRoster } from './host-roster';
import type { HostState } from './host-state';
import type { HostStorage } from './host-storage';
import type { HostSuccession } from './host-succession';
import type { HostView } from './host-view';
import type { LogWriter } from './log-writer';
import { MemberRules } from './member-rules';
import { NudgeLimiter } from './nudge-limiter';
import type { WaitingLine } from './seats';

/** Longest reason for removing someone, in UTF-16 units. */
const maxReasonLength = 500;

/** Refusals that are reported to the user at once. */
const sayErrors: Readonly<Record<string, MessageErrorCode>> = {
  'text-too-long': 'too-long',
  'too-large': 'too-large',
  'no-such-message': 'no-such-message',
  deleted: 'no-such-message',
  'not-yours': 'not-yours',
  'too-many-pins': 'too-many-pins',
};

/** Maximum number of guests once a pair has become a group. */
const groupSize = 16;

export interface HostControlsDeps {
  readonly state: HostState;
  readonly journal: Journal | undefined;
  /** The opening of the current epoch. */
  readonly opening: number;
  /** The host's requests from before the room was reopened that couldn't be stored. */
  readonly asked: readonly RoomRequest[];
  readonly access: AccessControl;
  readonly people: HostMembers;
  readonly writer: LogWriter;
  readonly line: WaitingLine;
  /** Maximum number of guests that may wait once a pair has become a group. */
  readonly maxWaiting: number;
  readonly storage: HostStorage;
  readonly view: HostView;
  readonly clock: Clock;
  readonly files: HostFiles;
  readonly knocks: HostKnocks;
  readonly roomCode: HostRoomCode;
  readonly succession: HostSuccession | undefined;
  /** Only in a room that has helpers. */
  readonly classroom: HostClass | undefined;
  readonly roster: HostRoster | undefined;
  readonly admission: HostAdmission;
  readonly newId: () => string;
  /** Addresses for the invite, the likeliest first. */
  readonly reachable: () => readonly string[];
}

/** What the host of an invite room can do besides sending messages. */
export class HostControls implements InvitedRoom, HostActions {
  readonly journalId: string;
  readonly historyEnd = 0;
  readonly isCaughtUp = true;
  readonly inviteActions: HostActions = this;
  readonly hostActions: HostActions = this;
  readonly files: RoomFiles;
  readonly knocks: HostKnocks;
  readonly roomCode: HostRoomCode;
  readonly classroom: HostClassroom | undefined;
  /** The host's requests made while nothing could be stored. */
  private readonly waiting: Outbox;
  /** The host's own. */
  private status: Status = { presence: 'here' };
  private readonly nudges: NudgeLimiter;
  private readonly received = new Emitter<string>();
  /** Fires when a member nudges the host, with its id. */
  readonly onNudge = this.received.event;
  private readonly changes = new Emitter<void>();
  /** Fires when someone was removed, or when the waiting line, the access or the room code changes. */
  readonly onDidChange = this.changes.event;

  constructor(private readonly deps: HostControlsDeps) {
    const { asked, journal, storage } = deps;
    this.journalId = journal?.id ?? '';
    this.files = deps.files.transfers;
    this.knocks = deps.knocks;
    this.roomCode = deps.roomCode;
    const { admission, classroom: hostClass, newId, people, roster } = deps;
    if (hostClass && roster) {
      const onChange = () => this.changes.fire();
      this.classroom = new HostClassroom({ hostClass, people, roster, admission, newId, onChange });
    }
    deps.roomCode.onDidChange(() => this.changes.fire());
    this.nudges = new NudgeLimiter(deps.clock);
    this.waiting = new Outbox((record) => journal?.append(record), asked);
    storage.onDidRecover(() => this.resume());
  }

  epochAt(seq: number): Epoch {
    return this.deps.writer.feed.epochAt(seq);
  }

  get invite(): Invite {
    const { access, reachable, state } = this.deps;
    const { kind: roomKind, name, port } = state.info;
    const kind = toInviteKind(roomKind);
    return { kind, name, addresses: reachable(), port, pin: access.pin, token: access.state.token };
  }

  /**
   * Handles the host's request like any other member's. While nothing can be stored, the request waits.
   * @throws {MessageError} when it can't be done, except for reasons that the log shows
   */
  ask(request: NewRequest): void {
    const { opening, state, writer } = this.deps;
    if (state.over) throw new MessageError('no-room');
    // The opening makes ids unique, because lost numbers are used again. A request that waits gets a later
    // number.
    const number = writer.last + 1 + this.waiting.requests.length;
    const withId = { ...request, id: `h${opening.toString(36)}-${number}` };
    if (writer.isFrozen || !writer.commit()) {
      if (this.waiting.isFull) throw new MessageError('queue-full');
      this.waiting.add(withId);
      this.queue(withId);
      return;
    }
    const refusal = this.decide(withId);
    if (!refusal) {
      if (!writer.commit()) this.queue(withId);
      return;
    }
    const problem = sayErrors[refusal];
    if (problem) throw new MessageError(problem);
    writer.addEvent({ type: 'refused', code: refusal });
  }

  /** Shows and handles the requests that waited when the room was last open. */
  restore(): void {
    const { people, writer } = this.deps;
    for (const request of this.waiting.requests) {
      // It may have been numbered before the host's window ended.
      if (writer.isRepeat(people.host.id, request.id)) this.waiting.drop(request.id);
      else this.queue(request);
    }
    this.resume();
  }

  /** Handles waiting requests in order, as long as they can be stored. */
  resume(): void {
    const { clock, writer, view } = this.deps;
    for (const request of this.waiting.requests) {
      if (writer.isFrozen || !writer.commit()) return;
      const refusal = this.decide(request);
      this.waiting.drop(request.id);
      if (refusal) view.refused(request.id, refusal, clock.now());
    }
    writer.commit();
  }

  /** Numbers the entry for a request; returns the code if it is refused. */
  private decide(request: RoomRequest): string | undefined {
    const { people, writer } = this.deps;
    const { host } = people;
    const decision = decide(host, request, writer.messages, new MemberRules(host.id, this.deps));
    if (decision.type === 'refused') return decision.code;
    writer.record(decision);
    return undefined;
  }

  private queue(request: RoomRequest): void {
    this.deps.view.queue(request, this.deps.clock.now());
  }

  change(change: MessageChange): void {
    this.ask(change);
  }

  async rename(requested: string): Promise<RenameResult> {
    const { people, state, writer } = this.deps;
    if (state.over) return { ok: false, problem: 'offline' };
    const { host } = people;
    const renamed = rename(host, requested, people.namesExcept(host.id));
    if ('problem' in renamed) return { ok: false, ...renamed };
    if (renamed.name !== host.name && !writer.store([], renamed))
      return { ok: false, problem: 'offline' };
    return { ok: true, name: renamed.name };
  }

  setPresence(presence: Presence): void {
    this.status = { ...this.status, presence };
    this.report({ type: 'presence', ...this.status });
  }

  setPlace(place: Place | undefined): void {
    this.status = { ...this.status, place };
    this.report({ type: 'presence', ...this.status });
  }

  async nudge(memberId: string): Promise<NudgeResult> {
    const { people, state } = this.deps;
    return state.over ? 'offline' : this.passNudge(people.host.id, memberId);
  }

  /** Passes a member's nudge on to another one, or to the host. */
  passNudge(from: string, to: string): 'passed-on' | 'too-soon' | 'not-here' {
    const { people } = this.deps;
    const isHost = to === people.host.id;
    const link = people.get(to)?.link;
    if ((!isHost && !link) || from === to) return 'not-here';
    if (!this.nudges.take(from, to)) return 'too-soon';
    if (isHost) this.received.fire(from);
    else link?.tell({ type: 'nudge', member: from });
    return 'passed-on';
  }

  typing(): void {
    this.report({ type: 'typing' });
  }

  resetInvite(): boolean {
    const { access, line, state, writer } = this.deps;
    if (state.over) return true;
    if (!access.resetInvite((changes) => writer.store(changes))) return false;
    // Newcomers in line used the old invite.
    line.dismissNewcomers({ code: 'bad-token' });
    this.changes.fire();
    return true;
  }

  lock(locked: boolean): boolean {
    const { access, line, state, writer } = this.deps;
    if (state.over) return true;
    if (!access.lock(locked, (changes) => writer.store(changes))) return false;
    if (locked) line.dismissNewcomers({ code: 'room-locked' });
    this.changes.fire();
    return true;
  }

  openToMore(): boolean {
    const { journal, line, maxWaiting, people, state, succession, writer } = this.deps;
    const kind = traitsOf(state.kind).growsTo;
    if (state.over || !kind) return true;
    const most = groupSize;
    if (journal?.store([{ type: 'grown', kind, most }]) === false) return false;
    state.kind = kind;
    state.maxClients = most;
    line.widen(maxWaiting);
    people.tellAll({ type: 'room', kind, most });
    succession?.keys.grown();
    writer.addEvent({ type: 'grown' });
    this.changes.fire();
    return true;
  }

  remove(id: string, why: string): boolean {
    const { access, line, people, state, succession, writer } = this.deps;
    const member = people.get(id);
    if (!member || state.over) return true;
    const reason = normalizeMessageText(why.trim().slice(0, maxReasonLength));
    const { name, link } = member;
    const removed = { type: 'removed', member: id, name, reason } as const;
    if (!access.expel(id, (changes) => writer.store(changes, removed))) return false;
    people.vacate(id, false);
    link?.close({ code: 'removed', reason });
    succession?.removed(id);
    line.dismissNewcomers({ code: 'bad-token' });
    this.changes.fire();
    return true;
  }

  get successors(): readonly { readonly id: string; readonly name: string }[] {
    return this.deps.succession?.successors.ready ?? [];
  }

  handOver(memberId: string, stays: boolean): Promise<HandOverResult> {
    const { people, succession } = this.deps;
    const name = people.get(memberId)?.name ?? '';
    const refused = { ok: false, problem: 'not-ready', name } as const;
    return succession?.handOver.to(memberId, stays) ?? Promise.resolve(refused);
  }

  moveTo(folder: string): Promise<MoveProblem | undefined> {
    return this.deps.storage.keepIn(folder);
  }

  continueWithoutSaving(): void {
    this.deps.storage.continueWithoutSaving();
  }

  private report(report: StatusReport): void {
    const { people, state } = this.deps;
    if (!state.over) people.report(people.host.id, report);
  }
}
