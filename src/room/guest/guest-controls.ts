import type { Presence, ToHub } from '../../protocol/frames';
import { checkName } from '../../protocol/names';
import type { Clock } from '../../util/clock';
import type { NewRequest } from '../log/room-request';
import type { InvitedRoom, MessageChange, RenameResult } from '../room';
import type { LogSync } from './log-sync';
import type { MemberJournal } from './member-journal';
import type { Membership } from './membership';
import type { PresenceSender } from './presence-sender';
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
  readonly presence: PresenceSender;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** What a guest of a room by invite can do. */
export class GuestControls implements InvitedRoom {
  /** Names asked for that the hub has yet to grant, by the id of the request. */
  private readonly renames = new Map<string, (result: RenameResult) => void>();
  private send: Send | undefined;

  constructor(private readonly options: GuestControlsOptions) {}

  get journalId(): string {
    return this.options.journal.id ?? '';
  }

  get historyEnd(): number {
    return this.options.sync.historyEnd;
  }

  /** Let in: what cannot wait is sent this way. */
  connect(send: Send): void {
    this.send = send;
    this.options.presence.connect(send);
  }

  /** The connection is gone, and the replies with it. */
  disconnect(): void {
    this.send = undefined;
    this.options.presence.disconnect();
    this.settleAll(offline);
  }

  /** Keeps a request until the hub has numbered or refused it. @throws {SayError} when it was not taken */
  ask(request: NewRequest): void {
    const { newId, sync } = this.options;
    sync.post({ ...request, id: newId() });
  }

  change(change: MessageChange): void {
    this.ask(change);
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
    const { membership, presence: sender, roster } = this.options;
    roster.setPresence(membership.self.id, presence);
    sender.setPresence(presence);
  }

  typing(): void {
    this.options.presence.typing();
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
