import assert from 'node:assert/strict';
import { Cookies, cookieMs } from '../../../src/net/lab-udp/cookies';
import { FakeClock } from '../../helpers/fake-clock';

const from = { address: '192.0.2.7', port: 50412 };
const session = Buffer.alloc(8, 1);

describe('Cookies', () => {
  it('are good for their address, port and session only', () => {
    const cookies = new Cookies(new FakeClock());
    const cookie = cookies.make(from, session);
    assert.equal(cookie.length, 16);
    assert.equal(cookies.check(cookie, from, session), true);
    assert.equal(cookies.check(cookie, { ...from, port: 50413 }, session), false);
    assert.equal(cookies.check(cookie, { ...from, address: '192.0.2.8' }, session), false);
    assert.equal(cookies.check(cookie, from, Buffer.alloc(8, 2)), false);
    assert.equal(cookies.check(Buffer.alloc(16), from, session), false);
    assert.equal(new Cookies(new FakeClock()).check(cookie, from, session), false);
  });

  it('are good for 2 to 4 minutes', async () => {
    const clock = new FakeClock(5 * cookieMs);
    const cookies = new Cookies(clock);
    const cookie = cookies.make(from, session);
    await clock.advance(2 * cookieMs - 1);
    assert.equal(cookies.check(cookie, from, session), true);
    assert.notDeepEqual(cookies.make(from, session), cookie);
    await clock.advance(1);
    assert.equal(cookies.check(cookie, from, session), false);
  });
});
