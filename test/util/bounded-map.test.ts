import assert from 'node:assert/strict';
import { BoundedMap, BoundedSet } from '../../src/util/bounded-map';
import { seededRandom } from '../../src/util/seeded-random';
import { assertLinear } from '../helpers/cpu-time';

describe('BoundedMap', () => {
  it('forgets the oldest key beyond its maximum', () => {
    const map = new BoundedMap<string, number>(2);
    map.set('a', 1).set('b', 2).set('c', 3);
    assert.deepEqual(
      [...map],
      [
        ['b', 2],
        ['c', 3],
      ],
    );
  });

  it('makes a key that is set again the newest, and drops nothing for it', () => {
    const map = new BoundedMap<string, number>(2);
    map.set('a', 1).set('b', 2).set('a', 3);
    assert.deepEqual([...map.keys()], ['b', 'a']);
    map.set('c', 4);
    assert.deepEqual([...map.keys()], ['a', 'c']);
  });

  it('keeps the order when a key is only read', () => {
    const map = new BoundedMap<string, number>(2);
    map.set('a', 1).set('b', 2);
    map.get('a');
    map.set('c', 3);
    assert.deepEqual([...map.keys()], ['b', 'c']);
  });

  it('reports what it drops, but not what is deleted', () => {
    const forgotten: [string, number][] = [];
    const map = new BoundedMap<string, number>(1, (key, value) => forgotten.push([key, value]));
    map.set('a', 1);
    map.delete('a');
    map.set('b', 2).set('b', 3).set('c', 4);
    assert.deepEqual(forgotten, [['b', 3]]);
  });

  it('holds undefined as a key and as a value', () => {
    const map = new BoundedMap<string | undefined, undefined>(1);
    map.set(undefined, undefined).set('a', undefined);
    assert.deepEqual([...map.keys()], ['a']);
  });

  it('forgets in the same order whatever is deleted, renewed or cleared in between', () => {
    const map = new BoundedMap<number, number>(50);
    const order: number[] = [];
    const random = seededRandom(7);
    for (let turn = 0; turn < 20_000; turn += 1) {
      const key = Math.floor(random() * 120);
      const at = order.indexOf(key);
      if (at >= 0) order.splice(at, 1);
      if (random() < 0.2) map.delete(key);
      else {
        map.set(key, turn);
        order.push(key);
        if (order.length > 50) order.shift();
      }
      if (random() < 0.001) {
        map.clear();
        order.length = 0;
      }
      assert.deepEqual([...map.keys()], order);
    }
  });

  it('forgets as quickly with many keys as with few', () => {
    assertLinear((size) => {
      const map = new BoundedMap<number, number>(size);
      for (let key = 0; key < 5 * size; key += 1) map.set(key, key);
    }, 5000);
  });
});

describe('BoundedSet', () => {
  it('forgets the oldest value beyond its maximum, and makes one that is added again the newest', () => {
    const set = new BoundedSet<string>(2);
    set.add('a').add('b').add('a').add('c');
    assert.deepEqual([...set], ['a', 'c']);
  });
});
