import assert from 'node:assert/strict';
import { CodedError } from '../../../src/strings/problem';
import { english } from '../../../src/strings/translate';
import { RoomCodeHost } from '../../../src/ui/rooms/room-code-host';
import { silentLogger } from '../../../src/util/logger';
import type { FakeCodes } from '../../helpers/fake-codes';
import { hostSession } from '../../helpers/host-session';

/** Ann hosts a room. `press` answers a notification. */
async function setUp(kind: 'pair' | 'group' = 'group') {
  const { session, server } = await hostSession({ kind, person: 'Ann' });
  const warned: { readonly message: string; press(button: string): void }[] = [];
  const done: string[] = [];
  const counts = { tabs: 0 };
  const host = new RoomCodeHost({
    ...{ session, logger: silentLogger, t: english },
    hostActions: () => {
      const actions = session.invited?.hostActions;
      if (!actions) throw new CodedError('no-room', 'no room');
      return actions;
    },
    showTab: () => {
      counts.tabs += 1;
    },
    warn: (message) =>
      new Promise((resolve) => {
        warned.push({ message, press: resolve });
      }),
    showDone: (message) => void done.push(message),
  });
  const codes = () => server().codes as FakeCodes;
  return { session, host, codes, warned, done, counts };
}

/** Lets everything that is ready happen. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a host’s room code', () => {
  it('is made when it is first shown, and the same until there is a new one', async () => {
    const { host, codes, counts, done } = await setUp();
    assert.equal(host.hasCode, false);
    const first = await host.show();
    assert.match(first ?? '', /^\d{6}$/);
    assert.equal(await host.show(), first);
    assert.deepEqual([host.hasCode, counts.tabs], [true, 2]);
    const second = await host.renew();
    assert.notEqual(second, first);
    assert.equal(codes().state?.code, second);
    host.stop();
    assert.deepEqual([host.hasCode, done], [false, ['The room code no longer works.']]);
    host.stop();
    assert.equal(done.length, 1);
  });

  it('is only for groups that this window hosts', async () => {
    const pair = await setUp('pair');
    await assert.rejects(pair.host.show(), { name: 'CodedError', code: 'not-a-group' });
    assert.equal(pair.host.hasCode, false);
    const { host, session } = await setUp();
    await session.leave();
    await assert.rejects(host.show(), { code: 'no-room' });
  });

  it('tells its host once when it is paused, and makes a new one at a press', async () => {
    const { host, codes, counts, warned } = await setUp();
    const first = await host.show();
    codes().wrong(19, '10.0.0.8');
    assert.equal(warned.length, 0);
    codes().wrong(1, '10.0.0.9');
    assert.equal(warned.length, 1);
    assert.match(
      warned[0]?.message ?? '',
      /20 wrong codes were typed, the last one at 10\.0\.0\.9\./,
    );
    assert.equal(await host.show(), undefined);
    warned[0]?.press('New Code');
    await settle();
    assert.ok(codes().state && !codes().state?.paused && codes().state?.code !== first);
    assert.equal(counts.tabs, 3);
    codes().wrong(20, '10.0.0.9');
    assert.equal(warned.length, 2);
    warned[1]?.press('Stop Code');
    await settle();
    assert.equal(codes().state, undefined);
  });

  it('doesn’t touch another code with an old notification', async () => {
    const { host, codes, warned } = await setUp();
    await host.show();
    codes().wrong(20, '10.0.0.9');
    const newer = await host.renew();
    warned[0]?.press('Stop Code');
    await settle();
    assert.equal(codes().state?.code, newer);
  });

  it('is paused when the invite is reset, because those who were removed may know it', async () => {
    const { session, host, codes, warned } = await setUp();
    await host.show();
    session.invited?.hostActions?.resetInvite();
    assert.equal(codes().state?.paused, 'reset');
    assert.match(warned[0]?.message ?? '', /the invite was reset/);
  });
});
