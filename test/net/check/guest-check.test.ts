import assert from 'node:assert/strict';
import type { DialOutcome } from '../../../src/net/check/dial';
import { guestPlan, judgeAddresses, type TriedAddress } from '../../../src/net/check/guest-check';
import type { Neighbor } from '../../../src/net/check/neighbors';
import type { Path } from '../../../src/net/check/paths';
import { runChecks } from '../../../src/net/check/run-checks';
import type { Tools } from '../../../src/net/check/tools';
import type { AdapterAddress } from '../../../src/net/socket/adapters';
import { FakeClock } from '../../helpers/fake-clock';

const here: AdapterAddress = {
  ...{ name: 'wlan0', address: '192.168.1.7', cidr: '192.168.1.7/24' },
  ...{ family: 'IPv4', internal: false },
};

interface WayOptions extends Partial<Path> {
  readonly errno?: string;
  readonly port?: number;
}

function way(outcome: DialOutcome, options: WayOptions = {}): TriedAddress {
  const { errno, port = 9000, ...path } = options;
  const host = options.host ?? '192.168.1.5';
  return {
    dialed: { host, port, outcome, ...(errno !== undefined && { errno }) },
    path: { host, isOwn: false, isNear: true, neighbor: 'reachable', ...path },
  };
}

const vpn = { adapter: { name: 'tun0', kind: 'vpn' } } as const;

/** One row of docs/CONNECTION.md. */
type Row = readonly [ways: readonly TriedAddress[], verdict: string, platform?: NodeJS.Platform];

const rows: readonly Row[] = [
  [[way('open')], 'can-join'],
  [[way('waits')], 'must-wait'],
  [[way('proven')], 'is-there'],
  [[way('protocol')], 'is-there'],
  [[way('bad-invite')], 'old-invite'],
  [[way('other-host')], 'other-host'],
  [[way('room-locked')], 'locked'],
  [[way('room-full')], 'full'],
  [[way('line-full')], 'full'],
  [[way('host-away')], 'not-now'],
  [[way('room-closed')], 'not-now'],
  [[way('wrong-pin')], 'other-computer'],
  [[way('no-encryption')], 'other-program'],
  [[way('other-version')], 'other-version'],
  [[way('closed-at-once')], 'closed-at-once'],
  [[way('refused')], 'nothing-listens'],
  [[way('unreachable', { errno: 'EACCES' })], 'blocked-here'],
  [[way('port-forbidden')], 'blocked-here'],
  [[way('timed-out')], 'host-firewall'],
  [[way('timed-out', { neighbor: 'seen' })], 'host-firewall'],
  [[way('unreachable', { errno: 'EHOSTUNREACH' })], 'host-firewall'],
  [[way('timed-out', { neighbor: 'missing' })], 'isolated-or-off'],
  [[way('timed-out', { neighbor: 'none' })], 'isolated-or-off'],
  [[way('unreachable', { neighbor: 'missing' })], 'isolated-or-off'],
  [[way('timed-out', { neighbor: 'none', isNear: false, ...vpn })], 'vpn'],
  [[way('unreachable', { neighbor: 'missing', ...vpn })], 'vpn'],
  [[way('timed-out', { neighbor: 'none', isNear: false })], 'other-network'],
  [
    [way('unreachable', { neighbor: 'none', isNear: false, errno: 'ENETUNREACH' })],
    'other-network',
  ],
  [[way('timed-out', { neighbor: 'unknown' })], 'no-answer'],
  [[way('timed-out', { neighbor: 'unknown', isNear: undefined })], 'no-answer'],
  // macOS gives this error when it forbids the connection, and may know the neighbor or not.
  [[way('unreachable', { errno: 'EHOSTUNREACH' })], 'local-network', 'darwin'],
  [[way('unreachable', { errno: 'EHOSTUNREACH', neighbor: 'missing' })], 'local-network', 'darwin'],
  [[way('unreachable', { isNear: false, neighbor: 'none' })], 'other-network', 'darwin'],
  [[way('timed-out', { neighbor: 'seen' })], 'host-firewall', 'darwin'],
];

describe('the verdict of a guest', () => {
  for (const [ways, verdict, platform = 'linux'] of rows) {
    const [{ dialed, path } = way('open')] = ways;
    it(`is ${verdict}: ${[dialed.outcome, path.neighbor, path.isNear ? 'near' : '', platform].join(' ')}`, () => {
      assert.equal(judgeAddresses(ways, platform).verdict.code, verdict);
    });
  }

  it('comes from the address that says most', () => {
    const far = way('refused', { host: '10.9.9.9', isNear: false, neighbor: 'none' });
    const near = way('timed-out');
    for (const ways of [
      [far, near],
      [near, far],
    ]) {
      assert.equal(judgeAddresses(ways, 'linux').verdict.code, 'host-firewall');
    }
    const good = way('open', { host: '10.9.9.9', isNear: false });
    assert.equal(judgeAddresses([near, good], 'linux').verdict.code, 'can-join');
  });

  it('isn’t what this computer answers at an address that the host has as well', () => {
    const docker = way('refused', { host: '172.17.0.1', isOwn: true, neighbor: 'unknown' });
    const behind = way('timed-out', { isNear: false, neighbor: 'none' });
    assert.equal(judgeAddresses([docker, behind], 'linux').verdict.code, 'other-network');
    assert.equal(judgeAddresses([way('open', { isOwn: true })], 'linux').verdict.code, 'own-room');
  });

  it('is not finished without any address', () => {
    assert.equal(judgeAddresses([], 'linux').verdict.code, 'not-finished');
  });
});

describe('a guest’s check', () => {
  const neighbor: Neighbor = 'unknown';
  const tools: Tools = {
    platform: 'linux',
    run: async () => undefined,
    read: async () => undefined,
  };

  function check(
    code: Parameters<typeof guestPlan>[0]['target'] & { type: 'lab' },
    adapters = [here],
  ) {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    const parts = { target: code, remote: undefined, adapters, tools, clock, signal };
    return runChecks(guestPlan(parts), { clock, signal });
  }

  it('doesn’t dial a lab room, which would show it, and uses how joining failed', async () => {
    const endpoint = { host: '192.0.2.1', port: 9 };
    const { findings, verdict } = await check({ type: 'lab', endpoint, code: 'timed-out' });
    assert.equal(verdict.code, 'other-network', neighbor);
    const codes = findings.map(({ code }) => code);
    assert.deepEqual(codes, [
      'addresses-others',
      'adapters-physical',
      'network-other',
      'port-silent',
    ]);
    const joined = await check({ type: 'lab', endpoint, code: 'proven' });
    assert.equal(joined.verdict.code, 'is-there');
  });

  it('of a kept room without addresses asks for an invite', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    const target = { type: 'invite', endpoints: [], pin: 'A'.repeat(43) } as const;
    const parts = { target, remote: undefined, adapters: [here], tools, clock, signal };
    const { findings, verdict } = await runChecks(guestPlan(parts), { clock, signal });
    assert.equal(verdict.code, 'no-address');
    assert.deepEqual(
      findings.map(({ code, status }) => `${code} ${status}`),
      ['addresses-unknown bad', 'adapters-physical ok'],
    );
  });

  it('says first that there is no network', async () => {
    const endpoint = { host: '192.0.2.1', port: 9 };
    const { verdict } = await check({ type: 'lab', endpoint, code: 'unreachable' }, []);
    assert.equal(verdict.code, 'no-network');
  });
});
