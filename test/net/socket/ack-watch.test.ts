import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import {
  AckWatch,
  type ConnectionTable,
  connectionKey,
  parseSendQueues,
  readSendQueues,
  type SendQueues,
  tableOf,
  type WatchedConnection,
} from '../../../src/net/socket/ack-watch';
import { FakeClock } from '../../helpers/fake-clock';
import { RawClient } from '../../helpers/raw-client';
import { waitFor } from '../../helpers/wait-for';

function setUp() {
  const clock = new FakeClock();
  let unacknowledged = 0;
  const tables: ConnectionTable[][] = [];
  const read = async (listing: Iterable<ConnectionTable>): Promise<SendQueues> => {
    tables.push([...listing]);
    return new Map([['1:2', unacknowledged]]);
  };
  const watch = new AckWatch(clock, 10_000, read);
  const peer = {
    ...{ key: '1:2', table: tableOf('::ffff:10.0.0.1'), bytesWritten: 0 },
    ...{ vanished: 0, vanish: () => (peer.vanished += 1) },
  };
  const write = (bytes: number, acknowledged = 0) => {
    peer.bytesWritten += bytes;
    unacknowledged += bytes - acknowledged;
    watch.add(peer as WatchedConnection);
  };
  return { clock, watch, peer, write, tables };
}

describe('AckWatch', () => {
  it('detects a peer that acknowledges nothing while more is sent to it', async () => {
    const { clock, peer, write } = setUp();
    for (let second = 0; second < 9; second += 1) {
      write(100);
      await clock.advance(1000);
      assert.equal(peer.vanished, 0, `after ${second + 1} s`);
    }
    await clock.advance(1000);
    assert.equal(peer.vanished, 1);
    assert.equal(clock.pending, 0);
  });

  it('tolerates a peer that acknowledges slowly', async () => {
    const { clock, peer, write } = setUp();
    for (let second = 0; second < 60; second += 1) {
      write(100, 10);
      await clock.advance(1000);
    }
    assert.equal(peer.vanished, 0);
  });

  it('checks nothing while nothing is sent', async () => {
    const { clock, write, tables } = setUp();
    await clock.advance(60_000);
    assert.deepEqual(tables, []);
    write(100, 100);
    await clock.advance(60_000);
    assert.deepEqual(tables, [['tcp6']]);
    assert.equal(clock.pending, 0);
  });

  it('doesn’t count the time this computer slept', async () => {
    const { clock, peer, write } = setUp();
    write(100);
    await clock.advance(3000);
    const now = clock.now.bind(clock);
    clock.now = () => now() + 3_600_000;
    await clock.advance(4000);
    assert.equal(peer.vanished, 0);
    await clock.advance(10_000);
    assert.equal(peer.vanished, 1);
  });

  it('forgets a connection that has ended', async () => {
    const { clock, watch, peer, write } = setUp();
    write(100);
    watch.forget(peer as WatchedConnection);
    await clock.advance(60_000);
    assert.equal(peer.vanished, 0);
  });

  it('stops where the operating system doesn’t report queues', async () => {
    const clock = new FakeClock();
    const watch = new AckWatch(clock, 10_000, async () => undefined);
    const peer = {
      key: '',
      table: tableOf(''),
      bytesWritten: 1,
      vanish: () => assert.fail('nothing is known of it'),
    };
    watch.add(peer);
    await clock.advance(60_000);
    watch.add(peer);
    assert.equal(clock.pending, 0);
  });
});

describe('send queues', () => {
  it('are read from the tables of the operating system', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:2328 0100007F:C4EC 01 00000200:00000000 01:00000014 00000003     0        0 1 2',
      '   1: 0100007F:2328 0200007F:C4EC 01 00000100:00000000 01:00000014 00000003     0        0 1 2',
      '   2: 00000000:2328 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1',
      '  17: 00000000000000000000000001000000:2329 00000000000000000000000001000000:C4ED 01 0000000A:00000000 00:0 0',
    ].join('\n');
    const queues = parseSendQueues(table);
    assert.deepEqual(
      [...queues],
      [
        [connectionKey(9000, 50412), 256],
        [connectionKey(9001, 50413), 10],
      ],
    );
  });

  it('grow when a peer’s buffers are full', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const { port } = server.address() as { port: number };
    const client = await RawClient.connect(port, '127.0.0.1', false);
    const socket = await accepted;
    for (let i = 0; i < 64; i += 1) socket.write(Buffer.alloc(256 * 1024));
    const key = connectionKey(port, socket.remotePort ?? 0);
    if (process.platform === 'linux') {
      const grown = async () => ((await readSendQueues(['tcp']))?.get(key) ?? 0) > 0;
      await waitFor(grown, 'the operating system has queued bytes');
    } else {
      assert.equal(await readSendQueues(['tcp']), undefined);
    }
    socket.on('error', () => {});
    socket.destroy();
    client.socket.destroy();
    server.close();
  });
});
