import assert from 'node:assert/strict';
import type { LogEntry } from '../../../src/room/log/log-entry';
import { english } from '../../../src/strings/translate';
import { failedAttempt, lastConnected } from '../../../src/ui/rooms/attempt';
import { campusAccess, wideInvite } from '../../helpers/wide-servers';

describe('the room to join again', () => {
  const at = (type: 'opened' | 'connected', port: number): LogEntry => ({
    kind: 'system',
    id: `e${port}`,
    time: port,
    event: { type, address: '10.0.0.1', port },
  });

  it('is the last one of a restored chat, unless this window hosted it', () => {
    assert.deepEqual(lastConnected([at('connected', 1), at('connected', 2)]), {
      host: '10.0.0.1',
      port: 2,
    });
    assert.equal(lastConnected([at('connected', 1), at('opened', 2)]), undefined);
    assert.equal(lastConnected([]), undefined);
  });
});

describe('an attempt that failed', () => {
  const nodes = 'nats1.example.edu:4222, nats2.example.edu:4222, nats3.example.edu:4222';

  it('names every node of a wide room’s server', () => {
    const room = { name: 'Lab 3', server: campusAccess };
    assert.deepEqual(failedAttempt({ doing: 'host-wide', room }, undefined, english), {
      ...{ doing: 'host-wide', address: nodes, port: 0, room: 'Lab 3' },
    });
    const join = { doing: 'join-by-invite', invite: wideInvite } as const;
    const { doing, address } = failedAttempt(join, undefined, english);
    assert.deepEqual({ doing, address }, { doing: 'join-wide', address: nodes });
  });

  it('to go back into a wide room is the same for its owner and for others', () => {
    for (const role of ['host', 'guest'] as const) {
      const room = { id: 'r', kind: 'wide', role, name: 'Lab 3', pin: wideInvite.pin } as const;
      const { doing } = failedAttempt({ doing: 'reopen', room }, undefined, english);
      assert.equal(doing, 'join-wide');
    }
  });
});
