import assert from 'node:assert/strict';

/** CPU time of some work in µs; other programs on the machine don't count. */
export function cpuTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** Shorter times, in µs, are noise. */
const noise = 5000;

/** How often to measure before work counts as slow. */
const maxRounds = 10;

/**
 * Asserts that work on four times as much input takes at most ten times as long in this process: quadratic
 * work takes sixteen times as long. The best of all runs counts, since garbage collection and a busy machine
 * take time, too.
 * @param what names the work, when a test measures several
 */
export function assertLinear(work: (size: number) => void, size: number, what = 'it'): void {
  // On a fast machine, a time near zero must not fail the comparison.
  if (cpuTime(() => work(4 * size)) <= 10 * noise) return;
  let [one, four] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < maxRounds; round += 1) {
    one = Math.min(
      one,
      cpuTime(() => work(size)),
    );
    four = Math.min(
      four,
      cpuTime(() => work(4 * size)),
    );
    if (round >= 2 && four <= 10 * Math.max(one, noise)) return;
  }
  assert.fail(`${what}: ${one} µs for ${size}, ${four} µs for four times`);
}
