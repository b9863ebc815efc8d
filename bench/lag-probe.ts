/**
 * Preloaded into a program that a benchmark forks: measures the lag of its event loop, and reports it for the
 * time since the last request.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The figures since the last report. */
export interface LagReport {
  /** How late a timer fires, in ms. */
  readonly lagP50: number;
  readonly lagP99: number;
  /** The share of one core that the process used, 0 to 1. */
  readonly busy: number;
}

/** The interval of the timer that measures the lag, in ms. */
const resolution = 1;

const delay = monitorEventLoopDelay({ resolution });
let cpu = process.cpuUsage();
let since = performance.now();
delay.enable();

process.on('message', () => {
  const used = process.cpuUsage(cpu);
  const lag = (share: number) => Math.max(0, delay.percentile(share) / 1e6 - resolution);
  const report: LagReport = {
    lagP50: lag(50),
    lagP99: lag(99),
    busy: (used.user + used.system) / 1000 / (performance.now() - since),
  };
  process.send?.(report);
  delay.reset();
  cpu = process.cpuUsage();
  since = performance.now();
});
// Don't let this channel keep the program alive.
process.channel?.unref();
