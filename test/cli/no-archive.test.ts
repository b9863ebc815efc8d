import assert from 'node:assert/strict';
import { noArchive } from '../../src/cli/no-archive';
import { defaultLimits } from '../../src/protocol/limits';
import { Session } from '../../src/room/session/session';
import { silentLogger } from '../../src/util/logger';
import { FakeClock } from '../helpers/fake-clock';
import { FakeNetwork } from '../helpers/fake-network';
import { liveHeapBytes } from '../helpers/heap';

describe('a room that isn’t stored', () => {
  it('doesn’t use more memory the longer it is open', async () => {
    const parts = { network: new FakeNetwork(), clock: new FakeClock(), logger: silentLogger };
    const limits = { ...defaultLimits, logEntries: 100 };
    const session = new Session({ ...parts, limits, archive: noArchive });
    const options = { name: 'Lab', address: '::', port: 5000, maxClients: 2, person: 'Ann' };
    await session.host({ kind: 'group', ...options });
    const say = (count: number) => {
      for (let index = 0; index < count; index += 1)
        session.messages.say(`${index}`.padEnd(2000, 'x'));
    };
    say(10_000);
    const before = liveHeapBytes();
    say(20_000);
    const grown = liveHeapBytes() - before;
    assert.ok(grown < 10_000_000, `${grown} bytes`);
    await session.leave();
  });
});
