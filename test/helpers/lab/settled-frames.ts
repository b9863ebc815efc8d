import assert from 'node:assert/strict';
import type { LabFrame } from '../../../src/protocol/lab-link';

/** The final result: amended messages in their last version, and consecutive counts added up. */
export function settledFrames(frames: readonly LabFrame[]): LabFrame[] {
  const known: LabFrame[] = [];
  for (const frame of frames) {
    const last = known.at(-1);
    if (frame.type === 'amended') {
      assert.ok(last?.type === 'message', 'only the last frame, a message, can be amended');
      known[known.length - 1] = { ...last, text: frame.text };
    } else if (frame.type === 'empty' && last?.type === 'empty' && last.name === frame.name) {
      known[known.length - 1] = { ...last, count: last.count + frame.count };
    } else {
      known.push(frame);
    }
  }
  return known;
}
