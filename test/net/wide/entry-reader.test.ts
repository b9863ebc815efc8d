import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type StoredMessage, type StreamState, Unavailable } from '../../../src/net/wide/engine';
import { EntryReader } from '../../../src/net/wide/entry-reader';
import { FakeClock } from '../../helpers/fake-clock';

const message = (seq: number, bytes = 10): StoredMessage => ({
  ...{ seq, time: 1000 + seq, user: 'U', id: `${seq}`, payload: Buffer.alloc(bytes) },
});

/** A stream that a test fills, and a reader of it. */
class Scene {
  readonly clock = new FakeClock();
  readonly messages = new Map<number, StoredMessage>();
  first = 1;
  last = 0;
  reads: { readonly from: number; readonly most: number }[] = [];
  missing = 0;
  available = true;
  /** Whether it has a leader, who knows its state. */
  led = true;
  /** What a read gives, if not what is stored. */
  give: ((from: number, most: number) => StoredMessage[]) | undefined;
  readonly taken: (number | string)[] = [];
  /** Whether what is ready is taken at once. */
  takes = true;
  readonly reader = new EntryReader({
    clock: this.clock,
    engine: {
      state: async (): Promise<StreamState> => {
        if (!this.led) throw new Unavailable('no leader', true);
        return { first: this.first, last: this.last };
      },
      read: async (from, most, onMessage) => {
        this.reads.push({ from, most });
        await Promise.resolve();
        if (!this.available) throw new Unavailable('no answer', false);
        for (const each of this.give?.(from, most) ?? this.stored(from, most)) onMessage(each);
      },
    },
    onReady: () => this.takes && this.take(),
    onMissing: () => {
      this.missing += 1;
    },
  });

  add(...seqs: number[]): void {
    for (const seq of seqs) {
      this.messages.set(seq, message(seq));
      this.last = Math.max(this.last, seq);
    }
  }

  fill(last: number): void {
    this.add(...Array.from({ length: last - this.last }, (_, index) => this.last + index + 1));
  }

  live(...seqs: number[]): void {
    for (const seq of seqs) this.reader.receive(this.messages.get(seq) ?? message(seq));
  }

  take(): void {
    for (let item = this.reader.take(); item; item = this.reader.take()) {
      this.taken.push('payload' in item ? item.seq : `no ${item.seq}`);
    }
  }

  private stored(from: number, most: number): StoredMessage[] {
    return [...this.messages.values()]
      .filter(({ seq }) => seq >= from && seq >= this.first)
      .sort((a, b) => a.seq - b.seq)
      .slice(0, most);
  }
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('a reader of entries', () => {
  let scene: Scene;

  beforeEach(() => {
    scene = new Scene();
  });

  afterEach(() => scene.reader.dispose());

  it('reads what was there, then what comes', async () => {
    scene.fill(700);
    scene.reader.start(1, 700);
    await scene.clock.advance(0);
    scene.fill(702);
    scene.live(701, 702);
    assert.deepEqual(scene.taken, numbers(1, 702));
    assert.deepEqual(
      scene.reads.map(({ from }) => from),
      [1, 129, 257, 385, 513, 641],
    );
  });

  it('delivers each number once and in order, whatever comes by itself and when', async () => {
    const step = fc.oneof(
      fc.record({ type: fc.constant('store' as const), count: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ type: fc.constant('live' as const), seq: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ type: fc.constant('wait' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        async (steps, batch) => {
          const each = new Scene();
          each.give = (from, most) =>
            [...each.messages.values()]
              .filter(({ seq }) => seq >= from)
              .slice(0, Math.min(most, batch));
          each.reader.start(1, 0);
          for (const it of steps) {
            if (it.type === 'store') each.fill(each.last + it.count);
            else if (it.type === 'wait') await each.clock.advance(1);
            else if (it.seq <= each.last) each.live(it.seq);
          }
          each.reader.advance(each.last);
          await each.clock.advance(1000);
          each.reader.dispose();
          assert.deepEqual(each.taken, numbers(1, each.last));
          assert.equal(each.missing, 0);
        },
      ),
    );
  });

  it('reads what is missing before what came by itself', async () => {
    scene.fill(10);
    scene.reader.start(1, 0);
    scene.live(1, 2, 7, 8);
    assert.deepEqual(scene.taken, [1, 2]);
    await scene.clock.advance(0);
    assert.deepEqual(scene.taken, numbers(1, 8));
    assert.deepEqual(scene.reads, [{ from: 3, most: 4 }]);
  });

  it('drops repeats', async () => {
    scene.fill(3);
    scene.reader.start(1, 3);
    await scene.clock.advance(0);
    scene.live(3, 1, 2, 3);
    await scene.clock.advance(1000);
    assert.deepEqual(scene.taken, [1, 2, 3]);
  });

  it('holds little while nothing is taken, and loses nothing', async () => {
    scene.takes = false;
    scene.fill(20_000);
    scene.reader.start(1, 0);
    scene.live(...numbers(1, 20_000));
    await scene.clock.advance(1000);
    assert.ok(scene.reads.length <= 1, `${scene.reads.length} reads`);
    scene.takes = true;
    scene.take();
    await scene.clock.advance(1000);
    assert.deepEqual(scene.taken, numbers(1, 20_000));
  });

  it('holds few bytes, too', async () => {
    const large = 128 * 1024;
    for (const seq of numbers(1, 500)) scene.messages.set(seq, message(seq, large));
    scene.last = 500;
    scene.takes = false;
    scene.reader.start(1, 500);
    scene.live(...numbers(2, 500));
    await scene.clock.advance(60_000);
    const held = scene.reads.length;
    await scene.clock.advance(60_000);
    assert.equal(scene.reads.length, held);
    scene.takes = true;
    scene.take();
    await scene.clock.advance(60_000);
    assert.deepEqual(scene.taken, numbers(1, 500));
  });

  it('tries again while the server is away', async () => {
    scene.fill(3);
    scene.available = false;
    scene.reader.start(1, 3);
    await scene.clock.advance(600_000);
    assert.deepEqual(scene.taken, []);
    assert.equal(scene.missing, 0);
    const waits = scene.reads.length;
    assert.ok(waits > 100 && waits < 400, `${waits} tries`);
    scene.available = true;
    await scene.clock.advance(2000);
    assert.deepEqual(scene.taken, [1, 2, 3]);
  });

  it('skips what the stream has dropped, without an alarm', async () => {
    scene.fill(20);
    scene.first = 15;
    scene.reader.start(11, 20);
    await scene.clock.advance(1000);
    assert.deepEqual(scene.taken, ['no 11', 'no 12', 'no 13', 'no 14', ...numbers(15, 20)]);
    assert.equal(scene.missing, 0);
  });

  it('raises an alarm for what is missing in the middle, after several tries', async () => {
    scene.fill(10);
    scene.messages.delete(4);
    scene.messages.delete(5);
    scene.reader.start(1, 10);
    await scene.clock.advance(1000);
    assert.deepEqual(scene.taken, [1, 2, 3]);
    assert.equal(scene.missing, 0);
    await scene.clock.advance(30_000);
    assert.deepEqual(scene.taken, [1, 2, 3, 'no 4', 'no 5', ...numbers(6, 10)]);
    assert.equal(scene.missing, 1);
  });

  it('takes what a replica has that is behind, when it has it', async () => {
    scene.fill(10);
    scene.give = () => [];
    scene.reader.start(1, 10);
    await scene.clock.advance(1000);
    scene.give = undefined;
    await scene.clock.advance(2000);
    assert.deepEqual(scene.taken, numbers(1, 10));
    assert.equal(scene.missing, 0);
  });

  it('believes that something is missing only from a server that has a leader', async () => {
    scene.fill(10);
    scene.give = () => [];
    scene.led = false;
    scene.reader.start(1, 10);
    await scene.clock.advance(600_000);
    assert.deepEqual([scene.taken, scene.missing], [[], 0]);
    scene.led = true;
    scene.give = undefined;
    await scene.clock.advance(2000);
    assert.deepEqual(scene.taken, numbers(1, 10));
    assert.equal(scene.missing, 0);
  });

  it('doesn’t stop for a server that claims an immense number', async () => {
    scene.add(1);
    scene.first = 2 ** 52;
    scene.last = 2 ** 52;
    scene.takes = false;
    scene.reader.start(1, 1);
    scene.reader.advance(2 ** 52);
    await scene.clock.advance(1000);
    assert.equal(scene.reader.take()?.seq, 1);
    assert.equal(scene.reader.take()?.seq, 2);
  });

  it('raises an alarm for what a member has read and nobody can read for a minute', async () => {
    scene.fill(3);
    scene.reader.start(1, 3);
    await scene.clock.advance(0);
    scene.reader.claimed(4);
    scene.reader.claimed(1_000_000);
    await scene.clock.advance(59_000);
    assert.equal(scene.missing, 0);
    await scene.clock.advance(5000);
    assert.equal(scene.missing, 1);
    await scene.clock.advance(600_000);
    assert.equal(scene.missing, 1);
    assert.equal(scene.clock.pending, 0);
  });

  it('reads what a member has read, though it didn’t come by itself', async () => {
    scene.fill(3);
    scene.reader.start(1, 3);
    await scene.clock.advance(0);
    scene.fill(5);
    scene.reader.claimed(5);
    await scene.clock.advance(0);
    assert.deepEqual(scene.taken, numbers(1, 5));
    await scene.clock.advance(600_000);
    assert.equal(scene.missing, 0);
  });

  it('raises no alarm for what a member has read while the server has no leader', async () => {
    scene.fill(3);
    scene.reader.start(1, 3);
    await scene.clock.advance(0);
    scene.led = false;
    scene.reader.claimed(4);
    await scene.clock.advance(600_000);
    assert.equal(scene.missing, 0);
    scene.led = true;
    scene.fill(4);
    await scene.clock.advance(10_000);
    assert.deepEqual([scene.taken, scene.missing], [numbers(1, 4), 0]);
    assert.equal(scene.clock.pending, 0);
  });

  it('raises no alarm because the clock was set, or the computer slept', async () => {
    scene.fill(3);
    scene.reader.start(1, 3);
    await scene.clock.advance(0);
    scene.reader.claimed(4);
    scene.clock.shift(24 * 60 * 60_000);
    await scene.clock.advance(10_000);
    assert.equal(scene.missing, 0);
    scene.fill(4);
    await scene.clock.advance(5000);
    assert.deepEqual([scene.taken, scene.missing], [numbers(1, 4), 0]);
  });

  it('does nothing once it is disposed', async () => {
    scene.available = false;
    scene.reader.start(1, 5);
    await scene.clock.advance(0);
    scene.reader.dispose();
    scene.live(1, 2);
    scene.reader.claimed(9);
    await scene.clock.advance(600_000);
    assert.equal(scene.reads.length, 1);
    assert.equal(scene.clock.pending, 0);
  });
});
