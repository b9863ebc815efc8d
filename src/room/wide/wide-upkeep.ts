import { maxTaken, type WideAct } from '../../protocol/wide-acts';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { maxKept } from './recent-entries';
import type { KnownRules } from './wide-permissions';
import type { WideReducer } from './wide-reducer';

/** What a newcomer needs is published again when it is that many entries old: half of what a stream keeps. */
const maxAge = maxKept / 2;

/** How long the next member waits whether the one before it publishes the rules again, in ms. */
const turnMs = 3000;

export interface WideUpkeepDeps {
  readonly clock: Clock;
  readonly reducer: WideReducer;
  readonly self: string;
  readonly box: string;
  /** The members that are here. */
  readonly present: () => readonly string[];
  readonly publish: (act: WideAct) => void;
}

/**
 * Publishes again what the stream will drop: the rules, which one member does for all, and this member's own `join`, by
 * which others know its key.
 */
export class WideUpkeep implements Disposable {
  private timer: Disposable | undefined;
  /** Number of the entry after which its own `join` was published. */
  private joinedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly deps: WideUpkeepDeps) {}

  /** The stream was read further. */
  check(): void {
    const { reducer } = this.deps;
    if (reducer.rekey) return;
    this.checkJoin();
    const rules = this.oldRules;
    if (!rules) {
      this.dispose();
      return;
    }
    this.timer ??= this.deps.clock.after(this.turn(rules.seq) * turnMs, () => {
      this.timer = undefined;
      const entry = this.oldRules?.proof;
      if (entry !== undefined && !reducer.rekey) this.deps.publish({ type: 'repeat', entry });
    });
  }

  dispose(): void {
    this.timer?.dispose();
    this.timer = undefined;
  }

  private checkJoin(): void {
    const { box, publish, reducer, self } = this.deps;
    const { last, members, permissions } = reducer;
    const { joined = 0 } = members.get(self) ?? {};
    // More than can be taken along need no keys of each other.
    const isDue = joined === 0 || (members.count <= maxTaken && last - joined > maxAge);
    const isPending = last - this.joinedAt < maxAge / 10;
    if (!isDue || isPending || !permissions.mayWrite(self)) return;
    this.joinedAt = last;
    publish({ type: 'join', box });
  }

  /** The rules, if the stream will soon drop them. */
  private get oldRules(): KnownRules | undefined {
    const { last, permissions } = this.deps.reducer;
    const { rules } = permissions;
    return rules && last - rules.seq > maxAge ? rules : undefined;
  }

  /** Whose turn it is first depends on the number of the rules, and is the same for all. */
  private turn(seq: number): number {
    const members = [...this.deps.present()].sort();
    const own = members.indexOf(this.deps.self);
    const count = members.length;
    return (own - (seq % count) + count) % count;
  }
}
