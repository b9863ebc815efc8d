import type { Clock } from '../util/clock';
import type { Disposable } from '../util/disposable';
import type { PanelBadge, PanelModel } from './panel-model';

/**
 * How long a message can be unseen without a badge, ms. A visible panel reports it as seen sooner;
 * without this delay, the badge would flash with each message.
 */
const delayMs = 400;

/** Shows the model's badge: a higher number after a delay, any other change at once. */
export class BadgeTimer implements Disposable {
  private shown: PanelBadge | undefined;
  private waiting: Disposable | undefined;

  constructor(
    private readonly model: Pick<PanelModel, 'badge'>,
    private readonly clock: Clock,
    private readonly show: (badge: PanelBadge | undefined) => void,
  ) {}

  /** Call this when the model's badge may have changed. */
  update(): void {
    const badge = this.model.badge();
    if (badge && badge.value > (this.shown?.value ?? 0)) {
      this.waiting ??= this.clock.after(delayMs, () => this.apply());
    } else {
      this.apply();
    }
  }

  dispose(): void {
    this.waiting?.dispose();
    this.waiting = undefined;
  }

  private apply(): void {
    this.dispose();
    const badge = this.model.badge();
    const next = badge && badge.value > 0 ? badge : undefined;
    if (next?.value === this.shown?.value && next?.tooltip === this.shown?.tooltip) return;
    this.shown = next;
    this.show(next);
  }
}
