import assert from 'node:assert/strict';
import { Emitter } from '../../src/util/event';

describe('Emitter', () => {
  let emitter: Emitter<number>;
  let heard: string[];

  beforeEach(() => {
    emitter = new Emitter();
    heard = [];
  });

  function listen(name: string) {
    return emitter.event((value) => heard.push(`${name}${value}`));
  }

  it('calls its listeners in order of subscription', () => {
    for (const name of ['a', 'b', 'c']) listen(name);
    emitter.fire(1);
    assert.deepEqual(heard, ['a1', 'b1', 'c1']);
  });

  for (const gone of [0, 1, 2]) {
    it(`keeps the order of the others when listener ${gone} leaves and another one comes`, () => {
      const subscriptions = ['a', 'b', 'c'].map(listen);
      subscriptions[gone]?.dispose();
      listen('d');
      emitter.fire(1);
      assert.deepEqual(heard, ['a1', 'b1', 'c1', 'd1'].toSpliced(gone, 1));
    });
  }

  it('calls a function as often as it subscribed, and ends one subscription at a time', () => {
    const note = (value: number) => heard.push(`${value}`);
    const first = emitter.event(note);
    emitter.event(note);
    emitter.fire(1);
    first.dispose();
    first.dispose();
    emitter.fire(2);
    assert.deepEqual(heard, ['1', '1', '2']);
  });

  it('applies changes made while it fires from the next firing on', () => {
    const first = emitter.event(() => {
      first.dispose();
      second.dispose();
      listen('c');
    });
    const second = listen('b');
    emitter.fire(1);
    emitter.fire(2);
    assert.deepEqual(heard, ['b1', 'c2']);
  });

  it('finishes a firing during which it is disposed, then calls no one', () => {
    const first = emitter.event(() => emitter.dispose());
    listen('b');
    emitter.fire(1);
    emitter.fire(2);
    first.dispose();
    listen('c');
    emitter.fire(3);
    assert.deepEqual(heard, ['b1', 'c3']);
  });
});
