import assert from 'node:assert/strict';
import { NetError } from '../../../src/protocol/net-error';
import { restoreGuest } from '../../../src/room/guest/restored-guest';
import { invite, MemberScene } from '../../helpers/member-scene';

describe('Session, joining by invite', () => {
  it('reports the connection attempt and its failure', async () => {
    const { hub, session, clock } = new MemberScene();
    hub.network.failure = new NetError('wrong-pin', '');
    const entering = session.joinByInvite(invite, 'Ann');
    const rejected = assert.rejects(entering, { code: 'wrong-pin' });
    await clock.advance(0);
    await rejected;
    assert.deepEqual(session.state.connection, { kind: 'offline', error: 'wrong-pin' });
    const { pin, port, addresses } = invite;
    assert.deepEqual(hub.network.tickets, [
      { addresses, port, pin, claim: { token: invite.token, name: 'Ann' } },
    ]);
  });

  it('rejects with the hub’s reason instead of a welcome', async () => {
    for (const code of ['bad-invite', 'room-full', 'room-locked'] as const) {
      const { hub, session, clock, archive } = new MemberScene();
      const rejected = assert.rejects(session.joinByInvite(invite, 'Ann'), { code });
      await clock.advance(0);
      assert.equal(session.state.connection.kind, 'connecting');
      hub.link?.end({ reason: 'lost', error: new NetError(code, '') });
      await rejected;
      assert.deepEqual(session.state.connection, { kind: 'offline', error: code });
      assert.deepEqual(archive.list(), []);
    }
  });

  it('can be cancelled before and after it is connected', async () => {
    const { hub, session, clock } = new MemberScene();
    hub.network.failure = 'never';
    const early = new AbortController();
    const first = assert.rejects(session.joinByInvite(invite, 'Ann', { signal: early.signal }), {
      code: 'cancelled',
    });
    await clock.advance(0);
    assert.equal(session.state.connection.kind, 'connecting');
    early.abort();
    await first;
    hub.network.failure = undefined;
    const late = new AbortController();
    const second = assert.rejects(session.joinByInvite(invite, 'Ann', { signal: late.signal }), {
      code: 'cancelled',
    });
    await clock.advance(0);
    late.abort();
    await second;
    assert.deepEqual(session.state.connection, { kind: 'offline' });
    assert.ok(hub.link?.left);
  });

  it('begins a log of its own, and shows a kept one to be read', async () => {
    const scene = await MemberScene.joined();
    const { session, journalId, hub, clock } = scene;
    session.messages.say('mine');
    hub.run();
    await clock.advance(0);
    await session.suspend();
    assert.equal(await session.read(journalId), true);
    assert.deepEqual(scene.lines, ['Ann joined', 'Ann> mine (hub)']);
    assert.equal(await session.read('none'), false);
    assert.equal(await session.reopen('none'), false);
    const again = session.joinByInvite(invite, 'Ann');
    await clock.advance(0);
    hub.run();
    await again;
    assert.deepEqual(scene.texts, ['mine']);
    assert.equal(scene.archive.list().length, 1, 'it came back as the same member');
  });

  it('comes back as the same member at other addresses, and keeps them all', async () => {
    const { archive, clock, hub, session, journalId } = await MemberScene.joined();
    await session.leave();
    const elsewhere = { ...invite, addresses: ['10.0.0.9'], port: 6000 };
    const back = session.joinByInvite(elsewhere, 'Somebody');
    await clock.advance(0);
    hub.run();
    await back;
    const ticket = hub.network.tickets.at(-1);
    assert.deepEqual(ticket?.addresses, ['10.0.0.9']);
    assert.deepEqual(ticket?.others, [{ host: '192.168.1.5', port: 5000 }]);
    assert.deepEqual(ticket?.claim, {
      member: 'm1',
      key: 'k'.repeat(43),
      name: 'Ann',
      last: 1,
      epoch: { term: 1, opening: 1 },
    });
    const { addresses, port, others } = restoreGuest(archive.read(journalId) ?? [])?.header ?? {};
    assert.deepEqual(
      { addresses, port, others },
      {
        addresses: ['10.0.0.9'],
        port: 6000,
        others: [{ host: '192.168.1.5', port: 5000 }],
      },
    );
  });

  it('comes back without a log when messages aren’t stored', async () => {
    const { archive, clock, hub, session, journalId } = await MemberScene.joined();
    hub.network.failure = new NetError('refused', '');
    hub.cut();
    session.messages.say('not sent yet');
    await session.leave();
    archive.forgetLog(journalId);
    assert.equal(archive.list()[0]?.entries, 0);
    hub.network.failure = undefined;
    const back = session.joinByInvite(invite, 'Ann');
    await clock.advance(0);
    hub.run();
    await back;
    hub.run();
    assert.equal(hub.network.tickets.length, 2);
    assert.deepEqual(hub.texts, ['not sent yet']);
    assert.deepEqual(
      hub.entries.map(({ type }) => type),
      ['joined', 'message'],
    );
  });

  it('reports that the first attempt to come back failed, and keeps trying', async () => {
    const { clock, hub, session } = await MemberScene.joined();
    await session.leave();
    hub.network.failure = new NetError('refused', '');
    const failed = assert.rejects(session.joinByInvite(invite, 'Ann'), { code: 'refused' });
    await clock.advance(0);
    await failed;
    assert.deepEqual(session.state.connection, { kind: 'reconnecting', error: 'refused' });
    hub.network.failure = undefined;
    const again = session.joinByInvite({ ...invite, addresses: ['10.0.0.9'] }, 'Ann');
    await clock.advance(0);
    hub.run();
    await again;
    assert.deepEqual(hub.network.tickets.at(-1)?.addresses, ['192.168.1.5', '10.0.0.9']);
    assert.equal(session.state.connection.kind, 'joined');
  });

  it('can be cancelled while coming back', async () => {
    const { clock, hub, session } = await MemberScene.joined();
    await session.leave();
    hub.network.failure = 'never';
    const given = new AbortController();
    const back = assert.rejects(session.joinByInvite(invite, 'Ann', { signal: given.signal }), {
      code: 'cancelled',
    });
    await clock.advance(0);
    assert.equal(session.state.connection.kind, 'reconnecting');
    given.abort();
    await back;
    assert.deepEqual(session.state.connection, { kind: 'offline' });
  });

  it('is the newest member whose key is valid, else a new one', async () => {
    const { archive, clock, hub, session, journalId } = await MemberScene.joined();
    await session.leave();
    const header = archive.read(journalId)?.[0];
    assert.ok(header?.type === 'guest');
    await clock.advance(1000);
    archive.create({ ...header, key: 'x'.repeat(43) }).close(false);
    const back = session.joinByInvite(invite, 'Ann');
    await clock.advance(0);
    hub.run();
    await back;
    assert.deepEqual(
      hub.network.tickets.map(({ claim }) => ('token' in claim ? 'token' : claim.key[0])),
      ['token', 'x', 'k'],
    );
    assert.deepEqual(
      archive.list().map(({ over }) => over),
      [true, false],
    );
  });
});
