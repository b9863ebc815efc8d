import assert from 'node:assert/strict';
import { type DelayedChunk, StreamLane } from '../../../src/net/weather/stream-lane';
import type { Weather } from '../../../src/protocol/weather';
import { seededRandom } from '../../../src/util/seeded-random';
import { FakeClock } from '../../helpers/fake-clock';

interface Got extends DelayedChunk {
  /** In ms since the start. */
  readonly at: number;
  /** Says that the bytes were passed on. */
  readonly release: () => void;
}

/** @param autoRelease whether what arrives is passed on at once */
function setUp(weather: Weather, { autoRelease = true } = {}) {
  const clock = new FakeClock();
  const start = clock.now();
  const got: Got[] = [];
  const lane = new StreamLane(weather, 0, clock, (arrival, release) => {
    got.push({ ...arrival, at: clock.now() - start, release });
    if (autoRelease) release();
  });
  return { clock, lane, got };
}

const texts = (got: readonly Got[]) => got.map(({ bytes }) => bytes.toString());

describe('StreamLane', () => {
  it('delivers later', async () => {
    const { clock, lane, got } = setUp({ delayMs: 100 });
    lane.push(Buffer.from('hello'));
    await clock.advance(99);
    assert.deepEqual(texts(got), []);
    await clock.advance(1);
    assert.deepEqual(texts(got), ['hello']);
    assert.deepEqual(got[0]?.transit, { tries: 1, delayMs: 100, joined: 1 });
    assert.equal(clock.pending, 0, 'an empty lane has no timer');
  });

  it('delivers several at once that are under way, each with its own delay', async () => {
    const { clock, lane, got } = setUp({ delayMs: 100 });
    lane.push(Buffer.from('a'));
    await clock.advance(30);
    lane.push(Buffer.from('b'));
    await clock.advance(1000);
    assert.deepEqual(
      got.map(({ at, transit }) => [at, transit.delayMs]),
      [
        [100, 100],
        [130, 100],
      ],
    );
  });

  it('cuts what arrives into pieces, each in a read of its own', async () => {
    const { clock, lane, got } = setUp({ chunkBytes: 3 });
    lane.push(Buffer.from('hello world'));
    await clock.advance(1000);
    assert.deepEqual(texts(got), ['hel', 'lo ', 'wor', 'ld']);
    assert.ok(got.every(({ transit }) => transit.reads === 4));
    assert.deepEqual(
      got.map(({ marks }) => marks),
      [[], ['message-continued'], ['message-continued'], ['message-continued']],
    );
    const times = got.map(({ at }) => at);
    assert.equal(new Set(times).size, 4, 'at different times');
  });

  it('joins writes that come within the time', async () => {
    const { clock, lane, got } = setUp({ joinMs: 200 });
    lane.push(Buffer.from('a'));
    await clock.advance(150);
    lane.push(Buffer.from('b'));
    await clock.advance(100);
    lane.push(Buffer.from('c'));
    await clock.advance(1000);
    assert.deepEqual(texts(got), ['ab', 'c']);
    assert.deepEqual(
      got.map(({ at, transit }) => [at, transit.joined]),
      [
        [200, 2],
        [450, 1],
      ],
    );
    assert.deepEqual(got[0]?.marks, ['messages-joined']);
  });

  it('says that a try was lost, and that a stall delayed it', async () => {
    const lossy = setUp({ loss: 50 });
    for (let count = 0; count < 50; count += 1) lossy.lane.push(Buffer.from('x'));
    await lossy.clock.advance(100_000);
    for (const { transit, marks } of lossy.got) {
      assert.equal(marks.includes('lost'), (transit.tries ?? 1) > 1);
    }
    assert.ok(lossy.got.some(({ marks }) => marks.includes('lost')));
    const stalling = setUp({ stallEveryMs: 1000, stallForMs: 300 });
    await stalling.clock.advance(1100);
    stalling.lane.push(Buffer.from('x'));
    await stalling.clock.advance(1000);
    assert.deepEqual(
      stalling.got.map(({ at, marks }) => [at, marks]),
      [[1300, ['stalled']]],
    );
  });

  it('delivers the same bytes in the same order, whatever the weather', async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = seededRandom(seed);
      const up = (max: number) => 1 + Math.floor(random() * max);
      const some = (field: keyof Weather, max: number) => random() < 0.5 && { [field]: up(max) };
      const weather: Weather = {
        ...{ seed, delayMs: up(50) },
        ...some('loss', 60),
        ...some('jitterMs', 200),
        ...some('bytesPerSecond', 50_000),
        ...some('chunkBytes', 20),
        ...some('joinMs', 100),
        ...(random() < 0.5 && { stallEveryMs: 1000 + up(2000), stallForMs: up(900) }),
      };
      const { clock, lane, got } = setUp(weather);
      const sent: Buffer[] = [];
      for (let count = 0; count < 60; count += 1) {
        const bytes = Buffer.from(Array.from({ length: up(80) }, () => Math.floor(random() * 256)));
        sent.push(bytes);
        lane.push(bytes);
        if (random() < 0.2) lane.pause();
        await clock.advance(random() < 0.5 ? 0 : up(40));
        if (random() < 0.5) lane.resume();
        if (random() < 0.01) lane.flush();
      }
      lane.resume();
      await clock.advance(2_000_000);
      const arrived = Buffer.concat(got.map(({ bytes }) => bytes));
      assert.ok(arrived.equals(Buffer.concat(sent)), `seed ${seed}: ${JSON.stringify(weather)}`);
      assert.equal(clock.pending, 0);
    }
  });

  it('is full while its bytes are under way or not passed on, and says when there is room', async () => {
    const { clock, lane, got } = setUp({ delayMs: 100 }, { autoRelease: false });
    let roomy = 0;
    lane.push(Buffer.alloc(40_000));
    assert.equal(lane.isFull, false);
    lane.push(Buffer.alloc(40_000));
    assert.equal(lane.isFull, true);
    lane.onceRoomy(() => {
      roomy += 1;
    });
    await clock.advance(100);
    assert.equal(got.length, 2);
    assert.equal(lane.isFull, true, 'arrived, but not passed on');
    assert.equal(roomy, 0);
    got[0]?.release();
    assert.deepEqual([lane.isFull, roomy], [false, 1]);
    got[1]?.release();
    assert.equal(roomy, 1, 'only once');
  });

  it('delivers nothing while it is paused, and all in order after that', async () => {
    const { clock, lane, got } = setUp({ delayMs: 10, chunkBytes: 2 });
    lane.push(Buffer.from('abcdef'));
    await clock.advance(10);
    lane.pause();
    await clock.advance(1000);
    assert.deepEqual(texts(got), ['ab']);
    assert.equal(clock.pending, 0);
    lane.resume();
    await clock.advance(1000);
    assert.deepEqual(texts(got), ['ab', 'cd', 'ef']);
  });

  it('can be paused by what it delivers to', async () => {
    const { clock, lane, got } = setUp({ delayMs: 10 });
    const pausing = new StreamLane({ delayMs: 10 }, 0, clock, ({ bytes }, release) => {
      lane.push(bytes);
      pausing.pause();
      release();
    });
    pausing.push(Buffer.from('a'));
    pausing.push(Buffer.from('b'));
    await clock.advance(1000);
    assert.deepEqual(texts(got), ['a']);
    pausing.resume();
    await clock.advance(1000);
    assert.deepEqual(texts(got), ['a', 'b']);
  });

  it('delivers at once what is under way when it is flushed', async () => {
    const { clock, lane, got } = setUp({
      delayMs: 10,
      chunkBytes: 2,
      stallEveryMs: 1000,
      stallForMs: 900,
    });
    lane.push(Buffer.from('abcdef'));
    await clock.advance(10);
    lane.push(Buffer.from('ghi'));
    lane.flush();
    assert.deepEqual(texts(got), ['ab', 'cdef', 'ghi']);
    assert.equal(clock.pending, 0);
  });

  it('says when everything has arrived', async () => {
    const { clock, lane, got } = setUp({ delayMs: 10, chunkBytes: 1 });
    let seen: number | undefined;
    lane.push(Buffer.from('abc'));
    lane.onceEmpty(() => {
      seen = got.length;
    });
    assert.equal(seen, undefined);
    await clock.advance(1000);
    assert.equal(seen, 3);
    lane.onceEmpty(() => {
      seen = -1;
    });
    assert.equal(seen, -1, 'an empty lane at once');
  });

  it('drops what is under way with its connection', async () => {
    const { clock, lane, got } = setUp({ delayMs: 10 });
    lane.push(Buffer.from('a'));
    lane.dispose();
    await clock.advance(1000);
    assert.deepEqual(texts(got), []);
    assert.equal(clock.pending, 0);
  });
});
