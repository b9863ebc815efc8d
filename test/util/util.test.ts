import assert from 'node:assert/strict';
import { DisposableStore, toDisposable } from '../../src/util/disposable';
import { Emitter } from '../../src/util/event';

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

describe('Emitter', () => {
  it('calls listeners in order, and none after it is disposed', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    const first = emitter.event((value) => {
      heard.push(`first ${value}`);
      first.dispose();
    });
    emitter.event((value) => heard.push(`second ${value}`));
    emitter.fire(1);
    emitter.fire(2);
    assert.deepEqual(heard, ['first 1', 'second 1', 'second 2']);
  });

  it('lets one function subscribe twice and unsubscribe once', () => {
    const emitter = new Emitter<void>();
    let count = 0;
    const listener = () => {
      count += 1;
    };
    emitter.event(listener);
    emitter.event(listener).dispose();
    emitter.fire();
    assert.equal(count, 1);
  });
});
