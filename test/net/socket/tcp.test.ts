import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { listenLab } from '../../../src/net/lab-tcp/lab-server';
import { AckWatch, readSendQueues } from '../../../src/net/socket/ack-watch';
import { dial } from '../../../src/net/socket/tcp';
import { defaultLimits } from '../../../src/protocol/limits';
import { NetError, toNetError } from '../../../src/protocol/net-error';
import { noTap } from '../../../src/protocol/wire-event';
import { systemClock } from '../../../src/util/clock';
import { FakeClock } from '../../helpers/fake-clock';

function listen(): Promise<{ server: Server; port: number }> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      resolve({ server, port: (server.address() as { port: number }).port });
    });
  });
}

const never = new AbortController().signal;

describe('dial', () => {
  it('connects', async () => {
    const { server, port } = await listen();
    const socket = await dial({ host: '127.0.0.1', port }, 10_000, systemClock, never);
    assert.equal(socket.remotePort, port);
    socket.destroy();
    server.close();
  });

  it('is refused where nothing is listening', async () => {
    const { server, port } = await listen();
    await new Promise((resolve) => server.close(resolve));
    const dialing = dial({ host: '127.0.0.1', port }, 10_000, systemClock, never);
    await assert.rejects(dialing, { name: 'NetError', code: 'refused' });
  });

  it('gives up on abort and leaves no timer behind', async () => {
    const clock = new FakeClock();
    const { server, port } = await listen();
    const cancel = new AbortController();
    const dialing = dial({ host: '127.0.0.1', port }, 10_000, clock, cancel.signal);
    cancel.abort();
    await assert.rejects(dialing, { code: 'cancelled' });
    assert.equal(clock.pending, 0);
    const late = dial({ host: '127.0.0.1', port }, 10_000, clock, cancel.signal);
    await assert.rejects(late, { code: 'cancelled' });
    server.close();
  });

  it('gives up after the timeout', async () => {
    const { server, port } = await listen();
    // A clock whose timers fire at once simulates a host that never replies.
    const hasty = {
      ...systemClock,
      after: (_: number, callback: () => void) => {
        queueMicrotask(callback);
        return { dispose() {} };
      },
    };
    await assert.rejects(dial({ host: '127.0.0.1', port }, 10_000, hasty, never), {
      code: 'timed-out',
    });
    server.close();
  });
});

describe('listen', () => {
  const acks = new AckWatch(systemClock, 10_000, readSendQueues);
  const deps = { clock: systemClock, limits: defaultLimits, tap: noTap, acks };

  it('reports a port that is in use', async () => {
    const { server, port } = await listen();
    const listening = listenLab({ kind: 'lab-hub', address: '127.0.0.1', port }, deps);
    await assert.rejects(listening, { name: 'NetError', code: 'port-in-use' });
    server.close();
  });

  it('reports an address that isn’t this computer’s', async () => {
    const listening = listenLab({ kind: 'lab-hub', address: '203.0.113.1', port: 0 }, deps);
    await assert.rejects(listening, { code: 'address-unavailable' });
  });

  it('accepts IPv4 and IPv6 on all networks', async () => {
    const server = await listenLab({ kind: 'lab-hub', address: '::', port: 0 }, deps);
    const names: string[] = [];
    server.onGuest((guest) => names.push(guest.name));
    for (const host of ['127.0.0.1', '::1']) {
      const socket = await dial({ host, port: server.port }, 10_000, systemClock, never);
      await new Promise<void>((resolve) => {
        socket.once('close', () => resolve());
        socket.resume();
        setImmediate(() => socket.end());
      });
    }
    await server.close();
    assert.match(names[0] ?? '', /^\('127\.0\.0\.1', \d+\)$/);
    assert.match(names[1] ?? '', /^\('::1', \d+, 0, 0\)$/);
  });
});

describe('toNetError', () => {
  it('maps each error of the operating system to a stable code', () => {
    const codes = {
      EADDRINUSE: 'port-in-use',
      EACCES: 'port-forbidden',
      ENOTFOUND: 'name-not-found',
      EHOSTUNREACH: 'unreachable',
      ECONNRESET: 'connection-lost',
      EWHATEVER: 'failed',
    };
    for (const [code, expected] of Object.entries(codes)) {
      assert.equal(toNetError(Object.assign(new Error('x'), { code })).code, expected);
    }
    const error = new NetError('refused', 'x');
    assert.equal(toNetError(error), error);
  });
});
