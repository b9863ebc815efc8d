import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';

/** How often the delay is measured, in ms. */
const resolutionMs = 20;

/** How long the quantiles are about, in ms. */
const periodMs = 60_000;

/** The quantiles, as the labels of a metric. */
const quantiles = ['0.5', '0.99', '1'] as const;

type Histogram = Pick<IntervalHistogram, 'count' | 'percentile' | 'enable' | 'disable' | 'reset'>;

/** How late this process is with what is due: quantiles over the last whole minute, or over the first one so far. */
export class LoopDelay implements Disposable {
  private period: ReadonlyMap<string, number> | undefined;
  private timer: Disposable;

  constructor(
    private readonly clock: Clock,
    private readonly histogram: Histogram = monitorEventLoopDelay({ resolution: resolutionMs }),
  ) {
    histogram.enable();
    this.timer = this.endPeriodLater();
  }

  /** Delays in seconds, by quantile; empty before the first measurement. */
  get seconds(): ReadonlyMap<string, number> {
    return this.period ?? this.measured();
  }

  dispose(): void {
    this.timer.dispose();
    this.histogram.disable();
  }

  private endPeriodLater(): Disposable {
    return this.clock.after(periodMs, () => {
      this.period = this.measured();
      this.histogram.reset();
      this.timer = this.endPeriodLater();
    });
  }

  /** The histogram has the times between two measurements, in ns. */
  private measured(): ReadonlyMap<string, number> {
    if (this.histogram.count === 0) return new Map();
    return new Map(
      quantiles.map((quantile) => {
        const ms = this.histogram.percentile(Number(quantile) * 100) / 1e6 - resolutionMs;
        return [quantile, Math.max(0, ms) / 1000];
      }),
    );
  }
}
