import assert from 'node:assert/strict';
import { secureDial } from '../../../src/net/deskmate/secure-dial';
import { moreSpecific } from '../../../src/net/socket/race';
import { NetError, type NetErrorCode } from '../../../src/protocol/net-error';
import type { Clock } from '../../../src/util/clock';
import { createIdentity, type Identity, Listener } from '../../helpers/deskmate/tls-server';
import { FakeClock } from '../../helpers/fake-clock';
import { waitFor } from '../../helpers/wait-for';

const never = new AbortController().signal;

describe('secureDial', () => {
  let host: Identity;
  let stranger: Identity;
  const listeners: Listener[] = [];

  before(async () => {
    [host, stranger] = await Promise.all([createIdentity(), createIdentity()]);
  });

  afterEach(async () => {
    await Promise.all(listeners.splice(0).map((each) => each.stop()));
  });

  async function open(starting: Promise<Listener>): Promise<Listener> {
    const listener = await starting;
    listeners.push(listener);
    return listener;
  }

  function dial(
    port: number,
    addresses: readonly string[] = ['127.0.0.1'],
    clock: Clock = new FakeClock(),
    signal = never,
  ) {
    const options = { clock, timeoutMs: 10_000 };
    return secureDial({ addresses, port, pin: host.pin }, options, signal);
  }

  it('connects to a host that matches the pin without sending anything', async () => {
    const server = await open(Listener.tls(host.pair));
    const clock = new FakeClock();
    const { socket, address } = await dial(server.port, ['127.0.0.1'], clock);
    assert.equal(address, '127.0.0.1');
    assert.equal(socket.getProtocol(), 'TLSv1.3');
    assert.equal(clock.pending, 0);
    socket.end('hello');
    await waitFor(() => server.closed === 1, 'the server sees the end');
    assert.equal(server.heard, 'hello');
  });

  it('never resumes a TLS session, so that each connection checks the pin', async () => {
    const server = await open(Listener.tls(host.pair));
    for (let round = 0; round < 2; round += 1) {
      const { socket } = await dial(server.port);
      assert.equal(socket.isSessionReused(), false);
      socket.destroy();
    }
  });

  it('sends nothing to a host with another certificate', async () => {
    const server = await open(Listener.tls(stranger.pair));
    await assert.rejects(dial(server.port), { name: 'NetError', code: 'wrong-pin' });
    await waitFor(() => server.closed === 1, 'the server sees the end');
    assert.equal(server.heard, '');
  });

  it('recognizes a server without TLS', async () => {
    const echo = await open(Listener.plain((socket) => socket.pipe(socket)));
    await assert.rejects(dial(echo.port), { code: 'no-encryption' });
    const mail = await open(Listener.plain((socket) => socket.write('220 mail.example ready\r\n')));
    await assert.rejects(dial(mail.port), { code: 'no-encryption' });
  });

  it('recognizes a server with an older TLS', async () => {
    const server = await open(
      Listener.tls(host.pair, { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }),
    );
    await assert.rejects(dial(server.port), { code: 'no-encryption' });
  });

  it('recognizes a server that uses TLS for something else', async () => {
    const server = await open(Listener.tls(host.pair, { ALPNProtocols: [] }));
    await assert.rejects(dial(server.port), { code: 'no-encryption' });
    await waitFor(() => server.closed === 1, 'the server sees the end');
    assert.equal(server.heard, '');
  });

  it('recognizes a host with another protocol version', async () => {
    const server = await open(Listener.tls(host.pair, { ALPNProtocols: ['deskmate/2'] }));
    await assert.rejects(dial(server.port), { code: 'other-version' });
  });

  it('recognizes a host that closes before it sends anything', async () => {
    const ending = await open(Listener.plain((socket) => socket.end()));
    await assert.rejects(dial(ending.port), { code: 'closed-at-once' });
    const resetting = await open(Listener.plain((socket) => socket.resetAndDestroy()));
    await assert.rejects(dial(resetting.port), { code: 'closed-at-once' });
  });

  it('gives up a server that sends nothing', async () => {
    const server = await open(Listener.plain());
    const clock = new FakeClock();
    const dialling = dial(server.port, ['127.0.0.1'], clock);
    const rejected = assert.rejects(dialling, { code: 'timed-out' });
    await waitFor(() => server.sockets.length === 1, 'the client connects');
    await clock.advance(10_000);
    await rejected;
    await waitFor(() => server.closed === 1, 'the connection is closed');
    assert.equal(clock.pending, 0);
  });

  it('is refused where nothing is listening', async () => {
    const server = await Listener.plain();
    const { port } = server;
    await server.stop();
    const clock = new FakeClock();
    await assert.rejects(dial(port, ['127.0.0.1', '::1'], clock), { code: 'refused' });
    assert.equal(clock.pending, 0);
  });

  it('reports an invite without addresses', async () => {
    const clock = new FakeClock();
    await assert.rejects(dial(9, [], clock), { code: 'bad-invite' });
    assert.equal(clock.pending, 0);
  });

  it('gives up on abort, at once and later', async () => {
    const server = await open(Listener.plain());
    const clock = new FakeClock();
    const cancel = new AbortController();
    const dialling = dial(server.port, ['127.0.0.1'], clock, cancel.signal);
    const rejected = assert.rejects(dialling, { code: 'cancelled' });
    await waitFor(() => server.sockets.length === 1, 'the client connects');
    cancel.abort();
    await rejected;
    await waitFor(() => server.closed === 1, 'the connection is closed');
    assert.equal(clock.pending, 0);
    await assert.rejects(dial(server.port, ['127.0.0.1'], clock, cancel.signal), {
      code: 'cancelled',
    });
    assert.equal(server.sockets.length, 1);
  });

  describe('at several addresses', () => {
    it('tries the next address at once after a failure', async () => {
      const server = await open(Listener.tls(host.pair));
      // The clock stands still: no time passes before the second attempt.
      const { socket, address } = await dial(server.port, ['::1', '127.0.0.1'], new FakeClock());
      assert.equal(address, '127.0.0.1');
      socket.destroy();
    });

    it('starts the next address 250 ms after a silent one, and closes that one', async () => {
      const server = await open(Listener.tls(host.pair));
      const silent = await open(Listener.plain(undefined, server.port, '::1'));
      const clock = new FakeClock();
      const dialling = dial(server.port, ['::1', '127.0.0.1'], clock);
      await waitFor(() => silent.sockets.length === 1, 'the first address is tried');
      await clock.advance(249);
      assert.equal(server.sockets.length, 0);
      await clock.advance(1);
      const { socket, address } = await dialling;
      assert.equal(address, '127.0.0.1');
      await waitFor(() => silent.closed === 1, 'the losing connection is closed');
      assert.equal(clock.pending, 0);
      socket.destroy();
    });

    it('uses the address that matches the pin, not the one that responds first', async () => {
      const other = await open(Listener.tls(stranger.pair));
      const server = await open(Listener.tls(host.pair, {}, other.port, '::1'));
      const { socket, address } = await dial(server.port, ['127.0.0.1', '::1']);
      assert.equal(address, '::1');
      await waitFor(() => other.closed === 1, 'the stranger sees the end');
      assert.equal(other.heard, '');
      socket.destroy();
    });

    it('keeps the winner when a slower address would match, too', async () => {
      const quick = await open(Listener.tls(host.pair));
      const slow = await open(Listener.tls(host.pair, {}, quick.port, '::1'));
      const clock = new FakeClock();
      const { socket, address } = await dial(quick.port, ['127.0.0.1', '::1'], clock);
      await clock.advance(10_000);
      assert.equal(address, '127.0.0.1');
      assert.equal(slow.sockets.length, 0);
      assert.equal(socket.destroyed, false);
      socket.destroy();
    });

    it('tries no other address after success', async () => {
      const server = await open(Listener.tls(host.pair));
      const silent = await open(Listener.plain(undefined, server.port, '::1'));
      const clock = new FakeClock();
      // Two ways to write one address: the second would be tried when the silent one is cut off.
      const addresses = ['::1', '127.0.0.1', '::ffff:127.0.0.1'];
      const dialling = dial(server.port, addresses, clock);
      await waitFor(() => silent.sockets.length === 1, 'the first address is tried');
      await clock.advance(250);
      const { socket } = await dialling;
      await waitFor(() => silent.closed === 1, 'the losing connection is closed');
      await clock.advance(10_000);
      assert.equal(server.sockets.length, 1);
      assert.equal(clock.pending, 0);
      socket.destroy();
    });

    it('tries at most 40 addresses, each once', async () => {
      const silent = await open(Listener.plain(undefined, 0, '::1'));
      const clock = new FakeClock();
      const cancel = new AbortController();
      // All are spellings of one address.
      const addresses = Array.from({ length: 48 }, (_, index) => {
        const groups = Array<string>(((index >> 2) % 6) + 1).fill(index < 24 ? '0' : '00');
        return `${groups.join(':')}::${'1'.padStart((index & 3) + 1, '0')}`;
      });
      assert.equal(new Set(addresses).size, 48);
      const twice = addresses.flatMap((address) => [address, address]);
      const dialling = dial(silent.port, twice, clock, cancel.signal);
      const rejected = assert.rejects(dialling, { code: 'cancelled' });
      await clock.advance(40 * 250 - 1);
      await waitFor(() => silent.sockets.length === 40, 'forty connections');
      cancel.abort();
      await rejected;
      await waitFor(() => silent.closed === 40, 'all are closed');
      assert.equal(silent.sockets.length, 40);
    });

    it('reports the most specific error', async () => {
      const server = await open(Listener.tls(stranger.pair));
      await open(Listener.plain((socket) => socket.end(), server.port, '::1'));
      for (const addresses of [
        ['127.0.0.1', '::1'],
        ['::1', '127.0.0.1'],
      ]) {
        await assert.rejects(dial(server.port, addresses), { code: 'wrong-pin' });
      }
    });

    it('ranks errors by how specific they are', () => {
      const codes: readonly NetErrorCode[] = [
        'wrong-pin',
        'other-version',
        'no-encryption',
        'closed-at-once',
        'refused',
        'timed-out',
        'unreachable',
        'name-not-found',
        'address-unavailable',
        'failed',
      ];
      const errors = codes.map((code) => new NetError(code, code));
      for (const [index, error] of errors.entries()) {
        assert.equal(moreSpecific(undefined, error), error);
        for (const lesser of errors.slice(index + 1)) {
          assert.equal(moreSpecific(error, lesser), error);
          assert.equal(moreSpecific(lesser, error), error);
        }
      }
    });
  });
});
