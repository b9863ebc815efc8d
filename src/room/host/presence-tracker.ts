import type { Presence } from '../../protocol/frames';
import type { Notice } from '../../protocol/guest-link';
import { cleanPlace } from '../../protocol/place';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { PacedStatus, type Status } from '../paced-status';

/** How long a typing notice is valid, in ms. */
const typingMs = 5000;

/**
 * How long a broken connection isn't shown, in ms. A client tries again within a second, so that most come back before
 * anyone is told: otherwise, a short failure of the network would be two notices about each member to all others.
 */
export const unnoticedMs = 2000;

interface PresenceState {
  readonly status: PacedStatus;
  /** Runs after its connection broke, until the others are told. */
  lost?: Disposable | undefined;
  typingSentAt: number;
  /** Ends the typing; absent when not typing. */
  typing?: Disposable | undefined;
}

export interface PresenceTrackerDeps {
  readonly clock: Clock;
  /** At most one presence and one typing notice per member in this time, in ms. */
  readonly everyMs: number;
  /** Sends a notice to everyone except the member itself. */
  readonly tell: (member: string, notice: Notice) => void;
  /** Called with the member whose presence or typing has changed. */
  readonly onChange: (member: string) => void;
}

/**
 * Tracks who is here, idle or away, where in the editor, and who is typing. Limits how often the others are
 * told about a member.
 */
export class PresenceTracker implements Disposable {
  private readonly states = new Map<string, PresenceState>();

  constructor(private readonly deps: PresenceTrackerDeps) {}

  of(member: string): Status {
    return this.states.get(member)?.status.current ?? { presence: 'here' };
  }

  isTyping(member: string): boolean {
    return this.states.get(member)?.typing !== undefined;
  }

  /** Handles a member's own report: sent at once, or as soon as the rate allows. */
  report(member: string, status: Status): void {
    const { presence, place } = status;
    this.state(member).status.report({ presence, place: place && cleanPlace(place) });
  }

  /** Sets a presence that the connection shows: sent at once, whatever was reported before. */
  put(member: string, presence: Presence): void {
    const state = this.state(member);
    state.lost?.dispose();
    state.status.put({ presence });
  }

  /** The member's connection broke: it is away unless it comes back soon. */
  lost(member: string): void {
    const state = this.state(member);
    state.lost?.dispose();
    // What it reported before doesn't count any more.
    state.status.dispose();
    state.lost = this.deps.clock.after(unnoticedMs, () => this.put(member, 'away'));
  }

  typing(member: string): void {
    const state = this.state(member);
    if (this.waitSince(state.typingSentAt) > 0) return;
    const { clock, tell, onChange } = this.deps;
    state.typingSentAt = clock.now();
    const before = state.typing;
    before?.dispose();
    state.typing = clock.after(typingMs, () => this.stopTyping(member));
    tell(member, { type: 'typing', member });
    if (!before) onChange(member);
  }

  /** Ends the typing: the member has sent its message, or is disconnected. */
  stopTyping(member: string): void {
    const state = this.states.get(member);
    if (!state?.typing) return;
    state.typing.dispose();
    state.typing = undefined;
    this.deps.onChange(member);
  }

  forget(member: string): void {
    const state = this.states.get(member);
    state?.status.dispose();
    state?.lost?.dispose();
    state?.typing?.dispose();
    this.states.delete(member);
  }

  dispose(): void {
    for (const member of this.states.keys()) this.forget(member);
  }

  private state(member: string): PresenceState {
    const known = this.states.get(member);
    if (known) return known;
    const { clock, everyMs } = this.deps;
    const pass = (status: Status) => this.tell(member, status);
    const made: PresenceState = {
      status: new PacedStatus(clock, everyMs, pass),
      typingSentAt: Number.NEGATIVE_INFINITY,
    };
    this.states.set(member, made);
    return made;
  }

  private tell(member: string, { presence, place }: Status): void {
    const notice = { type: 'presence', member, presence, ...(place && { place }) } as const;
    this.deps.tell(member, notice);
    this.deps.onChange(member);
  }

  /** How long to wait after an event at `time`, in ms; 0 if the clock was set back. */
  private waitSince(time: number): number {
    const { clock, everyMs } = this.deps;
    const passed = clock.now() - time;
    return passed < 0 ? 0 : everyMs - passed;
  }
}
