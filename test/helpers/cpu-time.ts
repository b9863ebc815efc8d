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

/**
 * Asserts that work on four times as much input takes at most ten times as long in this process: quadratic
 * work takes sixteen times as long. The best of three runs counts, since garbage collection takes time, too.
 * @param what names the work, when a test measures several
 */
export function assertLinear(work: (size: number) => void, size: number, what = 'it'): void {
  // On a fast machine, a time near zero must not fail the comparison.
  if (cpuTime(() => work(4 * size)) <= 10 * noise) return;
  const least = (count: number) =>
    Math.min(...Array.from({ length: 3 }, () => cpuTime(() => work(count))));
  const [one, four] = [least(size), least(4 * size)];
  const figures = `${one} µs for ${size}, ${four} µs for four times`;
  assert.ok(four <= 10 * Math.max(one, noise), `${what}: ${figures}`);
}
