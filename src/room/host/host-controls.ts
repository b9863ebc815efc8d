import type { AccessChange, AccessControl } from '../../protocol/access';
import type { Presence } from '../../protocol/frames';
import type { Invite } from '../../protocol/invite';
import { toInviteKind, traitsOf } from '../../protocol/room-kinds';
import { roomText } from '../../protocol/room-text';
import type { Clock } from '../../util/clock';
import type { Journal } from '../log/journal';
import type { LogProjection } from '../log/log-projection';
import { Outbox } from '../log/outbox';
import type { NewRequest, RoomRequest } from '../log/room-request';
import type { HostActions, InvitedRoom, MessageChange, MoveProblem, RenameResult } from '../room';
import { SayError, type SayErrorCode } from '../say-error';
import type { RoomInfo } from '../session-state';
import type { HostMembers, StatusReport } from './host-members';
import type { LogWriter } from './log-writer';
import { type Draft, decide, rename } from './requests';
import type { WaitingLine } from './waiting-line';

/** Longest reason for putting somebody out, in UTF-16 units. */
const longestReason = 500;

/** Refusals that the person is told of at once. */
const sayProblems: Readonly<Record<string, SayErrorCode>> = {
  'text-too-long': 'too-long',
  'too-large': 'too-large',
  'no-such-message': 'no-such-message',
  deleted: 'no-such-message',
  'not-yours': 'not-yours',
};

export interface HostControlsOptions {
  readonly info: () => RoomInfo;
  /** Makes the pair a group; false: it could not be kept. */
  readonly grow: () => boolean;
  readonly journal: Journal | undefined;
  /** The opening of the present epoch. */
  readonly opening: number;
  /** What the host asked for before the room was opened again, and could not be kept. */
  readonly asked: readonly RoomRequest[];
  readonly access: AccessControl;
  readonly people: HostMembers;
  readonly writer: LogWriter;
  readonly line: WaitingLine;
  readonly view: LogProjection;
  readonly clock: Clock;
  /** Addresses for the invite, the likeliest first. */
  readonly reachable: () => readonly string[];
  /** Whether the room is over: then nothing can be done any more. */
  readonly isOver: () => boolean;
  /** Numbers something and tells everybody. */
  readonly record: (draft: Draft) => void;
  /** Keeps changes of access, and the entry that tells of them, at once or not at all; whether they are. */
  readonly keep: (changes: readonly AccessChange[], draft?: Draft) => boolean;
  /** Keeps the room in another folder. */
  readonly keepIn: (folder: string) => Promise<MoveProblem | undefined>;
  /** Goes on without keeping anything. */
  readonly goOnUnkept: () => void;
  /** Something cannot be done, and the log is to say why. */
  readonly refused: (code: string) => void;
  /** Called when somebody was put out, or the waiting line or who may come in has changed. */
  readonly onChange: () => void;
}

/** What the host of a room by invite can do beyond talking. */
export class HostControls implements InvitedRoom, HostActions {
  readonly journalId: string;
  readonly historyEnd = 0;
  readonly hostActions: HostActions = this;
  /** What the host asked for while nothing could be kept. */
  private readonly waiting: Outbox;

  constructor(private readonly options: HostControlsOptions) {
    const { asked, journal } = options;
    this.journalId = journal?.id ?? '';
    this.waiting = new Outbox((record) => journal?.append(record), asked);
  }

  get invite(): Invite {
    const { info, access, reachable } = this.options;
    const { kind: roomKind, name, port } = info();
    const kind = toInviteKind(roomKind);
    return { kind, name, addresses: reachable(), port, pin: access.pin, token: access.state.token };
  }

  /**
   * Does what the host asks for, as for any other member; while nothing can be kept, it waits.
   * @throws {SayError} when it cannot be done, but for reasons that the log tells
   */
  ask(request: NewRequest): void {
    const { isOver, writer, opening, refused } = this.options;
    if (isOver()) throw new SayError('no-room');
    // Where it gets its number later, that is a higher one; and numbers that are lost are given again.
    const number = writer.last + 1 + this.waiting.requests.length;
    const asked = { ...request, id: `h${opening.toString(36)}-${number}` };
    if (!writer.commit()) {
      if (this.waiting.isFull) throw new SayError('queue-full');
      this.waiting.add(asked);
      this.queue(asked);
      return;
    }
    const refusal = this.decide(asked);
    if (!refusal) {
      if (!writer.commit()) this.queue(asked);
      return;
    }
    const problem = sayProblems[refusal];
    if (problem) throw new SayError(problem);
    refused(refusal);
  }

  /** Shows what waited when the room was open before, and does it. */
  restore(): void {
    const { people, writer } = this.options;
    for (const request of this.waiting.requests) {
      // It may have been numbered before the host's window died.
      if (writer.isRepeat(people.host.id, request.id)) this.waiting.drop(request.id);
      else this.queue(request);
    }
    this.resume();
  }

  /** What waited is done, in order, for as long as it can be kept. */
  resume(): void {
    const { clock, writer, view } = this.options;
    for (const request of this.waiting.requests) {
      if (!writer.commit()) return;
      const refusal = this.decide(request);
      this.waiting.drop(request.id);
      if (refusal) view.refused(request.id, refusal, clock.now());
    }
    writer.commit();
  }

  /** Numbers what does it; or gives the code that says why not. */
  private decide(request: RoomRequest): string | undefined {
    const { people, writer, record } = this.options;
    const { host } = people;
    const answered = decide(host, request, writer.messages, () => people.namesBut(host.id));
    if (answered.type === 'refused') return answered.code;
    record(answered);
    return undefined;
  }

  private queue(request: RoomRequest): void {
    this.options.view.queue(request, this.options.clock.now());
  }

  change(change: MessageChange): void {
    this.ask(change);
  }

  async rename(wished: string): Promise<RenameResult> {
    const { people, isOver, keep } = this.options;
    if (isOver()) return { ok: false, problem: 'offline' };
    const { host } = people;
    const renamed = rename(host, wished, people.namesBut(host.id));
    if ('problem' in renamed) return { ok: false, ...renamed };
    if (renamed.name !== host.name && !keep([], renamed)) return { ok: false, problem: 'offline' };
    return { ok: true, name: renamed.name };
  }

  setPresence(presence: Presence): void {
    this.sign({ type: 'presence', presence });
  }

  typing(): void {
    this.sign({ type: 'typing' });
  }

  resetInvite(): boolean {
    const { access, isOver, keep, line, onChange } = this.options;
    if (isOver()) return true;
    if (!access.resetInvite((changes) => keep(changes))) return false;
    // Those in line came by the old invite, and are no members yet.
    line.dismissNewcomers({ code: 'bad-token' });
    onChange();
    return true;
  }

  lock(locked: boolean): boolean {
    const { access, isOver, keep, line, onChange } = this.options;
    if (isOver()) return true;
    if (!access.lock(locked, (changes) => keep(changes))) return false;
    if (locked) line.dismissNewcomers({ code: 'room-locked' });
    onChange();
    return true;
  }

  openToMore(): boolean {
    const { grow, info, isOver, onChange } = this.options;
    if (isOver() || !traitsOf(info().kind).growsTo) return true;
    if (!grow()) return false;
    onChange();
    return true;
  }

  remove(id: string, why: string): boolean {
    const { people, access, isOver, keep, line, onChange } = this.options;
    const member = people.get(id);
    if (!member || isOver()) return true;
    const reason = roomText(why.trim().slice(0, longestReason));
    const { name, link } = member;
    const removed = { type: 'removed', member: id, name, reason } as const;
    if (!access.expel(id, (changes) => keep(changes, removed))) return false;
    people.vacate(id, false);
    link?.close({ code: 'removed', reason });
    line.dismissNewcomers({ code: 'bad-token' });
    onChange();
    return true;
  }

  keepIn(folder: string): Promise<MoveProblem | undefined> {
    return this.options.keepIn(folder);
  }

  goOnUnkept(): void {
    this.options.goOnUnkept();
  }

  private sign(sign: StatusReport): void {
    const { people, isOver } = this.options;
    if (!isOver()) people.report(people.host.id, sign);
  }
}
