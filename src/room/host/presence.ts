import type { Presence } from '../../protocol/frames';
import type { Notice } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';

/** How long, in ms, somebody who is said to be typing is taken to be. */
const typingMs = 5000;

interface Condition {
  /** As everybody knows it. */
  presence: Presence;
  /** As last reported; told when it may be. */
  wished: Presence;
  toldAt: number;
  telling?: Disposable | undefined;
  typedAt: number;
  /** Ends the typing; absent when not typing. */
  typing?: Disposable | undefined;
}

export interface PresencesOptions {
  readonly clock: Clock;
  /** At most one presence and one typing notice per member in this time, in ms. */
  readonly everyMs: number;
  /** Tells everybody but the member itself. */
  readonly tell: (member: string, notice: Notice) => void;
  readonly onChange: () => void;
}

/** Who is here, idle or away, and who is typing. Nobody is told of one member more often than allowed. */
export class Presences implements Disposable {
  private readonly conditions = new Map<string, Condition>();

  constructor(private readonly options: PresencesOptions) {}

  of(member: string): Presence {
    return this.conditions.get(member)?.presence ?? 'here';
  }

  isTyping(member: string): boolean {
    return this.conditions.get(member)?.typing !== undefined;
  }

  /** As a member says itself: told at once, or as soon as it may be. */
  report(member: string, presence: Presence): void {
    const condition = this.condition(member);
    condition.wished = presence;
    if (condition.telling || presence === condition.presence) return;
    const wait = this.waitSince(condition.toldAt);
    if (wait <= 0) {
      this.put(member, presence);
      return;
    }
    condition.telling = this.options.clock.after(wait, () => this.put(member, condition.wished));
  }

  /** As its connection shows: told at once, whatever was reported before. */
  put(member: string, presence: Presence): void {
    const condition = this.condition(member);
    condition.telling?.dispose();
    condition.telling = undefined;
    condition.wished = presence;
    if (condition.presence === presence) return;
    condition.presence = presence;
    condition.toldAt = this.options.clock.now();
    this.options.tell(member, { type: 'presence', member, presence });
    this.options.onChange();
  }

  typing(member: string): void {
    const condition = this.condition(member);
    if (this.waitSince(condition.typedAt) > 0) return;
    const { clock, tell, onChange } = this.options;
    condition.typedAt = clock.now();
    const before = condition.typing;
    before?.dispose();
    condition.typing = clock.after(typingMs, () => this.stopTyping(member));
    tell(member, { type: 'typing', member });
    if (!before) onChange();
  }

  /** The member has said what it was typing, or cannot go on. */
  stopTyping(member: string): void {
    const condition = this.conditions.get(member);
    if (!condition?.typing) return;
    condition.typing.dispose();
    condition.typing = undefined;
    this.options.onChange();
  }

  forget(member: string): void {
    const condition = this.conditions.get(member);
    condition?.telling?.dispose();
    condition?.typing?.dispose();
    this.conditions.delete(member);
  }

  dispose(): void {
    for (const member of this.conditions.keys()) this.forget(member);
  }

  private condition(member: string): Condition {
    const known = this.conditions.get(member);
    if (known) return known;
    const long = -Infinity;
    const made: Condition = { presence: 'here', wished: 'here', toldAt: long, typedAt: long };
    this.conditions.set(member, made);
    return made;
  }

  /** How long to wait, in ms, after what happened at `time`; not at all when the clock was set back. */
  private waitSince(time: number): number {
    const { clock, everyMs } = this.options;
    const passed = clock.now() - time;
    return passed < 0 ? 0 : everyMs - passed;
  }
}
