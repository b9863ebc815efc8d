import assert from 'node:assert/strict';
import type { VoterFrame } from '../../../src/protocol/voter-frames';
import { maxTermsAhead } from '../../../src/room/succession/succession';
import type { FakeGuest } from '../../helpers/fake-guest';
import { hostedRoom } from '../../helpers/hosted';
import { hold, listenerAt, listOf } from '../../helpers/listeners';

describe('a host and the voters of its room', () => {
  /** A room with a voter for each of these names. */
  async function scene(...names: readonly string[]) {
    const hosted = hostedRoom({ maxClients: 8 });
    const { clock, journal, server } = hosted;
    const guests = names.map((name) => server.connect(name));
    for (const [index, guest] of guests.entries()) {
      guest.ask({ type: 'offer', at: listenerAt(7000 + index) });
    }
    await clock.advance(3000);
    for (let rounds = 0; rounds <= names.length; rounds += 1) {
      for (const guest of guests) hold(guest);
      await clock.advance(0);
    }
    const { voters: port } = server;
    assert(port);
    port.sent.length = 0;
    const pinOf = (index: number) => listenerAt(7000 + index).pin;
    const receive = (index: number, frame: VoterFrame) => port.receive(pinOf(index), frame);
    const sentTo = (index: number) => port.sentTo(pinOf(index));
    const isHosting = () => !journal.committed.some(({ type }) => type === 'promised');
    return { ...hosted, guests, hostActions: hosted.hostActions, receive, sentTo, isHosting };
  }

  it('takes nothing from whoever was removed from the room', async () => {
    const { guests, hostActions, isHosting, receive, sentTo } = await scene('Bo', 'Cy');
    hostActions.remove('m1', '');
    hold(guests[1] as FakeGuest);
    receive(0, { type: 'elect', term: 2 });
    receive(0, { type: 'pre-vote', term: 9 });
    receive(0, { type: 'refused', term: 1, own: 9 });
    receive(0, { type: 'moved', term: 2, host: 'm1', ...listenerAt(7000) });
    assert(isHosting());
    assert.deepEqual(sentTo(0), []);
  });

  it('takes nothing from strangers, and tells them nothing while its term is the higher one', async () => {
    const { isHosting, receive, sentTo, server } = await scene('Bo', 'Cy');
    server.connect('Dee');
    for (const type of ['elect', 'pre-vote'] as const) receive(5, { type, term: 2 });
    receive(5, { type: 'moved', term: 2, host: 'm3', ...listenerAt(7005) });
    receive(5, { type: 'refused', term: 1, own: 7 });
    assert(isHosting());
    assert.deepEqual(sentTo(5), []);
  });

  it('lets no voter use up the terms', async () => {
    const { isHosting, receive, journal } = await scene('Bo', 'Cy');
    receive(0, { type: 'elect', term: 2 + maxTermsAhead });
    receive(0, { type: 'refused', term: 1, own: Number.MAX_SAFE_INTEGER - 1 });
    receive(0, { type: 'pre-vote', term: Number.MAX_SAFE_INTEGER - 1 });
    assert(isHosting());
    receive(0, { type: 'elect', term: 1 + maxTermsAhead });
    const promised = { type: 'promised', term: 1 + maxTermsAhead, to: 'm1' };
    assert.deepEqual(journal.committed.at(-1), promised);
  });

  it('serves a copy of its log only to the candidate that has its promise', async () => {
    const { receive, room, sentTo } = await scene('Bo', 'Cy');
    room.say('only here');
    const copy = { type: 'copy', last: 2 } as const;
    receive(0, { ...copy, term: 2 });
    assert.deepEqual(sentTo(0), []);
    receive(0, { type: 'elect', term: 2 });
    receive(1, { ...copy, term: 2 });
    assert.deepEqual(sentTo(1), []);
    receive(0, { ...copy, term: 2 });
    const types = sentTo(0).map(({ type }) => type);
    assert.deepEqual(types, [
      'promised',
      'log',
      'epoch',
      'successors',
      'successors',
      'message',
      'more',
    ]);
  });

  it('believes nobody that it has entries that were never numbered', async () => {
    const { clock, guests, server } = await scene('Bo');
    const [bo] = guests as [FakeGuest];
    bo.ask({ type: 'held', seq: 1_000_000 });
    await clock.advance(0);
    const cy = server.connect('Cy');
    cy.ask({ type: 'offer', at: listenerAt(7001) });
    await clock.advance(1000);
    hold(cy);
    await clock.advance(0);
    assert.deepEqual(listOf(bo.entries), ['m0', 'm1', 'm2']);
    const dee = server.connect('Dee');
    dee.ask({ type: 'offer', at: listenerAt(7002) });
    await clock.advance(1000);
    hold(dee);
    await clock.advance(0);
    // Bo’s word was true of what there was then, and no more.
    assert.deepEqual(listOf(bo.entries), ['m0', 'm1', 'm2']);
  });
});
