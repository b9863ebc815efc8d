import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { MetricsServer } from '../../../src/cli/service/metrics-server';
import { systemClock } from '../../../src/util/clock';
import { FakeClock } from '../../helpers/fake-clock';
import { waitFor } from '../../helpers/wait-for';

describe('MetricsServer', () => {
  const sockets: Socket[] = [];
  let server: MetricsServer;
  const url = (path: string) => `http://127.0.0.1:${server.port}${path}`;

  /** A connection, what it has received, and whether it is closed. */
  function dial() {
    const received = { text: '', isClosed: false };
    const socket = connect(server.port, '127.0.0.1');
    sockets.push(socket);
    socket.setEncoding('latin1').on('data', (text: string) => {
      received.text += text;
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      received.isClosed = true;
    });
    return { socket, received };
  }

  beforeEach(async () => {
    server = await MetricsServer.listen(0, () => 'members 2\n', systemClock);
  });

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await server.close();
  });

  it('responds to GET /metrics', async () => {
    const response = await fetch(url('/metrics'));
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
    assert.equal(await response.text(), 'members 2\n');
  });

  it('has nothing else', async () => {
    for (const path of ['/', '/metrics/', '/metrics?x=1', '//metrics', '/Metrics']) {
      const { status } = await fetch(url(path));
      assert.equal(status, 404, path);
    }
    for (const method of ['POST', 'HEAD', 'OPTIONS', 'DELETE']) {
      const { status } = await fetch(url('/metrics'), { method });
      assert.equal(status, 404, method);
    }
  });

  it('takes headers of 4 KiB and eight connections', async () => {
    const long = dial();
    long.socket.write(`GET /metrics HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(5000)}\r\n\r\n`);
    await waitFor(() => long.received.isClosed, 'the long one is closed');
    assert.match(long.received.text, /^HTTP\/1\.1 431 /);
    const first = Array.from({ length: 8 }, dial);
    for (const { socket } of first) {
      await waitFor(() => !socket.connecting, 'each of them is connected');
      socket.write('GET /metrics HTTP/1.1\r\n');
    }
    const ninth = dial();
    await waitFor(() => ninth.received.isClosed, 'the ninth is closed');
    assert.equal(ninth.received.text, '');
  });

  it('closes at once when nobody is served, and completes what it has begun', async () => {
    const clock = new FakeClock();
    const other = await MetricsServer.listen(0, () => 'x'.repeat(100_000), clock);
    const scrapes = Array.from({ length: 4 }, async () => {
      const response = await fetch(`http://127.0.0.1:${other.port}/metrics`);
      return (await response.text()).length;
    });
    const settled = Promise.allSettled(scrapes);
    await scrapes[0];
    await other.close();
    for (const scrape of await settled) {
      if (scrape.status === 'fulfilled') assert.equal(scrape.value, 100_000);
    }
    assert.equal(clock.pending, 0);
  });
});
