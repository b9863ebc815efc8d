import assert from 'node:assert/strict';
import type { LogEntry } from '../../../src/room/log/log-entry';
import { lastConnected } from '../../../src/ui/rooms/attempt';

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
