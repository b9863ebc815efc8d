import type { Listener } from '../../protocol/frames';
import type { RoomEntry } from '../../protocol/room-entry';
import type { VoterFrame } from '../../protocol/voter-frames';
import type { VoterPort } from '../../protocol/voter-port';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { Logger } from '../../util/logger';
import { compareEnds } from '../succession/state';
import type { LogEnd } from '../succession/types';
import type { LogSync } from './log-sync';

/** How long to wait for an answer before asking again, in ms. */
const askAgainMs = 3000;

export interface LogCopyDeps {
  readonly port: VoterPort;
  readonly sync: Pick<
    LogSync,
    'begin' | 'copy' | 'endCopy' | 'held' | 'last' | 'skip' | 'applyEntry'
  >;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly pace: number;
  /** Called for each entry. */
  readonly onCopied: (entry: RoomEntry) => void;
  /** Called once, unless it is disposed before. */
  readonly done: (isCopied: boolean) => void;
}

/** Whose log to copy, and where it ends. */
export interface LogCopyJob {
  readonly at: Listener;
  readonly term: number;
  readonly last: LogEnd;
}

/**
 * Makes this member's log the same as another voter's, which has promised to leave its own as it is.
 *
 * 1. It takes back at most once, when the first answer comes: what follows is appended.
 * 2. An answer that isn't in order, goes beyond the promised end or back to an earlier epoch ends the copy. What it
 *    has appended until then stays, because it is what another log begins with.
 */
export class LogCopy implements Disposable {
  private readonly store = new DisposableStore();
  private timer: Disposable | undefined;
  /** Whether a question is open, and whether its answer is being read. */
  private isAsking = false;
  private isReading = false;
  private hasBegun = false;
  /** When something last came, or was asked for, in ms. */
  private heardAt = 0;
  /** The last entry held when the question was asked. */
  private asked = 0;
  private epoch: Extract<VoterFrame, { readonly type: 'epoch' }> | undefined;

  constructor(
    private readonly deps: LogCopyDeps,
    private readonly job: LogCopyJob,
  ) {
    this.store.add(
      deps.port.onFrame(({ pin, frame }) => {
        if (pin === job.at.pin) this.receive(frame);
      }),
    );
    this.ask();
  }

  dispose(): void {
    this.timer?.dispose();
    this.store.dispose();
    this.deps.sync.endCopy();
  }

  private ask(): void {
    const { clock, pace, port, sync } = this.deps;
    const { at, term } = this.job;
    this.isAsking = true;
    this.asked = sync.last;
    port.send(at, { type: 'copy', term, ...sync.held.position });
    this.heardAt = clock.now();
    this.wait(askAgainMs * pace);
  }

  /** Asks again when nothing has come for long enough. */
  private wait(ms: number): void {
    const { clock, pace } = this.deps;
    this.timer?.dispose();
    this.timer = clock.after(ms, () => {
      const rest = this.heardAt + askAgainMs * pace - clock.now();
      if (rest > 0) this.wait(Math.min(rest, askAgainMs * pace));
      else this.ask();
    });
  }

  private receive(frame: VoterFrame): void {
    this.heardAt = this.deps.clock.now();
    switch (frame.type) {
      case 'log':
        if (frame.term === this.job.term) this.begin(frame);
        break;
      case 'epoch':
        this.epoch = frame;
        break;
      case 'gap':
        if (this.isReading && frame.to > this.deps.sync.last) {
          this.apply(frame.from, () => this.deps.sync.skip(frame));
        }
        break;
      case 'more':
        if (this.isReading && frame.term === this.job.term) this.goOn();
        break;
      case 'pre-vote':
      case 'would-promise':
      case 'elect':
      case 'promised':
      case 'refused':
      case 'stand-now':
      case 'moved':
      case 'copy':
        break;
      default:
        if (this.isNews(frame.seq)) this.apply(frame.seq, () => this.append(frame));
    }
  }

  private begin({ first, keep, last }: Extract<VoterFrame, { readonly type: 'log' }>): void {
    const { sync } = this.deps;
    // The answer to a question that was asked twice.
    if (!this.isAsking) return;
    if (last !== this.job.last.seq) {
      this.fail(`it ends at ${last} instead of ${this.job.last.seq}`);
      return;
    }
    const shared = Math.min(keep ?? sync.last, last);
    if (this.hasBegun && shared < sync.last) return;
    this.isAsking = false;
    this.isReading = true;
    this.hasBegun = true;
    this.epoch = undefined;
    sync.copy({ first, keep: shared });
    this.asked = sync.last;
  }

  /** Whether this is the next part of the answer; a question that was asked twice is answered twice. */
  private isNews(seq: number): boolean {
    if (!this.isReading) return false;
    if (seq > this.deps.sync.last) return true;
    this.isReading = false;
    this.isAsking = true;
    return false;
  }

  private apply(from: number, append: () => boolean): void {
    const { sync } = this.deps;
    const { epoch } = this;
    const { last } = this.job;
    if (epoch) {
      const { opening, term } = epoch;
      const isOutside =
        compareEnds({ term, opening, seq: 0 }, { ...sync.held.end, seq: 0 }) < 0 ||
        compareEnds({ term, opening, seq: 0 }, { ...last, seq: 0 }) > 0;
      if (isOutside) {
        this.fail(`an entry of term ${term}`);
        return;
      }
      sync.begin(epoch);
      this.epoch = undefined;
    }
    if (!append() || sync.last > last.seq) this.fail(`entry ${from} after ${sync.last}`);
  }

  private append(entry: RoomEntry): boolean {
    if (!this.deps.sync.applyEntry(entry)) return false;
    this.deps.onCopied(entry);
    return true;
  }

  private goOn(): void {
    const { sync } = this.deps;
    const { last } = this.job;
    this.isReading = false;
    if (sync.last < last.seq) {
      if (sync.last > this.asked) this.ask();
      else this.fail(`nothing after ${sync.last}`);
    } else if (compareEnds(sync.held.end, last) === 0) this.finish(true);
    else this.fail(`its end is of term ${sync.held.end.term}`);
  }

  private fail(why: string): void {
    this.deps.logger.warn(`can’t copy a voter’s log: ${why}`);
    this.finish(false);
  }

  private finish(isCopied: boolean): void {
    this.dispose();
    this.deps.done(isCopied);
  }
}
