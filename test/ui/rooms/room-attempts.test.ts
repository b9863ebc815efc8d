import assert from 'node:assert/strict';
import { NetError } from '../../../src/protocol/net-error';
import type { RoomHolder } from '../../../src/room/room';
import { english } from '../../../src/strings/translate';
import { RoomAttempts } from '../../../src/ui/rooms/room-attempts';
import { stateSnapshot } from '../../../src/ui/status/state-snapshot';
import { invite, MemberScene } from '../../helpers/member-scene';

describe('the rooms of a window', () => {
  function setUp(scene = new MemberScene()) {
    const { archive, session } = scene;
    const saved = (id: string) => archive.list().find((room) => room.id === id && !room.over);
    const elsewhere: { holder?: RoomHolder } = {};
    const held = new Set<string>();
    const claim = (pin: string, _: unknown, force = false) => {
      if (elsewhere.holder && !force) return elsewhere.holder;
      held.add(pin);
      return undefined;
    };
    const openRooms = {
      claim,
      claimWithRetry: async (pin: string) => claim(pin, undefined),
      keepOnly(pin: string | undefined) {
        for (const other of held) if (other !== pin) held.delete(other);
      },
    };
    const attempts = new RoomAttempts(session, openRooms, saved, 'linux', english);
    return { scene, session, attempts, elsewhere, held };
  }

  async function joined() {
    const { scene, session, attempts, elsewhere, held } = setUp();
    const joining = attempts.joinByInvite(invite, 'Ann');
    await scene.clock.advance(0);
    scene.hub.run();
    await joining;
    return { scene, session, attempts, elsewhere, held };
  }

  it('are named after their host, unless they have a name', async () => {
    const { attempts } = setUp();
    const wanted = { kind: 'pair', name: '', address: '::', port: 0, maxClients: 1 } as const;
    assert.equal((await attempts.host(wanted, 'Ann')).name, 'Ann’s room');
    assert.equal((await attempts.host({ ...wanted, name: 'Desk 4' }, 'Ann')).name, 'Desk 4');
    const lab = await attempts.host({ ...wanted, kind: 'lab-hub', address: '127.0.0.1' }, 'Ann');
    assert.equal(lab.name, '127.0.0.1:50000');
  });

  it('can be rejoined by a guest whose connection moved to another window', async () => {
    const { scene, attempts } = await joined();
    const error = new NetError('replaced', 'replaced');
    scene.hub.link?.end({ reason: 'lost', error });
    const last = attempts.lastJoined;
    assert.equal(last?.type, 'kept');
    assert.match(attempts.currentProblem ?? '', /another window/);
  });

  it('can be rejoined once they are closed, because their host may host them again', async () => {
    const { scene, attempts } = await joined();
    const error = new NetError('room-closed', 'room-closed');
    scene.hub.link?.end({ reason: 'lost', error });
    assert.equal(attempts.lastJoined?.type, 'kept');
    assert.equal(attempts.currentProblem, undefined, 'the log says so; nothing went wrong');
  });

  it('report a failure once: to the caller, or else in the panel', async () => {
    const { scene, attempts } = setUp();
    const shown: (string | undefined)[] = [];
    scene.session.onDidChangeState(() => shown.push(attempts.unreportedProblem));
    scene.hub.network.failure = new NetError('refused', 'refused');
    await assert.rejects(attempts.joinByInvite(invite, 'Ann'), { code: 'refused' });
    assert.notEqual(attempts.currentProblem, undefined);
    assert.deepEqual(
      [...shown, attempts.unreportedProblem].filter((words) => words !== undefined),
      [],
    );
    const lost = await joined();
    lost.scene.hub.link?.end({ reason: 'lost', error: new NetError('replaced', '') });
    assert.match(lost.attempts.unreportedProblem ?? '', /another window/);
    lost.attempts.markReported();
    assert.equal(lost.attempts.unreportedProblem, undefined);
  });

  it('can be joined again by the invite after an attempt failed', async () => {
    const { scene, attempts } = setUp();
    scene.hub.network.failure = new NetError('refused', 'refused');
    await assert.rejects(attempts.joinByInvite(invite, 'Ann'), { code: 'refused' });
    assert.deepEqual(attempts.lastJoined, { type: 'invite', invite, label: 'Lab', role: 'guest' });
    assert.match(
      attempts.problem('refused').message,
      /host of “Lab” isn’t responding at 192\.168\.1\.5:5000/,
    );
  });

  it('report an attempt whose caller learns when it fails', async () => {
    const { scene, session, attempts } = setUp();
    const during: boolean[] = [];
    session.onDidChangeState(() => during.push(attempts.isTrying));
    scene.hub.network.failure = new NetError('room-full', 'room-full');
    await assert.rejects(attempts.joinByInvite(invite, 'Ann'), { code: 'room-full' });
    assert.ok(during.length >= 2 && during.every(Boolean));
    assert.equal(attempts.isTrying, false);
  });

  it('aren’t offered again once the window has left them to host', async () => {
    const { attempts } = await joined();
    await attempts.host({ kind: 'pair', name: '', address: '::', port: 0, maxClients: 1 }, 'Ann');
    assert.notEqual(attempts.lastJoined?.role, 'guest');
  });

  it('are left alone while another window is in them, until the user wants them here', async () => {
    const { scene, session, attempts, elsewhere, held } = setUp();
    elsewhere.holder = { role: 'guest', pid: 2, machine: 'here' };
    const refused = { name: 'OpenElsewhere', room: 'Lab' };
    await assert.rejects(attempts.joinByInvite(invite, 'Ann'), refused);
    const kept = { id: 'x', kind: 'group', role: 'guest', name: 'Lab', pin: invite.pin } as const;
    await assert.rejects(attempts.reopen(kept), refused);
    await assert.rejects(attempts.reopen(kept, { keepTrying: true }), refused);
    assert.deepEqual(scene.hub.network.tickets, [], 'nothing was tried');
    const joining = attempts.joinByInvite(invite, 'Ann', { force: true });
    await scene.clock.advance(0);
    scene.hub.run();
    await joining;
    assert.deepEqual([...held], [invite.pin]);
    await session.leave();
    assert.deepEqual([...held], []);
  });

  it('belong to this window while it is in them or tries to join', async () => {
    const { scene, attempts, held } = await joined();
    scene.hub.cut();
    assert.deepEqual([...held], [invite.pin]);
    await attempts.host(
      { kind: 'lab-hub', name: '', address: '::', port: 0, maxClients: 1 },
      'Ann',
    );
    assert.deepEqual([...held], []);
    scene.hub.network.failure = new NetError('refused', 'refused');
    const trying = attempts.joinByInvite({ ...invite, pin: 'q'.repeat(43) }, 'Ann');
    assert.deepEqual([...held], ['q'.repeat(43)]);
    await assert.rejects(trying);
    assert.deepEqual([...held], []);
  });

  it('are named by their role when they can’t be reopened', async () => {
    const { attempts } = setUp();
    assert.equal(
      await attempts.reopen({ id: 'x', kind: 'group', role: 'host', name: 'Desk 4', pin: '' }),
      false,
    );
    assert.match(attempts.problem('port-in-use').message, /Couldn’t reopen your room “Desk 4”/);
    assert.equal(
      await attempts.reopen({ id: 'x', kind: 'group', role: 'guest', name: 'Desk 4', pin: '' }),
      false,
    );
    assert.match(attempts.problem('wrong-pin').message, /isn’t the one that made the invite/);
  });

  it('aren’t searched for in a missing folder, which the error names', async () => {
    const { scene, attempts } = await joined();
    await scene.session.leave();
    const { archive } = scene;
    const list = archive.list();
    archive.list = () => list.map((room) => ({ ...room, missing: '/media/stick' }));
    const missing = { code: 'not-kept', message: /“Lab” is saved in \/media\/stick/ };
    const kept = { id: 'x', kind: 'group', role: 'host', name: 'Lab', pin: invite.pin } as const;
    await assert.rejects(attempts.reopen(kept), missing);
    await assert.rejects(attempts.joinByInvite(invite, 'Ann'), missing);
  });

  it('are shown to other extensions without anything that admits someone', async () => {
    const { session, scene } = await joined();
    const secrets = [invite.token, invite.pin];
    const record = scene.archive.read(scene.journalId)?.[0];
    assert.ok(record?.type === 'guest' && record.key.length > 20);
    secrets.push(record.key);
    const shown = JSON.stringify(stateSnapshot(session.state, session.entries, 'en', english));
    assert.match(shown, /"kind":"group"/);
    for (const secret of secrets) assert.ok(!shown.includes(secret), secret);

    const hosting = setUp();
    const wanted = { kind: 'pair', name: '', address: '::', port: 0, maxClients: 1 } as const;
    await hosting.attempts.host(wanted, 'Ann');
    const own = hosting.session.invited?.hostActions?.invite;
    assert.ok(own);
    const snapshot = JSON.stringify(
      stateSnapshot(hosting.session.state, hosting.session.entries, 'en', english),
    );
    for (const secret of [own.token, own.pin]) assert.ok(!snapshot.includes(secret), secret);
  });
});
