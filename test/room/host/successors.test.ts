import assert from 'node:assert/strict';
import type { Listener } from '../../../src/protocol/frames';
import { FakeNetwork } from '../../helpers/fake-network';
import { hostedRoom } from '../../helpers/hosted';
import { listenerAt } from '../../helpers/listeners';

describe('the members who may take over a room', () => {
  /** The latest list in the log that a member gets. */
  function listOf(entries: readonly { readonly type: string }[]): string[] | undefined {
    const newest = entries.findLast(({ type }) => type === 'successors') as
      | { readonly successors: readonly { readonly member: string }[] }
      | undefined;
    return newest?.successors.map(({ member }) => member);
  }

  it('are listed once the hub has reached them, after the host, up to four', async () => {
    const scene = hostedRoom({ maxClients: 8 });
    const { clock, hostActions, server } = scene;
    const guests = ['Bo', 'Cy', 'Di', 'Eve', 'Flo'].map((name) => server.connect(name));
    assert.deepEqual(hostActions.successors, []);
    for (const [index, guest] of guests.entries()) {
      guest.ask({ type: 'offer', at: listenerAt(7000 + index) });
    }
    await clock.advance(2000);
    assert.deepEqual(listOf(guests[0]?.entries ?? []), ['m0', 'm1', 'm2', 'm3', 'm4']);
    assert.deepEqual(
      hostActions.successors.map(({ name }) => name),
      ['Bo', 'Cy', 'Di', 'Eve'],
    );
    guests[1]?.end();
    assert.deepEqual(listOf(guests[0]?.entries ?? []), ['m0', 'm1', 'm3', 'm4', 'm5']);
    guests[0]?.ask({ type: 'offer' });
    assert.deepEqual(listOf(guests[2]?.entries ?? []), ['m0', 'm3', 'm4', 'm5']);
  });

  it('can’t be listed at someone else’s port', async () => {
    const scene = hostedRoom({ maxClients: 8 });
    const { clock, hostActions, server } = scene;
    const [bo, eve] = [server.connect('Bo'), server.connect('Eve')];
    bo.ask({ type: 'offer', at: listenerAt(7001) });
    await clock.advance(500);
    for (const pin of [listenerAt(7001).pin, hostActions.invite.pin]) {
      eve.ask({ type: 'offer', at: { ...listenerAt(7001), pin } });
      await clock.advance(500);
      assert.deepEqual(listOf(bo.entries), ['m0', 'm1']);
    }
    bo.ask({ type: 'offer', at: listenerAt(7003) });
    eve.ask({ type: 'offer', at: listenerAt(7003) });
    await clock.advance(1000);
    assert.deepEqual(listOf(bo.entries), ['m0', 'm1'], 'Bo was first');
  });

  it('are checked one after the other, and not listed if they can’t be reached', async () => {
    const network = new FakeNetwork();
    const asked: number[] = [];
    let answer: (found: boolean) => void = () => {};
    network.reach = ({ port }: Listener) => {
      asked.push(port);
      return new Promise((resolve, reject) => {
        answer = (found) => (found ? resolve(undefined) : reject(new Error('unreachable')));
      });
    };
    const { clock, hostActions, server } = hostedRoom({ network });
    const [bo, cy] = [server.connect('Bo'), server.connect('Cy')];
    bo.ask({ type: 'offer', at: listenerAt(7001) });
    cy.ask({ type: 'offer', at: listenerAt(7002) });
    await clock.advance(1000);
    assert.deepEqual(asked, [7001]);
    answer(false);
    await clock.advance(100);
    assert.deepEqual(asked, [7001]);
    await clock.advance(200);
    assert.deepEqual(asked, [7001, 7002]);
    answer(true);
    await clock.advance(0);
    assert.deepEqual(
      hostActions.successors.map(({ name }) => name),
      ['Cy'],
    );
  });

  it('offer again on a new connection before they can be chosen', async () => {
    const { clock, hostActions, server } = hostedRoom();
    const bo = server.connect('Bo');
    bo.ask({ type: 'offer', at: listenerAt(7001) });
    await clock.advance(500);
    assert.equal(hostActions.successors.length, 1);
    bo.lose();
    assert.equal(hostActions.successors.length, 0);
    const back = server.resume('m1');
    assert.equal(hostActions.successors.length, 0);
    back.ask({ type: 'offer', at: listenerAt(7002) });
    await clock.advance(500);
    assert.equal(hostActions.successors.length, 1);
  });
});
