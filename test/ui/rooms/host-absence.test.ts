import assert from 'node:assert/strict';
import type { InviteKind } from '../../../src/protocol/room-kinds';
import { HostAbsence } from '../../../src/ui/rooms/host-absence';
import { joinedGuest, lost } from '../../helpers/member-scene';

/** Ann's window, in a room that Zoe hosts, and what it knows about Zoe's absence. */
async function setUp(kind: InviteKind = 'group') {
  const all = await joinedGuest();
  const { archive, clock, hub, session } = all;
  hub.push({ type: 'room', kind, most: 16 });
  hub.run();
  const absence = new HostAbsence({
    ...{ session, clock },
    saved: (id) => archive.list().find((room) => room.id === id && !room.over),
  });
  let changes = 0;
  absence.onDidChange(() => {
    changes += 1;
  });
  return { ...all, absence, room: () => absence.room, changes: () => changes };
}

describe('the absence of a host', () => {
  it('lets a group be continued after two minutes', async () => {
    const { room, changes, clock, hub, journalId } = await setUp();
    assert.equal(room(), undefined);
    hub.cut();
    await clock.advance(119_999);
    assert.equal(room(), undefined);
    await clock.advance(1);
    assert.deepEqual(room(), {
      ...{ id: journalId, kind: 'group', name: 'Lab', host: 'Zoe' },
      ...{ isIn: true, isOffered: true },
    });
    assert.equal(changes(), 1);
  });

  it('lets a pair be continued after half a minute, whatever the attempts to reconnect do', async () => {
    const { room, clock, hub } = await setUp('pair');
    hub.cut();
    for (let seconds = 0; seconds < 29; seconds += 1) {
      await clock.advance(1000);
      hub.network.retries.fire();
    }
    assert.ok(!room());
    await clock.advance(1000);
    assert.equal(room()?.kind, 'pair');
  });

  it('means nothing in a wide room, which has none', async () => {
    const { room, clock, hub } = await setUp('wide');
    hub.cut();
    await clock.advance(600_000);
    assert.equal(room(), undefined);
  });

  it('ends when the host is back, and counts anew the next time', async () => {
    const { room, clock, hub, scene, session } = await setUp();
    hub.cut();
    await clock.advance(100_000);
    await scene.comeBack();
    assert.equal(session.state.connection.kind, 'joined');
    await clock.advance(60_000);
    assert.equal(room(), undefined);
    hub.cut();
    await clock.advance(100_000);
    assert.equal(room(), undefined);
    await clock.advance(20_000);
    assert.equal(room()?.isIn, true);
    await scene.comeBack();
    assert.equal(room(), undefined);
  });

  it('is told at once when the host closes the room', async () => {
    const { room, journalId, link } = await setUp();
    link.end(lost('room-closed'));
    assert.deepEqual(room(), {
      ...{ id: journalId, kind: 'group', name: 'Lab', host: 'Zoe' },
      ...{ isIn: false, isOffered: true },
    });
  });

  it('isn’t pressed on a user who left, or reads a saved room', async () => {
    const { room, journalId, session } = await setUp();
    await session.leave();
    assert.equal(room()?.isOffered, false);
    await session.read(journalId);
    assert.deepEqual([room()?.id, room()?.isOffered, room()?.isIn], [journalId, false, false]);
  });

  it('gives nothing to a member who was removed, nor to a host', async () => {
    const { room, link, session } = await setUp();
    link.end(lost('removed'));
    assert.equal(room(), undefined);
    await session.host({
      ...{ kind: 'pair', name: 'Own', address: '::', port: 0 },
      ...{ maxClients: 1, person: 'Ann' },
    });
    assert.equal(room(), undefined);
    await session.leave();
    assert.equal(room(), undefined);
  });
});
