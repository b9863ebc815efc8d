import assert from 'node:assert/strict';
import type { Invite } from '../../../src/protocol/invite';
import type { Session } from '../../../src/room/session/session';
import { ChaosProxy } from '../../helpers/chaos-proxy';
import { MemoryArchive } from '../../helpers/memory-archive';
import { realSession } from '../../helpers/real-session';
import { waitFor } from '../../helpers/wait-for';

/** A room on 127.0.0.1, and a proxy to it on 127.0.0.2 that can be cut off. */
async function openRoom(kind: 'pair' | 'group') {
  const host = realSession();
  const room = await host.host({
    ...{ kind, name: 'Lab', address: '127.0.0.1', port: 0, maxClients: 4, person: 'Ann' },
  });
  const proxy = await ChaosProxy.listen({
    ...{ target: room.port, random: () => 0, everyMs: 0, faultMs: 0 },
    at: { address: '127.0.0.2', port: room.port },
  });
  const original = host.invited?.hostActions?.invite as Invite;
  const throughProxy: Invite = { ...original, addresses: ['127.0.0.2'] };
  return { host, proxy, original, throughProxy };
}

/** Bo's window, and the archive that its next window shares. */
function window(archive = new MemoryArchive()) {
  return { archive, session: realSession(undefined, archive) };
}

const isJoined = ({ state }: Session) => state.connection.kind === 'joined';
const guestsOf = ({ state }: Session) =>
  state.members.flatMap(({ host, id, name }) => (host ? [] : [`${id} ${name}`]));
const textsOf = ({ entries }: Session) =>
  entries.flatMap((entry) => (entry.kind === 'message' ? [entry.text] : []));

describe('an invite to a stored room', () => {
  let open: Session[] = [];
  let proxy: ChaosProxy | undefined;
  afterEach(async () => {
    for (const session of open.splice(0).reverse()) await session.leave();
    proxy?.dispose();
    open = [];
  });

  for (const kind of ['pair', 'group'] as const) {
    it(`brings the same member back into a ${kind} after a change of network`, async () => {
      const room = await openRoom(kind);
      proxy = room.proxy;
      const { session: bo, archive } = window();
      open.push(room.host, bo);
      await bo.joinByInvite(room.throughProxy, 'Bo');
      room.proxy.sever();
      await waitFor(() => bo.state.connection.kind === 'reconnecting', 'lost');
      bo.messages.say('said while away');
      await bo.joinByInvite(room.original, 'Bo');
      await waitFor(() => textsOf(room.host).length === 1, 'the outbox');
      assert.deepEqual(guestsOf(room.host), ['m1 Bo']);
      assert.equal(archive.list().length, 1);
      const header = archive
        .read(archive.list()[0]?.id ?? '')
        ?.findLast(({ type }) => type === 'guest');
      assert.ok(header?.type === 'guest');
      assert.deepEqual([...header.addresses].sort(), ['127.0.0.1', '127.0.0.2']);
    });

    it(`brings a member of a ${kind} back in a window that was not in it`, async () => {
      const room = await openRoom(kind);
      proxy = room.proxy;
      const first = window();
      const next = window(first.archive);
      open.push(room.host, first.session, next.session);
      await first.session.joinByInvite(room.throughProxy, 'Bo');
      await first.session.leave();
      room.proxy.sever();
      await next.session.joinByInvite(room.original, 'Somebody');
      assert.ok(isJoined(next.session));
      assert.deepEqual(guestsOf(room.host), ['m1 Bo']);
      await next.session.leave();
      // The old address is kept: it may work again tomorrow.
      room.proxy.restore();
      const [kept] = first.archive.list();
      const header = first.archive.read(kept?.id ?? '')?.findLast(({ type }) => type === 'guest');
      assert.ok(header?.type === 'guest' && header.addresses.includes('127.0.0.2'));
    });
  }

  it('takes over from a dead connection that no one has noticed yet', async () => {
    const room = await openRoom('pair');
    proxy = room.proxy;
    const { session: bo } = window();
    open.push(room.host, bo);
    await bo.joinByInvite(room.throughProxy, 'Bo');
    room.proxy.freeze();
    room.host.messages.say('into the void');
    await bo.joinByInvite(room.original, 'Bo');
    await waitFor(() => textsOf(bo).length === 1, 'what was said meanwhile');
    assert.deepEqual(guestsOf(room.host), ['m1 Bo']);
    assert.ok(isJoined(bo));
  });

  it('makes someone a new member only if the room no longer knows them', async () => {
    const room = await openRoom('group');
    proxy = room.proxy;
    const { session: bo, archive } = window();
    open.push(room.host, bo);
    await bo.joinByInvite(room.throughProxy, 'Bo');
    room.host.invited?.hostActions?.remove('m1', 'wrong room');
    await waitFor(() => bo.state.connection.kind === 'offline', 'removed');
    await bo.joinByInvite(
      { ...room.original, token: room.host.invited?.hostActions?.invite.token ?? '' },
      'Bo',
    );
    assert.deepEqual(guestsOf(room.host), ['m2 Bo']);
    assert.equal(archive.list().filter(({ over }) => !over).length, 1);
  });

  it('reopens the user’s own room', async () => {
    const archive = new MemoryArchive();
    const before = realSession(undefined, archive);
    await before.host({
      ...{ kind: 'pair', name: 'Lab', address: '127.0.0.1', port: 0, maxClients: 1, person: 'Ann' },
    });
    const invite = before.invited?.hostActions?.invite as Invite;
    await before.suspend();
    const { session: after } = window(archive);
    open.push(after);
    await after.joinByInvite(invite, 'Ann');
    assert.equal(after.state.connection.kind, 'hosting');
    // Again: the user is already in this room.
    await after.joinByInvite(invite, 'Ann');
    assert.equal(after.state.connection.kind, 'hosting');
  });
});
