import type { Epoch, Person, ToHub, ToMember } from '../../protocol/frames';
import type { LogPosition, RoomEntry } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { KeptMark, Mark } from '../log/deliveries';
import { isSameEpoch } from '../log/epochs';
import { HeldLog } from '../log/held-log';
import type { JournalRecord, RoomRequest } from '../log/journal';
import type { RoomEvent } from '../log/log-entry';
import { LogProjection } from '../log/log-projection';
import { Outbox } from '../log/outbox';
import { replayEntries, type Unnumbered, unnumbered } from '../log/replay-entries';
import { KeptMarks, type RestoredGuest } from '../log/restored-guest';
import type { RoomLog } from '../log/room-log';
import { SayError } from '../room';
import type { MemberJournal } from './member-journal';

/** Between an entry and the word that it was received, ms: one word serves all entries of that time. */
const gatherMs = 200;

type Send = (frame: RoomRequest | Extract<ToHub, { readonly type: 'received' }>) => void;

export interface LogSyncParts {
  readonly log: RoomLog;
  readonly journal: MemberJournal;
  readonly clock: Clock;
  readonly self: { readonly id: string; readonly name: string };
  /** Called when everything is there that the hub had at the welcome. */
  readonly caughtUp: () => void;
}

/**
 * Keeps a guest's log in step with the hub's.
 *
 * 1. Entries MUST be taken in order of number, each once; a hub that skips one is not listened to.
 * 2. A request MUST be in the journal before it is sent, and is kept until its entry or its refusal
 *    comes. What waits is sent after the guest has caught up: by then it is known what the hub has.
 * 3. An entry MUST be in the journal before the hub is told that it was received.
 */
export class LogSync {
  private shown: LogProjection;
  private readonly held: HeldLog;
  private readonly outbox: Outbox;
  private readonly mark: ReceivedMark;
  private selfId: string;
  /** The epoch of the entries to come, while there is none of them yet. */
  private opening: Extract<JournalRecord, { readonly type: 'opening' }> | undefined;
  /** Number of the last entry as of the welcome; those after it are news. */
  private target = 0;
  private firstTarget = 0;
  private readonly kept = new KeptMarks();
  private send: Send | undefined;
  private inStep = false;
  private closed = false;

  constructor(
    private readonly parts: LogSyncParts,
    kept?: RestoredGuest,
  ) {
    const { clock, journal, log, self } = parts;
    this.selfId = self.id;
    this.held = kept?.held ?? new HeldLog();
    this.shown = this.newView(self.name);
    this.outbox = new Outbox((record) => journal.append(record), kept?.outbox);
    this.mark = new ReceivedMark(clock, () => this.tellReceived());
    if (!kept) return;
    this.kept.take(kept.marks);
    log.refill(() => this.replay());
  }

  get view(): LogProjection {
    return this.shown;
  }

  get last(): number {
    return this.held.last;
  }

  /** What to say of it when one comes back. */
  get position(): LogPosition {
    return this.held.epochs.position(this.last);
  }

  /** Number of the last entry there was when we first came; 0 when we were here before. */
  get historyEnd(): number {
    return this.firstTarget;
  }

  /** Whether everything is there that the hub had at the welcome. */
  get isCaughtUp(): boolean {
    return this.inStep;
  }

  /** Whether an entry of this number happened after the welcome told who is there. */
  isNews(seq: number): boolean {
    return seq > this.target;
  }

  /** Let in: the hub keeps entries `first` to `last`. */
  connect(
    self: { readonly id: string; readonly name: string },
    { first, last, keep = last }: Extract<ToMember, { type: 'welcome' }>,
    send: Send,
  ): void {
    this.selfId = self.id;
    if (this.last === 0 && this.firstTarget === 0) this.firstTarget = last;
    // A hub without epochs that has fewer entries than we do has lost its newest, too.
    if (Math.min(keep, last) < this.last) this.takeBack(Math.min(keep, last), self.name);
    this.view.become(self.id, self.name);
    this.send = send;
    // An epoch that was told of over a connection that broke, before any of its entries came, is none here.
    this.opening = undefined;
    this.held.epochs.takeBack(this.last);
    // Who holds nothing has missed nothing.
    if (this.last === 0) this.held.skip(Math.min(first - 1, last));
    this.target = last;
    this.inStep = false;
    this.advance();
  }

  /** How far members have received the log. */
  receipts(marks: readonly Mark[]): void {
    this.view.marks(marks);
    this.keepMarks(marks);
  }

  /** Who is in the room as of the last entry held. */
  people(members: readonly Pick<Person, 'id' | 'name'>[]): void {
    this.view.people(members);
    this.keepMarks(members.map(({ id, name }) => ({ member: id, name, seq: 0 })));
  }

  /** The connection is gone: what waits has to be sent again. */
  disconnect(): void {
    this.send = undefined;
    this.inStep = false;
    this.mark.dispose();
    this.outbox.reconnected();
  }

  /** The entries that follow are of this epoch. */
  begin({ term, opening }: Epoch): void {
    if (isSameEpoch(this.held.epochs.current, { term, opening })) return;
    this.opening = { type: 'opening', term, opening, after: this.last };
    this.held.begin(this.opening);
  }

  /** Takes an entry; false when the hub left some out before it. */
  take(entry: RoomEntry): boolean {
    if (!this.send || entry.seq > this.last + 1) return false;
    if (entry.seq <= this.last) return true;
    if (this.opening) this.parts.journal.append(this.opening);
    this.opening = undefined;
    this.held.append(entry);
    this.parts.journal.append(entry);
    if ('author' in entry && entry.author === this.selfId) {
      for (const id of this.outbox.numbered(entry.id)) this.view.known(id);
    }
    this.view.apply(entry);
    this.mark.moved();
    this.advance();
    return true;
  }

  /** Takes note of entries that the hub no longer keeps; false when it left some out before them. */
  skip({ from, to }: Extract<ToMember, { type: 'gap' }>): boolean {
    if (!this.send || from > this.last + 1) return false;
    if (to <= this.last) return true;
    this.note({ type: 'gap', count: to - this.last });
    this.held.skip(to);
    this.advance();
    return true;
  }

  /** The hub will not number a request; whether it was one of ours that waits. */
  refused(id: string, code: string): boolean {
    if (!this.outbox.drop(id)) return false;
    this.view.refused(id, code, this.parts.clock.now());
    this.pump();
    return true;
  }

  /**
   * Queues a request, and sends it when it can be.
   * @throws {SayError} when too many wait already, it is about an entry that is not here yet, or nothing is taken
   */
  post(request: RoomRequest): void {
    if (this.closed) throw new SayError('no-room');
    if (this.outbox.isFull) throw new SayError('queue-full');
    if (subjectOf(request) > this.last) throw new SayError('no-such-message');
    this.outbox.add(request);
    // At once: what was typed is safe even if the window is killed now.
    this.parts.journal.commit();
    this.view.queue(request, this.parts.clock.now());
    this.pump();
  }

  /** The guest leaves, or the room is over: takes no request any more. */
  close(): void {
    this.closed = true;
  }

  /** Sends everything that waits, if the hub can be reached: there will be no later. */
  flush(): void {
    this.pump(true);
  }

  /** Shows something that happened here only. */
  note(event: RoomEvent): void {
    this.view.note(event, this.parts.clock.now());
  }

  /** The hub has lost what we hold after number `keep`. */
  private takeBack(keep: number, name: string): void {
    const { clock, journal, log } = this.parts;
    const { selfId } = this;
    const time = clock.now();
    const waiting = this.outbox.requests;
    const notes = unnumbered(log.entries, keep);
    const { lost, again, outbox } = this.held.takeBack({ keep, selfId, waiting, note: { time } });
    this.firstTarget = Math.min(this.firstTarget, keep);
    this.kept.cut(keep);
    journal.append({ type: 'took-back', keep, time, lost, again });
    journal.commit();
    this.outbox.replace(outbox);
    log.refill(() => {
      this.shown = this.newView(name);
      this.replay(notes);
    }, true);
  }

  private replay(notes: readonly Unnumbered[] = []): void {
    replayEntries(this.view, this.held, notes);
    this.view.restoreMarks(this.kept.list);
    for (const request of this.outbox.requests) this.view.queue(request, this.parts.clock.now());
  }

  private newView(name: string): LogProjection {
    const { journal, log } = this.parts;
    return new LogProjection(log, this.selfId, {
      name,
      room: () => journal.id,
      epochAt: (seq) => this.held.epochs.at(seq),
    });
  }

  /** What is known of ticks is known in the next window, too. */
  private keepMarks(marks: readonly KeptMark[]): void {
    const news = this.kept.take(marks);
    if (news.length > 0) this.parts.journal.append({ type: 'marks', marks: news });
  }

  private advance(): void {
    if (!this.inStep) {
      if (this.last < this.target) return;
      this.inStep = true;
      this.parts.caughtUp();
    }
    this.pump();
  }

  private pump(all = false): void {
    const { send } = this;
    if (send && this.inStep) this.outbox.pump(send, all);
  }

  private tellReceived(): void {
    this.parts.journal.commit();
    this.send?.({ type: 'received', seq: this.last });
  }
}

/** Number of the entry that a request is about; 0 for none. */
function subjectOf(request: RoomRequest): number {
  if (request.type === 'say') return request.reply ?? 0;
  return 'target' in request ? request.target : 0;
}

/** Tells the hub how far the log was received, no more often than needed. */
class ReceivedMark implements Disposable {
  private timer: Disposable | undefined;

  /** @param tell called when it is time to tell */
  constructor(
    private readonly clock: Clock,
    private readonly tell: () => void,
  ) {}

  /** Something was received. */
  moved(): void {
    this.timer ??= this.clock.after(gatherMs, () => {
      this.timer = undefined;
      this.tell();
    });
  }

  /** Nothing is to be told any more: a hub learns it anew when the guest comes back. */
  dispose(): void {
    this.timer?.dispose();
    this.timer = undefined;
  }
}
