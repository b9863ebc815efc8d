import assert from 'node:assert/strict';
import { defaultLimits } from '../../../src/protocol/limits';
import { NetError } from '../../../src/protocol/net-error';
import type { JournalRecord } from '../../../src/room/log/journal';
import { Session } from '../../../src/room/session/session';
import { silentLogger } from '../../../src/util/logger';
import { group, hostSession, idleSession } from '../../helpers/host-session';
import { invite, joinedGuest, line, lost } from '../../helpers/member-scene';

describe('Session, hosting by invite', () => {
  it('opens a room that is stored with its secrets before anyone learns about it', async () => {
    const { archive, names, server, session, journalId } = await hostSession();
    assert.deepEqual(names(), ['Zoe']);
    assert.deepEqual(session.state.room, { kind: 'group', name: 'Lab', address: '::', port: 5000 });
    const [header, opening, ...rest] = archive.read(journalId) ?? [];
    assert.ok(opening?.type === 'opening');
    assert.deepEqual([opening.term, opening.after, rest], [1, 0, []]);
    assert.deepEqual(
      [header],
      [
        {
          type: 'hosted',
          version: 1,
          kind: 'group',
          name: 'Lab',
          address: '::',
          port: 5000,
          most: 2,
          host: { id: 'm0', name: 'Zoe' },
          door: server().access?.state,
        },
      ],
    );
    const made = session.invited?.hostActions?.invite;
    assert.deepEqual(made?.addresses, ['192.168.1.5', 'fd00::5']);
    session.messages.say('hello');
    assert.equal(archive.read(journalId)?.at(-1)?.type, 'message');
  });

  it('gives a pair two seats and no line, and a name to a guest without one', async () => {
    const { session, server, names } = await hostSession({
      kind: 'pair',
      maxClients: 16,
      person: ' ',
    });
    server().connect('Ann');
    const late = server().connect('Bob');
    assert.equal(late.farewell?.code, 'room-full');
    assert.deepEqual(names(), ['Guest', 'Ann']);
    assert.equal(session.invited?.hostActions?.invite.kind, 'pair');
  });

  it('gives a room only names that a guest accepts', async () => {
    const { archive, journalId, server, session } = await hostSession({
      name: `L\u0007${'x'.repeat(500)}`,
    });
    const ann = server().connect('Ann');
    for (const name of [session.state.room?.name, ann.seat?.room.name, archive.list()[0]?.name]) {
      assert.match(name ?? '', /^Lx{127}$/);
    }
    assert.notEqual(journalId, '');
    const nameless = await hostSession({ name: '\u202e \u0000' });
    assert.equal(nameless.session.state.room?.name, '[::]:5000');
  });

  it('rejects a text that doesn’t fit a line', async () => {
    const { session } = await hostSession();
    session.messages.say('x'.repeat(32 * 1024));
    assert.throws(() => session.messages.say('x'.repeat(32 * 1024 + 1)), { code: 'too-long' });
    session.messages.say('\u0001'.repeat(100));
    assert.throws(() => session.messages.say('\u0001'.repeat(30 * 1024)), { code: 'too-long' });
    assert.throws(() => session.messages.say('  '), { code: 'empty' });
  });

  it('comes back where it was after its window closed, with members and log', async () => {
    const before = await hostSession();
    const ann = before.server().connect('Ann');
    ann.say('hi');
    await before.session.suspend();
    assert.equal(before.server().farewell?.code, 'host-away');
    assert.equal(before.session.state.connection.kind, 'offline');

    const { session, network, server, lines, names } = idleSession(before.archive);
    const changes: string[] = [];
    session.onDidChangeLog(({ type }) => changes.push(type));
    assert.equal(await session.reopen(before.journalId), true);
    assert.equal(network.servers.length, 1);
    assert.equal(server().port, 5000);
    assert.deepEqual(server().access?.state, before.server().access?.state);
    assert.equal(session.state.connection.kind, 'hosting');
    assert.deepEqual(names(), ['Zoe', 'Ann']);
    assert.deepEqual(lines(), ['Ann joined', 'Ann> hi', 'opened']);
    assert.deepEqual(changes, ['reset']);
    const back = server().resume(ann.id, 2);
    session.messages.say('welcome back');
    assert.deepEqual(
      back.entries.map(({ seq }) => seq),
      [3],
    );
  });

  it('waits up to 10 s for its port, and reports if it isn’t available', async () => {
    const before = await hostSession();
    await before.session.suspend();
    const { session, network, clock } = idleSession(before.archive);
    network.failure = new NetError('port-in-use', 'taken');
    const again = session.reopen(before.journalId);
    await clock.advance(9000);
    assert.equal(session.state.connection.kind, 'reconnecting');
    assert.equal(session.state.room?.name, 'Lab');
    network.failure = undefined;
    await clock.advance(250);
    assert.equal(await again, true);
    await session.suspend();

    network.failure = new NetError('port-in-use', 'taken');
    const failing = assert.rejects(session.reopen(before.journalId), { code: 'port-in-use' });
    await clock.advance(10_250);
    await failing;
    assert.deepEqual(session.state.connection, { kind: 'offline', error: 'port-in-use' });

    const given = assert.rejects(session.reopen(before.journalId), { code: 'cancelled' });
    await clock.advance(0);
    await session.leave();
    await given;

    network.failure = new NetError('address-unavailable', 'gone');
    await assert.rejects(session.reopen(before.journalId), { code: 'address-unavailable' });
    assert.equal(clock.pending, 0);
  });

  it('continues from everything the previous window wrote before it released the port', async () => {
    const before = await hostSession();
    const ann = before.server().connect('Ann');
    const { session, network, clock, server, lines } = idleSession(before.archive);
    network.failure = new NetError('port-in-use', 'taken');
    const again = session.reopen(before.journalId);
    await clock.advance(1000);
    ann.say('still here');
    before.server().connect('Bob');
    before.session.invited?.hostActions?.resetInvite();
    await before.session.suspend();
    network.failure = undefined;
    await clock.advance(250);
    assert.equal(await again, true);
    assert.deepEqual(lines(), ['Ann joined', 'Ann> still here', 'Bob joined', 'opened']);
    assert.deepEqual(server().access?.state, before.server().access?.state);
    session.messages.say('hello');
    assert.equal(session.entries.find((entry) => line(entry) === 'Zoe> hello (hub)')?.seq, 4);
  });

  it('closes its journal before the port is free', async () => {
    for (const way of ['suspend', 'leave'] as const) {
      const { archive, journalId, server, session } = await hostSession();
      const close = server().close.bind(server());
      let kept: JournalRecord['type'] | undefined;
      server().close = (farewell) => {
        kept = archive.read(journalId)?.at(-1)?.type;
        return close(farewell);
      };
      session.messages.say('last words');
      await session[way]();
      assert.equal(kept, way === 'leave' ? 'closed' : 'message');
    }
  });

  it('doesn’t come back when the previous window closed it meanwhile', async () => {
    const before = await hostSession();
    const { session, network, clock } = idleSession(before.archive);
    network.failure = new NetError('port-in-use', 'taken');
    const again = session.reopen(before.journalId);
    await clock.advance(1000);
    await before.session.leave();
    network.failure = undefined;
    await clock.advance(250);
    assert.equal(await again, false);
    assert.deepEqual(session.state.connection, { kind: 'offline' });
  });

  it('has ended when its host leaves, and can then be read', async () => {
    const { session, archive, server, journalId, lines } = await hostSession();
    session.messages.say('last words');
    await session.leave();
    assert.equal(server().farewell?.code, 'room-closed');
    assert.equal(archive.list()[0]?.closed, true);
    assert.equal(await session.reopen(journalId), false, 'not automatically');
    await session.host({ ...group, kind: 'lab-hub', port: 9000 });
    assert.equal(await session.read(journalId), true);
    assert.equal(server().closed, true, 'the previous room is left');
    assert.deepEqual(lines(), ['Zoe> last words (hub)']);
    assert.deepEqual(session.state.room, { kind: 'group', name: 'Lab', address: '::', port: 5000 });
    assert.equal(session.state.connection.kind, 'offline');
  });
});

describe('a room that its host closed', () => {
  it('can be hosted again by its host, with its members, log, access and epoch', async () => {
    const before = await hostSession();
    before.server().connect('Ann').say('hi');
    await before.session.leave();
    assert.equal(before.session.invited, undefined);
    const { archive, lines, names, server, session } = idleSession(before.archive);
    assert.equal(await session.reopen(before.journalId, { evenIfClosed: true }), true);
    assert.deepEqual(server().access?.state, before.server().access?.state);
    assert.deepEqual(names(), ['Zoe', 'Ann']);
    assert.deepEqual(lines(), ['Ann joined', 'Ann> hi', 'opened']);
    assert.equal(archive.list()[0]?.closed, false);
    await session.suspend();
    const after = idleSession(archive);
    assert.equal(await after.session.reopen(before.journalId), true, 'a reload doesn’t close it');
    await after.session.leave();
    assert.equal(archive.list()[0]?.closed, true);
  });

  it('keeps no secrets if it can’t be hosted again', async () => {
    const { network, archive, clock, session } = idleSession();
    await session.leave();
    const parts = { network, archive, clock, logger: silentLogger, limits: defaultLimits };
    const program = new Session({ ...parts, closesForGood: true });
    await program.host(group);
    const id = program.invited?.journalId ?? '';
    await program.leave();
    assert.equal(archive.list()[0]?.over, true);
    assert.doesNotMatch(JSON.stringify(archive.read(id)), /token0|PRIVATE/);
    assert.equal(await program.reopen(id, { evenIfClosed: true }), false);
  });

  it('takes its members back as before, with the old invite', async () => {
    const { scene } = await joinedGuest();
    const { clock, hub, session } = scene;
    hub.link?.end(lost('room-closed'));
    assert.equal(session.state.connection.kind, 'offline');
    assert.equal(session.saved(invite.pin)?.over, false);
    const entering = session.joinByInvite(invite, 'Somebody');
    await clock.advance(0);
    hub.run();
    await entering;
    const [claim] = hub.network.tickets.slice(-1).map((ticket) => ticket.claim);
    assert.ok(claim && 'key' in claim && claim.member === 'm1', JSON.stringify(claim));
  });
});
