import type { Epoch, Person, ToHub, ToMember } from '../../protocol/frames';
import type { RoomEntry } from '../../protocol/room-entry';
import type { Clock } from '../../util/clock';
import type { Mark, StoredMark } from '../log/deliveries';
import { isSameEpoch } from '../log/epochs';
import { HeldLog, type ReadonlyHeldLog } from '../log/held-log';
import type { JournalRecord, RoomRequest } from '../log/journal';
import type { RoomEvent } from '../log/log-entry';
import { LogProjection } from '../log/log-projection';
import { Outbox } from '../log/outbox';
import { replayEntries, type UnnumberedEntry, unnumbered } from '../log/replay-entries';
import type { RoomLog } from '../log/room-log';
import { StoredMarks } from '../log/stored-marks';
import { MessageError } from '../message-error';
import { LogReports } from './log-reports';
import type { MemberJournal } from './member-journal';
import type { RestoredGuest } from './restored-guest';

type Send = (frame: RoomRequest | Extract<ToHub, { readonly type: 'received' | 'held' }>) => void;

export interface LogSyncDeps {
  readonly log: RoomLog;
  readonly journal: MemberJournal;
  readonly clock: Clock;
  readonly self: { readonly id: string; readonly name: string };
  /** Called when the log has every entry that the hub had at the welcome. */
  readonly caughtUp: () => void;
}

/**
 * Keeps a guest's log in step with the hub's.
 *
 * 1. Entries MUST be applied in order of number, each once. If the hub skips one, `applyEntry()` rejects the entry.
 * 2. A request MUST be in the journal before it is sent, and stays queued until its entry or its refusal arrives.
 *    Queued requests are sent after the guest has caught up, when it knows which of them the hub has.
 * 3. An entry MUST be in the journal before its receipt is sent to the hub, and on disk before `held` says so.
 */
export class LogSync {
  private shown: LogProjection;
  private readonly heldLog: HeldLog;
  private readonly outbox: Outbox;
  private readonly reports: LogReports;
  private selfId: string;
  private selfName: string;
  /** The epoch of the next entries, until the first of them arrives. */
  private opening: Extract<JournalRecord, { readonly type: 'opening' }> | undefined;
  /**
   * The epoch to which the journal assigns the next entry. It may be one without entries: a host's that opened the room
   * and then learned that someone else hosts it, or one of which a power failure left only the opening.
   */
  private recorded: Epoch;
  /** Number of the last entry at the time of the welcome; later ones are news. */
  private target = 0;
  private firstTarget = 0;
  private readonly storedMarks = new StoredMarks();
  private send: Send | undefined;
  private isInSync = false;
  /** Whether the log is being made the same as another voter's. */
  private isCopying = false;
  private closed = false;

  constructor(
    private readonly deps: LogSyncDeps,
    restored?: RestoredGuest,
  ) {
    const { clock, journal, log, self } = deps;
    this.selfId = self.id;
    this.selfName = self.name;
    this.heldLog = restored?.held ?? new HeldLog();
    this.recorded = this.heldLog.epochs.current;
    this.shown = this.newView(self.name);
    this.outbox = new Outbox((record) => journal.append(record), restored?.outbox);
    this.reports = new LogReports({ clock, journal, last: () => this.last });
    if (!restored) return;
    if (this.last > 0) this.reports.add(this.last);
    this.storedMarks.merge(restored.marks);
    log.refill(() => this.replay());
  }

  get view(): LogProjection {
    return this.shown;
  }

  get last(): number {
    return this.heldLog.last;
  }

  /** The entries held. */
  get held(): ReadonlyHeldLog {
    return this.heldLog;
  }

  /** Number of the last entry when this guest first joined; 0 if the log was restored. */
  get historyEnd(): number {
    return this.firstTarget;
  }

  /** Whether a hub has let this guest in: nobody else may add to its log, unless it copies a voter's. */
  get isConnected(): boolean {
    return this.send !== undefined;
  }

  /** Whether the log has every entry that the hub had at the welcome. */
  get isCaughtUp(): boolean {
    return this.isInSync;
  }

  /** Whether the entry with this number is newer than the welcome and its list of members. */
  isNews(seq: number): boolean {
    return seq > this.target;
  }

  /** Starts to catch up after a welcome: the hub keeps entries `first` to `last`. */
  connect(
    self: { readonly id: string; readonly name: string },
    { first, last, keep = last }: Extract<ToMember, { type: 'welcome' }>,
    send: Send,
  ): void {
    this.selfId = self.id;
    this.selfName = self.name;
    if (this.last === 0 && this.firstTarget === 0) this.firstTarget = last;
    // A hub without epochs that has fewer entries than we do has also lost its newest ones.
    if (Math.min(keep, last) < this.last) this.takeBack(Math.min(keep, last));
    this.view.become(self.id, self.name);
    this.send = send;
    this.reports.connect(send);
    this.startAt(Math.min(first - 1, last));
    this.target = last;
    this.isInSync = false;
    this.advance();
    this.reports.sendHeld();
  }

  /**
   * Sets whether this member may vote now, so that the hub has to know how far its log is on disk: a host counts an
   * entry as held by this member from then on.
   */
  acknowledge(isVoter: boolean): void {
    this.reports.acknowledge(isVoter);
  }

  /**
   * Starts to make the log the same as another voter's, of which it keeps the entries up to `keep`; `first` is the other
   * log's oldest entry. Call `endCopy()` when that is done or given up. Meanwhile there is no connection to a hub.
   */
  copy({ first, keep }: { readonly first: number; readonly keep: number }): void {
    this.isCopying = true;
    if (keep < this.last) this.takeBack(keep);
    this.startAt(first - 1);
  }

  /** Ends the copy: the log is the other one, or the beginning of it. */
  endCopy(): void {
    this.isCopying = false;
    this.deps.journal.commit();
  }

  /** Handles how far members have received the log. */
  receipts(marks: readonly Mark[]): void {
    this.view.marks(marks);
    this.storeMarks(marks);
  }

  /** Handles the members of the room as of the last entry held. */
  people(members: readonly Pick<Person, 'id' | 'name'>[]): void {
    this.view.people(members);
    this.storeMarks(members.map(({ id, name }) => ({ member: id, name, seq: 0 })));
  }

  /** Handles the end of the connection: queued requests have to be sent again. */
  disconnect(): void {
    this.send = undefined;
    this.isInSync = false;
    this.reports.disconnect();
    this.outbox.reconnected();
  }

  /** Begins this epoch with the next entry. */
  begin({ term, opening }: Epoch): void {
    if (isSameEpoch(this.heldLog.epochs.current, { term, opening })) return;
    this.opening = { type: 'opening', term, opening, after: this.last };
    this.heldLog.begin(this.opening);
  }

  /** Applies an entry; returns false if the hub skipped entries before it. */
  applyEntry(entry: RoomEntry): boolean {
    if (!this.isOpen || entry.seq > this.last + 1) return false;
    if (entry.seq <= this.last) return true;
    if (this.opening) {
      this.deps.journal.append(this.opening);
      this.recorded = this.opening;
    }
    this.opening = undefined;
    this.heldLog.append(entry);
    this.deps.journal.append(entry);
    this.reports.add(entry.seq);
    if ('author' in entry && entry.author === this.selfId) {
      for (const id of this.outbox.numbered(entry.id)) this.view.known(id);
    }
    this.view.apply(entry);
    this.reports.scheduleReceipt();
    this.advance();
    return true;
  }

  /** Skips entries that the hub no longer keeps; returns false if it skipped other entries before them. */
  skip({ from, to }: Extract<ToMember, { type: 'gap' }>): boolean {
    if (!this.isOpen || from > this.last + 1) return false;
    if (to <= this.last) return true;
    this.addEvent({ type: 'gap', count: to - this.last });
    this.heldLog.skip(to);
    this.view.dropPins(to);
    this.advance();
    return true;
  }

  /** Drops a request that the hub refused. Returns whether `id` is the id of a queued request. */
  refused(id: string, code: string): boolean {
    if (!this.outbox.drop(id)) return false;
    this.view.refused(id, code, this.deps.clock.now());
    this.sendDue();
    return true;
  }

  /**
   * Queues a request, and sends it when possible.
   * @throws {MessageError} `queue-full` when too many requests are queued, `no-such-message` when it is about an
   *   entry that isn't here yet, `no-room` after `close()`
   */
  post(request: RoomRequest): void {
    if (this.closed) throw new MessageError('no-room');
    if (this.outbox.isFull) throw new MessageError('queue-full');
    if (subjectOf(request) > this.last) throw new MessageError('no-such-message');
    this.outbox.add(request);
    // Commit now, so that the text is safe even if the window is killed.
    this.deps.journal.commit();
    this.view.queue(request, this.deps.clock.now());
    this.sendDue();
  }

  /** Rejects all further requests, because the guest leaves or the room is over. */
  close(): void {
    this.closed = true;
  }

  /**
   * Sends all queued requests if connected, because the guest is about to leave; and how far the log is on disk, because
   * a host can't do without a voter before it has counted this.
   */
  flush(): void {
    this.sendDue(true);
    this.reports.flush();
  }

  /** Shows an event that only concerns this window. */
  addEvent(event: RoomEvent): void {
    this.view.addEvent(event, this.deps.clock.now());
  }

  /** Whether entries may come. */
  private get isOpen(): boolean {
    return this.send !== undefined || this.isCopying;
  }

  /** Prepares for the entries after the last one held. @param missed the last one that nobody keeps */
  private startAt(missed: number): void {
    // Discard an epoch that was announced on a broken connection before any of its entries arrived.
    const { epochs } = this.heldLog;
    epochs.takeBack(this.last);
    // Without a word of the hub, the next entry is of the same epoch as the last one.
    const isRecorded = this.last === 0 || isSameEpoch(epochs.current, this.recorded);
    const { opening, term } = epochs.current;
    this.opening = isRecorded ? undefined : { type: 'opening', term, opening, after: this.last };
    // A guest that holds no entries hasn't missed any.
    if (this.last === 0) this.heldLog.skip(Math.max(0, missed));
  }

  /** Takes back the entries after number `keep`, because the hub has lost them. */
  private takeBack(keep: number): void {
    const { clock, journal, log } = this.deps;
    const { selfId } = this;
    const time = clock.now();
    const waiting = this.outbox.requests;
    const notes = unnumbered(log.entries, keep);
    const { lost, again, outbox } = this.heldLog.takeBack({
      keep,
      selfId,
      waiting,
      note: { time },
    });
    this.recorded = this.heldLog.epochs.current;
    this.firstTarget = Math.min(this.firstTarget, keep);
    this.storedMarks.cut(keep);
    this.reports.cut(keep);
    journal.append({ type: 'took-back', keep, time, lost, again });
    journal.commit();
    this.outbox.replace(outbox);
    log.refill(() => {
      this.shown = this.newView(this.selfName);
      this.replay(notes);
    }, true);
  }

  private replay(notes: readonly UnnumberedEntry[] = []): void {
    replayEntries(this.view, this.heldLog, notes);
    this.view.restoreMarks(this.storedMarks.list);
    for (const request of this.outbox.requests) this.view.queue(request, this.deps.clock.now());
  }

  private newView(name: string): LogProjection {
    const { journal, log } = this.deps;
    return new LogProjection(log, this.selfId, {
      name,
      room: () => journal.id,
      epochAt: (seq) => this.heldLog.epochAt(seq),
    });
  }

  /** Stores how far members have received the log, for the next window. */
  private storeMarks(marks: readonly StoredMark[]): void {
    const news = this.storedMarks.merge(marks);
    if (news.length > 0) this.deps.journal.append({ type: 'marks', marks: news });
  }

  private advance(): void {
    if (!this.isInSync) {
      if (this.isCopying || this.last < this.target) return;
      this.isInSync = true;
      this.deps.caughtUp();
    }
    this.sendDue();
  }

  private sendDue(all = false): void {
    const { send } = this;
    if (!send || !this.isInSync) return;
    for (const request of this.outbox.due(all)) send(request);
  }
}

/** Number of the entry that a request is about; 0 if there is none. */
function subjectOf(request: RoomRequest): number {
  if (request.type === 'say') return request.reply ?? 0;
  return 'target' in request ? request.target : 0;
}
