import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingNamespaces } from '../../../scripts/networks/namespaces';
import type { KnockState } from '../../../src/room/knocks';
import { hubIn } from '../../helpers/cli/hub-in';
import { describeUnless } from '../../helpers/it-unless';
import { bundleNearby, type NamespaceComputer, NamespaceLan } from '../../helpers/namespace-lan';
import { announced } from '../../helpers/nearby';
import { waitFor } from '../../helpers/wait-for';

describeUnless(missingNamespaces(), 'rooms on the same network', () => {
  let folder: string;
  let program: string;
  let lan: NamespaceLan;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'deskmate-'));
    program = bundleNearby(folder);
  });
  after(() => rmSync(folder, { recursive: true }));
  beforeEach(async () => {
    lan = await NamespaceLan.open();
  });
  afterEach(() => lan.close());

  const advertiser = join(__dirname, '../../helpers/advertiser.mjs');
  const start = (beside?: NamespaceComputer) => lan.start([program], beside);

  async function pair(): Promise<[host: NamespaceComputer, guest: NamespaceComputer]> {
    const [host, guest] = await Promise.all([start(), start()]);
    host.plugIn('10.0.0.1/24');
    guest.plugIn('10.0.0.2/24');
    return [host, guest];
  }

  const hostsIn = ({ rooms }: NamespaceComputer) =>
    rooms[0]?.endpoints.map((place) => place.host) ?? [];

  /** Waits until a computer finds this many rooms. Other programs don't name all addresses of a room each time. */
  const finds = (computer: NamespaceComputer, count: number) =>
    waitFor(
      () => new Set(computer.rooms.map(({ id }) => id)).size === count,
      () => `${count} rooms, not ${JSON.stringify(computer.rooms)} ${computer.program.errors}`,
    );

  it('are found over IPv4 and IPv6, also when they open, lock and close', async () => {
    const [host, guest] = await pair();
    guest.browse(true);
    host.announce(announced());
    await waitFor(
      () =>
        hostsIn(guest).some((one) => one.startsWith('fe80')) && hostsIn(guest)[0] === '10.0.0.1',
      () => `both families, not ${hostsIn(guest)}`,
    );
    assert.equal(guest.rooms.length, 1);
    host.announce(announced({ locked: true }));
    await waitFor(() => guest.rooms[0]?.locked, 'the lock');
    host.announce(null);
    await finds(guest, 0);
  });

  it('let in someone who knocks, and who then is a member', async () => {
    const [host, guest] = await pair();
    host.ask({ host: true });
    guest.browse(true);
    await finds(guest, 1);
    assert.equal(guest.rooms[0]?.knock, true);
    guest.ask({ knock: true });
    const asked = await waitFor(
      () => host.last<{ name: string; address: string }>('asked'),
      () => `the host is asked ${guest.program.lines.at(-1)}`,
    );
    assert.equal(asked.name, 'Bo');
    assert.match(asked.address, /^(10\.0\.0\.2|fe80::.*)$/);
    const state = await waitFor(
      () => guest.last<KnockState>('knock'),
      'the guest shows the digits',
    );
    assert.ok(state.kind === 'waiting');
    host.ask({ answer: state.code });
    await waitFor(
      () => guest.last<readonly string[]>('members')?.join() === 'Ann,Bo',
      () => `both are members ${guest.program.lines.at(-1)}`,
    );
  });

  it('are found that were open already, by several guests, of several hosts', async () => {
    const [host, guest] = await pair();
    const other = await start();
    other.plugIn('10.0.0.3/24');
    host.announce(announced());
    other.announce(announced({ id: 'ffffffffffffffff', name: 'Lab 4' }));
    guest.browse(true);
    other.browse(true);
    await Promise.all([finds(guest, 2), finds(other, 2)]);
  });

  it('are found beside a VPN that has the default route', async () => {
    const [host, guest] = await pair();
    for (const [at, computer] of [host, guest].entries()) {
      computer.run(
        `ip link add vpn0 type veth peer name vpn1; ip addr add 10.8.${at}.2/24 dev vpn0; ip link set vpn0 up; ip link set vpn1 up; ip route add default via 10.8.${at}.1 dev vpn0`,
      );
    }
    host.announce(announced());
    guest.browse(true);
    await waitFor(() => hostsIn(guest)[0] === '10.0.0.1', 'the address in this network');
  });

  it('of a host with two adapters on this network are one, also if the second comes later', async () => {
    const [host, guest] = await pair();
    guest.browse(true);
    host.announce(announced());
    await waitFor(() => hostsIn(guest)[0] === '10.0.0.1', 'the first adapter');
    host.plugIn('10.0.0.11/24', 'wlan0');
    await waitFor(
      () => guest.rooms.length === 1 && hostsIn(guest)[1] === '10.0.0.11',
      () => `one room at two addresses, not ${JSON.stringify(guest.rooms)}`,
    );
    // As someone finds it who looks only now.
    guest.browse(false);
    guest.browse(true);
    const overIpv4 = () => hostsIn(guest).filter((host) => !host.includes(':'));
    await waitFor(
      () => guest.rooms.length === 1 && overIpv4().sort().join() === '10.0.0.1,10.0.0.11',
      () => `the same again, not ${JSON.stringify(guest.rooms)}`,
    );
  });

  it('are found again when the host’s address changes', async () => {
    const [host, guest] = await pair();
    guest.browse(true);
    host.announce(announced());
    await waitFor(() => hostsIn(guest).includes('10.0.0.1'), 'the first address');
    host.run('ip addr del 10.0.0.1/24 dev eth0; ip addr add 10.0.0.77/24 dev eth0');
    await waitFor(
      () => hostsIn(guest)[0] === '10.0.0.77',
      () => `the new address, not ${hostsIn(guest)}`,
    );
    assert.equal(guest.rooms.length, 1);
  });

  /** Lets no multicast through the bridge. */
  function blockMulticast(...computers: readonly NamespaceComputer[]): void {
    lan.run('ip link set br0 type bridge mcast_snooping 0');
    for (const { port } of computers) lan.run(`bridge link set dev ${port} mcast_flood off`);
  }

  it('are found by broadcast where multicast doesn’t pass (mcast_flood off)', async () => {
    const [host, guest] = await pair();
    blockMulticast(host, guest);
    host.announce(announced());
    guest.browse(true);
    await finds(guest, 1);
    assert.deepEqual(hostsIn(guest), ['10.0.0.1']);
    // The goodbye comes to those who asked.
    host.announce(null);
    await finds(guest, 0);
  });

  it('are found in the ARP table where broadcasts don’t pass, either', async () => {
    const [host, guest] = await pair();
    blockMulticast(host, guest);
    for (const { port } of [host, guest]) lan.run(`bridge link set dev ${port} bcast_flood off`);
    // Without broadcasts, only what a table says is found.
    guest.run(`ip neigh add 10.0.0.1 lladdr ${host.hardwareAddress} dev eth0 nud permanent`);
    host.run(`ip neigh add 10.0.0.2 lladdr ${guest.hardwareAddress} dev eth0 nud permanent`);
    host.announce(announced());
    guest.browse(true);
    await finds(guest, 1);
  });

  it('are not found under client isolation, where a room opened at the same time shows why', async () => {
    const [host, guest] = await pair();
    const reachable = await start();
    reachable.plugIn('10.0.0.3/24');
    for (const { port } of [host, guest]) lan.run(`bridge link set dev ${port} isolated on`);
    host.announce(announced());
    guest.browse(true);
    reachable.browse(true);
    await finds(reachable, 1);
    // Two rounds of questions later, a room that isn't isolated is found, and the isolated one isn't.
    reachable.announce(announced({ id: 'ffffffffffffffff', name: 'Reachable' }));
    await finds(guest, 1);
    assert.equal(guest.rooms[0]?.name, 'Reachable');
  });

  it('of the program without an editor are found, and gone when it ends', async () => {
    const hub = await hubIn(join(folder, 'hub'));
    const guest = await start();
    guest.plugIn('10.0.0.2/24');
    const options = ['--kind', 'lab-hub', '--address', '::', '--announce'];
    const computer = await start();
    computer.plugIn('10.0.0.1/24');
    const host = await lan.start([hub, ...options], computer);
    guest.browse(true);
    await finds(guest, 1);
    const { port } = JSON.parse(host.program.lines[0] ?? '') as { port: number };
    const [room] = guest.rooms;
    assert.deepEqual([room?.kind, room?.name, room?.host], ['lab-hub', '', '']);
    assert.equal(room?.port, port);
    process.kill(host.program.pid, 'SIGTERM');
    await finds(guest, 0);
  });

  it('announced by dnssd-advertise are found', async () => {
    const guest = await start();
    guest.plugIn('10.0.0.2/24');
    const computer = await start();
    computer.plugIn('10.0.0.1/24');
    await lan.start([advertiser], computer);
    guest.browse(true);
    await finds(guest, 1);
    const [room] = guest.rooms;
    assert.deepEqual([room?.name, room?.host, room?.kind], ['Lab 3', 'Ann', 'group']);
  });

  it('of two windows on one computer are both found, beside another responder, also by broadcast', async () => {
    const [host, guest] = await pair();
    const second = await start(host);
    await lan.start([advertiser], host);
    host.announce(announced({ id: '0000000000000001', name: 'First' }));
    second.announce(announced({ id: '0000000000000002', name: 'Second' }));
    guest.browse(true);
    await finds(guest, 3);
    guest.browse(false);
    blockMulticast(host, guest);
    guest.browse(true);
    // The other responder replies to the group alone.
    await finds(guest, 2);
    assert.deepEqual(guest.rooms.map(({ name }) => name).sort(), ['First', 'Second']);
  });
});
