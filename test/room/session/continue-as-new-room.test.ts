import assert from 'node:assert/strict';
import { NetError } from '../../../src/protocol/net-error';
import { restoreGuest } from '../../../src/room/guest/restored-guest';
import { joinedGuest, lost } from '../../helpers/member-scene';

const options = { address: '::', port: 0, maxClients: 16, host: 'Zoe' };

/** A guest whose host has vanished while a message waits, and what tests inspect. */
async function withoutHost() {
  const all = await joinedGuest();
  const { archive, clock, hub, session } = all;
  hub.say('hello');
  hub.run();
  await clock.advance(1000);
  hub.cut();
  session.messages.say('are you there?');
  return { ...all, server: () => hub.network.servers.at(-1), stored: () => archive.list() };
}

describe('Session.continueAsNewRoom', () => {
  it('hosts a copy of the room, with the messages and what waited to be sent', async () => {
    const { archive, journalId, scene, server, session, stored } = await withoutHost();
    const info = await session.continueAsNewRoom(journalId, options);
    assert.deepEqual(info, { kind: 'group', name: 'Lab', address: '::', port: 50000 });
    assert.equal(session.state.connection.kind, 'hosting');
    assert.deepEqual(
      session.state.members.map(({ name, host, self }) => [name, host, self]),
      [['Ann', true, true]],
    );
    assert.deepEqual(scene.texts, ['hello', 'are you there?']);
    assert.ok(scene.lines.includes('Ann continued'));
    assert.ok(scene.lines.includes('Ann> are you there? (hub)'));
    assert.equal(stored().length, 2);
    const made = session.invited?.journalId ?? '';
    assert.notEqual(made, journalId);
    const access = server()?.access;
    assert.equal(session.invited?.hostActions?.invite.pin, access?.pin);
    assert.equal(session.firstPin, access?.pin);
    assert.deepEqual(access?.state.keys, []);
    // What was said here isn't said again there.
    const before = restoreGuest(archive.read(journalId) ?? []);
    assert.deepEqual([before?.outbox, before?.over], [[], false]);
    assert.equal(before?.held.entries.at(-1)?.type, 'message');
  });

  it('admits newcomers under ids of their own, who get the whole log', async () => {
    const { journalId, server, session } = await withoutHost();
    await session.continueAsNewRoom(journalId, options);
    const bo = server()?.connect('Bo');
    assert.equal(bo?.id, 'm2');
    assert.deepEqual(
      session.state.members.map(({ name }) => name),
      ['Ann', 'Bo'],
    );
    assert.equal(bo?.seat?.feed.first, 1);
    assert.ok((bo?.seat?.feed.last ?? 0) >= 4);
  });

  it('never goes through offline, and lets the old room be gone back to', async () => {
    const { clock, hub, journalId, scene, session } = await withoutHost();
    const kinds: string[] = [];
    session.onDidChangeState(({ connection }) => kinds.push(connection.kind));
    await session.continueAsNewRoom(journalId, options);
    assert.ok(!kinds.includes('offline'), kinds.join());
    const made = session.invited?.journalId ?? '';
    session.messages.say('in the new room');
    const back = session.reopen(journalId);
    await clock.advance(1);
    await scene.comeBack();
    assert.equal(await back, true);
    assert.equal(session.state.connection.kind, 'joined');
    assert.deepEqual(hub.texts, ['hello']);
    assert.deepEqual(scene.texts, ['hello']);
    await session.reopen(made, { evenIfClosed: true });
    assert.deepEqual(scene.texts, ['hello', 'are you there?', 'in the new room']);
    assert.deepEqual(
      session.state.members.map(({ name }) => name),
      ['Ann'],
    );
  });

  it('changes nothing while the host is connected, or when it is back in between', async () => {
    const { hub, journalId, session } = await joinedGuest();
    assert.equal(await session.continueAsNewRoom(journalId, options), undefined);
    assert.equal(session.state.connection.kind, 'joined');
    assert.equal(hub.network.servers.length, 0);

    const away = await withoutHost();
    const { listen } = away.hub.network;
    away.hub.network.listen = async (asked) => {
      await away.scene.comeBack();
      return listen.call(away.hub.network, asked);
    };
    assert.equal(await away.session.continueAsNewRoom(away.journalId, options), undefined);
    assert.equal(away.session.state.connection.kind, 'joined');
    assert.deepEqual(away.hub.texts, ['hello', 'are you there?']);
    assert.equal(away.stored().length, 1);
    assert.equal(away.server()?.closed, true);
  });

  it('stays in the old room when the new one can’t be opened or stored', async () => {
    const { archive, clock, hub, journalId, scene, session, stored } = await withoutHost();
    hub.network.failure = new NetError('address-unavailable', 'gone');
    await assert.rejects(session.continueAsNewRoom(journalId, options), {
      code: 'address-unavailable',
    });
    hub.network.failure = undefined;
    archive.replace = () => false;
    await assert.rejects(session.continueAsNewRoom(journalId, options), { code: 'storage-failed' });
    assert.equal(session.state.connection.kind, 'reconnecting');
    assert.equal(stored().length, 1);
    await scene.comeBack();
    await clock.advance(1);
    assert.deepEqual(hub.texts, ['hello', 'are you there?']);
  });

  it('continues a saved room that is only read, but not one that this user was removed from', async () => {
    const { journalId, session } = await withoutHost();
    await session.leave();
    assert.equal(await session.read(journalId), true);
    assert.ok(await session.continueAsNewRoom(journalId, options));
    assert.equal(session.state.connection.kind, 'hosting');

    const removed = await joinedGuest();
    removed.link.end(lost('removed', 'bye'));
    assert.equal(removed.session.state.connection.kind, 'offline');
    assert.equal(await removed.session.continueAsNewRoom(removed.journalId, options), undefined);
  });
});
