import assert from 'node:assert/strict';
import { type StreamState, Unavailable } from '../../../src/net/wide/engine';
import { Publisher } from '../../../src/net/wide/publisher';
import { NetError } from '../../../src/protocol/net-error';
import { FakeClock } from '../../helpers/fake-clock';

/** What the server does with one try. */
type Answer = number | Promise<number> | Error | 'never';

describe('a publisher', () => {
  let clock: FakeClock;
  let tries: {
    readonly id: string;
    readonly payload: Buffer;
    readonly at: number;
    readonly patienceMs: number | undefined;
  }[];
  let answer: (id: string, tries: number) => Answer;
  let state: () => Promise<StreamState | undefined>;
  let writable: boolean[];
  let gone: number;
  let publisher: Publisher;
  let sealed: string[];

  beforeEach(() => {
    clock = new FakeClock(0);
    tries = [];
    writable = [];
    gone = 0;
    sealed = [];
    answer = () => tries.length;
    state = async () => ({ first: 1, last: 0 });
    publisher = new Publisher({
      clock,
      engine: {
        state: () => state(),
        store: async (id, payload, patienceMs) => {
          tries.push({ id, payload: payload as Buffer, at: clock.now(), patienceMs });
          const result = answer(id, tries.length);
          if (result === 'never') return new Promise(() => {});
          if (result instanceof Error) throw result;
          return result;
        },
      },
      onWritable: (isWritable) => {
        if (writable.at(-1) !== isWritable) writable.push(isWritable);
      },
      onStored: () => {},
      onGone: () => {
        gone += 1;
      },
    });
  });

  const add = (id: string) =>
    publisher.add(id, () => {
      sealed.push(id);
      return Buffer.from(`${id} ${sealed.length}`);
    });
  const silent = new Unavailable('no answer', false);

  it('stores one after the other, and seals each when it is its turn', async () => {
    let store = (_: number) => {};
    answer = (id) =>
      id === 'a'
        ? new Promise<number>((resolve) => {
            store = resolve;
          })
        : 2;
    const added = [add('a'), add('b')];
    await clock.advance(1000);
    assert.deepEqual(sealed, ['a']);
    assert.equal(tries.length, 1);
    store(1);
    assert.deepEqual(await Promise.all(added), [1, 2]);
    assert.deepEqual(sealed, ['a', 'b']);
  });

  it('tries again with the same id until it is stored, and seals each try anew', async () => {
    answer = (_, count) => (count < 6 ? silent : 42);
    const added = add('a');
    await clock.advance(60_000);
    assert.equal(await added, 42);
    assert.equal(tries.length, 6);
    assert.deepEqual(sealed, Array(6).fill('a'));
    const waits = tries.slice(1).map(({ at }, index) => at - (tries[index]?.at ?? 0));
    assert.deepEqual(waits, [100, 200, 400, 800, 1000]);
  });

  it('waits at most 1 s between two tries, and at first no longer for an answer', async () => {
    answer = (_, count) => (count < 20 ? silent : 1);
    const added = add('a');
    await clock.advance(120_000);
    await added;
    const waits = tries.slice(1).map(({ at }, index) => at - (tries[index]?.at ?? 0));
    assert.equal(Math.max(...waits), 1000);
    const patience = tries.map(({ patienceMs }) => patienceMs);
    assert.deepEqual(patience.slice(0, 7), [...Array(6).fill(1000), undefined]);
    assert.ok(patience.slice(6).every((ms) => ms === undefined));
  });

  it('tells when nothing is stored any more, and when it is again', async () => {
    answer = (_, count) => (count < 8 ? silent : 1);
    const added = add('a');
    await clock.advance(1900);
    assert.deepEqual(writable, []);
    await clock.advance(200);
    assert.deepEqual(writable, [false]);
    await clock.advance(60_000);
    await added;
    assert.deepEqual(writable, [false, true]);
  });

  it('tells at once when the server says that it has no quorum', async () => {
    answer = (_, count) => (count < 2 ? new Unavailable('no quorum', true) : 1);
    const added = add('a');
    await clock.advance(0);
    assert.deepEqual(writable, [false]);
    await clock.advance(1000);
    await added;
    assert.deepEqual(writable, [false, true]);
  });

  it('tells when a server that doesn’t answer keeps it waiting', async () => {
    answer = () => 'never';
    void add('a').catch(() => {});
    await clock.advance(2000);
    assert.deepEqual(writable, [false]);
    publisher.end(new NetError('timed-out', 'silent'));
  });

  it('rejects what the server refuses, and goes on with the next', async () => {
    answer = (id) => (id === 'a' ? new NetError('failed', 'too large') : 7);
    const [a, b] = await Promise.allSettled([add('a'), add('b')]);
    assert.equal(a.status, 'rejected');
    assert.deepEqual(b, { status: 'fulfilled', value: 7 });
  });

  it('rejects what can’t be sealed', async () => {
    const long = publisher.add('a', () => {
      throw new RangeError('a body of 70000 bytes');
    });
    await assert.rejects(long, { name: 'NetError', code: 'failed' });
    assert.equal(await add('b'), 1);
  });

  it('rejects everything when the connection ends, once', async () => {
    answer = () => silent;
    const added = [add('a'), add('b')];
    const outcomes = Promise.allSettled(added);
    await clock.advance(500);
    const settled = publisher.settled();
    publisher.end(new NetError('connection-lost', 'gone'));
    await settled;
    for (const outcome of await outcomes) assert.equal(outcome.status, 'rejected');
    const before = tries.length;
    await clock.advance(60_000);
    assert.equal(tries.length, before);
    assert.equal(clock.pending, 0);
    await assert.rejects(add('c'), { code: 'connection-lost' });
    assert.deepEqual(new Set(sealed), new Set(['a']));
  });

  it('notices that the stream is gone', async () => {
    answer = () => silent;
    state = async () => undefined;
    void add('a').catch(() => {});
    await clock.advance(60_000);
    assert.ok(gone > 0);
    publisher.end(new NetError('room-closed', 'gone'));
  });
});
