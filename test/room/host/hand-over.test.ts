import assert from 'node:assert/strict';
import type { Notice } from '../../../src/protocol/transport';
import type { RoleChange } from '../../../src/room/room';
import type { FakeGuest } from '../../helpers/fake-guest';
import { awayMs, hostedRoom } from '../../helpers/hosted';
import { listenerAt } from '../../helpers/listeners';

type Elect = Extract<Notice, { readonly type: 'elect' }>;

describe('handing over a room', () => {
  /** A room with a guest for each of these names, all of whom can take over. */
  async function scene(...names: readonly string[]) {
    const hosted = hostedRoom({ maxClients: 8 });
    const guests: FakeGuest[] = [];
    for (const [index, name] of names.entries()) {
      const guest = hosted.server.connect(name);
      guest.ask({ type: 'offer', at: listenerAt(7000 + index) });
      guests.push(guest);
      await hosted.clock.advance(500);
    }
    const roles: RoleChange[] = [];
    hosted.room.onDidChangeRole((change) => roles.push(change));
    const promises = () =>
      hosted.journal.committed.filter((record) => record.type === 'promised').length;
    return { ...hosted, hostActions: hosted.hostActions, guests, roles, promises };
  }

  const asked = (guest: FakeGuest) =>
    guest.notices.filter((notice): notice is Elect => notice.type === 'elect');

  /** The guest votes as it was asked to last. */
  function vote(guest: FakeGuest, change: { readonly term?: number; readonly last?: number } = {}) {
    const { term, last, pre } = asked(guest).at(-1) as Elect;
    guest.ask({ type: 'vote', term, last, pre, ...change });
  }

  it('stores the host’s vote after all others, then tells the successor, then everyone', async () => {
    const { clock, guests, hostActions, promises, roles } = await scene('Bo', 'Cy');
    const [bo, cy] = guests as [FakeGuest, FakeGuest];
    const result = hostActions.handOver('m1', true);
    await clock.advance(0);
    assert.deepEqual(
      asked(bo).map(({ term, to, pre }) => [term, to, pre]),
      [[2, 'm1', true]],
    );
    vote(bo);
    await clock.advance(0);
    assert.equal(promises(), 0);
    assert.equal(asked(cy).at(-1)?.pre, false);
    vote(bo);
    await clock.advance(0);
    assert.equal(promises(), 1);
    const told = bo.notices.map(({ type }) => type).slice(-2);
    assert.deepEqual(told, ['keys', 'takeover']);
    assert.ok(!cy.notices.some(({ type }) => type === 'moved'));
    bo.ask({ type: 'hosting', term: 2 });
    assert.deepEqual(await result, { ok: true, name: 'Bo', confirmed: true });
    const moved = { type: 'moved', term: 2, ...listenerAt(7000) };
    assert.deepEqual(cy.notices.at(-1), moved);
    assert.deepEqual(roles, [{ role: 'guest', stays: true }]);
  });

  it('numbers nothing meanwhile, and goes on if no one answers', async () => {
    const { clock, guests, hostActions, lines, promises, room, server } = await scene('Bo', 'Cy');
    const [bo, cy] = guests as [FakeGuest, FakeGuest];
    const result = hostActions.handOver('m1', true);
    await clock.advance(0);
    const before = lines().length;
    cy.say('from Cy');
    room.say('from Ann');
    cy.lose();
    assert.deepEqual(server.connect('Di').farewell, { code: 'host-away' });
    assert.deepEqual(lines().slice(before), ['Ann> from Ann']);
    // It doesn't hold everything yet.
    vote(bo, { last: 0 });
    await clock.advance(5000);
    assert.deepEqual(await result, { ok: false, problem: 'no-answer', name: 'Bo' });
    assert.equal(promises(), 0);
    bo.say('from Bo');
    assert.deepEqual(lines().slice(before), ['Ann> from Ann', 'Bo> from Bo']);
    assert.deepEqual(room.info.storage, undefined);
  });

  it('doesn’t remove who has been away for too long meanwhile, but afterwards', async () => {
    const { clock, guests, hostActions, lines } = await scene('Bo', 'Cy');
    const [, cy] = guests as [FakeGuest, FakeGuest];
    cy.lose();
    await clock.advance(awayMs - 1000);
    const before = lines().length;
    const result = hostActions.handOver('m1', true);
    await clock.advance(2000);
    assert.deepEqual(lines().slice(before), []);
    await clock.advance(5000);
    assert.equal((await result).ok, false);
    assert.deepEqual(lines().slice(before), ['Cy vanished']);
  });

  it('needs a majority of those who may host the room', async () => {
    const { clock, guests, hostActions, promises } = await scene('Bo', 'Cy', 'Di', 'Eve');
    const [bo, cy] = guests as [FakeGuest, FakeGuest];
    const first = hostActions.handOver('m1', true);
    await clock.advance(0);
    vote(bo);
    await clock.advance(5000);
    assert.equal((await first).ok, false);
    const second = hostActions.handOver('m1', true);
    await clock.advance(0);
    for (const guest of [bo, cy]) vote(guest);
    await clock.advance(0);
    for (const guest of [bo, cy]) vote(guest);
    await clock.advance(0);
    assert.equal(promises(), 1);
    bo.ask({ type: 'hosting', term: 2 });
    assert.equal((await second).ok, true);
  });

  it('asks again in a higher term if someone has promised this one', async () => {
    const { clock, guests, hostActions } = await scene('Bo');
    const [bo] = guests as [FakeGuest];
    const result = hostActions.handOver('m1', true);
    await clock.advance(0);
    vote(bo, { term: 7 });
    await clock.advance(0);
    assert.equal(asked(bo).at(-1)?.term, 7);
    for (const _ of ['pre', 'vote']) {
      vote(bo);
      await clock.advance(0);
    }
    bo.ask({ type: 'hosting', term: 7 });
    assert.equal((await result).ok, true);
  });

  it('ends requests to join and the line of newcomers, but no member takes the room for closed', async () => {
    const { clock, guests, hostActions, server } = await scene(
      'Bo',
      'Cy',
      'Di',
      'Eve',
      'Flo',
      'Gus',
      'Hal',
      'Ivy',
    );
    const [bo, cy] = guests as [FakeGuest, FakeGuest];
    const waiting = server.connect('Jo');
    hostActions.knocks.announce('00112233445566aa');
    const results: string[] = [];
    hostActions.knocks.onDidEnd(({ result }) => results.push(result));
    server.knocks?.knock('Kim', '482193');
    const result = hostActions.handOver('m1', true);
    await clock.advance(0);
    for (const _ of ['pre', 'vote']) {
      for (const guest of guests.slice(0, 4)) vote(guest);
      await clock.advance(0);
    }
    bo.ask({ type: 'hosting', term: 2 });
    assert.equal((await result).ok, true);
    assert.deepEqual(results, ['no-knocks']);
    assert.deepEqual(waiting.farewell, { code: 'room-closed' });
    assert.deepEqual(cy.farewell, { code: 'host-away' });
  });

  it('counts no votes of members who may not host the room', async () => {
    const { clock, guests, hostActions, promises, server } = await scene('Bo', 'Cy', 'Dee');
    const [bo, cy] = guests as [FakeGuest, FakeGuest];
    const stranger = server.connect('Eve');
    const result = hostActions.handOver('m1', true);
    await clock.advance(0);
    for (const pre of [true, false]) {
      stranger.ask({ type: 'vote', term: 99, last: 1_000_000, pre });
      const { term, last } = asked(bo).at(-1) as Elect;
      assert.equal(term, 2);
      stranger.ask({ type: 'vote', term, last, pre });
      vote(bo);
      await clock.advance(0);
      assert.equal(asked(bo).at(-1)?.pre, true, 'two of four are no majority');
    }
    vote(cy);
    await clock.advance(0);
    assert.equal(asked(bo).at(-1)?.pre, false);
    await clock.advance(20_000);
    assert.deepEqual(await result, { ok: false, problem: 'no-answer', name: 'Bo' });
    assert.equal(promises(), 0);
  });

  it('doesn’t wait for a higher term if a majority votes without the one who asks for it', async () => {
    const { clock, guests, hostActions } = await scene('Bo', 'Cy', 'Dee');
    const [bo, cy, dee] = guests as [FakeGuest, FakeGuest, FakeGuest];
    const result = hostActions.handOver('m1', true);
    await clock.advance(0);
    for (const _ of ['pre', 'vote']) {
      vote(dee, { term: 3 });
      await clock.advance(0);
      for (const guest of [bo, cy]) vote(guest);
      await clock.advance(0);
    }
    bo.ask({ type: 'hosting', term: 2 });
    assert.deepEqual(await result, { ok: true, name: 'Bo', confirmed: true });
  });

  it('lets no member use up the terms', async () => {
    const { clock, guests, hostActions } = await scene('Bo', 'Cy');
    const [bo, cy] = guests as [FakeGuest, FakeGuest];
    const result = hostActions.handOver('m1', true);
    await clock.advance(0);
    vote(cy, { term: Number.MAX_SAFE_INTEGER });
    for (const _ of ['pre', 'vote']) {
      vote(bo);
      await clock.advance(0);
      assert.equal(asked(bo).at(-1)?.term, 2);
    }
    bo.ask({ type: 'hosting', term: 2 });
    assert.equal((await result).ok, true);
  });

  it('is over for the host once it has voted, even if the successor vanishes', async () => {
    const { clock, guests, hostActions, lines, roles, room } = await scene('Bo', 'Cy');
    const [bo, cy] = guests as [FakeGuest, FakeGuest];
    const result = hostActions.handOver('m1', false);
    await clock.advance(0);
    for (const _ of ['pre', 'vote']) {
      vote(bo);
      await clock.advance(0);
    }
    const before = lines().length;
    bo.lose();
    cy.say('not numbered here');
    assert.deepEqual(await result, { ok: true, name: 'Bo', confirmed: false });
    assert.equal(cy.notices.at(-1)?.type, 'moved');
    assert.deepEqual(roles, [{ role: 'guest', stays: false }]);
    assert.equal(lines().length, before);
    assert.throws(() => room.say('too late'));
  });

  it('doesn’t happen if the host’s vote can’t be stored', async () => {
    const { clock, guests, hostActions, journal, lines } = await scene('Bo');
    const [bo] = guests as [FakeGuest];
    const result = hostActions.handOver('m1', true);
    await clock.advance(0);
    vote(bo);
    await clock.advance(0);
    journal.fail();
    vote(bo);
    await clock.advance(0);
    assert.deepEqual(await result, { ok: false, problem: 'storage', name: 'Bo' });
    assert.ok(!bo.notices.some(({ type }) => type === 'takeover'));
    journal.heal();
    bo.say('still here');
    assert.equal(lines().at(-1), 'Bo> still here');
  });

  it('is refused for a member who can’t take over', async () => {
    const { hostActions } = await scene('Bo');
    const refused = { ok: false, problem: 'not-ready', name: '' };
    assert.deepEqual(await hostActions.handOver('m9', true), refused);
  });
});
