import type { Clock } from '../util/clock';
import type { Disposable } from '../util/disposable';
import type { PanelBadge, PanelModel } from './panel-model';

/**
 * Milliseconds for which a message may be unseen without a badge. A panel in sight reports sooner
 * that it was seen; without this the badge would flash at every message.
 */
const patience = 400;

/** Shows the model's badge: a higher number after a moment, anything else at once. */
export class BadgeTimer implements Disposable {
  private shown: PanelBadge | undefined;
  private waiting: Disposable | undefined;

  constructor(
    private readonly model: Pick<PanelModel, 'badge'>,
    private readonly clock: Clock,
    private readonly show: (badge: PanelBadge | undefined) => void,
  ) {}

  /** The model's badge has changed, or may have. */
  update(): void {
    const badge = this.model.badge();
    if (badge && badge.value > (this.shown?.value ?? 0)) {
      this.waiting ??= this.clock.after(patience, () => this.apply());
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
    if (next?.value === this.shown?.value) return;
    this.shown = next;
    this.show(next);
  }
}
