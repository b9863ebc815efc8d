import assert from 'node:assert/strict';
import type { RoomEntry } from '../../../src/protocol/room-entry';
import type { FakeGuest } from '../../helpers/fake-guest';
import { awayMs, hostedRoom } from '../../helpers/hosted';
import { hold, listenerAt, listOf } from '../../helpers/listeners';

describe('the members who may take over a room', () => {
  /** A room with these guests, who all offer to take over. */
  async function scene(...names: readonly string[]) {
    const hosted = hostedRoom({ maxClients: 8 });
    const { clock, server } = hosted;
    const guests = names.map((name) => server.connect(name));
    /** The members of the list that someone who has all of the log has. */
    const list = () => listOf(server.connected.find(({ closed }) => !closed)?.entries ?? []);
    /** Everyone has everything on disk, and the list changes as far as it may. */
    const settle = async () => {
      for (let rounds = 0; rounds < 8; rounds += 1) {
        for (const guest of server.connected) if (!guest.closed) hold(guest);
        await clock.advance(0);
      }
    };
    for (const [index, guest] of guests.entries()) offer(guest, 7000 + index);
    await clock.advance(3000);
    return { ...hosted, hostActions: hosted.hostActions, guests, list, settle };
  }

  function offer(guest: FakeGuest, port: number): void {
    guest.ask({ type: 'offer', at: listenerAt(port) });
  }

  const ready = ({ hostActions }: Awaited<ReturnType<typeof scene>>) =>
    hostActions.successors.map(({ name }) => name);

  it('are listed after the host, up to four, one by one as each has the log on its disk', async () => {
    const all = await scene('Bo', 'Cy', 'Di', 'Eve', 'Flo');
    const { clock, guests, list, settle } = all;
    assert.equal(list(), undefined);
    hold(guests[1] as FakeGuest);
    await clock.advance(0);
    assert.deepEqual(list(), ['m0', 'm2']);
    // A majority has to hold that list before the next one.
    hold(guests[0] as FakeGuest);
    await clock.advance(0);
    assert.deepEqual(list(), ['m0', 'm2']);
    await settle();
    assert.deepEqual(list(), ['m0', 'm2', 'm1', 'm3', 'm4']);
    assert.deepEqual(ready(all), ['Cy', 'Bo', 'Di', 'Eve']);
    guests[1]?.end();
    await settle();
    assert.deepEqual(list(), ['m0', 'm1', 'm3', 'm4', 'm5']);
    guests[0]?.ask({ type: 'offer' });
    await settle();
    assert.deepEqual(list(), ['m0', 'm3', 'm4', 'm5']);
  });

  it('get a list that is on the host’s disk before anyone has it', async () => {
    const { guests, journal, list } = await scene('Bo');
    journal.isSlow = true;
    hold(guests[0] as FakeGuest);
    await Promise.resolve();
    assert.deepEqual(list(), ['m0', 'm1']);
    assert.equal(journal.synced, journal.appended);
  });

  it('change only while a majority holds the list', async () => {
    const { clock, guests, list, settle } = await scene('Bo', 'Cy', 'Di');
    await settle();
    assert.deepEqual(list(), ['m0', 'm1', 'm2', 'm3']);
    const [bo, cy, di] = guests as [FakeGuest, FakeGuest, FakeGuest];
    cy.ask({ type: 'offer' });
    await clock.advance(0);
    assert.deepEqual(list(), ['m0', 'm1', 'm3']);
    // Only the host and one of three hold that now.
    di.ask({ type: 'offer' });
    await clock.advance(0);
    assert.deepEqual(list(), ['m0', 'm1', 'm3']);
    hold(bo);
    await clock.advance(0);
    assert.deepEqual(list(), ['m0', 'm1']);
  });

  it('stay in the list while they are away, and give way to others after they have lost their seats', async () => {
    const all = await scene('Bo', 'Cy');
    const { clock, guests, list, server, settle } = all;
    await settle();
    assert.deepEqual(list(), ['m0', 'm1', 'm2']);
    guests[0]?.lose();
    await clock.advance(awayMs);
    await settle();
    // Of three, it is still of use when it comes back.
    assert.deepEqual(list(), ['m0', 'm1', 'm2']);
    assert.deepEqual(ready(all), ['Cy']);
    const dee = server.connect('Dee');
    offer(dee, 7003);
    await clock.advance(1000);
    await settle();
    assert.deepEqual(list(), ['m0', 'm2', 'm3']);
    const back = server.resume('m1');
    offer(back, 7000);
    await clock.advance(1000);
    await settle();
    assert.deepEqual(list(), ['m0', 'm2', 'm3', 'm1']);
  });

  it('leave a list of an even number, where they are never of use, when they have lost their seats', async () => {
    const { clock, guests, list, settle } = await scene('Bo', 'Cy', 'Di');
    await settle();
    guests[0]?.lose();
    await clock.advance(awayMs - 1);
    await settle();
    assert.deepEqual(list(), ['m0', 'm1', 'm2', 'm3']);
    await clock.advance(1);
    await settle();
    assert.deepEqual(list(), ['m0', 'm2', 'm3']);
  });

  it('are other voters with another certificate, and the same at another address', async () => {
    const { clock, guests, list, server, settle } = await scene('Bo', 'Cy');
    await settle();
    const [bo, cy] = guests as [FakeGuest, FakeGuest];
    const newest = () =>
      server.connected[0]?.entries.findLast(
        (entry): entry is Extract<RoomEntry, { type: 'successors' }> => entry.type === 'successors',
      )?.successors;
    bo.ask({ type: 'offer', at: { ...listenerAt(7000), addresses: ['10.0.0.9'] } });
    await clock.advance(5000);
    assert.deepEqual(list(), ['m0', 'm1', 'm2']);
    assert.deepEqual(newest()?.[1]?.addresses, ['10.0.0.9']);
    hold(cy);
    hold(bo);
    offer(bo, 7009);
    await clock.advance(5000);
    assert.deepEqual(list(), ['m0', 'm2']);
    await settle();
    assert.deepEqual(list(), ['m0', 'm2', 'm1']);
    assert.equal(newest()?.[2]?.port, 7009);
  });

  it('can’t be listed at someone else’s port', async () => {
    const { clock, guests, hostActions, list, settle, server } = await scene('Bo');
    await settle();
    const [bo] = guests as [FakeGuest];
    const eve = server.connect('Eve');
    for (const pin of [listenerAt(7000).pin, hostActions.invite.pin]) {
      eve.ask({ type: 'offer', at: { ...listenerAt(7001), pin } });
      await clock.advance(500);
      await settle();
      assert.deepEqual(list(), ['m0', 'm1']);
    }
    offer(bo, 7003);
    offer(eve, 7003);
    await clock.advance(5000);
    await settle();
    assert.deepEqual(list(), ['m0', 'm1'], 'Bo was first');
  });

  it('offer again on a new connection before they can be chosen', async () => {
    const all = await scene('Bo');
    const { clock, guests, server, settle } = all;
    await settle();
    assert.deepEqual(ready(all), ['Bo']);
    guests[0]?.lose();
    assert.deepEqual(ready(all), []);
    const back = server.resume('m1');
    assert.deepEqual(ready(all), []);
    offer(back, 7002);
    await clock.advance(5000);
    await settle();
    assert.deepEqual(ready(all), ['Bo']);
  });

  it('are listed again when the log no longer has their list, for newcomers', async () => {
    const hosted = hostedRoom({
      maxClients: 8,
      limits: { awayMs, presenceMs: 2000, logEntries: 20, waitingLine: 2 },
    });
    const { clock, room, server } = hosted;
    const bo = server.connect('Bo');
    offer(bo, 7000);
    await clock.advance(500);
    hold(bo);
    await clock.advance(0);
    assert.deepEqual(listOf(bo.entries), ['m0', 'm1']);
    for (let said = 0; said < 40; said += 1) room.say(`${said}`);
    hold(bo);
    await clock.advance(0);
    const cy = server.connect('Cy');
    assert.deepEqual(listOf(cy.entries), ['m0', 'm1']);
  });
});
