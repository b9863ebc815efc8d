import assert from 'node:assert/strict';

/** Processor time in µs: other programs on the machine do not count. */
export function cpuTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** What is quicker, in µs, is noise. */
const noise = 5000;

/**
 * Asserts that work on four times as much takes no more than ten times as long in this process: quadratic
 * work takes sixteen times. Of three tries each the least counts, since collecting garbage takes time, too.
 * @param what the work is, where a test does several
 */
export function assertLinear(work: (size: number) => void, size: number, what = 'it'): void {
  // Where this is quick, nothing is so quick that the comparison would fail.
  if (cpuTime(() => work(4 * size)) <= 10 * noise) return;
  const least = (count: number) =>
    Math.min(...Array.from({ length: 3 }, () => cpuTime(() => work(count))));
  const [one, four] = [least(size), least(4 * size)];
  const figures = `${one} µs for ${size}, ${four} µs for four times`;
  assert.ok(four <= 10 * Math.max(one, noise), `${what}: ${figures}`);
}
