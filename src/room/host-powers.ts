import type { Door, Presence } from '../net/transport';
import { roomText } from '../util/room-text';
import type { Crew, Sign } from './crew';
import type { Invite } from './invite';
import type { Ledger } from './ledger';
import type { Unnamed } from './outgoing';
import { answer, type Draft, rename } from './requests';
import type { InvitedRoom, MessageChange, RenameAnswer, RoomKeeper } from './room';
import { SayError, type SayErrorCode } from './say-error';
import type { RoomInfo } from './session-state';
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

export interface HostPowersOptions {
  readonly info: () => RoomInfo;
  /** Makes the pair a group. */
  readonly grow: () => void;
  readonly journalId: string;
  readonly door: Door;
  readonly crew: Crew;
  readonly ledger: Ledger;
  readonly line: WaitingLine;
  /** Addresses for the invite, the likeliest first. */
  readonly reachable: () => readonly string[];
  /** Whether the room is over: then nothing can be done any more. */
  readonly isOver: () => boolean;
  /** Numbers something and tells everybody. */
  readonly record: (draft: Draft) => void;
  /** Something cannot be done, and the log is to say why. */
  readonly refused: (code: string) => void;
  /** Called when somebody was put out, or the line or the door has changed. */
  readonly onChange: () => void;
}

/** What the host of a room by invite can do beyond talking. */
export class HostPowers implements InvitedRoom, RoomKeeper {
  readonly journalId: string;
  readonly historyEnd = 0;
  readonly keeper: RoomKeeper = this;

  constructor(private readonly options: HostPowersOptions) {
    this.journalId = options.journalId;
  }

  get invite(): Invite {
    const { info, door, reachable } = this.options;
    const { kind: roomKind, name, port } = info();
    const kind = roomKind === 'pair' ? 'pair' : 'group';
    return { kind, name, addresses: reachable(), port, pin: door.pin, token: door.state.token };
  }

  /**
   * Does what the host asks for, as for any other member.
   * @throws {SayError} when it cannot be done, but for reasons that the log tells
   */
  ask(request: Unnamed): void {
    const { crew, isOver, ledger, record, refused } = this.options;
    if (isOver()) throw new SayError('no-room');
    const id = `h${ledger.last + 1}`;
    const { host } = crew;
    const names = () => crew.namesBut(host.id);
    const answered = answer(host, { ...request, id }, ledger.messages, names);
    if (answered.type !== 'refused') {
      record(answered);
      return;
    }
    const problem = sayProblems[answered.code];
    if (problem) throw new SayError(problem);
    refused(answered.code);
  }

  change(change: MessageChange): void {
    this.ask(change);
  }

  async rename(wished: string): Promise<RenameAnswer> {
    const { crew, isOver, record } = this.options;
    if (isOver()) return { ok: false, problem: 'offline' };
    const { host } = crew;
    const renamed = rename(host, wished, crew.namesBut(host.id));
    if ('problem' in renamed) return { ok: false, ...renamed };
    if (renamed.name !== host.name) record(renamed);
    return { ok: true, name: renamed.name };
  }

  setPresence(presence: Presence): void {
    this.sign({ type: 'presence', presence });
  }

  typing(): void {
    this.sign({ type: 'typing' });
  }

  resetInvite(): void {
    const { door, isOver, line, onChange } = this.options;
    if (isOver()) return;
    door.resetInvite();
    // Those in line came by the old invite, and are no members yet.
    line.dismissNewcomers({ code: 'bad-token' });
    onChange();
  }

  lock(locked: boolean): void {
    const { door, isOver, line, onChange } = this.options;
    if (isOver()) return;
    door.lock(locked);
    if (locked) line.dismissNewcomers({ code: 'room-locked' });
    onChange();
  }

  openToMore(): void {
    const { grow, info, isOver, onChange } = this.options;
    if (isOver() || info().kind !== 'pair') return;
    grow();
    onChange();
  }

  remove(id: string, why: string): void {
    const { crew, door, isOver, record } = this.options;
    const member = crew.get(id);
    if (!member || isOver()) return;
    const reason = roomText(why.trim().slice(0, longestReason));
    const { name, link } = member;
    crew.vacate(id, false);
    record({ type: 'removed', member: id, name, reason });
    door.revoke(id);
    link?.close({ code: 'removed', reason });
    this.resetInvite();
  }

  private sign(sign: Sign): void {
    const { crew, isOver } = this.options;
    if (!isOver()) crew.sign(crew.host.id, sign);
  }
}
