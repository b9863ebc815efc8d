import assert from 'node:assert/strict';
import type { Notice } from '../../../src/protocol/guest-link';
import type { FakeGuest } from '../../helpers/fake-guest';
import { hostedRoom } from '../../helpers/hosted';
import { listenerAt } from '../../helpers/listeners';

describe('the keys of a room at those who may take it over', () => {
  type Keys = Extract<Notice, { readonly type: 'keys' }>;

  async function scene() {
    const hosted = hostedRoom({ kind: 'pair', maxClients: 8 });
    const bo = hosted.server.connect('Bo');
    const { pin } = listenerAt(7001);
    bo.ask({ type: 'offer', at: listenerAt(7001) });
    await hosted.clock.advance(100);
    return { ...hosted, bo, pin, hostActions: hosted.hostActions };
  }

  /** What it has been told since the last time. */
  function keysOf(guest: FakeGuest): readonly Keys[] {
    return guest.notices.splice(0).filter((notice): notice is Keys => notice.type === 'keys');
  }

  it('are all told when it can be reached, derived for its pin', async () => {
    const { bo, pin } = await scene();
    const keys = [
      { member: 'm1', hash: `hash of m1 at ${pin}` },
      { member: 'm0', hash: `hash of host key at ${pin}` },
    ];
    assert.deepEqual(keysOf(bo), [{ type: 'keys', keys, locked: false, most: 8, all: true }]);
  });

  it('are told whenever they, the lock or the size of the room change', async () => {
    const { bo, hostActions, pin, server } = await scene();
    keysOf(bo);
    hostActions.openToMore();
    assert.deepEqual(keysOf(bo), [{ type: 'keys', keys: [], most: 16 }]);
    const cy = server.connect('Cy');
    const key = { member: 'm2', hash: `hash of m2 at ${pin}` };
    assert.deepEqual(keysOf(bo), [{ type: 'keys', keys: [key] }]);
    assert.deepEqual(keysOf(cy), []);
    hostActions.lock(true);
    assert.deepEqual(keysOf(bo), [{ type: 'keys', keys: [], locked: true }]);
    hostActions.remove('m2', '');
    assert.deepEqual(keysOf(bo), [{ type: 'keys', keys: [], gone: ['m2'] }]);
    hostActions.resetInvite();
    assert.deepEqual(keysOf(bo), []);
  });

  it('are told to nobody who no longer offers that', async () => {
    const { bo, hostActions } = await scene();
    bo.ask({ type: 'offer' });
    keysOf(bo);
    hostActions.lock(true);
    assert.deepEqual(keysOf(bo), []);
  });

  it('are all told again on a new connection', async () => {
    const { bo, clock, hostActions, server } = await scene();
    bo.lose();
    hostActions.lock(true);
    const back = server.resume('m1');
    back.ask({ type: 'offer', at: listenerAt(7001) });
    await clock.advance(5000);
    const [first, ...rest] = keysOf(back);
    assert.deepEqual([first?.all, first?.locked, rest], [true, true, []]);
  });

  it('come in several frames when there are many', async () => {
    const { bo, server } = await scene();
    const keys = Array.from({ length: 1200 }, (_, index) => ({ member: `x${index}`, hash: 'h' }));
    server.access?.takeOver(keys, false);
    keysOf(bo);
    bo.ask({ type: 'offer', at: listenerAt(7001) });
    const told = keysOf(bo);
    assert.deepEqual(
      told.map((frame) => [frame.keys.length, frame.all]),
      [
        [500, true],
        [500, undefined],
        [201, undefined],
      ],
    );
  });
});
