import assert from 'node:assert/strict';
import type { FirewallFact } from '../../../src/net/check/firewall';
import { computerPlan, type HostPlanOptions, hostPlan } from '../../../src/net/check/host-check';
import { runChecks } from '../../../src/net/check/run-checks';
import type { Tools } from '../../../src/net/check/tools';
import type { AdapterAddress } from '../../../src/net/socket/adapters';
import type { Arrival } from '../../../src/protocol/arrival';
import type { Report } from '../../../src/protocol/connection-report';
import { hubScenes } from '../../helpers/deskmate/hub-scene';
import { FakeClock } from '../../helpers/fake-clock';
import { waitFor } from '../../helpers/wait-for';

const wifi: AdapterAddress = {
  ...{ name: 'wlan0', address: '192.168.1.5', cidr: '192.168.1.5/24' },
  ...{ family: 'IPv4', internal: false },
};
const loopback: AdapterAddress = { ...wifi, name: 'lo', address: '127.0.0.1', internal: true };
const docker: AdapterAddress = { ...wifi, name: 'docker0', address: '172.17.0.1' };

/** Answers as Linux does with this firewall. */
function toolsOf(state: FirewallFact['state']): Tools {
  const services: Partial<Record<FirewallFact['state'], string>> = {
    none: 'inactive\ninactive\ninactive',
    on: 'inactive\nactive\ninactive',
  };
  return { platform: 'linux', run: async () => services[state], read: async () => undefined };
}

const mac: Tools = {
  platform: 'darwin',
  run: async ({ args }) =>
    args[0] === '--getglobalstate'
      ? 'Firewall is enabled. (State = 1)'
      : 'Incoming connection to the application is blocked',
  read: async () => undefined,
};

function check(options: Partial<HostPlanOptions> = {}): Promise<Report> {
  const { clock = new FakeClock() } = options;
  const { signal } = new AbortController();
  const parts: HostPlanOptions = {
    ...{ remote: undefined, adapters: [loopback, wifi], tools: toolsOf('none') },
    ...{ program: '/opt/code', clock, signal, arrivals: [] },
    room: { kind: 'lab-hub', address: '0.0.0.0', port: 9000, locked: false },
    ...options,
  };
  return runChecks(hostPlan(parts), { clock, signal });
}

const room = { kind: 'lab-hub', address: '0.0.0.0', port: 9000, locked: false } as const;

function arrival(stage: Arrival['stage'], address = '192.168.1.7', code?: string): Arrival {
  return { address, time: 1, stage, ...(code !== undefined && { code }) };
}

describe('the verdict of a host', () => {
  const now = new FakeClock().now();
  const rows: readonly (readonly [verdict: string, options: Partial<HostPlanOptions>])[] = [
    ['nothing-arrived', {}],
    ['on-remote', { remote: 'ssh-remote' }],
    ['this-computer-only', { room: { ...room, address: '127.0.0.1' } }],
    ['no-network', { adapters: [loopback] }],
    ['address-gone', { room: { ...room, address: '10.0.0.9' } }],
    ['room-locked', { room: { ...room, locked: true } }],
    ['guest-joined', { arrivals: [arrival('joined')] }],
    ['guest-joined', { arrivals: [arrival('checked')] }],
    ['guest-joined', { arrivals: [arrival('knocked')] }],
    ['guest-joined', { arrivals: [arrival('waits')] }],
    ['guest-refused', { arrivals: [arrival('refused', '192.168.1.7', 'bad-token')] }],
    ['guest-broke-off', { arrivals: [arrival('tcp')] }],
    ['guest-broke-off', { arrivals: [arrival('tls')] }],
    ['guest-broke-off', { arrivals: [arrival('too-many')] }],
    ['virtual-network', { adapters: [loopback, docker] }],
    ['own-firewall', { tools: mac }],
    // What arrives says more than rules do.
    ['guest-joined', { tools: mac, arrivals: [{ ...arrival('joined'), time: now }] }],
  ];
  for (const [verdict, options] of rows) {
    it(`is ${verdict} with ${JSON.stringify(options).slice(0, 80)}`, async () => {
      assert.equal((await check(options)).verdict.code, verdict);
    });
  }

  it('doesn’t count what came from this computer', async () => {
    const own = [arrival('joined', '127.0.0.1'), arrival('joined', '192.168.1.5')];
    assert.equal((await check({ arrivals: own })).verdict.code, 'nothing-arrived');
    const { verdict, findings } = await check({ arrivals: [arrival('tls'), ...own] });
    assert.equal(verdict.code, 'guest-broke-off');
    const line = findings.find(({ check: id }) => id === 'arrivals');
    assert.deepEqual(line?.values, [1, '192.168.1.7', '']);
  });

  it('doesn’t count its own test at an address that it had before', async () => {
    for (const address of ['10.0.0.7', 'fe80::1%wlan0']) {
      const own = { ...arrival('tls', address), at: address };
      assert.equal((await check({ arrivals: [own] })).verdict.code, 'nothing-arrived', address);
    }
  });

  it('doesn’t count what came on a network that it has left', async () => {
    const before = { ...arrival('joined', '10.0.0.8'), at: '10.0.0.7' };
    const { findings, verdict } = await check({ arrivals: [before] });
    assert.equal(verdict.code, 'nothing-arrived');
    assert.ok(findings.some(({ code }) => code === 'arrived-none'));
    for (const at of ['192.168.1.5', 'fe80::1%wlan0']) {
      const here = { ...arrival('joined'), at };
      assert.equal((await check({ arrivals: [here] })).verdict.code, 'guest-joined', at);
    }
  });

  it('is a firewall that blocks now, if the last guest came long before', async () => {
    const clock = new FakeClock();
    const joined = { ...arrival('joined'), time: clock.now() };
    const parts = { clock, tools: mac, arrivals: [joined] };
    await clock.advance(10 * 60_000);
    assert.equal((await check(parts)).verdict.code, 'guest-joined');
    await clock.advance(1);
    assert.equal((await check(parts)).verdict.code, 'own-firewall');
    // Guests who are still in the room need no new connection.
    assert.equal((await check({ ...parts, tools: toolsOf('on') })).verdict.code, 'guest-joined');
  });

  it('says nothing of arrivals where they aren’t counted', async () => {
    const { findings, verdict } = await check({ arrivals: undefined });
    assert.ok(!findings.some(({ check: id }) => id === 'arrivals'));
    assert.equal(verdict.code, 'nothing-arrived');
  });
});

describe('a host’s check', () => {
  const open = hubScenes();

  it('has a line for each check, with what could be read of the firewall', async () => {
    const { findings } = await check({ tools: toolsOf('on'), adapters: [docker, loopback, wifi] });
    assert.deepEqual(
      findings.map(({ check: id, code, status }) => `${id} ${code} ${status}`),
      [
        'listening listens ok',
        'adapters adapters-physical ok',
        'firewall firewall-on warning',
        'arrivals arrived-none warning',
      ],
    );
    const { adapters } = findings.find(({ check: id }) => id === 'adapters') ?? {};
    assert.deepEqual(adapters, [
      { name: 'wlan0', kind: 'physical', addresses: ['192.168.1.5'] },
      { name: 'docker0', kind: 'docker', addresses: ['172.17.0.1'] },
    ]);
  });

  it('connects to an invite room, which proves that it listens', async () => {
    const { server, port } = await open();
    const own = {
      ...room,
      kind: 'group',
      address: '127.0.0.1',
      port,
      pin: server.access.pin,
    } as const;
    const { findings } = await check({ room: own });
    assert.ok(findings.some(({ code }) => code === 'answers-itself'));
    await waitFor(() => server.arrivals.at(-1)?.stage === 'tls', 'the handshake');
    await server.close();
    const after = await check({
      room: { ...own, address: '0.0.0.0' },
      adapters: [{ ...wifi, address: '127.0.0.2' }],
    });
    assert.equal(after.verdict.code, 'not-answering');
  });

  it('works without a room', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    const parts = {
      remote: undefined,
      adapters: [wifi],
      tools: toolsOf('none'),
      program: '/opt/code',
      clock,
      signal,
    };
    const { side, verdict } = await runChecks(computerPlan(parts), { clock, signal });
    assert.deepEqual([side, verdict.code], ['computer', 'computer-ready']);
  });
});
