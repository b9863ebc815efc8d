import assert from 'node:assert/strict';
import { NetError } from '../../../src/protocol/net-error';
import type { ListenOptions } from '../../../src/protocol/room-server';
import { restoreGuest } from '../../../src/room/guest/restored-guest';
import { StandbyServer } from '../../../src/room/guest/standby-server';
import type { GuestHeader, JournalRecord, StandbyListener } from '../../../src/room/log/journal';
import { MemberServer } from '../../../src/room/member-server';
import { silentLogger } from '../../../src/util/logger';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeNetwork } from '../../helpers/fake-network';

const header: GuestHeader = {
  ...{ type: 'guest', version: 1, kind: 'group', name: 'Lab', addresses: ['10.0.0.5'], port: 5000 },
  ...{ pin: 'p'.repeat(43), self: { id: 'm1', name: 'Bo' }, key: 'k'.repeat(43) },
};
const info = { kind: 'group', name: 'Lab', address: '10.0.0.5', port: 5000 } as const;
const hash = (name: string) => name.padEnd(43, 'h');
const ann = { member: 'm0', hash: hash('ann') };
const cy = { member: 'm2', hash: hash('cy') };

/** A network on which ports can be taken. */
class PortNetwork extends FakeNetwork {
  readonly taken = new Set<number>();
  readonly listened: ListenOptions[] = [];

  override async listen(options: ListenOptions) {
    if (this.taken.has(options.port)) throw new NetError('port-in-use', '');
    this.listened.push(options);
    return super.listen(options);
  }
}

function scene({
  stored,
  memberServer,
  taken,
}: {
  readonly stored?: StandbyListener;
  readonly memberServer?: MemberServer;
  readonly taken?: number;
} = {}) {
  const [clock, network] = [new FakeClock(), new PortNetwork()];
  if (taken !== undefined) network.taken.add(taken);
  const records: JournalRecord[] = [header];
  const journal = { append: (record: JournalRecord) => void records.push(record), commit() {} };
  const server = new StandbyServer({
    ...{ network, journal, clock, logger: silentLogger, membership: { info } },
    ...(stored && { stored }),
    ...(memberServer && { memberServer }),
  });
  const moves: number[] = [];
  server.onDidMove(() => moves.push(server.endpoint?.port ?? 0));
  const restored = () => restoreGuest(records)?.standby;
  return { clock, moves, network, records, restored, server };
}

/** One that listens at 10.0.0.2, port 50000, with all keys. */
async function servingScene() {
  const all = scene();
  const { clock, server } = all;
  server.allow();
  assert.equal(server.open('10.0.0.2'), false);
  await clock.advance(0);
  server.addKeys({ keys: [ann, cy], locked: false, most: 8, all: true });
  return all;
}

describe('the server of a member who may take over', () => {
  it('listens at the address that the hub sees, on any port, and stores how', async () => {
    const { moves, network, restored, server } = await servingScene();
    assert.deepEqual(moves, [50_000]);
    assert.deepEqual(
      network.listened.map(({ address, port }) => [address, port]),
      [['10.0.0.2', 0]],
    );
    assert.equal(server.open('10.0.0.2'), true);
    const stored = restored();
    assert.deepEqual([stored?.address, stored?.port, stored?.most], ['10.0.0.2', 50_000, 8]);
    assert.equal(stored?.access.certificate, network.servers[0]?.access?.state.certificate);
    assert.deepEqual(stored?.access.keys, [ann, cy]);
  });

  it('listens at the same port with the same certificate in the next window', async () => {
    const before = await servingScene();
    const stored = before.restored() as StandbyListener;
    const { clock, network, restored, server } = scene({ stored });
    assert.ok(server.isAllowed);
    await clock.advance(0);
    const [options] = network.listened;
    assert.deepEqual([options?.address, options?.port], ['10.0.0.2', 50_000]);
    assert.equal(options?.access?.privateKey, stored.access.privateKey);
    assert.equal(server.endpoint?.port, 50_000);
    assert.deepEqual(restored()?.access.keys, [ann, cy]);
  });

  it('waits for a port that the window before still has, and takes another one after a while', async () => {
    const before = await servingScene();
    const stored = before.restored() as StandbyListener;
    for (const isFreed of [true, false]) {
      const { clock, network, server } = scene({ stored, taken: stored.port });
      await clock.advance(1000);
      assert.equal(server.endpoint, undefined);
      if (isFreed) network.taken.delete(stored.port);
      await clock.advance(3000);
      assert.deepEqual(
        network.listened.map(({ port }) => port),
        [isFreed ? stored.port : 0],
      );
      assert.equal(network.listened[0]?.access?.privateKey, stored.access.privateKey);
    }
  });

  it('keeps its certificate when the computer has another address', async () => {
    const { clock, moves, network, server } = await servingScene();
    assert.equal(server.open('10.0.0.9'), false);
    await clock.advance(0);
    assert.ok(network.servers[0]?.closed);
    const [, second] = network.listened;
    assert.deepEqual([second?.address, second?.port], ['10.0.0.9', 50_000]);
    assert.equal(second?.access?.certificate, network.servers[0]?.access?.state.certificate);
    assert.deepEqual(moves, [50_000, 50_000]);
  });

  it('stays where it is when it listens at all addresses', async () => {
    const network = new FakeNetwork();
    const own = { kind: 'group', address: '0.0.0.0', port: 5000 } as const;
    const memberServer = await MemberServer.open(network, own);
    const { restored, server } = scene({ memberServer });
    assert.equal(server.open('10.0.0.2'), true);
    assert.deepEqual([restored()?.address, restored()?.port], ['0.0.0.0', 5000]);
  });

  it('stores each change of the keys', async () => {
    const { restored, server } = await servingScene();
    const di = { member: 'm3', hash: hash('di') };
    server.addKeys({ keys: [di] });
    server.addKeys({ keys: [], gone: ['m2'] });
    assert.deepEqual(restored()?.access.keys, [ann, di]);
    server.addKeys({ keys: [], locked: true });
    server.addKeys({ keys: [], most: 20 });
    assert.deepEqual([restored()?.access.locked, restored()?.most], [true, 20]);
    server.addKeys({ keys: [ann], locked: false, most: 20, all: true });
    assert.deepEqual(restored()?.access.keys, [ann]);
  });

  it('hands itself over with the keys of all others', async () => {
    const { network, server } = await servingScene();
    server.addKeys({ keys: [{ member: 'm1', hash: hash('own') }], locked: true });
    const released = server.release('m1');
    assert.equal(released?.most, 8);
    const [open] = network.servers;
    assert.equal(released?.memberServer.server, open);
    assert.deepEqual([open?.access?.state.keys, open?.access?.state.locked], [[ann, cy], true]);
    server.dispose();
    assert.ok(!open?.closed);
  });

  it('hands nothing over without keys: nobody could come in', async () => {
    const { clock, server } = scene();
    server.allow();
    server.open('10.0.0.2');
    await clock.advance(0);
    assert.equal(server.release('m1'), undefined);
    assert.ok(server.endpoint);
  });

  it('stops for good when its member may no longer take over', async () => {
    const { network, records, restored, server } = await servingScene();
    server.withdraw();
    assert.ok(network.servers[0]?.closed);
    assert.deepEqual([server.endpoint, restored()], [undefined, undefined]);
    assert.deepEqual(records.at(-1), { type: 'standby' });
    server.addKeys({ keys: [cy] });
    assert.deepEqual(records.at(-1), { type: 'standby' });
  });

  it('closes what opens too late', async () => {
    const { clock, network, server } = scene();
    server.allow();
    server.open('10.0.0.2');
    server.dispose();
    await clock.advance(0);
    assert.ok(network.servers[0]?.closed);
    assert.equal(server.endpoint, undefined);
  });
});
