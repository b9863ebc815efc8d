import assert from 'node:assert/strict';
import { BareCounter } from '../../../src/net/lab-udp/bare-counts';

function counts(...numbers: number[]) {
  const counter = new BareCounter();
  for (const number of numbers) counter.add(number);
  const { received, lost, late, repeated } = counter.counts;
  return [received, lost, late, repeated];
}

describe('BareCounter', () => {
  it('counts what got lost, came late or came again', () => {
    assert.deepEqual(counts(1, 2, 3), [3, 0, 0, 0]);
    assert.deepEqual(counts(1, 4), [2, 2, 0, 0]);
    assert.deepEqual(counts(3), [1, 2, 0, 0]);
    assert.deepEqual(counts(1, 3, 2), [3, 0, 1, 0]);
    assert.deepEqual(counts(1, 2, 2, 1), [4, 0, 0, 2]);
    assert.deepEqual(counts(2, 1, 1), [3, 0, 1, 1]);
  });

  it('counts a datagram that comes very late as late', () => {
    assert.deepEqual(counts(1, 2000, 5), [3, 1997, 1, 0]);
  });
});
