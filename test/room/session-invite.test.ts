import assert from 'node:assert/strict';
import { defaultLimits } from '../../src/net/limits';
import { NetError } from '../../src/net/net-error';
import type { JournalRecord } from '../../src/room/journal';
import { restoreGuest } from '../../src/room/restored-guest';
import { Session } from '../../src/room/session';
import { silentLogger } from '../../src/util/logger';
import { group, hostSession, idleSession } from '../helpers/host-session';
import { invite, joinedGuest, line, lost, MemberScene } from '../helpers/member-scene';

describe('Session, hosting by invite', () => {
  it('opens a room that is kept, secrets and all, before anybody hears of it', async () => {
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
          door: server().door?.state,
        },
      ],
    );
    const made = session.invited?.keeper?.invite;
    assert.deepEqual(made?.addresses, ['192.168.1.5', 'fd00::5']);
    session.say('hello');
    assert.equal(archive.read(journalId)?.at(-1)?.type, 'message');
  });

  it('gives a pair two seats and no line, and a name to who has none', async () => {
    const { session, server, names } = await hostSession({
      kind: 'pair',
      maxClients: 16,
      person: ' ',
    });
    server().connect('Ann');
    const late = server().connect('Bob');
    assert.equal(late.farewell?.code, 'room-full');
    assert.deepEqual(names(), ['Guest', 'Ann']);
    assert.equal(session.invited?.keeper?.invite.kind, 'pair');
  });

  it('gives a room no name that a guest could not take', async () => {
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

  it('takes no text that no line can carry', async () => {
    const { session } = await hostSession();
    session.say('x'.repeat(32 * 1024));
    assert.throws(() => session.say('x'.repeat(32 * 1024 + 1)), { code: 'too-long' });
    session.say('\u0001'.repeat(100));
    assert.throws(() => session.say('\u0001'.repeat(30 * 1024)), { code: 'too-long' });
    assert.throws(() => session.say('  '), { code: 'empty' });
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
    assert.deepEqual(server().door?.state, before.server().door?.state);
    assert.equal(session.state.connection.kind, 'hosting');
    assert.deepEqual(names(), ['Zoe', 'Ann']);
    assert.deepEqual(lines(), ['Ann joined', 'Ann> hi', 'opened']);
    assert.deepEqual(changes, ['reset']);
    const back = server().resume(ann.id, 2);
    session.say('welcome back');
    assert.deepEqual(
      back.entries.map(({ seq }) => seq),
      [3],
    );
  });

  it('waits up to 10 s for its port, and says so when it cannot be had', async () => {
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

  it('goes on from all that the window before wrote until it let go of the port', async () => {
    const before = await hostSession();
    const ann = before.server().connect('Ann');
    const { session, network, clock, server, lines } = idleSession(before.archive);
    network.failure = new NetError('port-in-use', 'taken');
    const again = session.reopen(before.journalId);
    await clock.advance(1000);
    ann.say('still here');
    before.server().connect('Bob');
    before.session.invited?.keeper?.resetInvite();
    await before.session.suspend();
    network.failure = undefined;
    await clock.advance(250);
    assert.equal(await again, true);
    assert.deepEqual(lines(), ['Ann joined', 'Ann> still here', 'Bob joined', 'opened']);
    assert.deepEqual(server().door?.state, before.server().door?.state);
    session.say('hello');
    assert.equal(session.entries.find((entry) => line(entry) === 'Zoe> hello (hub)')?.seq, 4);
  });

  it('has let go of its journal before anybody can have its port', async () => {
    for (const way of ['suspend', 'leave'] as const) {
      const { archive, journalId, server, session } = await hostSession();
      const close = server().close.bind(server());
      let kept: JournalRecord['type'] | undefined;
      server().close = (farewell) => {
        kept = archive.read(journalId)?.at(-1)?.type;
        return close(farewell);
      };
      session.say('last words');
      await session[way]();
      assert.equal(kept, way === 'leave' ? 'closed' : 'message');
    }
  });

  it('does not come back when the window before closed it meanwhile', async () => {
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

  it('is over when its host leaves, and can be read then', async () => {
    const { session, archive, server, journalId, lines } = await hostSession();
    session.say('last words');
    await session.leave();
    assert.equal(server().farewell?.code, 'room-closed');
    assert.equal(archive.list()[0]?.closed, true);
    assert.equal(await session.reopen(journalId), false, 'not by itself');
    await session.host({ ...group, kind: 'lab-hub', port: 9000 });
    assert.equal(await session.read(journalId), true);
    assert.equal(server().closed, true, 'the room before is left');
    assert.deepEqual(lines(), ['Zoe> last words (hub)']);
    assert.deepEqual(session.state.room, { kind: 'group', name: 'Lab', address: '::', port: 5000 });
    assert.equal(session.state.connection.kind, 'offline');
  });
});

describe('a room that its host closed', () => {
  it('is hosted again by its host’s hand, with its members, log, door and epoch', async () => {
    const before = await hostSession();
    before.server().connect('Ann').say('hi');
    await before.session.leave();
    assert.equal(before.session.invited, undefined);
    const { archive, lines, names, server, session } = idleSession(before.archive);
    assert.equal(await session.reopen(before.journalId, { again: true }), true);
    assert.deepEqual(server().door?.state, before.server().door?.state);
    assert.deepEqual(names(), ['Zoe', 'Ann']);
    assert.deepEqual(lines(), ['Ann joined', 'Ann> hi', 'opened']);
    assert.equal(archive.list()[0]?.closed, false);
    await session.suspend();
    const after = idleSession(archive);
    assert.equal(await after.session.reopen(before.journalId), true, 'a reload does not close it');
    await after.session.leave();
    assert.equal(archive.list()[0]?.closed, true);
  });

  it('keeps no secrets where nobody can host it again', async () => {
    const { network, archive, clock, session } = idleSession();
    await session.leave();
    const parts = { network, archive, clock, logger: silentLogger, limits: defaultLimits };
    const program = new Session({ ...parts, closesForGood: true });
    await program.host(group);
    const id = program.invited?.journalId ?? '';
    await program.leave();
    assert.equal(archive.list()[0]?.over, true);
    assert.doesNotMatch(JSON.stringify(archive.read(id)), /token0|PRIVATE/);
    assert.equal(await program.reopen(id, { again: true }), false);
  });

  it('takes its members back as who they were, by the old invite', async () => {
    const { scene } = await joinedGuest();
    const { clock, hub, session } = scene;
    hub.link?.end(lost('room-closed'));
    assert.equal(session.state.connection.kind, 'offline');
    assert.equal(session.kept(invite.pin)?.over, false);
    const entering = session.enter(invite, 'Somebody');
    await clock.advance(0);
    hub.run();
    await entering;
    const [claim] = hub.network.tickets.slice(-1).map((ticket) => ticket.claim);
    assert.ok(claim && 'key' in claim && claim.member === 'm1', JSON.stringify(claim));
  });
});

describe('Session, entering by invite', () => {
  it('says who connects where, and that it did not come about', async () => {
    const { hub, session, clock } = new MemberScene();
    hub.network.failure = new NetError('wrong-pin', '');
    const entering = session.enter(invite, 'Ann');
    const rejected = assert.rejects(entering, { code: 'wrong-pin' });
    await clock.advance(0);
    await rejected;
    assert.deepEqual(session.state.connection, { kind: 'offline', error: 'wrong-pin' });
    const { pin, port, addresses } = invite;
    assert.deepEqual(hub.network.tickets, [
      { addresses, port, pin, claim: { token: invite.token, name: 'Ann' } },
    ]);
  });

  it('rejects with what the hub says instead of a welcome', async () => {
    for (const code of ['bad-invite', 'room-full', 'room-locked'] as const) {
      const { hub, session, clock, archive } = new MemberScene();
      const rejected = assert.rejects(session.enter(invite, 'Ann'), { code });
      await clock.advance(0);
      assert.equal(session.state.connection.kind, 'connecting');
      hub.link?.end({ reason: 'lost', error: new NetError(code, '') });
      await rejected;
      assert.deepEqual(session.state.connection, { kind: 'offline', error: code });
      assert.deepEqual(archive.list(), []);
    }
  });

  it('can be given up before and after it is connected', async () => {
    const { hub, session, clock } = new MemberScene();
    hub.network.failure = 'never';
    const early = new AbortController();
    const first = assert.rejects(session.enter(invite, 'Ann', { signal: early.signal }), {
      code: 'cancelled',
    });
    await clock.advance(0);
    assert.equal(session.state.connection.kind, 'connecting');
    early.abort();
    await first;
    hub.network.failure = undefined;
    const late = new AbortController();
    const second = assert.rejects(session.enter(invite, 'Ann', { signal: late.signal }), {
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
    session.say('mine');
    hub.run();
    await clock.advance(0);
    await session.suspend();
    assert.equal(await session.read(journalId), true);
    assert.deepEqual(scene.lines, ['Ann joined', 'Ann> mine (hub)']);
    assert.equal(await session.read('none'), false);
    assert.equal(await session.reopen('none'), false);
    const again = session.enter(invite, 'Ann');
    await clock.advance(0);
    hub.run();
    await again;
    assert.deepEqual(scene.texts, ['mine']);
    assert.equal(scene.archive.list().length, 1, 'back as who it was');
  });

  it('comes back as who it was where other addresses lead to the room, and keeps them all', async () => {
    const { archive, clock, hub, session, journalId } = await MemberScene.joined();
    await session.leave();
    const elsewhere = { ...invite, addresses: ['10.0.0.9'], port: 6000 };
    const back = session.enter(elsewhere, 'Somebody');
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

  it('comes back without a log when what was said is not kept', async () => {
    const { archive, clock, hub, session, journalId } = await MemberScene.joined();
    hub.network.failure = new NetError('refused', '');
    hub.cut();
    session.say('not sent yet');
    await session.leave();
    archive.forgetLog(journalId);
    assert.equal(archive.list()[0]?.entries, 0);
    hub.network.failure = undefined;
    const back = session.enter(invite, 'Ann');
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

  it('says that the first try to come back failed, and goes on trying', async () => {
    const { clock, hub, session } = await MemberScene.joined();
    await session.leave();
    hub.network.failure = new NetError('refused', '');
    const failed = assert.rejects(session.enter(invite, 'Ann'), { code: 'refused' });
    await clock.advance(0);
    await failed;
    assert.deepEqual(session.state.connection, { kind: 'reconnecting', error: 'refused' });
    hub.network.failure = undefined;
    const again = session.enter({ ...invite, addresses: ['10.0.0.9'] }, 'Ann');
    await clock.advance(0);
    hub.run();
    await again;
    assert.deepEqual(hub.network.tickets.at(-1)?.addresses, ['192.168.1.5', '10.0.0.9']);
    assert.equal(session.state.connection.kind, 'joined');
  });

  it('can be given up on the way back', async () => {
    const { clock, hub, session } = await MemberScene.joined();
    await session.leave();
    hub.network.failure = 'never';
    const given = new AbortController();
    const back = assert.rejects(session.enter(invite, 'Ann', { signal: given.signal }), {
      code: 'cancelled',
    });
    await clock.advance(0);
    assert.equal(session.state.connection.kind, 'reconnecting');
    given.abort();
    await back;
    assert.deepEqual(session.state.connection, { kind: 'offline' });
  });

  it('is the newest member that one was whose key is not dead, and else a new one', async () => {
    const { archive, clock, hub, session, journalId } = await MemberScene.joined();
    await session.leave();
    const header = archive.read(journalId)?.[0];
    assert.ok(header?.type === 'guest');
    await clock.advance(1000);
    archive.create({ ...header, key: 'x'.repeat(43) }).close(false);
    const back = session.enter(invite, 'Ann');
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
