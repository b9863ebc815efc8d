import assert from 'node:assert/strict';
import { MessageError } from '../../../src/room/message-error';
import { hostedRoom } from '../../helpers/hosted';

describe('the host of an invite room', () => {
  it('has a current invite with everything a guest needs', () => {
    const { hostActions, server } = hostedRoom();
    assert.deepEqual(hostActions.invite, {
      kind: 'group',
      name: 'Lab 3',
      addresses: ['192.168.1.5', 'fd00::5'],
      port: 9000,
      pin: server.access?.pin,
      token: server.access?.state.token,
    });
    const before = hostActions.invite.token;
    hostActions.resetInvite();
    assert.notEqual(hostActions.invite.token, before);
  });

  it('turns away those in line whose invite is revoked, but no members', () => {
    const { hostActions, server, room, journal } = hostedRoom({ maxClients: 1 });
    server.connect('Bo').end();
    const cy = server.connect('Cy');
    const di = server.connect('Di');
    const bo = server.resume('m1');
    hostActions.resetInvite();
    assert.deepEqual(di.farewell, { code: 'bad-token' });
    assert.deepEqual(bo.places, [2, 1]);
    assert.equal(cy.closed, false);
    assert.equal(room.waiting.length, 1);
    const { token } = hostActions.invite;
    assert.deepEqual(journal.committed.at(-1), { type: 'door', change: { type: 'token', token } });
  });

  it('locks the room for everyone but its members', () => {
    const { hostActions, server, room, journal, changes } = hostedRoom();
    server.connect('Bo').end();
    const cy = server.connect('Cy');
    const before = changes();
    hostActions.lock(true);
    assert.ok(changes() > before);
    assert.equal(room.info.locked, true);
    assert.deepEqual(journal.committed.at(-1), {
      type: 'door',
      change: { type: 'locked', locked: true },
    });
    // Access control refuses them; one may have been admitted a moment before.
    assert.deepEqual(server.connect('Di').farewell, { code: 'room-locked' });
    assert.ok(server.resume('m1').admitted);
    assert.equal(cy.closed, false);
    hostActions.lock(false);
    assert.equal(room.info.locked, undefined);
    cy.end();
    assert.ok(server.connect('Di').admitted);
  });

  it('turns newcomers in line away when it locks the room', () => {
    const { hostActions, server } = hostedRoom({ maxClients: 1 });
    const bo = server.connect('Bo');
    const cy = server.connect('Cy');
    hostActions.lock(true);
    assert.deepEqual(cy.farewell, { code: 'room-locked' });
    bo.end();
    assert.equal(cy.admitted, false);
  });

  it('removes a member with a reason, for good', () => {
    const { hostActions, server, lines, names, log } = hostedRoom();
    const bo = server.connect('Bo');
    const cy = server.connect('Cy');
    const di = server.connect('Di');
    const { token } = hostActions.invite;
    hostActions.remove('m1', ' too\x07 loud ');
    assert.deepEqual(bo.farewell, { code: 'removed', reason: 'too\u2407 loud' });
    assert.equal(bo.entries.at(-1)?.type, 'removed', 'it is told as well');
    assert.deepEqual(lines().slice(3), ['Bo removed']);
    const entry = log.entries.at(-1);
    assert.ok(entry?.kind === 'system' && entry.event.type === 'removed');
    assert.equal(entry.event.reason, 'too\u2407 loud');
    assert.deepEqual(
      server.access?.state.keys.map(({ member }) => member),
      ['m2'],
    );
    assert.notEqual(hostActions.invite.token, token, 'it can’t come back with the same invite');
    assert.deepEqual(
      di.farewell,
      { code: 'bad-token' },
      'guests in line with the old invite are turned away',
    );
    assert.deepEqual(names(), ['Ann', 'Cy']);
    bo.say('not heard');
    assert.equal(cy.entries.at(-1)?.type, 'removed');
    assert.equal(server.connect('Bo').id, 'm3', 'with a new invite it is a new member');
  });

  it('removes members who are away as well, and admits who waits', async () => {
    const { hostActions, server, lines, clock } = hostedRoom({ maxClients: 1 });
    server.connect('Bo').end();
    const cy = server.connect('Cy');
    cy.lose();
    const bo = server.resume('m1');
    hostActions.remove('m2', '');
    assert.deepEqual(lines().slice(-2), ['Cy removed', 'Bo let-in']);
    assert.ok(bo.admitted);
    await clock.advance(3_600_000);
    assert.equal(lines().at(-1), 'Bo let-in', 'no seat is kept for a removed member');
  });

  it('can’t remove itself or a stranger, nor give an endless reason', () => {
    const { hostActions, server, lines, names } = hostedRoom();
    const bo = server.connect('Bo');
    const { token } = hostActions.invite;
    for (const id of ['m0', 'm9', '', '__proto__']) hostActions.remove(id, 'x');
    assert.deepEqual(names(), ['Ann', 'Bo']);
    assert.equal(lines().length, 2);
    assert.equal(hostActions.invite.token, token);
    hostActions.remove('m1', 'x'.repeat(2000));
    assert.equal(bo.farewell?.reason?.length, 500);
  });

  it('closes the room, and says so', async () => {
    const { room, server, journal, lines, hostActions, invited, clock } = hostedRoom();
    const bo = server.connect('Bo');
    server.connect('Cy').lose();
    let ends = 0;
    room.onDidEnd(() => {
      ends += 1;
    });
    await Promise.all([room.leave(), room.leave()]);
    assert.equal(ends, 1);
    assert.deepEqual(bo.farewell, { code: 'room-closed' });
    assert.equal(lines().at(-1), 'closed');
    assert.ok(!lines().includes('Bo left'));
    assert.deepEqual(journal.committed.at(-1), { type: 'closed', again: true });
    const records = journal.committed.length;
    hostActions.resetInvite();
    hostActions.lock(true);
    hostActions.remove('m1', '');
    invited.typing();
    invited.setPresence('away');
    assert.throws(() => room.say('hello?'), MessageError);
    assert.equal(server.connect('Di').farewell?.code, 'room-closed');
    assert.equal(journal.committed.length + journal.pending.length, records);
    assert.equal(clock.pending, 0);
  });

  it('suspends when its window closes: everything is on disk at once, and everyone may come back', async () => {
    const { room, server, journal, lines, clock } = hostedRoom();
    const bo = server.connect('Bo');
    server.connect('Cy').lose();
    room.say('last words');
    journal.pending.push({ type: 'unqueued', id: 'not committed yet' });
    const closing = room.suspend();
    assert.deepEqual(journal.pending, [], 'the window may close before that');
    await closing;
    assert.deepEqual(bo.farewell, { code: 'host-away' });
    assert.equal(journal.end, 'kept');
    assert.equal(lines().at(-1), 'Ann> last words');
    assert.equal(clock.pending, 0);
  });
});
