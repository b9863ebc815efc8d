import assert from 'node:assert/strict';
import { defaultLimits } from '../../../src/protocol/limits';
import { Session } from '../../../src/room/session/session';
import { OpenRoomStore } from '../../../src/ui/rooms/open-room-store';
import { silentLogger } from '../../../src/util/logger';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeMemento } from '../../helpers/fake-memento';
import { FakeNetwork } from '../../helpers/fake-network';
import { MemoryArchive } from '../../helpers/memory-archive';

const lab = { kind: 'lab-hub', name: '', address: '127.0.0.1', port: 0, maxClients: 2 } as const;
const pair = { ...lab, kind: 'pair', maxClients: 1 } as const;

describe('the room to come back into', () => {
  function setUp(memento = new FakeMemento()) {
    const clock = new FakeClock();
    const archive = new MemoryArchive(() => clock.now());
    const session = new Session({
      network: new FakeNetwork(),
      limits: defaultLimits,
      clock,
      logger: silentLogger,
      archive,
    });
    const left: string[] = [];
    const keeper = new OpenRoomStore(session, memento, (id) => left.push(id));
    return { session, keeper, memento, left };
  }

  it('is the room by invite this window is in, until it is left for good', async () => {
    const { session, keeper, left } = setUp();
    await session.host({ ...pair, person: 'Ann' });
    const id = session.invited?.journalId;
    assert.ok(id);
    assert.equal(keeper.kept, id);
    await session.leave();
    assert.equal(keeper.kept, undefined);
    assert.deepEqual(left, [id]);
  });

  it('is the next one when it is left for another', async () => {
    const { session, keeper, left } = setUp();
    await session.host({ ...pair, person: 'Ann' });
    await session.host({ ...pair, person: 'Ann' });
    assert.equal(keeper.kept, session.invited?.journalId);
    assert.equal(left.length, 1);
  });

  it('stays when the window closes', async () => {
    const { session, keeper, memento, left } = setUp();
    await session.host({ ...pair, person: 'Ann' });
    const id = session.invited?.journalId;
    await keeper.stop();
    await session.suspend();
    assert.equal(session.state.connection.kind, 'offline');
    assert.equal(setUp(memento).keeper.kept, id);
    assert.deepEqual(left, []);
  });

  it('is not forgotten by a window that could not get back into it', async () => {
    const memento = new FakeMemento();
    await memento.update('deskmate.openRoom', 'gone');
    const { session, keeper } = setUp(memento);
    assert.equal(await session.reopen('gone'), false);
    assert.equal(keeper.kept, 'gone');
    keeper.forget();
    assert.equal(keeper.kept, undefined);
  });

  it('is no lab room', async () => {
    const { session, memento } = setUp();
    await session.host({ ...lab, person: 'Ann' });
    assert.deepEqual(memento.keys(), []);
  });
});
