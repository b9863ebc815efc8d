import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { StreamDecoder } from '../../src/net/lab-tcp/stream-decoder';
import type { LabFrame } from '../../src/protocol/lab-link';
import { assertSameForAnyCut, chunksOf, cuts, noise } from '../helpers/cuts';
import { settledFrames } from '../helpers/lab/settled-frames';

/** A bounded number of runs, the same every time; a failure prints how to reproduce it. */
const plan = { seed: 20_261_122, numRuns: 400 };

const server = "('10.0.0.1', 9000)";
const longest = 64;

/** The longest label: an IPv6 address with a port, a flow label and a scope, and its notice. */
const maxLabelLength = 128;

const names = ["('127.0.0.1', 50412)", "('::1', 50413, 0, 0)", "('fe80::1', 65535, 1048575, 4)"];

/** Complete labels, texts that look like labels, and texts that may surround them. */
const part = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...names.map((name) => `${name}:`)) },
  { weight: 2, arbitrary: fc.constant('Server : ') },
  { weight: 2, arbitrary: fc.constantFrom(...names.flatMap(notices)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('Server : ', 'Server', 'S', ' : ', 'hello', '你好', '🌏'),
  },
  { weight: 2, arbitrary: fc.constantFrom('(', "('", "('1", "('::", ', 0)', '):', '已', '已进入') },
  { weight: 1, arbitrary: fc.constantFrom("('999.0.0.1', 1):", "('1.2.3.4', 99999):", '\r', '\n') },
  { weight: 1, arbitrary: fc.constant('x'.repeat(longest)) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }) },
);

const stream = fc
  .array(part, { maxLength: 30, size: 'max' })
  .map((parts) => Buffer.concat(parts.map((each) => Buffer.from(each as string))));

function notices(name: string): string[] {
  return [`${name}已进入聊天室`, `${name}已离开聊天室`];
}

function read(chunks: readonly Buffer[]): { frames: LabFrame[]; speaker: string } {
  const decoder = new StreamDecoder(server, longest);
  const frames = chunks.flatMap((chunk) => decoder.push(chunk));
  const shown = textLength(settledFrames(frames).slice(-1));
  const rest = decoder.end();
  // The end delivers everything that was held.
  assert.ok(textLength(rest) - shown <= longest + maxLabelLength);
  frames.push(...rest);
  for (const frame of frames) if ('text' in frame) assert.ok(frame.text.length <= longest);
  return { frames: settledFrames(frames), speaker: decoder.speaker };
}

function textLength(frames: readonly LabFrame[]): number {
  return frames.reduce((sum, frame) => sum + ('text' in frame ? frame.text.length : 0), 0);
}

describe('the lab protocol under arbitrary bytes', () => {
  it('reads the same however they are cut, and never throws', () =>
    assertSameForAnyCut(stream, read, plan));

  it('reads pure noise the same however it is cut', () => assertSameForAnyCut(noise, read, plan));

  it('keeps reading when the line pauses anywhere', () =>
    fc.assert(
      fc.property(stream, cuts, (bytes, where) => {
        const decoder = new StreamDecoder(server, longest);
        const frames: LabFrame[] = [];
        for (const chunk of chunksOf(bytes, where)) {
          frames.push(...decoder.push(chunk), ...decoder.settle());
          assert.ok(decoder.settle().length <= 1);
        }
        frames.push(...decoder.end());
        settledFrames(frames);
      }),
      plan,
    ));
});
