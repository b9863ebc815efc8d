import assert from 'node:assert/strict';
import { firstNode } from '../../../src/net/wide/first-node';
import type { Endpoint } from '../../../src/protocol/endpoint';
import { NetError } from '../../../src/protocol/net-error';
import { FakeClock } from '../../helpers/fake-clock';

const nodes = [1, 2, 3].map((port): Endpoint => ({ host: 'node', port }));

describe('the first node of a cluster', () => {
  let clock: FakeClock;
  let tried: number[];
  let aborted: number[];
  let stop: AbortController;

  beforeEach(() => {
    clock = new FakeClock();
    tried = [];
    aborted = [];
    stop = new AbortController();
  });

  /** @param answers what each node does, by its port */
  const dial = (answers: Record<number, 'win' | 'hang' | NetError>, order = [0.1, 0.2, 0.3]) => {
    const keys = [...order];
    return firstNode(
      nodes,
      async ({ port }, signal) => {
        tried.push(port);
        const answer = answers[port];
        if (answer === 'win') return port;
        if (answer instanceof NetError) throw answer;
        return new Promise<number>((_, reject) => {
          signal.addEventListener('abort', () => {
            aborted.push(port);
            reject(new NetError('cancelled', 'cancelled'));
          });
        });
      },
      { clock, timeoutMs: 10_000, random: () => keys.shift() ?? 0 },
      stop.signal,
    );
  };

  it('is tried in random order', async () => {
    assert.equal(await dial({ 1: 'win', 2: 'win', 3: 'win' }, [0.9, 0.5, 0.7]), 2);
    assert.deepEqual(tried, [2]);
    assert.equal(clock.pending, 0);
  });

  it('is the next one when one fails', async () => {
    const refused = new NetError('refused', 'nothing listens');
    assert.equal(await dial({ 1: refused, 2: refused, 3: 'win' }), 3);
    assert.deepEqual(tried, [1, 2, 3]);
  });

  it('is the next one when one doesn’t answer, which is given up when another one has won', async () => {
    const dialled = dial({ 1: 'hang', 2: 'win', 3: 'win' });
    await clock.advance(999);
    assert.deepEqual(tried, [1]);
    await clock.advance(1);
    assert.equal(await dialled, 2);
    assert.deepEqual(aborted, [1]);
    assert.equal(clock.pending, 0);
  });

  it('isn’t found with the error that says most', async () => {
    const errors = { 1: 'refused', 2: 'wrong-pin', 3: 'unreachable' } as const;
    const answers = Object.fromEntries(
      Object.entries(errors).map(([port, code]) => [port, new NetError(code, code)]),
    );
    await assert.rejects(dial(answers), { code: 'wrong-pin' });
    assert.equal(clock.pending, 0);
  });

  it('isn’t found in time', async () => {
    const dialled = assert.rejects(dial({ 1: 'hang', 2: 'hang', 3: 'hang' }), {
      code: 'timed-out',
    });
    await clock.advance(10_000);
    await dialled;
    assert.deepEqual(aborted, [1, 2, 3]);
    assert.equal(clock.pending, 0);
  });

  it('isn’t looked for any more when it is cancelled', async () => {
    const dialled = dial({ 1: 'hang' });
    stop.abort();
    await assert.rejects(dialled, { code: 'cancelled' });
    await assert.rejects(dial({ 1: 'win' }), { code: 'cancelled' });
    assert.deepEqual([tried, aborted], [[1], [1]]);
    assert.equal(clock.pending, 0);
  });
});
