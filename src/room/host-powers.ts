import type { Door, Presence } from '../net/transport';
import { roomText } from '../util/room-text';
import type { Crew, Sign } from './crew';
import type { Invite } from './invite';
import { type Draft, rename } from './requests';
import type { InvitedRoom, RenameAnswer, RoomKeeper } from './room';
import type { RoomInfo } from './session-state';
import type { WaitingLine } from './waiting-line';

/** Longest reason for putting somebody out, in UTF-16 units. */
const longestReason = 500;

export interface HostPowersOptions {
  readonly info: RoomInfo;
  readonly journalId: string;
  readonly door: Door;
  readonly crew: Crew;
  readonly line: WaitingLine;
  /** Addresses for the invite, the likeliest first. */
  readonly reachable: () => readonly string[];
  /** Whether the room is over: then nothing can be done any more. */
  readonly isOver: () => boolean;
  /** Numbers something and tells everybody. */
  readonly record: (draft: Draft) => void;
  /** Called when somebody was put out, or the line or the door has changed. */
  readonly onChange: () => void;
}

/** What the host of a room by invite can do beyond talking. */
export class HostPowers implements InvitedRoom, RoomKeeper {
  readonly journalId: string;
  readonly keeper: RoomKeeper = this;

  constructor(private readonly options: HostPowersOptions) {
    this.journalId = options.journalId;
  }

  get invite(): Invite {
    const { info, door, reachable } = this.options;
    const { name, port } = info;
    const kind = info.kind === 'pair' ? 'pair' : 'group';
    return { kind, name, addresses: reachable(), port, pin: door.pin, token: door.state.token };
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
