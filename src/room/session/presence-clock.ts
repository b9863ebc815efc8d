import type { Presence } from '../../protocol/frames';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';

/** Time without the user's attention after which they are idle, in ms. */
export const idleMs = 5 * 60_000;
/** Time without the user's attention after which they are away, in ms. */
export const awayMs = 15 * 60_000;

/** Decides whether the user is here, idle or away from how long they haven't used the program. */
export class PresenceClock implements Disposable {
  private presence: Presence = 'here';
  private attending = true;
  private timer: Disposable | undefined;

  /** @param changed called with each new presence */
  constructor(
    private readonly clock: Clock,
    private readonly changed: (presence: Presence) => void,
  ) {}

  get current(): Presence {
    return this.presence;
  }

  /** @param attending whether the user is at the program: its window has the focus, or a key was pressed */
  attend(attending: boolean): void {
    if (attending === this.attending) return;
    this.attending = attending;
    this.timer?.dispose();
    if (attending) {
      this.set('here');
      return;
    }
    this.timer = this.clock.after(idleMs, () => {
      this.timer = this.clock.after(awayMs - idleMs, () => this.set('away'));
      this.set('idle');
    });
  }

  dispose(): void {
    this.timer?.dispose();
  }

  private set(presence: Presence): void {
    if (presence === this.presence) return;
    this.presence = presence;
    this.changed(presence);
  }
}
