import type { Presence, ToHub } from '../../protocol/frames';
import { checkName } from '../../protocol/names';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { InvitedRoom, MessageChange, RenameResult } from '../room';
import type { LogSync } from './log-sync';
import type { MemberJournal } from './member-journal';
import type { Membership } from './membership';
import type { Roster } from './roster';

type Send = (frame: Extract<ToHub, { readonly type: 'presence' | 'typing' | 'rename' }>) => void;

/** A hub replies sooner than this, ms, or the reply is lost. */
const replyMs = 10_000;

const offline: RenameResult = { ok: false, problem: 'offline' };

export interface GuestControlsOptions {
  readonly membership: Membership;
  readonly journal: MemberJournal;
  readonly sync: LogSync;
  readonly roster: Roster;
  readonly clock: Clock;
  /** Between two signs of presence, and of typing, ms. */
  readonly presenceMs: number;
  readonly newId: () => string;
}

/** What a guest of a room by invite can do. */
export class GuestControls implements InvitedRoom, Disposable {
  /** Names asked for that the hub has yet to grant, by the id of the request. */
  private readonly renames = new Map<string, (result: RenameResult) => void>();
  private readonly presence: PresenceSender;
  private send: Send | undefined;

  constructor(private readonly options: GuestControlsOptions) {
    this.presence = new PresenceSender(options.clock, options.presenceMs);
  }

  get journalId(): string {
    return this.options.journal.id ?? '';
  }

  get historyEnd(): number {
    return this.options.sync.historyEnd;
  }

  /** Let in: what cannot wait is sent this way. */
  connect(send: Send): void {
    this.send = send;
    this.presence.connect(send);
  }

  /** The connection is gone, and the replies with it. */
  disconnect(): void {
    this.send = undefined;
    this.presence.disconnect();
    this.settleAll(offline);
  }

  change(change: MessageChange): void {
    const { newId, sync } = this.options;
    sync.post({ ...change, id: newId() });
  }

  async rename(wished: string): Promise<RenameResult> {
    const { membership, newId } = this.options;
    const checked = checkName(wished);
    if (!checked.ok) return { ok: false, problem: 'bad-name' };
    const { name } = checked;
    if (name === membership.self.name) return { ok: true, name };
    if (!this.send) return offline;
    const id = newId();
    const result = this.wait(id);
    this.send({ type: 'rename', id, name });
    return result;
  }

  /** We bear another name now: whatever was asked has come about. */
  renamed(name: string): void {
    this.settleAll({ ok: true, name });
  }

  /** Whether it was a rename that the hub refused. */
  refused(id: string, code: string, proposal: string | undefined): boolean {
    const problem = code === 'name-taken' ? 'name-taken' : 'bad-name';
    return this.settle(id, { ok: false, problem, ...(proposal !== undefined && { proposal }) });
  }

  setPresence(presence: Presence): void {
    const { membership, roster } = this.options;
    roster.setPresence(membership.self.id, presence);
    this.presence.setPresence(presence);
  }

  typing(): void {
    this.presence.typing();
  }

  dispose(): void {
    this.presence.dispose();
  }

  private wait(id: string): Promise<RenameResult> {
    return new Promise((resolve) => {
      const timer = this.options.clock.after(replyMs, () => this.settle(id, offline));
      this.renames.set(id, (result) => {
        timer.dispose();
        resolve(result);
      });
    });
  }

  private settleAll(result: RenameResult): void {
    for (const id of [...this.renames.keys()]) this.settle(id, result);
  }

  private settle(id: string, result: RenameResult): boolean {
    const resolve = this.renames.get(id);
    this.renames.delete(id);
    resolve?.(result);
    return resolve !== undefined;
  }
}

type Sign = Extract<ToHub, { readonly type: 'presence' | 'typing' }>;

/** Tells the others what the person here is doing: presence and typing, each no more often than allowed. */
class PresenceSender implements Disposable {
  private presence: Presence = 'here';
  /** What the hub knows of it. */
  private told: Presence = 'here';
  private send: ((sign: Sign) => void) | undefined;
  private timer: Disposable | undefined;
  private presenceTime = Number.NEGATIVE_INFINITY;
  private typingTime = Number.NEGATIVE_INFINITY;

  /** @param interval between two signs of a sort, ms */
  constructor(
    private readonly clock: Clock,
    private readonly interval: number,
  ) {}

  /** Connected: a hub takes whoever comes for present. */
  connect(send: (sign: Sign) => void): void {
    this.send = send;
    this.told = 'here';
    this.tell();
  }

  disconnect(): void {
    this.send = undefined;
  }

  setPresence(presence: Presence): void {
    this.presence = presence;
    this.tell();
  }

  typing(): void {
    if (!this.send || this.waitSince(this.typingTime) > 0) return;
    this.typingTime = this.clock.now();
    this.send({ type: 'typing' });
  }

  dispose(): void {
    this.disconnect();
    this.timer?.dispose();
  }

  /** The latest presence counts; those before it may never be told. */
  private tell(): void {
    if (!this.send || this.timer || this.presence === this.told) return;
    const wait = this.waitSince(this.presenceTime);
    if (wait > 0) {
      this.timer = this.clock.after(wait, () => {
        this.timer = undefined;
        this.tell();
      });
      return;
    }
    this.presenceTime = this.clock.now();
    this.told = this.presence;
    this.send({ type: 'presence', presence: this.presence });
  }

  /** How long to wait, ms, after what was told at `time`; a clock that was set back costs one wait. */
  private waitSince(time: number): number {
    return Math.min(this.interval, time + this.interval - this.clock.now());
  }
}
