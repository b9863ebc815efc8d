import assert from 'node:assert/strict';
import type { OpenRequest } from '../../../src/room/classroom';
import { isLostRow, queueTree, waitingCount } from '../../../src/ui/class/queue-tree';

function request(member: string, state: OpenRequest['state'], helper?: string): OpenRequest {
  const base = { member, name: member, id: `r-${member}`, topic: 'Help', asked: 0, state };
  return helper === undefined ? base : { ...base, helper };
}

describe('the rows of the queue', () => {
  const queue = [
    request('zoe', 'taken', 'ann'),
    request('ben', 'waiting'),
    request('cy', 'paused'),
    request('dan', 'taken', 'me'),
    request('eve', 'waiting'),
    request('fay', 'taken', 'ann'),
  ];

  it('are what the user has taken, those who wait in order, then whom others help', () => {
    const rows = queueTree(queue, 'me').map((node) =>
      node.kind === 'request'
        ? node.request.member
        : `${node.helper}${node.isMine ? ' (me)' : ''}: ${node.requests.map(({ member }) => member)}`,
    );
    assert.deepEqual(rows, ['me (me): dan', 'ben', 'cy', 'eve', 'ann: zoe,fay']);
  });

  it('are lost to commands while the editor builds them anew', () => {
    const node = queueTree(queue, 'me')[0];
    assert.ok(isLostRow([undefined, undefined]));
    assert.ok(isLostRow([null, null]));
    assert.ok(isLostRow([undefined, [node]]));
    for (const args of [[], [undefined], [node], [node, undefined], ['m1'], ['m1', undefined]]) {
      assert.ok(!isLostRow(args), JSON.stringify(args));
    }
  });

  it('count who waits, not who pauses or is helped', () => {
    assert.equal(waitingCount(queue), 2);
    assert.equal(waitingCount([]), 0);
  });
});
