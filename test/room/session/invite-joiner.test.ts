import assert from 'node:assert/strict';
import { NetError, type NetErrorCode } from '../../../src/protocol/net-error';
import { invite, MemberScene } from '../../helpers/member-scene';

describe('a room that temporarily admits no one', () => {
  function keepTrying() {
    const scene = new MemberScene();
    const { hub, session, clock } = scene;
    const refuse = (code: NetErrorCode) =>
      hub.link?.end({ reason: 'lost', error: new NetError(code, '') });
    const kinds = new Set<string>();
    session.onDidChangeState(({ connection }) => kinds.add(connection.kind));
    const given = new AbortController();
    const entering = session.joinByInvite(invite, 'Ann', {
      signal: given.signal,
      keepTrying: true,
    });
    return { ...{ clock, entering, given, hub, kinds, refuse, scene, session } };
  }

  it('is retried automatically and slowly until it does', async () => {
    const { clock, entering, hub, kinds, refuse, session } = keepTrying();
    await clock.advance(0);
    refuse('room-full');
    await clock.advance(0);
    kinds.clear();
    for (const code of ['room-full', 'room-locked', 'connection-lost'] as const) {
      const { tickets } = hub.network;
      const before = tickets.length;
      await clock.advance(9_999);
      assert.equal(tickets.length, before);
      await clock.advance(1);
      assert.equal(tickets.length, before + 1);
      refuse(code);
      await clock.advance(0);
      const { connection } = session.state;
      const told = code === 'connection-lost' ? 'closed-at-once' : code;
      assert.equal(connection.kind === 'connecting' && connection.error, told);
    }
    await clock.advance(10_000);
    hub.run();
    await entering;
    assert.equal(session.state.connection.kind, 'joined');
    kinds.delete('joined');
    kinds.delete('offline');
    assert.deepEqual([...kinds], ['connecting'], 'nothing else is shown meanwhile');
  });

  it('is retried for ten minutes, and reports the last refusal', async () => {
    const { clock, entering, hub, session } = keepTrying();
    hub.network.failure = new NetError('room-full', '');
    const refused = assert.rejects(entering, { code: 'room-full' });
    await clock.advance(10 * 60_000);
    await refused;
    assert.equal(hub.network.tickets.length, 61);
    assert.deepEqual(session.state.connection, { kind: 'offline', error: 'room-full' });
    assert.equal(clock.pending, 0);
  });

  it('is no longer retried once the user cancels or joins another room', async () => {
    for (const giveUp of ['signal', 'leave'] as const) {
      const { clock, entering, given, hub, session } = keepTrying();
      hub.network.failure = new NetError('room-full', '');
      const cancelled = assert.rejects(entering, { code: 'cancelled' });
      await clock.advance(15_000);
      if (giveUp === 'signal') given.abort();
      else await session.leave();
      await cancelled;
      assert.deepEqual(session.state.connection, { kind: 'offline' });
      await clock.advance(60_000);
      assert.equal(hub.network.tickets.length, 2);
    }
  });

  it('is no longer retried after a final reply', async () => {
    const { clock, entering, hub, refuse } = keepTrying();
    const ended = assert.rejects(entering, { code: 'bad-invite' });
    await clock.advance(0);
    refuse('room-full');
    await clock.advance(10_000);
    refuse('bad-invite');
    await ended;
    assert.equal(hub.network.tickets.length, 2);
  });
});

describe('a room that refuses a newcomer', () => {
  const other = { ...invite, pin: 'q'.repeat(43), name: 'Other' } as const;
  const refusals: readonly (NetErrorCode | 'closed')[] = [
    ...([
      'bad-invite',
      'room-full',
      'room-locked',
      'line-full',
      'host-away',
      'host-storage',
    ] as const),
    ...(['room-closed', 'other-version', 'protocol', 'connection-lost', 'closed'] as const),
  ];

  for (const code of refusals) {
    it(`keeps the log that was shown, and adds nothing to it: ${code}`, async () => {
      const scene = await MemberScene.joined();
      const { clock, hub, session } = scene;
      hub.say('hi');
      hub.run();
      await session.leave();
      const { room } = session.state;
      const before = session.entries;
      const entering = session.joinByInvite(other, 'Ann');
      await clock.advance(0);
      assert.deepEqual(session.entries, before, 'before the hub has replied');
      const lost = code === 'connection-lost' || code === 'closed';
      const ended = assert.rejects(entering, { code: lost ? 'closed-at-once' : code });
      hub.link?.end(
        code === 'closed'
          ? { reason: 'closed' }
          : { reason: 'lost', error: new NetError(code, '') },
      );
      await ended;
      assert.deepEqual(session.entries, before);
      assert.deepEqual(session.state.room, room);
      assert.equal(session.state.connection.kind, 'offline');
    });
  }

  it('isn’t reported as a lost connection if an unused key was revoked', async () => {
    const scene = await MemberScene.joined();
    await scene.session.suspend();
    await scene.startFrom(scene.archive.read(scene.journalId) ?? []);
    scene.hub.network.failure = new NetError('bad-key', '');
    await scene.session.reopen(scene.journalId);
    await scene.clock.advance(0);
    assert.deepEqual(scene.session.state.connection, { kind: 'offline', error: 'bad-key' });
    assert.ok(!scene.lines.includes('closed'), scene.lines.join('\n'));
  });
});
