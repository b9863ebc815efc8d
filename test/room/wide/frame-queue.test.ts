import assert from 'node:assert/strict';
import type { HubFrame } from '../../../src/protocol/member-link';
import { FrameQueue } from '../../../src/room/wide/frame-queue';
import { FakeClock } from '../../helpers/fake-clock';

function frames(from: number, count: number): HubFrame[] {
  return Array.from({ length: count }, (_, index) => ({
    type: 'typing',
    member: `${from + index}`,
  }));
}

function scene() {
  const clock = new FakeClock();
  const queue = new FrameQueue(clock);
  const passed: HubFrame[] = [];
  queue.onFrame((frame) => passed.push(frame));
  return { clock, queue, passed };
}

describe('the frames of a wide room', () => {
  it('wait for the start, and then come after the first ones', () => {
    const { passed, queue } = scene();
    for (const frame of frames(2, 3)) queue.push(frame);
    assert.deepEqual(passed, []);
    queue.start(frames(0, 2));
    for (const frame of frames(5, 2)) queue.push(frame);
    assert.deepEqual(passed, frames(0, 7));
  });

  it('come a part at a time if they are many, and in order', async () => {
    const { clock, passed, queue } = scene();
    queue.start(frames(0, 1000));
    assert.ok(passed.length < 1000);
    for (const frame of frames(1000, 10)) queue.push(frame);
    await clock.advance(0);
    assert.deepEqual(passed, frames(0, 1010));
    assert.equal(clock.pending, 0);
  });

  it('come in order if one leads to another', () => {
    const { passed, queue } = scene();
    queue.onFrame((frame) => {
      if (frame === first) queue.push({ type: 'typing', member: '2' });
    });
    const [first, second] = frames(0, 2) as [HubFrame, HubFrame];
    queue.start([first, second]);
    assert.deepEqual(passed, frames(0, 3));
  });

  it('all come before the end, if it is one that nobody wanted', () => {
    const { passed, queue } = scene();
    queue.start(frames(0, 1000));
    queue.flush();
    queue.end();
    assert.deepEqual(passed, frames(0, 1000));
  });

  it('stop with the end', async () => {
    const { clock, passed, queue } = scene();
    queue.start(frames(0, 1000));
    const { length } = passed;
    queue.end();
    queue.push({ type: 'typing', member: 'x' });
    await clock.advance(0);
    assert.equal(passed.length, length);
  });
});
