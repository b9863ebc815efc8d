import assert from 'node:assert/strict';
import { createNetwork } from '../../../src/net/network';
import type { GuestLink, GuestRequest, Seat } from '../../../src/protocol/guest-link';
import type { RoomEntry } from '../../../src/protocol/room-entry';
import type { LabKind } from '../../../src/protocol/room-kinds';
import type { RoomServer } from '../../../src/protocol/room-server';
import type { SentTransit } from '../../../src/protocol/transit';
import { FakeClock } from '../../helpers/fake-clock';
import { RawClient } from '../../helpers/raw-client';
import { waitFor } from '../../helpers/wait-for';

const message = (seq: number, text: string): RoomEntry => ({
  ...{ type: 'message', seq, time: 0, author: 'host', name: 'Host', id: '', text },
});

describe('network weather in a lab server', () => {
  let clock: FakeClock;
  let server: RoomServer;
  let clients: RawClient[];
  let guests: GuestLink[];
  let requests: GuestRequest[];
  let transits: { seq: number; transit: SentTransit }[];

  async function open(kind: LabKind = 'lab-hub') {
    clock = new FakeClock();
    server = await createNetwork({ clock }).listen({ kind, address: '127.0.0.1', port: 0 });
    [clients, guests, requests, transits] = [[], [], [], []];
    server.onTransit?.((transit) => transits.push(transit));
    server.onGuest((guest) => {
      guests.push(guest);
      guest.onRequest((request) => requests.push(request));
      guest.admit({} as Seat);
      guest.listen();
    });
  }
  afterEach(async () => {
    for (const client of clients) client.destroy();
    const closed = server.close();
    await clock.advance(60_000);
    await closed;
  });

  async function enter(): Promise<RawClient> {
    const client = await RawClient.connect(server.port);
    clients.push(client);
    await waitFor(() => guests.length === clients.length, 'it is in');
    return client;
  }

  const guestOf = ({ name }: RawClient) => guests.find((guest) => guest.name === name) as GuestLink;

  /** Publishes a message and lets the server send it. */
  async function publish(seq: number, text: string): Promise<void> {
    server.publish(message(seq, text));
    await new Promise(setImmediate);
  }

  it('is the same for those who are there and for those who come later', async () => {
    await open();
    const early = await enter();
    server.weather?.set({ delayMs: 1000 });
    const late = await enter();
    await publish(1, 'hello');
    await clock.advance(999);
    assert.deepEqual([early.text, late.text], ['', '']);
    await clock.advance(1);
    await early.receives('Host:hello');
    await late.receives('Host:hello');
    server.weather?.set(undefined);
    await publish(2, 'again');
    await early.receives('again');
    await (await enter()).receives('');
    assert.equal(clock.pending, 1, 'only the watch for acknowledgements');
  });

  it('can be that of one member', async () => {
    await open();
    const slow = await enter();
    const fast = await enter();
    server.weather?.setFor(guestOf(slow), { delayMs: 1000 });
    await publish(1, 'hello');
    await fast.receives('Host:hello');
    assert.equal(slow.text, '');
    server.weather?.setFor(guestOf(slow), undefined);
    await slow.receives('Host:hello');
  });

  it('says what happened to a message from a member', async () => {
    await open();
    const client = await enter();
    server.weather?.set({ delayMs: 300, chunkBytes: 4 });
    client.write('hello you');
    await waitFor(async () => {
      await clock.advance(100);
      return requests.length > 0;
    }, 'it arrives');
    await clock.advance(5000);
    const said = requests.filter((request) => request.type === 'say');
    // Without framing, each read is a message to the protocol; all are parts of one write.
    assert.deepEqual(
      said.map(({ text }) => text),
      ['hell', 'o yo', 'u'],
    );
    for (const { transit } of said) {
      assert.equal(transit?.reads, 3);
      assert.ok((transit?.delayMs ?? 0) >= 300);
    }
  });

  it('says what happened to a message on its way to members, the worst first', async () => {
    await open();
    const slow = await enter();
    const slower = await enter();
    await enter();
    server.weather?.setFor(guestOf(slow), { delayMs: 100 });
    server.weather?.setFor(guestOf(slower), { delayMs: 400, chunkBytes: 5 });
    await publish(1, 'one');
    await publish(2, 'two');
    await clock.advance(2000);
    assert.deepEqual(transits[0], {
      seq: 1,
      transit: { delayMs: 100, members: 1, worst: slow.name },
    });
    const last = new Map(transits.map(({ seq, transit }) => [seq, transit]));
    assert.equal(last.get(1)?.members, 2);
    assert.equal(last.get(1)?.worst, slower.name);
    assert.equal(last.get(1)?.reads, 2, '“Host:” and “one”');
    assert.equal(last.get(2)?.worst, slower.name);
  });

  it('follows messages that its author doesn’t get, and those that are sent together', async () => {
    await open();
    const author = await enter();
    await enter();
    server.weather?.set({ delayMs: 100 });
    server.publish(message(1, 'from the author'), guestOf(author));
    server.publish(message(2, 'from the host'));
    await new Promise(setImmediate);
    await clock.advance(1000);
    const members = Object.fromEntries(transits.map(({ seq, transit }) => [seq, transit.members]));
    assert.deepEqual(members, { 1: 1, 2: 2 });
  });

  it('knows nothing about messages when there is none', async () => {
    await open();
    const client = await enter();
    await publish(1, 'hello');
    await client.receives('hello');
    client.write('hi');
    await waitFor(async () => {
      await clock.advance(1000);
      return requests.length > 0;
    }, 'it arrives');
    assert.deepEqual(requests, [{ type: 'say', text: 'hi' }]);
    assert.deepEqual(transits, []);
  });

  it('lets the host say something to one member', async () => {
    await open();
    const one = await enter();
    const other = await enter();
    guestOf(one).sayAsHost?.('only for you');
    await one.receives(`${server.hostName}:only for you`);
    await publish(1, 'for all');
    await other.receives('for all');
    assert.equal(other.text, 'Host:for all');
  });

  it('lets the host of a p2p room say something, in its own words', async () => {
    await open('lab-p2p');
    const client = await enter();
    server.weather?.set({ chunkBytes: 6 });
    guestOf(client).sayAsHost?.('only for you');
    await clock.advance(1000);
    await client.receives('Server : only for you');
    await publish(7, 'for all');
    await clock.advance(1000);
    assert.deepEqual(transits.at(-1), {
      seq: 7,
      transit: { delayMs: 10, reads: 3, members: 1, worst: client.name },
    });
  });
});
