import assert from 'node:assert/strict';
import type { SessionState } from '../../../src/room/room';
import { MutedRooms } from '../../../src/ui/messages/muted-rooms';
import { FakeMemento } from '../../helpers/fake-memento';

const pin = 'p'.repeat(43);
const joined: SessionState = {
  connection: { kind: 'joined' },
  room: { kind: 'pair', name: 'Lab 3', address: '10.0.0.1', port: 9000 },
  members: [],
  waiting: [],
};

describe('muted rooms', () => {
  it('are remembered by their pins or addresses', async () => {
    const memento = new FakeMemento();
    const session = { state: joined, firstPin: pin as string | undefined };
    const muted = new MutedRooms(session, memento);
    let changes = 0;
    muted.onDidChange(() => {
      changes += 1;
    });
    assert.equal(muted.isMuted, false);
    await muted.set(true);
    await muted.set(true);
    assert.equal(muted.isMuted, true);
    assert.equal(changes, 1);
    session.firstPin = undefined;
    assert.equal(muted.isMuted, false, 'a lab room at the same address is another room');
    await muted.set(true);
    const later = new MutedRooms(session, memento);
    assert.equal(later.isMuted, true);
    await later.set(false);
    assert.equal(later.isMuted, false);
    session.firstPin = pin;
    assert.equal(later.isMuted, true);
  });

  it('are none outside a room, and a bounded number', async () => {
    const memento = new FakeMemento();
    const offline: SessionState = { connection: { kind: 'offline' }, members: [], waiting: [] };
    const session = { state: offline, firstPin: undefined as string | undefined };
    const muted = new MutedRooms(session, memento);
    await muted.set(true);
    assert.equal(muted.isMuted, false);
    assert.deepEqual(memento.keys(), []);
    session.state = joined;
    for (let index = 0; index < 150; index++) {
      session.firstPin = `${index}`;
      await muted.set(true);
    }
    assert.equal((memento.get('deskmate.muted') as string[]).length, 100);
    await memento.update('deskmate.muted', 'odd');
    assert.equal(muted.isMuted, false);
  });
});
