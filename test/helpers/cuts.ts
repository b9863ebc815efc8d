import assert from 'node:assert/strict';
import * as fc from 'fast-check';

/** Where a stream of bytes is cut, as parts of its length; the same for streams of any length. */
export const cuts: fc.Arbitrary<readonly number[]> = fc.array(
  fc.double({ min: 0, max: 1, noNaN: true }),
  { maxLength: 12 },
);

/** The stream in chunks; two cuts in one place give an empty one. */
export function chunksOf(bytes: Buffer, where: readonly number[]): Buffer[] {
  const places = where.map((part) => Math.floor(part * bytes.length)).sort((a, b) => a - b);
  return [0, ...places].map((start, at) => bytes.subarray(start, places[at] ?? bytes.length));
}

/** The stream byte by byte. */
export function bytewise(bytes: Buffer): Buffer[] {
  return Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
}

/** Fails unless `read` makes the same of every stream, whole, cut anywhere and byte by byte. */
export function assertSameHoweverCut(
  stream: fc.Arbitrary<Buffer>,
  read: (chunks: readonly Buffer[]) => unknown,
  plan: fc.Parameters<[Buffer, readonly number[]]>,
): void | Promise<void> {
  return fc.assert(
    fc.property(stream, cuts, (bytes, where) => {
      const whole = read([bytes]);
      assert.deepEqual(read(chunksOf(bytes, where)), whole);
      assert.deepEqual(read(bytewise(bytes)), whole);
    }),
    plan,
  );
}

/** Bytes without any sense. */
export const noise: fc.Arbitrary<Buffer> = fc
  .uint8Array({ maxLength: 1000 })
  .map((bytes) => Buffer.from(bytes));
