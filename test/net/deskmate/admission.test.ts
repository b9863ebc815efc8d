import assert from 'node:assert/strict';
import { Admission, networkOf } from '../../../src/net/deskmate/admission';
import { defaultLimits } from '../../../src/net/limits';
import { FakeClock } from '../../helpers/fake-clock';

describe('Admission', () => {
  let clock: FakeClock;
  let admission: Admission;

  beforeEach(() => {
    clock = new FakeClock();
    admission = new Admission(clock, defaultLimits);
  });

  it('lets 16 connections of an address be open at a time, and others’ too', () => {
    const open = Array.from({ length: 20 }, () => admission.enter('10.0.0.1'));
    assert.equal(open.filter(Boolean).length, 16);
    assert.ok(admission.enter('10.0.0.2'));
    open[0]?.dispose();
    open[0]?.dispose();
    assert.ok(admission.enter('10.0.0.1'));
    assert.equal(admission.enter('10.0.0.1'), undefined, 'one went, one came');
  });

  it('lets 60 of 10,000 in a minute in, and 60 more in the next', async () => {
    for (const minute of [1, 2]) {
      let admitted = 0;
      for (let count = 0; count < 10_000; count += 1) {
        const pass = admission.enter('10.0.0.1');
        if (pass) admitted += 1;
        pass?.dispose();
        if (count % 100 === 0) await clock.advance(500);
      }
      assert.equal(admitted, 60, `minute ${minute}`);
      await clock.advance(10_000);
    }
  });

  it('lets nobody wait longer because the clock was set back', () => {
    let now = 7_200_000;
    const moving = { now: () => now, after: clock.after.bind(clock) };
    admission = new Admission(moving, defaultLimits);
    for (let count = 0; count < 60; count += 1) admission.enter('10.0.0.1')?.dispose();
    assert.equal(admission.enter('10.0.0.1'), undefined);
    now -= 3_600_000;
    assert.ok(admission.enter('10.0.0.1'));
  });

  it('remembers a bounded number of addresses, those with connections first', async () => {
    const stays = Array.from({ length: 16 }, () => admission.enter('10.0.0.1'));
    assert.ok(stays.every(Boolean));
    for (let count = 0; count < 20_000; count += 1) {
      const pass = admission.enter(`2001:db8:${count.toString(16)}::1`);
      assert.ok(pass, `network ${count}`);
      pass.dispose();
    }
    assert.ok(admission.size <= 4096, `${admission.size} addresses`);
    assert.equal(admission.enter('10.0.0.1'), undefined, 'still full');
  });

  for (const [address, network] of [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:1:2:3::', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['fe80::2%eth0', 'fe80::2%eth0'],
  ] as const) {
    it(`takes ${address} for ${network}`, () => assert.equal(networkOf(address), network));
  }
});
