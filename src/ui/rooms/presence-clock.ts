import type { Presence } from '../../protocol/frames';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';

/** After so long without the person's attention the window counts as idle, ms. */
export const idleMs = 5 * 60_000;
/** And after so long as away, ms. */
export const awayMs = 15 * 60_000;

/** Tells from whether the person attends to the window whether they are here, idle or away. */
export class PresenceClock implements Disposable {
  private presence: Presence = 'here';
  private attending = true;
  private timer: Disposable | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly changed: (presence: Presence) => void,
  ) {}

  get current(): Presence {
    return this.presence;
  }

  /** @param attending whether the window has the focus and the person does something in it */
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
