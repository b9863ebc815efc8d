import assert from 'node:assert/strict';
import { KeyedQueue } from '../../src/util/keyed-queue';

describe('KeyedQueue', () => {
  it('runs work with one key in turn, also after a failure, and other work at once', async () => {
    const turns = new KeyedQueue();
    const seen: string[] = [];
    let release: () => void = () => {};
    const first = turns.run('a', async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      seen.push('first');
      throw new Error('first');
    });
    const second = turns.run('a', async () => {
      seen.push('second');
      return 2;
    });
    await turns.run('b', async () => seen.push('other'));
    const ended = turns.idle().then(() => seen.push('ended'));
    release();
    await assert.rejects(first, /first/);
    assert.equal(await second, 2);
    await ended;
    assert.deepEqual(seen, ['other', 'first', 'second', 'ended']);
  });
});
