import type { Epoch, Presence, ToHub } from '../../protocol/frames';
import { checkName } from '../../protocol/names';
import type { Place } from '../../protocol/place';
import { hasHelpers } from '../../protocol/room-kinds';
import type { WideControl } from '../../protocol/wide';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { Classroom } from '../classroom';
import type { RoomFiles } from '../files';
import type { InviteActions } from '../host-actions';
import { PacedStatus, type Status } from '../paced-status';
import type { InvitedRoom, MessageChange, NudgeResult, RenameResult } from '../room';
import type { WideGuest } from '../wide/wide-guest';
import type { GuestClass } from './guest-class';
import type { LogSync } from './log-sync';
import type { MemberJournal } from './member-journal';
import type { Membership } from './membership';
import { Replies } from './replies';
import type { Roster } from './roster';
import type { Standby } from './standby';
import { WideInviteActions } from './wide-membership';

type Send = (
  frame: Extract<ToHub, { readonly type: 'presence' | 'typing' | 'rename' | 'nudge' }>,
) => void;

const offline: RenameResult = { ok: false, problem: 'offline' };

export interface GuestControlsDeps {
  readonly membership: Membership;
  readonly journal: MemberJournal;
  readonly sync: LogSync;
  readonly roster: Roster;
  readonly clock: Clock;
  /** Minimum time between two presence reports, and between two typing reports, in ms. */
  readonly presenceMs: number;
  readonly newId: () => string;
  readonly files: RoomFiles;
  readonly standby: Pick<Standby, 'allow'>;
  readonly classroom: GuestClass;
  /** Only in a wide room. */
  readonly wide?: Pick<WideGuest, 'control' | 'route'> | undefined;
}

/** What a guest of an invite room can do. */
export class GuestControls implements InvitedRoom, Disposable {
  private readonly renames = new Replies<RenameResult>(() => this.deps.clock, offline);
  private readonly nudges = new Replies<NudgeResult>(() => this.deps.clock, 'offline');
  private readonly presence: PresenceSender;
  private readonly wideActions: InviteActions | undefined;
  private send: Send | undefined;

  constructor(private readonly deps: GuestControlsDeps) {
    this.presence = new PresenceSender(deps.clock, deps.presenceMs);
    this.wideActions = deps.wide && new WideInviteActions(deps.wide, deps.membership);
  }

  get journalId(): string {
    return this.deps.journal.id ?? '';
  }

  get files(): RoomFiles {
    return this.deps.files;
  }

  get classroom(): Classroom | undefined {
    const { classroom, membership } = this.deps;
    return hasHelpers(membership.info.kind) ? classroom : undefined;
  }

  /** What the owner and the moderators of a wide room can do. */
  get inviteActions(): InviteActions | undefined {
    return this.wideControl && this.wideActions;
  }

  get wideControl(): WideControl | undefined {
    return this.deps.wide?.control;
  }

  get historyEnd(): number {
    return this.deps.sync.historyEnd;
  }

  get isCaughtUp(): boolean {
    return this.deps.sync.isCaughtUp;
  }

  epochAt(seq: number): Epoch {
    return this.deps.sync.held.epochAt(seq);
  }

  /** Sends renames and status reports with `send` from now on, because the guest was admitted. */
  connect(send: Send): void {
    this.send = send;
    this.presence.connect(send);
  }

  /** Fails all open requests, because their replies are lost with the connection. */
  disconnect(): void {
    this.send = undefined;
    this.presence.disconnect();
    this.renames.settleAll(offline);
    this.nudges.settleAll('offline');
  }

  /** Queues a change of a message. @throws {MessageError} see {@link LogSync.post} */
  change(change: MessageChange): void {
    const { newId, sync } = this.deps;
    sync.post({ ...change, id: newId() });
  }

  /** Asks the hub for another name. A lost connection or reply resolves to the problem `offline`. */
  async rename(wished: string): Promise<RenameResult> {
    const { membership, newId } = this.deps;
    const checked = checkName(wished);
    if (!checked.ok) return { ok: false, problem: 'bad-name' };
    const { name } = checked;
    if (name === membership.self.name) return { ok: true, name };
    if (!this.send) return offline;
    const id = newId();
    const result = this.renames.wait(id);
    this.send({ type: 'rename', id, name });
    return result;
  }

  /** Settles all open rename requests, because the hub has renamed this member. */
  renamed(name: string): void {
    this.renames.settleAll({ ok: true, name });
  }

  /** Settles a request that the hub refused. Returns whether it is a rename or a nudge. */
  refused(id: string, code: string, proposal: string | undefined): boolean {
    if (this.nudges.settle(id, nudgeProblem(code))) return true;
    const problem = code === 'name-taken' ? 'name-taken' : 'bad-name';
    return this.renames.settle(id, {
      ok: false,
      problem,
      ...(proposal !== undefined && { proposal }),
    });
  }

  setPresence(presence: Presence): void {
    const { membership, roster } = this.deps;
    roster.setStatus(membership.self.id, { presence });
    this.presence.set({ presence });
  }

  setPlace(place: Place | undefined): void {
    this.presence.set({ place });
  }

  async nudge(memberId: string): Promise<NudgeResult> {
    if (!this.send) return 'offline';
    const id = this.deps.newId();
    const result = this.nudges.wait(id);
    this.send({ type: 'nudge', id, member: memberId });
    return result;
  }

  get setMayTakeOver(): ((may: boolean) => void) | undefined {
    const { standby, wide } = this.deps;
    return wide ? undefined : (may) => standby.allow(may);
  }

  /** The hub has passed a nudge on. */
  nudged(id: string): void {
    this.nudges.settle(id, 'passed-on');
  }

  typing(): void {
    this.presence.typing();
  }

  dispose(): void {
    this.presence.dispose();
  }
}

/** Why a hub refused a nudge. */
function nudgeProblem(code: string): NudgeResult {
  if (code === 'too-soon' || code === 'not-here') return code;
  // An older hub doesn't know the frame.
  return 'unsupported';
}

type StatusFrame = Extract<ToHub, { readonly type: 'presence' | 'typing' }>;

/** Reports the user's status and typing to the hub, each at the pace that the hub passes on. */
class PresenceSender implements Disposable {
  private latest: Status = { presence: 'here' };
  private readonly paced: PacedStatus;
  private send: ((frame: StatusFrame) => void) | undefined;
  private typingTime = Number.NEGATIVE_INFINITY;

  /** @param interval minimum time between two reports of the same type, in ms */
  constructor(
    private readonly clock: Clock,
    private readonly interval: number,
  ) {
    this.paced = new PacedStatus(clock, interval, ({ presence, place }) =>
      this.send?.({ type: 'presence', presence, ...(place && { place }) }),
    );
  }

  /** Reports the status unless it is what a hub assumes of every new connection. */
  connect(send: (frame: StatusFrame) => void): void {
    this.send = send;
    this.paced.begin(this.latest);
  }

  disconnect(): void {
    this.send = undefined;
    this.paced.dispose();
  }

  set(change: Partial<Status>): void {
    this.latest = { ...this.latest, ...change };
    if (this.send) this.paced.report(this.latest);
  }

  typing(): void {
    if (!this.send || this.waitSince(this.typingTime) > 0) return;
    this.typingTime = this.clock.now();
    this.send({ type: 'typing' });
  }

  dispose(): void {
    this.disconnect();
  }

  /** How long to wait after a report at `time`, in ms. If the clock was set back, at most one interval. */
  private waitSince(time: number): number {
    return Math.min(this.interval, time + this.interval - this.clock.now());
  }
}
