import type { Presence } from '../protocol/frames';
import { isSamePlace, type Place } from '../protocol/place';
import type { Clock } from '../util/clock';
import type { Disposable } from '../util/disposable';

/** Shortest time between two places of one member, in ms: at most two a second. */
export const placeMs = 500;

/** Whether a member is present, and where in its editor, if it shares that. */
export interface Status {
  readonly presence: Presence;
  readonly place?: Place | undefined;
}

/** What is assumed of a member that has reported nothing. */
const initial: Status = { presence: 'here' };

/**
 * Passes on a member's status, the presence at most once per `presenceMs` and the place at most once per
 * {@link placeMs}. The latest counts; what came and went in between is skipped.
 */
export class PacedStatus implements Disposable {
  private passed = initial;
  private reported = initial;
  private presenceAt = Number.NEGATIVE_INFINITY;
  private placeAt = Number.NEGATIVE_INFINITY;
  private timer: Disposable | undefined;

  /** @param pass called with each status that is due; may be called within `report` */
  constructor(
    private readonly clock: Clock,
    private readonly presenceMs: number,
    private readonly pass: (status: Status) => void,
  ) {}

  /** The status passed on last. */
  get current(): Status {
    return this.passed;
  }

  /** Passes the status on as soon as the pace allows. */
  report(status: Status): void {
    this.reported = status;
    this.passDue();
  }

  /** Passes the status on now, whatever was reported before. */
  put(status: Status): void {
    this.dispose();
    this.reported = status;
    if (!isSameStatus(status, this.passed)) this.take(status);
  }

  /** Reports to a new receiver, which assumes the initial status. */
  begin(status: Status): void {
    this.passed = initial;
    this.report(status);
  }

  /** Stops passing on what waits. */
  dispose(): void {
    this.timer?.dispose();
    this.timer = undefined;
  }

  private passDue(): void {
    this.dispose();
    const { passed, reported } = this;
    const presenceWait =
      passed.presence === reported.presence
        ? Number.POSITIVE_INFINITY
        : this.waitSince(this.presenceAt, this.presenceMs);
    const placeWait = isSamePlace(passed.place, reported.place)
      ? Number.POSITIVE_INFINITY
      : this.waitSince(this.placeAt, placeMs);
    const isPresenceDue = presenceWait <= 0;
    const isPlaceDue = placeWait <= 0;
    if (isPresenceDue || isPlaceDue) {
      this.take({
        presence: (isPresenceDue ? reported : passed).presence,
        place: (isPlaceDue ? reported : passed).place,
      });
    }
    const wait = Math.min(
      isPresenceDue ? Number.POSITIVE_INFINITY : presenceWait,
      isPlaceDue ? Number.POSITIVE_INFINITY : placeWait,
    );
    if (wait < Number.POSITIVE_INFINITY) this.timer = this.clock.after(wait, () => this.passDue());
  }

  private take(status: Status): void {
    const now = this.clock.now();
    if (status.presence !== this.passed.presence) this.presenceAt = now;
    if (!isSamePlace(status.place, this.passed.place)) this.placeAt = now;
    this.passed = status;
    this.pass(status);
  }

  /** How long to wait after an event at `time`, in ms; 0 if the clock was set back. */
  private waitSince(time: number, interval: number): number {
    const elapsed = this.clock.now() - time;
    return elapsed < 0 ? 0 : interval - elapsed;
  }
}

function isSameStatus(one: Status, other: Status): boolean {
  return one.presence === other.presence && isSamePlace(one.place, other.place);
}
