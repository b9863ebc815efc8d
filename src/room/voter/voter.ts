import type { Listener } from '../../protocol/frames';
import type { VoterFrame } from '../../protocol/voter-frames';
import type { VoterPort } from '../../protocol/voter-port';
import { BoundedMap } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { accepts, compareEnds, mayNumber, type SuccessionState, termOf } from '../succession/state';
import { advance, wakeAt } from '../succession/succession';
import type { LogEnd, LogSummary, SuccessionEffect, SuccessionInput } from '../succession/types';

/** Maximum number of hosts remembered that only other voters have named. */
const maxNamed = 16;

/** How soon a promise that couldn't be stored is stored again, in ms. */
const storeAgainMs = 1000;

/** What a voter's log says about the voters. */
export interface VoterLog {
  /** Where the log ends, and its newest list of voters. */
  readonly summary: LogSummary;
  /** Where each member listens that is or was in a list of this log. */
  readonly listeners: ReadonlyMap<string, Listener>;
}

/** When something last came from the hub that this member follows. */
export interface Heard {
  readonly host: string;
  /** The term of its welcome. */
  readonly term: number;
  /** In ms since the Unix epoch. */
  readonly at: number;
}

/** What a voter does; see {@link SuccessionEffect}. */
export interface VoterActions {
  /** Stores and syncs this promise, with everything before it. Returns whether it did. */
  storePromise(term: number, to: string): boolean;
  stopHosting(): void;
  stopFollowing(): void;
  follow(host: string, at: Listener, term: number): void;
  copyLog(from: string, at: Listener, term: number, last: LogEnd): void;
  takeOver(term: number): void;
  handOverFailed(to: string): void;
}

export interface VoterDeps {
  readonly port: VoterPort;
  readonly log: VoterLog;
  readonly actions: VoterActions;
  readonly clock: Clock;
  /** The present hub; undefined while there is no connection. */
  readonly heard: () => Heard | undefined;
  /** Multiplies all times, for tests: with 0.1, everything takes a tenth of the time. */
  readonly pace?: number | undefined;
}

/**
 * A member's vote in succession: keeps the state of {@link advance}, tells it what happens, and does what it says.
 * Everything that depends on the log or the hub is looked up before each step, so that nothing has to be
 * reported for each entry.
 */
export class Voter implements Disposable {
  private readonly store = new DisposableStore();
  private readonly inputs: SuccessionInput[] = [];
  private isRunning = false;
  private timer: Disposable | undefined;
  /** Where hosts listen that only other voters have named. */
  private readonly named = new BoundedMap<string, Listener>(maxNamed);
  private readonly time: PacedTime;
  private heardAt = Number.NEGATIVE_INFINITY;
  private isDisposed = false;

  constructor(
    private readonly deps: VoterDeps,
    private current: SuccessionState,
  ) {
    this.time = new PacedTime(deps.clock, deps.pace ?? 1);
    this.store.add(deps.port.onFrame(({ pin, frame }) => this.receive(pin, frame)));
    this.schedule();
  }

  /** For the room in which this member goes on, in another role. */
  get state(): SuccessionState {
    return this.current;
  }

  /** Whether this member may number entries. */
  get mayNumber(): boolean {
    return mayNumber(this.current);
  }

  /** The highest term that this member knows of. */
  get term(): number {
    return termOf(this.current);
  }

  /** Whether entries of a hub of this term may be taken and acknowledged now. */
  accepts(term: number): boolean {
    return accepts(this.current, term);
  }

  /** Whether the voter with this pin may copy this log: while it has this member's newest promise. */
  maySend(pin: string, term: number): boolean {
    const { promised, host } = this.current;
    const isOpen = host.term >= term;
    return promised.term === term && promised.to === this.memberOf(pin) && !isOpen;
  }

  /** Tells the host of a hub of a lower term that this member can't follow it. */
  refuse(host: string, term: number): void {
    const listener = this.listenerOf(host);
    const { port } = this.deps;
    if (listener) port.send(listener, { type: 'refused', term, own: this.term });
  }

  /** Tells the voter what happened; it MUST be told of each new list in the log (`tick` will do). */
  input(input: SuccessionInput): void {
    if (this.isDisposed) return;
    this.inputs.push(input);
    if (this.isRunning) return;
    this.isRunning = true;
    for (let next = this.inputs.shift(); next; next = this.inputs.shift()) this.run(next);
    this.isRunning = false;
    this.schedule();
  }

  dispose(): void {
    this.isDisposed = true;
    this.inputs.length = 0;
    this.timer?.dispose();
    this.store.dispose();
  }

  private run(input: SuccessionInput): void {
    this.lookUp();
    this.step(input, this.time.now());
  }

  private step(input: SuccessionInput, now: number): void {
    if (this.isDisposed) return;
    const { state, effects } = advance(this.current, input, now);
    this.current = state;
    for (const effect of effects) if (!this.isDisposed) this.carryOut(effect);
  }

  /** Tells the reducers of changes that nobody reports. */
  private lookUp(): void {
    const { heard, log } = this.deps;
    const { summary } = log;
    if (!isSame(summary, this.current.log))
      this.step({ type: 'log', log: summary }, this.time.now());
    const latest = heard();
    if (!latest) return;
    const { at, host, term } = latest;
    const heardAt = this.time.of(at);
    if (heardAt <= this.heardAt) return;
    this.heardAt = heardAt;
    this.step({ type: 'heard', host, term }, heardAt);
  }

  private carryOut(effect: SuccessionEffect): void {
    const { actions } = this.deps;
    switch (effect.type) {
      case 'send':
        this.send(effect);
        break;
      case 'store-promise':
        this.storePromise(effect.term, effect.to);
        break;
      case 'stop-hosting':
        actions.stopHosting();
        break;
      case 'stop-following':
        actions.stopFollowing();
        break;
      case 'follow': {
        const listener = this.listenerOf(effect.host);
        if (listener) actions.follow(effect.host, listener, effect.term);
        break;
      }
      case 'copy-log': {
        const { from, last, term } = effect;
        const listener = this.listenerOf(from);
        if (listener) actions.copyLog(from, listener, term, last);
        else this.inputs.push({ type: 'failed', term });
        break;
      }
      case 'take-over':
        actions.takeOver(effect.term);
        break;
      case 'hand-over-failed':
        actions.handOverFailed(effect.to);
        break;
    }
  }

  private send({ to, message }: Extract<SuccessionEffect, { readonly type: 'send' }>): void {
    const listener = this.listenerOf(to);
    if (!listener) return;
    if (message.type !== 'moved') {
      this.deps.port.send(listener, message);
      return;
    }
    const host = this.listenerOf(message.host);
    if (host) this.deps.port.send(listener, { ...message, ...host });
  }

  /** A disk that fails may work again; until then, nobody learns of the promise. */
  private storePromise(term: number, to: string): void {
    const { actions, clock } = this.deps;
    if (actions.storePromise(term, to)) {
      this.inputs.push({ type: 'promise-stored', term });
      return;
    }
    const again = clock.after(storeAgainMs, () => {
      const { isPromiseStored, promised } = this.current;
      if (this.isDisposed || isPromiseStored || promised.term !== term) return;
      this.storePromise(term, to);
      this.input({ type: 'tick' });
    });
    this.store.add(again);
  }

  private receive(pin: string, frame: VoterFrame): void {
    switch (frame.type) {
      case 'pre-vote':
      case 'would-promise':
      case 'elect':
      case 'promised':
      case 'refused':
      case 'stand-now':
      case 'moved':
        break;
      default:
        return;
    }
    const from = this.memberOf(pin);
    if (from === undefined) {
      this.answerStranger(pin, frame.type, frame.term);
      return;
    }
    if (frame.type !== 'moved') {
      this.input({ type: 'message', from, message: frame });
      return;
    }
    const { addresses, host, pin: hostPin, port, term } = frame;
    this.named.set(host, { addresses, pin: hostPin, port });
    this.input({ type: 'message', from, message: { type: 'moved', term, host } });
  }

  /** Someone who isn't in any list of this log only learns that its term is too low. */
  private answerStranger(pin: string, type: VoterFrame['type'], term: number): void {
    const isQuestion = type === 'pre-vote' || type === 'elect' || type === 'moved';
    const { term: own } = this;
    if (!isQuestion || term >= own) return;
    this.deps.port.send({ pin, addresses: [], port: 0 }, { type: 'refused', term, own });
  }

  private memberOf(pin: string): string | undefined {
    for (const [member, listener] of this.deps.log.listeners) {
      if (listener.pin === pin) return member;
    }
    return undefined;
  }

  private listenerOf(member: string): Listener | undefined {
    return this.deps.log.listeners.get(member) ?? this.named.get(member);
  }

  private schedule(): void {
    this.timer?.dispose();
    this.timer = undefined;
    const due = wakeAt(this.current);
    if (due === undefined || this.isDisposed) return;
    const { clock } = this.deps;
    this.timer = clock.after(this.time.until(due), () => {
      this.time.reach(due);
      this.input({ type: 'tick' });
    });
  }
}

/**
 * Time that never runs backwards, at another pace if that is asked for. It begins with the clock's, so that a state
 * can go from one voter to the next.
 */
class PacedTime {
  private elapsed: number;
  private last: number;

  constructor(
    private readonly clock: Clock,
    private readonly pace: number,
  ) {
    this.last = clock.now();
    this.elapsed = this.last / pace;
  }

  now(): number {
    const now = this.clock.now();
    // A clock that is set back stands still here.
    this.elapsed += Math.max(0, now - this.last) / this.pace;
    this.last = now;
    return this.elapsed;
  }

  /** It is at least this late, as a timer says: those don't depend on how the clock is set. */
  reach(due: number): void {
    this.elapsed = Math.max(this.now(), due);
  }

  /** The time here of a time of the clock that isn't in the future. */
  of(at: number): number {
    const now = this.now();
    return now - Math.max(0, this.last - at) / this.pace;
  }

  /** How long the clock takes until this time here, in ms. */
  until(due: number): number {
    return Math.max(0, Math.ceil((due - this.now()) * this.pace));
  }
}

function isSame(a: LogSummary, b: LogSummary): boolean {
  return a.votersSeq === b.votersSeq && compareEnds(a.last, b.last) === 0;
}
