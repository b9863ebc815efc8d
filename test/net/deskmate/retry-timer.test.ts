import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { BackoffTimer } from '../../../src/net/deskmate/retry-timer';
import type { Clock } from '../../../src/util/clock';
import { FakeClock } from '../../helpers/fake-clock';

const wifi = network('192.168.1.5/24');
const phone = network('172.20.10.2/28');

function network(cidr: string): NodeJS.Dict<NetworkInterfaceInfo[]> {
  const [address = ''] = cidr.split('/');
  const rest = { netmask: '255.255.255.0', mac: '00:00:00:00:00:00', internal: false } as const;
  return { en0: [{ address, cidr, family: 'IPv4', ...rest }] };
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('BackoffTimer', () => {
  let clock: FakeClock;
  /** How far the wall clock advanced while this computer slept. */
  let slept: number;
  let networks: ReturnType<typeof networkInterfaces>;
  let looks: number;
  let random: () => number;

  beforeEach(() => {
    clock = new FakeClock();
    slept = 0;
    networks = wifi;
    looks = 0;
    random = seeded(7);
  });

  function create(): BackoffTimer {
    const waking: Clock = {
      now: () => clock.now() + slept,
      after: (ms, callback) => clock.after(ms, callback),
    };
    return new BackoffTimer({
      clock: waking,
      minMs: 500,
      maxMs: 30_000,
      interfaces: () => {
        looks += 1;
        return networks;
      },
      random: () => random(),
    });
  }

  /** How long, in ms, the timer waits before an attempt when nothing happens. */
  async function measure(timer: BackoffTimer): Promise<number> {
    const start = clock.now();
    let fired: number | undefined;
    timer.next(() => {
      fired = clock.now();
    });
    await clock.advance(40_000);
    assert.ok(fired !== undefined);
    return fired - start;
  }

  it('waits longer after each attempt, from 0.5 to 30 s', async () => {
    const wholes = [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000];
    for (let round = 0; round < 25; round += 1) {
      const timer = create();
      for (const whole of wholes) {
        const waited = await measure(timer);
        assert.ok(waited >= whole / 2 && waited < whole, `${waited} of ${whole}`);
      }
    }
  });

  it('spreads waits over their whole range', async () => {
    random = () => 0;
    assert.equal(await measure(create()), 500);
    random = () => 0.5;
    assert.equal(await measure(create()), 750);
    random = seeded(1);
    const waits: number[] = [];
    for (let round = 0; round < 100; round += 1) waits.push(await measure(create()));
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const low = 500 + tenth * 50;
      const inside = waits.filter((waited) => waited >= low && waited < low + 50);
      assert.ok(inside.length >= 2, `${inside.length} of 100 waits from ${low} ms`);
    }
  });

  it('starts afresh after success', async () => {
    const timer = create();
    for (let round = 0; round < 8; round += 1) await measure(timer);
    timer.reset();
    assert.ok((await measure(timer)) < 1000);
  });

  /** A timer whose next wait is 15 to 30 s long. */
  async function tired(): Promise<BackoffTimer> {
    const timer = create();
    for (let round = 0; round < 6; round += 1) await measure(timer);
    return timer;
  }

  it('fires within 2 s when the networks change, and waits little after that', async () => {
    const timer = await tired();
    let tries = 0;
    timer.next(() => {
      tries += 1;
    });
    await clock.advance(5000);
    assert.equal(tries, 0);
    networks = phone;
    await clock.advance(2000);
    assert.equal(tries, 1);
    assert.ok((await measure(timer)) < 1000);
  });

  it('detects a network that disappears as well as one that appears', async () => {
    for (const change of [{}, { ...wifi, ...{ en1: phone.en0 } }]) {
      networks = wifi;
      const timer = await tired();
      let tries = 0;
      timer.next(() => {
        tries += 1;
      });
      networks = change;
      await clock.advance(2000);
      assert.equal(tries, 1);
    }
  });

  it('detects a change during the last attempt', async () => {
    const timer = await tired();
    let tries = 0;
    timer.next(() => {
      tries += 1;
    });
    await clock.advance(30_000);
    assert.equal(tries, 1);
    networks = phone;
    timer.next(() => {
      tries += 1;
    });
    await clock.advance(0);
    assert.equal(tries, 2);
  });

  it('tries at once when a change of networks has cost the connection', async () => {
    const timer = await tired();
    timer.reset();
    await clock.advance(3_600_000);
    networks = phone;
    assert.equal(await measure(timer), 0);
  });

  it('fires when the computer wakes', async () => {
    const timer = await tired();
    let tries = 0;
    timer.next(() => {
      tries += 1;
    });
    await clock.advance(3000);
    slept += 5000;
    await clock.advance(2000);
    assert.equal(tries, 0, 'a busy computer hasn’t slept');
    slept += 5001;
    await clock.advance(2000);
    assert.equal(tries, 1);
  });

  it('waits 500 ms between attempts, whatever the networks do', async () => {
    const timer = create();
    const tries: number[] = [];
    let flips = 0;
    const again = () => {
      tries.push(clock.now());
      flips += 1;
      networks = network(`10.0.0.${flips}/24`);
      timer.next(again);
    };
    timer.next(again);
    await clock.advance(20_000);
    const gaps = tries.slice(1).map((time, index) => time - (tries[index] ?? 0));
    assert.ok(gaps.length > 20, `${gaps.length} gaps`);
    assert.ok(Math.min(...gaps) >= 500, `${gaps}`);
  });

  it('works when the clock is set back', async () => {
    const timer = await tired();
    slept -= 3_600_000;
    assert.ok((await measure(timer)) <= 30_000);
    let tries = 0;
    timer.next(() => {
      tries += 1;
    });
    await clock.advance(1000);
    slept -= 3_600_000;
    networks = phone;
    await clock.advance(2500);
    assert.equal(tries, 1);
  });

  it('checks the networks only during a wait, every 2 s', async () => {
    const timer = await tired();
    looks = 0;
    const pending = timer.next(() => {});
    await clock.advance(10_000);
    assert.ok(looks >= 5 && looks <= 8, `${looks} looks`);
    pending.dispose();
    assert.equal(clock.pending, 0);
    looks = 0;
    await clock.advance(60_000);
    assert.equal(looks, 0);
  });

  it('calls back once, and never when disposed', async () => {
    const timer = create();
    let tries = 0;
    const pending = timer.next(() => {
      tries += 1;
    });
    await clock.advance(60_000);
    assert.equal(tries, 1);
    pending.dispose();
    timer
      .next(() => {
        tries += 1;
      })
      .dispose();
    await clock.advance(60_000);
    assert.equal(tries, 1);
  });

  it('works without the operating system’s list of networks', async () => {
    const timer = new BackoffTimer({
      clock,
      minMs: 500,
      maxMs: 30_000,
      interfaces: () => {
        throw new Error('EACCES');
      },
      random,
    });
    assert.ok((await measure(timer)) < 1000);
  });
});
