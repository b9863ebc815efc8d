import assert from 'node:assert/strict';
import { Admission, networkOf } from '../../../src/net/deskmate/admission';
import { defaultLimits } from '../../../src/protocol/limits';
import { seededRandom } from '../../../src/util/seeded-random';
import { FakeClock } from '../../helpers/fake-clock';

/** For connections that must not be dropped. */
const stay = () => assert.fail('dropped');

describe('Admission', () => {
  let clock: FakeClock;
  let admission: Admission;

  beforeEach(() => {
    clock = new FakeClock();
    admission = new Admission(clock, defaultLimits);
  });

  it('allows 16 open connections per address', () => {
    const open = Array.from({ length: 20 }, () => admission.enter('10.0.0.1', stay));
    assert.equal(open.filter(Boolean).length, 16);
    assert.ok(admission.enter('10.0.0.2', stay));
    open[0]?.dispose();
    open[0]?.dispose();
    assert.ok(admission.enter('10.0.0.1', stay));
    assert.equal(admission.enter('10.0.0.1', stay), undefined, 'one left, one joined');
  });

  it('admits 60 of 10,000 in a minute, and 60 more in the next', async () => {
    for (const minute of [1, 2]) {
      let admitted = 0;
      for (let count = 0; count < 10_000; count += 1) {
        const pass = admission.enter('10.0.0.1', stay);
        if (pass) admitted += 1;
        pass?.dispose();
        if (count % 100 === 0) await clock.advance(500);
      }
      assert.equal(admitted, 60, `minute ${minute}`);
      await clock.advance(10_000);
    }
  });

  it('doesn’t make anyone wait longer because the clock was set back', () => {
    let now = 7_200_000;
    const moving = { now: () => now, after: clock.after.bind(clock) };
    admission = new Admission(moving, defaultLimits);
    for (let count = 0; count < 60; count += 1) admission.enter('10.0.0.1', stay)?.dispose();
    assert.equal(admission.enter('10.0.0.1', stay), undefined);
    now -= 3_600_000;
    assert.ok(admission.enter('10.0.0.1', stay));
  });

  it('remembers a bounded number of addresses, those with connections first', async () => {
    const stays = Array.from({ length: 16 }, () => admission.enter('10.0.0.1', stay));
    assert.ok(stays.every(Boolean));
    const { knownAddresses } = defaultLimits;
    for (let count = 0; count < 5 * knownAddresses; count += 1) {
      const pass = admission.enter(`2001:db8:${count.toString(16)}::1`, stay);
      assert.ok(pass, `network ${count}`);
      pass.dispose();
    }
    assert.ok(admission.size <= knownAddresses, `${admission.size} addresses`);
    assert.equal(admission.enter('10.0.0.1', stay), undefined, 'still full');
  });

  /** Opens connections from so many addresses; returns the dropped ones, in order. */
  function crowd(count: number, network = '10.1') {
    const dropped: number[] = [];
    const passes = Array.from({ length: count }, (_, index) =>
      admission.enter(`${network}.${index >> 8}.${index & 255}`, () => dropped.push(index)),
    );
    return { dropped, passes };
  }

  it('drops no connection below the limit', () => {
    admission = new Admission(clock, defaultLimits, seededRandom(1));
    assert.deepEqual(crowd(defaultLimits.unprovenSoftLimit).dropped, []);
  });

  it('at the limit, replaces old connections at random', () => {
    admission = new Admission(clock, defaultLimits, seededRandom(1));
    const { dropped, passes } = crowd(8192);
    assert.ok(passes.every(Boolean));
    assert.ok(admission.droppable <= defaultLimits.unprovenConnections);
    assert.equal(new Set(dropped).size, dropped.length, 'each once');
    assert.ok(dropped.length >= 8192 - defaultLimits.unprovenConnections);
    assert.notDeepEqual(
      dropped,
      dropped.toSorted((a, b) => a - b),
      'not in their order',
    );
    // A connection lasts long enough for a handshake: many others have to come first.
    const held = dropped.filter((index, order) => order + 1024 - index < 256).length;
    assert.ok(held < dropped.length / 10, `${held} were dropped soon`);
  });

  it('drops no authenticated connection, and none from a member’s address', () => {
    admission = new Admission(clock, defaultLimits, seededRandom(2));
    const bo = admission.enter('10.0.0.7', stay);
    bo?.markAuthenticated();
    bo?.remember('m1');
    const joined = admission.enter('10.0.0.8', stay);
    joined?.markAuthenticated();
    crowd(4096);
    bo?.dispose();
    assert.ok(admission.enter('10.0.0.7', stay), 'it comes back');
    crowd(4096, '10.2');
  });

  /** Connects a member from this address, and disconnects it. */
  function visit(address: string, member: string): void {
    const pass = admission.enter(address, stay);
    pass?.markAuthenticated();
    pass?.remember(member);
    pass?.dispose();
  }

  it('lets members’ addresses have more connections, for their files', async () => {
    for (const member of ['m1', 'm2']) visit('10.0.0.1', member);
    const open = Array.from({ length: 30 }, () => admission.enter('10.0.0.1', stay));
    assert.equal(open.filter(Boolean).length, 16 + 2 * 2);
    for (const pass of open) pass?.dispose();
    await clock.advance(60_000);
    let admitted = 0;
    for (let count = 0; count < 1000; count += 1) {
      const pass = admission.enter('10.0.0.1', stay);
      if (pass) admitted += 1;
      pass?.dispose();
    }
    assert.equal(admitted, 60 + 2 * 30);
    admission.forget('m1');
    admission.forget('m2');
    assert.equal(admission.enter('10.0.0.1', stay), undefined);
  });

  it('reserves addresses for the configured number of members', () => {
    admission = new Admission(clock, { ...defaultLimits, membersWithReservedAddresses: 2 });
    for (const member of [1, 2, 3]) visit(`10.0.${member}.1`, `m${member}`);
    const shares = [1, 2, 3].map((member) => {
      const before = admission.droppable;
      admission.enter(`10.0.${member}.1`, stay);
      return admission.droppable > before;
    });
    assert.deepEqual(shares, [true, false, false], 'the first member shares with strangers');
  });

  it('reserves four addresses of a member, and none of a removed one', () => {
    admission = new Admission(clock, {
      ...defaultLimits,
      unprovenConnections: 9,
      unprovenSoftLimit: 9,
    });
    for (let network = 1; network <= 5; network += 1) visit(`10.0.${network}.1`, 'm1');
    const places = () => {
      const passes = [1, 2, 3, 4, 5].map((n) => admission.enter(`10.0.${n}.1`, () => {}));
      const shared = admission.droppable;
      for (const pass of passes) pass?.dispose();
      return shared;
    };
    assert.equal(places(), 1, 'only the oldest address has no reserved connection');
    admission.forget('m1');
    assert.equal(places(), 5);
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
    it(`maps ${address} to ${network}`, () => assert.equal(networkOf(address), network));
  }
});
