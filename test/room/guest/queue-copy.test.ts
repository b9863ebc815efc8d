import assert from 'node:assert/strict';
import { QueueCopy } from '../../../src/room/guest/queue-copy';

function request(member: string, asked: number, helped?: number) {
  return {
    ...{ member, name: member, id: `r-${member}`, topic: 'stuck', asked },
    state: 'waiting' as const,
    ...(helped !== undefined && { helped }),
  };
}

describe('a helper’s copy of the queue', () => {
  const setUp = () => {
    const queue = new QueueCopy();
    queue.apply({ type: 'queue', put: [request('a', 1, 9), request('b', 2), request('c', 2)] });
    const members = (order: 'newcomers' | 'time') =>
      queue
        .sorted(order)
        .map(({ member }) => member)
        .join('');
    return { queue, members };
  };

  it('is in the order of the rules, and of arrival for the same time', () => {
    const { members, queue } = setUp();
    assert.deepEqual([members('time'), members('newcomers')], ['abc', 'bca']);
    queue.apply({ type: 'queue', put: [request('b', 2)] });
    assert.deepEqual([members('newcomers'), members('time')], ['cba', 'acb']);
  });

  it('follows what is taken, given back and gone', () => {
    const { members, queue } = setUp();
    const first = () => queue.sorted('time')[0];
    queue.apply({ type: 'queue', moved: [{ member: 'a', state: 'taken', helper: 'h' }] });
    assert.deepEqual([first()?.state, first()?.helper], ['taken', 'h']);
    queue.apply({ type: 'queue', moved: [{ member: 'a', state: 'waiting' }] });
    assert.deepEqual(first(), request('a', 1, 9));
    queue.apply({ type: 'queue', gone: ['b', 'x'], moved: [{ member: 'x', state: 'paused' }] });
    assert.equal(members('time'), 'ac');
    queue.apply({ type: 'queue', all: true, put: [request('d', 5)] });
    assert.equal(members('time'), 'd');
  });
});
