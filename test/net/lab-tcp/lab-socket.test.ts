import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { LabEncodingState } from '../../../src/net/lab-tcp/lab-encoding';
import { LabSocket } from '../../../src/net/lab-tcp/lab-socket';
import { AckWatch } from '../../../src/net/socket/ack-watch';
import type { ReadLimiter } from '../../../src/net/socket/read-limiter';
import { defaultLimits } from '../../../src/protocol/limits';
import type { LinkEnd } from '../../../src/protocol/net-error';
import type { Weather } from '../../../src/protocol/weather';
import type { WireMark, WireTap } from '../../../src/protocol/wire-event';
import { FakeClock } from '../../helpers/fake-clock';
import { RawClient } from '../../helpers/raw-client';
import { waitFor } from '../../helpers/wait-for';

const readLimiter: ReadLimiter = { read: () => 0, begin() {}, delivered: () => 0 };
const text = new LabEncodingState(undefined, () => {});
const ascii = (said: string) => [{ bytes: Buffer.from(said), ascii: true }];

describe('network weather on a lab socket', () => {
  let server: Server;
  const clients: RawClient[] = [];
  let links: LabSocket[];
  beforeEach(() => {
    links = [];
    server = createServer({ pauseOnConnect: true });
  });
  afterEach(async () => {
    for (const link of links) link.finish({ reason: 'local' });
    for (const client of clients.splice(0)) client.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  /** A connection that is read, and everything that arrives on it. */
  async function connection() {
    const clock = new FakeClock();
    const start = clock.now();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const client = await RawClient.connect(port);
    clients.push(client);
    const socket = await accepted;
    const marks: WireMark[][] = [];
    const tap: WireTap = { enabled: true, record: (event) => marks.push([...event.marks]) };
    const acks = new AckWatch(clock, defaultLimits.stallMs, async () => undefined);
    const link = new LabSocket(socket, { clock, limits: defaultLimits, tap, acks }, readLimiter);
    links.push(link);
    const read: string[] = [];
    const ends: LinkEnd[] = [];
    link.onChunk((chunk) => read.push(chunk.toString()));
    link.onEnd((end) => ends.push(end));
    link.resume();
    const at = () => clock.now() - start;
    return { clock, client, socket, link, read, ends, marks, at };
  }

  const on = (link: LabSocket, weather: Weather) => link.setWeather(weather, 0, text);

  it('is no layer at all when there is none', async () => {
    const { clock, client, socket, link, read } = await connection();
    const fromSocket: Buffer[] = [];
    const delivered: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => fromSocket.push(chunk));
    link.onChunk((chunk) => delivered.push(chunk));
    const written: unknown[] = [];
    const write = socket.write.bind(socket) as (bytes: unknown) => boolean;
    socket.write = ((bytes: unknown) => {
      written.push(bytes);
      return write(bytes);
    }) as typeof socket.write;
    client.write('hello');
    await waitFor(() => read.length > 0, 'it is read');
    const [piece] = ascii('welcome');
    link.writer.push([piece as NonNullable<typeof piece>]);
    await client.receives('welcome');
    assert.equal(delivered[0], fromSocket[0], 'the same buffer, not a copy');
    assert.equal(written[0], piece?.bytes, 'the same buffer, not a copy');
    assert.equal(link.arrival, undefined);
    // What is left is the watch for acknowledgements, as on every connection.
    assert.ok(clock.pending <= 1);
    on(link, { delayMs: 10 });
    link.clearWeather();
    client.write('again');
    await waitFor(() => read.length > 1, 'it is read');
    assert.equal(delivered[1], fromSocket[1], 'nor after weather that has ended');
  });

  it('delays what comes and what goes', async () => {
    const { clock, client, link, read, socket } = await connection();
    on(link, { delayMs: 100 });
    client.write('hello');
    await waitFor(() => socket.bytesRead === 5, 'it has come');
    link.writer.push(ascii('welcome'));
    await clock.advance(99);
    assert.deepEqual(read, []);
    assert.equal(socket.bytesWritten, 0);
    await clock.advance(1);
    assert.deepEqual(read, ['hello']);
    await client.receives('welcome');
  });

  it('cuts what comes and what goes, and notes where', async () => {
    const { clock, client, link, read, socket, marks } = await connection();
    on(link, { chunkBytes: 2 });
    client.write('hello');
    await waitFor(() => socket.bytesRead === 5, 'it has come');
    await clock.advance(1000);
    assert.deepEqual(read, ['he', 'll', 'o']);
    marks.length = 0;
    link.writer.push([{ bytes: Buffer.from('你好'), ascii: false }]);
    await clock.advance(1000);
    await client.receives('你好');
    assert.deepEqual(marks, [
      ['character-cut'],
      ['message-continued', 'character-cut'],
      ['message-continued'],
    ]);
  });

  it('says how each chunk got here, while it is delivered', async () => {
    const { clock, client, link, socket } = await connection();
    const arrivals: unknown[] = [];
    link.onChunk(() => arrivals.push(link.arrival));
    on(link, { delayMs: 20, joinMs: 50 });
    client.write('one');
    await waitFor(() => socket.bytesRead === 3, 'it has come');
    client.write('two');
    await waitFor(() => socket.bytesRead === 6, 'it has come');
    await clock.advance(1000);
    assert.deepEqual(arrivals, [{ tries: 1, delayMs: 70, joined: 2 }]);
    assert.equal(link.arrival, undefined);
  });

  it('says when bytes were sent, by their offset', async () => {
    const { clock, link } = await connection();
    link.writer.push(ascii('before'));
    on(link, { delayMs: 20, chunkBytes: 4 });
    const sent: unknown[] = [];
    link.onSent(({ end, transit }) => sent.push([end, transit.delayMs, transit.reads]));
    link.writer.push(ascii('hello'));
    await clock.advance(1000);
    assert.deepEqual(sent, [
      [10, 20, 2],
      [11, 25, 2],
    ]);
  });

  it('delivers at once what is under way when it ends', async () => {
    const { clock, client, link, read, socket } = await connection();
    on(link, { delayMs: 1000 });
    client.write('one');
    await waitFor(() => socket.bytesRead === 3, 'it has come');
    link.writer.push(ascii('first'));
    link.clearWeather();
    assert.deepEqual(read, ['one']);
    link.writer.push(ascii('second'));
    await client.receives('firstsecond');
    client.write('two');
    await waitFor(() => read.length === 2, 'it is read');
    await clock.advance(10_000);
    assert.deepEqual(read, ['one', 'two']);
  });

  it('delivers at once what is under way when it changes', async () => {
    const { client, link, read, socket } = await connection();
    on(link, { delayMs: 1000 });
    client.write('one');
    await waitFor(() => socket.bytesRead === 3, 'it has come');
    on(link, { delayMs: 5000 });
    assert.deepEqual(read, ['one']);
  });

  it('resets the connection for both sides', async () => {
    const { clock, client, link, ends, marks } = await connection();
    on(link, { resetEveryMs: 10_000 });
    await clock.advance(4999);
    assert.equal(ends.length, 0);
    await clock.advance(10_001);
    const codes = ends.map((end) => end.reason === 'lost' && end.error.code);
    assert.deepEqual(codes, ['connection-lost']);
    assert.ok(marks.some((each) => each.includes('reset')));
    await waitFor(() => client.closed, 'the client is reset');
    assert.equal(client.failure, 'ECONNRESET');
  });

  it('delivers what a peer sent before it left', async () => {
    const { clock, client, link, read, ends, socket } = await connection();
    on(link, { delayMs: 100 });
    client.write('goodbye');
    client.socket.end();
    await waitFor(() => socket.readableEnded, 'it has come');
    assert.deepEqual([read, ends], [[], []]);
    link.writer.push(ascii('no one gets this'));
    await clock.advance(1000);
    assert.deepEqual(read, ['goodbye']);
    assert.deepEqual(ends, [{ reason: 'closed' }]);
  });

  it('reads no more than it can hold', async () => {
    const { clock, client, link, read, socket } = await connection();
    on(link, { delayMs: 1000 });
    const sent = 4 * 1024 * 1024;
    client.write(Buffer.alloc(sent, 'x'));
    await waitFor(() => socket.isPaused(), 'it reads no more');
    assert.ok(socket.bytesRead <= 4 * 64 * 1024, `${socket.bytesRead} bytes are held`);
    let total = 0;
    // Each round delivers what is held and reads more.
    while (total < sent) {
      await clock.advance(1000);
      total = read.reduce((sum, { length }) => sum + length, 0);
    }
    assert.equal(total, sent, 'nothing is lost');
  });

  it('delivers nothing to a protocol that does not read', async () => {
    const { clock, client, link, read, socket } = await connection();
    on(link, { delayMs: 10 });
    client.write('one');
    await waitFor(() => socket.bytesRead === 3, 'it has come');
    link.pause();
    await clock.advance(1000);
    assert.deepEqual(read, []);
    link.resume();
    await clock.advance(1000);
    assert.deepEqual(read, ['one']);
  });

  it('takes no more from the writer than it can hold', async () => {
    const { clock, client, link, ends, socket } = await connection();
    on(link, { delayMs: 1000 });
    link.writer.push(ascii('x'.repeat(1024)));
    assert.equal(link.writer.queuedBytes, 0, 'as on a real network, the writer does not wait');
    link.writer.push(Array.from({ length: 511 }, () => ascii('x'.repeat(1024))).flat());
    await clock.advance(999);
    assert.equal(link.writer.queuedBytes, 511 * 1024, 'it waits while 64 KiB are under way');
    assert.equal(socket.bytesWritten, 0);
    for (let round = 0; round < 40; round += 1) await clock.advance(1000);
    assert.equal(link.writer.queuedBytes, 0);
    await waitFor(() => client.bytes.length === 512 * 1024, 'all of it arrives');
    assert.deepEqual(ends, []);
  });

  it('ends a member that gets nothing through for too long', async () => {
    const { clock, link, ends } = await connection();
    on(link, { bytesPerSecond: 16 });
    link.writer.push(Array.from({ length: 200 }, () => ascii('x'.repeat(1024))).flat());
    await clock.advance(60_000);
    const codes = ends.map((end) => end.reason === 'lost' && end.error.code);
    assert.deepEqual(codes, ['too-slow']);
  });

  it('sends a goodbye at once when the room closes', async () => {
    const { client, link } = await connection();
    on(link, { delayMs: 5000 });
    link.writer.push(ascii('goodbye'));
    void link.close();
    await client.receives('goodbye');
    await waitFor(() => client.atEnd, 'it is closed');
  });
});
