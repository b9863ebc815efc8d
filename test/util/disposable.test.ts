import assert from 'node:assert/strict';
import { DisposableStore, toDisposable } from '../../src/util/disposable';

describe('DisposableStore', () => {
  it('releases the newest first, each once, and later additions at once', () => {
    const released: string[] = [];
    const store = new DisposableStore();
    for (const name of ['a', 'b']) store.add(toDisposable(() => released.push(name)));
    store.dispose();
    store.dispose();
    store.add(toDisposable(() => released.push('late')));
    assert.deepEqual(released, ['b', 'a', 'late']);
  });
});
