import assert from 'node:assert/strict';
import * as fc from 'fast-check';

/** Where to cut a stream of bytes, as fractions of its length, so that they fit any stream. */
export const cuts: fc.Arbitrary<readonly number[]> = fc.array(
  fc.double({ min: 0, max: 1, noNaN: true }),
  { maxLength: 12 },
);

/** Cuts the stream into chunks; two cuts at one place give an empty chunk. */
export function chunksOf(bytes: Buffer, where: readonly number[]): Buffer[] {
  const places = where.map((part) => Math.floor(part * bytes.length)).sort((a, b) => a - b);
  return [0, ...places].map((start, at) => bytes.subarray(start, places[at] ?? bytes.length));
}

/** Cuts the stream into single bytes. */
export function bytewise(bytes: Buffer): Buffer[] {
  return Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
}

/** Every way to cut the stream in two. */
export function* inTwo(bytes: Buffer): Generator<Buffer[]> {
  for (let cut = 1; cut < bytes.length; cut += 1)
    yield [bytes.subarray(0, cut), bytes.subarray(cut)];
}

/** Fails unless `read` returns the same for every stream: whole, cut anywhere, and byte by byte. */
export function assertSameForAnyCut(
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

/** Random bytes. */
export const noise: fc.Arbitrary<Buffer> = fc
  .uint8Array({ maxLength: 1000 })
  .map((bytes) => Buffer.from(bytes));
