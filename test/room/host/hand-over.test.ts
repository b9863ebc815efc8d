import assert from 'node:assert/strict';
import type { VoterFrame } from '../../../src/protocol/voter-frames';
import type { RoleChange } from '../../../src/room/role-change';
import { times } from '../../../src/room/succession/state';
import type { FakeGuest } from '../../helpers/fake-guest';
import { FakeServer } from '../../helpers/fake-network';
import { hostedRoom } from '../../helpers/hosted';
import { hold, listenerAt, memberServerOf } from '../../helpers/listeners';

describe('handing over a room', () => {
  /** A room with a guest for each of these names, all of whom are voters. */
  async function scene(...names: readonly string[]) {
    const place = { kind: 'group', address: '127.0.0.1', port: 9000 } as const;
    const server = new FakeServer({ ...place, commit: () => memberServer.room?.commit() ?? true });
    const memberServer = memberServerOf(server);
    const hosted = hostedRoom({ maxClients: 8, server, memberServer });
    memberServer.room = hosted.room;
    const { clock, journal, room } = hosted;
    const guests = names.map((name) => server.connect(name));
    for (const [index, guest] of guests.entries()) {
      guest.ask({ type: 'offer', at: listenerAt(7000 + index) });
    }
    await clock.advance(2000);
    for (let rounds = 0; rounds <= names.length; rounds += 1) {
      for (const guest of guests) hold(guest);
      await clock.advance(0);
    }
    const roles: RoleChange[] = [];
    room.onDidChangeRole?.((change) => roles.push(change));
    const promises = () => journal.committed.filter(({ type }) => type === 'promised');
    const port = server.voters;
    assert(port);
    /** What the voter with this index was sent since the last time. */
    const sentTo = (index: number) => {
      const sent = port.sentTo(listenerAt(7000 + index).pin);
      port.sent.length = 0;
      return sent.map(({ type }) => type);
    };
    const receive = (index: number, frame: VoterFrame) =>
      port.receive(listenerAt(7000 + index).pin, frame);
    const { hostActions } = hosted;
    port.sent.length = 0;
    return { ...hosted, hostActions, memberServer, guests, roles, promises, sentTo, receive };
  }

  const moved = (index: number, term = 2): VoterFrame => ({
    ...{ type: 'moved', term, host: `m${index + 1}` },
    ...listenerAt(7000 + index),
  });

  it('asks the member to stand, promises, and tells everyone who hosts the room', async () => {
    const { clock, guests, hostActions, memberServer, promises, receive, roles, sentTo } =
      await scene('Bo', 'Cy');
    const [, cy] = guests as [FakeGuest, FakeGuest];
    const result = hostActions.handOver('m1', true);
    assert.deepEqual(sentTo(0), ['stand-now']);
    await clock.advance(times.resend);
    assert.deepEqual(sentTo(0), ['stand-now']);
    assert.deepEqual(promises(), []);
    receive(0, { type: 'elect', term: 2 });
    assert.deepEqual(promises(), [{ type: 'promised', term: 2, to: 'm1' }]);
    assert.deepEqual(sentTo(0), ['promised']);
    assert.ok(!cy.notices.some(({ type }) => type === 'moved'));
    receive(0, moved(0));
    assert.deepEqual(await result, { ok: true, name: 'Bo', confirmed: true });
    assert.deepEqual(cy.notices.at(-1), { type: 'moved', term: 2, ...listenerAt(7000) });
    assert.deepEqual(cy.farewell, { code: 'host-away' });
    const [role] = roles;
    assert(role?.role === 'guest');
    assert.equal(role.stays, true);
    assert.deepEqual(role.follow, { host: 'm1', term: 2, at: listenerAt(7000) });
    assert.equal(role.voter?.state.promised.to, 'm1');
    assert.equal(role.voter?.memberServer, memberServer);
    assert.equal(memberServer.room, undefined);
    assert.ok(!(memberServer.server as FakeServer).closed);
  });

  it('goes on as before if the member doesn’t stand', async () => {
    const { clock, guests, hostActions, lines, promises, room } = await scene('Bo', 'Cy');
    const [bo] = guests as [FakeGuest];
    const result = hostActions.handOver('m1', true);
    const before = lines().length;
    bo.say('from Bo');
    room.say('from Ann');
    assert.deepEqual(lines().slice(before), ['Bo> from Bo', 'Ann> from Ann']);
    await clock.advance(times.handOver);
    assert.deepEqual(await result, { ok: false, problem: 'no-answer', name: 'Bo' });
    assert.deepEqual(promises(), []);
    bo.say('still here');
    assert.equal(lines().at(-1), 'Bo> still here');
  });

  it('isn’t prevented by a member who refuses, as long as a majority is left', async () => {
    const { hostActions, promises, receive, roles } = await scene('Bo', 'Cy', 'Dee');
    const result = hostActions.handOver('m1', true);
    receive(1, { type: 'refused', term: 2, own: 1 });
    receive(0, { type: 'elect', term: 2 });
    receive(0, moved(0));
    assert.deepEqual(await result, { ok: true, name: 'Bo', confirmed: true });
    assert.equal(promises().length, 1);
    assert.equal(roles.length, 1);
  });

  it('numbers nothing after the promise, and lets no one in', async () => {
    const { guests, hostActions, journal, lines, receive, room, server } = await scene('Bo', 'Cy');
    const [bo, cy] = guests as [FakeGuest, FakeGuest];
    void hostActions.handOver('m1', true);
    receive(0, { type: 'elect', term: 2 });
    const [shown, stored] = [lines().length, journal.committed.length];
    cy.say('from Cy');
    room.say('from Ann');
    bo.request({ type: 'rename', name: 'Bob' });
    hostActions.remove('m2', '');
    cy.end();
    assert.deepEqual(server.connect('Di').farewell, { code: 'host-away' });
    assert.deepEqual(server.resume('m2').farewell, { code: 'host-away' });
    assert.deepEqual(lines().slice(shown), ['Ann> from Ann']);
    const news = [...journal.committed, ...journal.pending].slice(stored);
    assert.deepEqual(
      news.map(({ type }) => type),
      ['queued'],
    );
  });

  it('comes back as a member by itself if no one has taken over in time', async () => {
    const { clock, guests, hostActions, receive, roles } = await scene('Bo', 'Cy');
    const [, cy] = guests as [FakeGuest, FakeGuest];
    const result = hostActions.handOver('m1', true);
    receive(0, { type: 'elect', term: 2 });
    await clock.advance(9999);
    assert.equal(roles.length, 0);
    await clock.advance(1);
    assert.deepEqual(await result, { ok: true, name: 'Bo', confirmed: false });
    const [role] = roles;
    assert(role?.role === 'guest');
    assert.equal(role.follow, undefined);
    assert.deepEqual(cy.farewell, { code: 'host-away' });
  });

  it('waits for a disk that can’t store the promise, and nobody learns of it', async () => {
    const { clock, hostActions, journal, promises, receive, roles, sentTo } = await scene(
      'Bo',
      'Cy',
    );
    const result = hostActions.handOver('m1', true);
    sentTo(0);
    journal.fail();
    receive(0, { type: 'elect', term: 2 });
    await clock.advance(20_000);
    assert.deepEqual([sentTo(0), promises(), roles], [[], [], []]);
    journal.heal();
    await clock.advance(1000);
    assert.deepEqual(promises(), [{ type: 'promised', term: 2, to: 'm1' }]);
    assert.deepEqual(sentTo(0), ['promised']);
    assert.deepEqual(await result, { ok: true, name: 'Bo', confirmed: false });
  });

  it('is refused while the disk fails, and while another one is under way', async () => {
    const { hostActions, journal, room, receive } = await scene('Bo', 'Cy');
    const refused = (problem: string, name = 'Bo') => ({ ok: false, problem, name });
    assert.deepEqual(await hostActions.handOver('m9', true), refused('not-ready', ''));
    journal.fail();
    room.say('not stored');
    assert.deepEqual(await hostActions.handOver('m1', true), refused('storage'));
    journal.heal();
    void hostActions.handOver('m1', true);
    assert.deepEqual(await hostActions.handOver('m2', true), refused('in-progress', 'Cy'));
    receive(0, { type: 'elect', term: 2 });
    assert.deepEqual(await hostActions.handOver('m1', true), refused('in-progress'));
  });

  it('is refused while more than half of the voters are away: nobody could be elected', async () => {
    const { guests, hostActions, sentTo } = await scene('Bo', 'Cy', 'Dee', 'Eve');
    for (const guest of guests.slice(1)) guest.lose();
    const refused = { ok: false, problem: 'no-majority', name: 'Bo' };
    assert.deepEqual(await hostActions.handOver('m1', true), refused);
    assert.deepEqual(sentTo(0), []);
    const enough = await scene('Bo', 'Cy', 'Dee', 'Eve');
    for (const guest of enough.guests.slice(2)) guest.lose();
    void enough.hostActions.handOver('m1', true);
    assert.deepEqual(enough.sentTo(0), ['stand-now']);
  });

  it('ends requests to join and the line of newcomers, but no member takes the room for closed', async () => {
    const names = ['Bo', 'Cy', 'Di', 'Eve', 'Flo', 'Gus', 'Hal', 'Ivy'];
    const { guests, hostActions, receive, server } = await scene(...names);
    const [, cy] = guests as [FakeGuest, FakeGuest];
    const waiting = server.connect('Jo');
    hostActions.knocks.announce('00112233445566aa');
    const results: string[] = [];
    hostActions.knocks.onDidEnd(({ result }) => results.push(result));
    server.knocks?.knock('Kim', '482193');
    const result = hostActions.handOver('m1', true);
    receive(0, { type: 'elect', term: 2 });
    receive(0, moved(0));
    assert.equal((await result).ok, true);
    assert.deepEqual(results, ['no-knocks']);
    assert.deepEqual(waiting.farewell, { code: 'other-host' });
    assert.deepEqual(cy.farewell, { code: 'host-away' });
  });

  it('doesn’t close the room for the others when the user closes it in the middle', async () => {
    const { guests, hostActions, journal, receive, room } = await scene('Bo', 'Cy');
    const [bo] = guests as [FakeGuest];
    void hostActions.handOver('m1', true);
    receive(0, { type: 'elect', term: 2 });
    await room.leave();
    assert.deepEqual(bo.farewell, { code: 'host-away' });
    assert.ok(!journal.committed.some(({ type }) => type === 'closed'));
    assert.equal(journal.end, 'kept');
  });
});
