import type { Presence } from '../../protocol/frames';
import type { Notice } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';

/** How long a typing notice is valid, in ms. */
const typingMs = 5000;

interface PresenceState {
  /** What the others were told last. */
  presence: Presence;
  /** What the member reported last; sent when the rate allows. */
  reported: Presence;
  sentAt: number;
  pending?: Disposable | undefined;
  typingSentAt: number;
  /** Ends the typing; absent when not typing. */
  typing?: Disposable | undefined;
}

export interface PresencesOptions {
  readonly clock: Clock;
  /** At most one presence and one typing notice per member in this time, in ms. */
  readonly everyMs: number;
  /** Sends a notice to everyone except the member itself. */
  readonly tell: (member: string, notice: Notice) => void;
  /** Called with the member whose presence or typing has changed. */
  readonly onChange: (member: string) => void;
}

/**
 * Tracks who is here, idle or away, and who is typing. Limits how often the others are told about a member.
 */
export class Presences implements Disposable {
  private readonly states = new Map<string, PresenceState>();

  constructor(private readonly options: PresencesOptions) {}

  of(member: string): Presence {
    return this.states.get(member)?.presence ?? 'here';
  }

  isTyping(member: string): boolean {
    return this.states.get(member)?.typing !== undefined;
  }

  /** Handles a member's own report: sent at once, or as soon as the rate allows. */
  report(member: string, presence: Presence): void {
    const state = this.state(member);
    state.reported = presence;
    if (state.pending || presence === state.presence) return;
    const wait = this.waitSince(state.sentAt);
    if (wait <= 0) {
      this.put(member, presence);
      return;
    }
    state.pending = this.options.clock.after(wait, () => this.put(member, state.reported));
  }

  /** Sets a presence that the connection shows: sent at once, whatever was reported before. */
  put(member: string, presence: Presence): void {
    const state = this.state(member);
    state.pending?.dispose();
    state.pending = undefined;
    state.reported = presence;
    if (state.presence === presence) return;
    state.presence = presence;
    state.sentAt = this.options.clock.now();
    this.options.tell(member, { type: 'presence', member, presence });
    this.options.onChange(member);
  }

  typing(member: string): void {
    const state = this.state(member);
    if (this.waitSince(state.typingSentAt) > 0) return;
    const { clock, tell, onChange } = this.options;
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
    this.options.onChange(member);
  }

  forget(member: string): void {
    const state = this.states.get(member);
    state?.pending?.dispose();
    state?.typing?.dispose();
    this.states.delete(member);
  }

  dispose(): void {
    for (const member of this.states.keys()) this.forget(member);
  }

  private state(member: string): PresenceState {
    const known = this.states.get(member);
    if (known) return known;
    const long = -Infinity;
    const made: PresenceState = {
      presence: 'here',
      reported: 'here',
      sentAt: long,
      typingSentAt: long,
    };
    this.states.set(member, made);
    return made;
  }

  /** How long to wait after an event at `time`, in ms; 0 if the clock was set back. */
  private waitSince(time: number): number {
    const { clock, everyMs } = this.options;
    const passed = clock.now() - time;
    return passed < 0 ? 0 : everyMs - passed;
  }
}
