import type { ToHub } from '../../protocol/frames';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { HeldMark } from './held-mark';
import type { MemberJournal } from './member-journal';

/** Delay between an entry and its receipt, in ms, so that one receipt covers all entries of that time. */
const receiptDelayMs = 200;

export interface LogReportsDeps {
  readonly clock: Clock;
  readonly journal: Pick<MemberJournal, 'appended' | 'synced' | 'commit' | 'store' | 'onDidSync'>;
  /** Number of the last entry that this guest has. */
  last(): number;
}

/** How a guest reports to its hub: by one of these frames. */
type Send = (frame: Extract<ToHub, { readonly type: 'received' | 'held' }>) => void;

/**
 * Tells the hub how far a guest has the log: what it received is in its journal, what it holds is on disk. Only voters
 * tell the latter.
 */
export class LogReports {
  private readonly onDisk = new HeldMark();
  private isVoter = false;
  private send: Send | undefined;
  /** What the hub was told on this connection. */
  private toldHeld = 0;
  /** Until the next receipt, if one is due. */
  private timer: Disposable | undefined;

  constructor(private readonly deps: LogReportsDeps) {
    deps.journal.onDidSync(() => this.sendHeld());
  }

  /** The entry `seq` is in the last record of the journal, or all entries up to it are. */
  add(seq: number): void {
    this.onDisk.add(this.deps.journal.appended, seq);
  }

  /** The entries after number `keep` were taken back. */
  cut(keep: number): void {
    this.onDisk.cut(keep);
  }

  connect(send: Send): void {
    this.send = send;
    this.toldHeld = 0;
  }

  /** Cancels the receipt: the hub gets the position again when the guest reconnects. */
  disconnect(): void {
    this.send = undefined;
    this.timer?.dispose();
    this.timer = undefined;
  }

  /** Sends a receipt soon. */
  scheduleReceipt(): void {
    this.timer ??= this.deps.clock.after(receiptDelayMs, () => {
      this.timer = undefined;
      this.deps.journal.commit();
      this.send?.({ type: 'received', seq: this.deps.last() });
    });
  }

  /** Sets whether the hub is told how far the log is on disk. */
  acknowledge(isVoter: boolean): void {
    this.isVoter = isVoter;
    this.sendHeld();
  }

  /** Writes everything to disk, and says so. */
  flush(): void {
    if (this.isVoter && this.deps.journal.store([])) this.sendHeld();
  }

  /** Says how far the log is on disk, unless the hub knows. */
  sendHeld(): void {
    const { journal } = this.deps;
    if (!this.isVoter || !this.send) return;
    // Nobody else syncs what a window before this one wrote.
    if (journal.synced === 0 && journal.appended > 0) journal.store([]);
    const seq = this.onDisk.after(journal.synced);
    if (seq <= this.toldHeld) return;
    this.toldHeld = seq;
    this.send({ type: 'held', seq });
  }
}
