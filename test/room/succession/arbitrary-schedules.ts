import fc from 'fast-check';
import type { Happening } from './schedules';
import type { SimulatedRoom } from './simulated-room';

const number = fc.nat(2 ** 16 - 1);

/** What happens in a room of two to five members. */
export function schedule(
  length: number,
): fc.Arbitrary<{ readonly size: number; readonly happenings: readonly Happening[] }> {
  return fc.record({
    size: fc.integer({ min: 2, max: 5 }),
    happenings: fc.array(fc.tuple(number, number, number), {
      minLength: length / 2,
      maxLength: length,
      size: 'max',
    }),
  });
}

/** Adds up what happened, to show that the schedules reach what they are about. */
export function countTo(
  counts: { elections: number; safeEntries: number },
  { witness }: SimulatedRoom,
): void {
  counts.elections += witness.elections;
  counts.safeEntries += witness.safeEntries;
}
