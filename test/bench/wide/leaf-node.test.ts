import assert from 'node:assert/strict';
import { connectTo, createRoom } from '../../../bench/wide/stream';
import { WideHub } from '../../../bench/wide/wide-hub';
import { createWideNetwork } from '../../../src/net/wide/wide';
import { defaultLimits as limits } from '../../../src/protocol/limits';
import type { OpenedStatus, StreamEntry, WideStream } from '../../../src/protocol/wide';
import { systemClock as clock } from '../../../src/util/clock';
import { waitFor } from '../../helpers/wait-for';

describe('a leaf node of docs/WIDE-SCALE.md', function () {
  this.timeout(60_000);
  let hub: WideHub;
  const streams: WideStream[] = [];
  before(async () => {
    hub = await WideHub.start({ nodes: 1, hasLeaf: true });
  });
  after(async () => {
    for (const stream of streams) stream.drop();
    await hub?.stop();
  });

  /** @param port of the leaf node or of the node */
  async function join(port: number) {
    const { pin, server, token } = hub.sealedRoom;
    const nodes = [{ host: '127.0.0.1', port }];
    const network = createWideNetwork({ clock, limits });
    const epoch = { number: 1, token };
    const ticket = { server: { ...server, nodes }, pin, epoch, key: network.newKey() };
    const stream = await network.open(ticket, AbortSignal.timeout(30_000));
    streams.push(stream);
    const entries: StreamEntry[] = [];
    const statuses: OpenedStatus[] = [];
    stream.onEntries((some) => entries.push(...some));
    stream.onStatus((status) => statuses.push(status));
    stream.start(0);
    return { stream, entries, statuses };
  }

  it('carries entries, what was before, and statuses, for members who need know nothing of it', async () => {
    const { leaf, nodes } = hub.servers;
    assert.ok(leaf && nodes[0]);
    const [behind, beside] = [await join(leaf.port), await join(nodes[0].port)];
    assert.equal(await behind.stream.append('a', 'Ada', { type: 'say', text: 'hello' }), 1);
    assert.equal(await beside.stream.append('b', 'Bo', { type: 'say', text: 'hello too' }), 2);
    const late = await join(leaf.port);
    for (const { entries } of [behind, beside, late]) {
      await waitFor(() => entries.length === 2, 'two entries');
      assert.deepEqual(
        entries.map((entry) => ('id' in entry ? entry.id : 'rejected')),
        ['a', 'b'],
      );
    }
    behind.stream.tell('Ada', { type: 'here' });
    await waitFor(() => beside.statuses.length > 0, 'a status');
    beside.stream.tell('Bo', { type: 'received', seq: 1 }, behind.stream.member);
    await waitFor(() => behind.statuses.length > 0, 'a status');
  });

  it('keeps members out of other rooms', async () => {
    const { servers, stream } = hub;
    const other = await createRoom(servers, 1);
    const { connection } = await connectTo(servers.roomAccess(stream), servers.ports);
    try {
      const refused: string[] = [];
      void (async () => {
        for await (const status of connection.status()) {
          if (status.type === 'error') refused.push(status.error.message);
        }
      })();
      const info = await connection.request(`$JS.API.STREAM.INFO.${stream}`);
      assert.equal((info.json() as { readonly error?: unknown }).error, undefined);
      assert.deepEqual(refused, []);
      const subjects = [
        `$JS.API.STREAM.INFO.${other.stream}`,
        `$JS.rooms.API.STREAM.INFO.${other.stream}`,
        `$JS.API.STREAM.DELETE.${stream}`,
        `$JS.rooms.API.STREAM.DELETE.${stream}`,
        `dm.${other.stream}.log.x`,
      ];
      for (const [at, subject] of subjects.entries()) {
        connection.publish(subject);
        await waitFor(() => refused.length > at, `${subject} is refused`);
        assert.match(refused[at] ?? '', /ermission/);
      }
    } finally {
      await connection.close();
    }
  });
});
