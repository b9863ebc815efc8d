import assert from 'node:assert/strict';
import {
  ByteReadLimiter,
  GuestReadLimiter,
  lineCost,
  memberReadLimiter,
  readCost,
  ShortReadLimiter,
  TokenBucket,
} from '../../../src/net/socket/read-limiter';
import { defaultLimits } from '../../../src/protocol/limits';
import { FakeClock } from '../../helpers/fake-clock';

describe('TokenBucket', () => {
  it('allows a burst, then says how long to wait for the next step', async () => {
    const clock = new FakeClock();
    const bucket = new TokenBucket(clock, 10, 40);
    for (let step = 0; step < 39; step += 1) bucket.take();
    assert.equal(bucket.waitMs, 0);
    bucket.take();
    assert.equal(bucket.waitMs, 100);
    await clock.advance(60);
    assert.equal(bucket.waitMs, 40);
    await clock.advance(40);
    assert.equal(bucket.waitMs, 0);
  });

  it('allows the rate in the long run, and saves up at most the burst', async () => {
    const clock = new FakeClock();
    const bucket = new TokenBucket(clock, 10, 40);
    await clock.advance(3_600_000);
    let steps = 0;
    for (let ms = 0; ms < 10_000; ms += 10) {
      while (bucket.waitMs === 0) {
        bucket.take();
        steps += 1;
      }
      await clock.advance(10);
    }
    assert.ok(steps >= 138 && steps <= 140, `${steps} steps in 10 s`);
  });

  it('adds nothing while the clock is set back', () => {
    let now = 1000;
    const clock = { now: () => now, after: () => ({ dispose() {} }) };
    const bucket = new TokenBucket(clock, 10, 1);
    bucket.take();
    now = 0;
    assert.equal(bucket.waitMs, 100);
    now = 100;
    assert.equal(bucket.waitMs, 0);
  });
});

/** Reads as often as allowed for `ms` milliseconds; returns how often. */
async function readsIn(ms: number, clock: FakeClock, read: () => number): Promise<number> {
  const end = clock.now() + ms;
  let reads = 0;
  while (clock.now() < end) {
    const waitMs = read();
    reads += 1;
    await clock.advance(waitMs);
  }
  return reads;
}

describe('ByteReadLimiter', () => {
  it('limits bytes per second, in whatever pieces they come', async () => {
    for (const bytes of [1, 100, 16 * 1024]) {
      const clock = new FakeClock();
      const readLimiter = new ByteReadLimiter(clock, 100_000, 200_000);
      const reads = await readsIn(60_000, clock, () => readLimiter.read(bytes));
      const charged = reads * (bytes + readCost);
      assert.ok(charged <= 200_000 + 61 * 100_000 + bytes, `${charged} bytes`);
      assert.ok(
        charged >= 59 * 100_000,
        `${charged} bytes: a member over its budget is still read`,
      );
    }
  });

  it('counts each line, however short', async () => {
    const clock = new FakeClock();
    const readLimiter = new ByteReadLimiter(clock, 100_000, 200_000);
    const lines = await readsIn(60_000, clock, () => {
      readLimiter.begin();
      return readLimiter.delivered();
    });
    assert.ok(lines * lineCost <= 200_000 + 61 * 100_000, `${lines} lines`);
  });

  it('wakes for a side over its budget at most twenty times a second', async () => {
    const clock = new FakeClock();
    const readLimiter = new ByteReadLimiter(clock, 100_000, 200_000);
    let rests = 0;
    await readsIn(10_000, clock, () => {
      const waitMs = readLimiter.read(1);
      if (waitMs > 0) rests += 1;
      return waitMs;
    });
    assert.ok(rests > 0 && rests <= 200, `${rests} rests`);
  });

  it('never slows down a member within its limits', async () => {
    const clock = new FakeClock();
    const readLimiter = memberReadLimiter(clock, defaultLimits);
    const { messagesPerSecond, messageBurst } = defaultLimits;
    const line = 8 * 1024;
    const take = () => {
      const readMs = readLimiter.read(line);
      readLimiter.begin();
      return readMs + readLimiter.delivered();
    };
    for (let said = 0; said < messageBurst; said += 1) assert.equal(take(), 0);
    await clock.advance(1000);
    for (let said = 0; said < 100; said += 1) {
      assert.equal(take(), 0);
      await clock.advance(1000 / messagesPerSecond);
    }
  });
});

describe('ShortReadLimiter', () => {
  it('limits one-byte reads per second', async () => {
    const clock = new FakeClock();
    const readLimiter = new ShortReadLimiter(clock, defaultLimits);
    const { shortReadsPerSecond, shortReadBurst } = defaultLimits;
    const reads = await readsIn(60_000, clock, () => readLimiter.read(1));
    assert.ok(reads <= (shortReadBurst + 61 * shortReadsPerSecond) * 1.1, `${reads} reads`);
    assert.ok(reads >= 55 * shortReadsPerSecond, `${reads} reads`);
  });

  it('never slows down a client that sends whole messages', () => {
    const readLimiter = new ShortReadLimiter(new FakeClock(), defaultLimits);
    for (let read = 0; read < 100_000; read += 1) assert.equal(readLimiter.read(64), 0);
  });
});

describe('GuestReadLimiter', () => {
  it('yields after each slice of work, and works its share in the long run', async () => {
    const clock = new FakeClock();
    // Work advances this clock, waiting advances both.
    let worked = 0;
    const start = clock.now();
    const now = () => clock.now() - start + worked;
    const readLimiter = new GuestReadLimiter(clock, defaultLimits, now);
    const { guestSliceMs, guestWorkMs, guestBurstMs } = defaultLimits;
    let slice = 0;
    for (let rests = 0; clock.now() - start < 60_000; ) {
      readLimiter.begin();
      worked += 0.5;
      slice += 0.5;
      const waitMs = readLimiter.delivered();
      if (waitMs === 0) {
        assert.ok(slice < guestSliceMs, `${slice} ms in a turn`);
        continue;
      }
      slice = 0;
      rests += 1;
      assert.ok(rests < 60_000);
      await clock.advance(waitMs);
    }
    const max = guestBurstMs + 61 * guestWorkMs;
    assert.ok(worked <= max, `${worked} ms of work in a minute`);
    assert.ok(worked >= max / 2, `${worked} ms of work in a minute`);
  });

  it('reads the longest possible log with pauses of at most one turn', () => {
    const clock = new FakeClock();
    let time = 0;
    const readLimiter = new GuestReadLimiter(clock, defaultLimits, () => time);
    let pauses = 0;
    for (let entry = 0; entry < defaultLimits.logEntries; entry += 1) {
      readLimiter.begin();
      time += 0.05;
      const waitMs = Math.max(readLimiter.read(2000), readLimiter.delivered());
      assert.ok(waitMs <= 1, `${waitMs} ms at entry ${entry}`);
      pauses += waitMs;
    }
    assert.ok(pauses <= (time / defaultLimits.guestSliceMs) * 1.1, `${pauses} ms of pauses`);
  });
});
