import assert from 'node:assert/strict';
import { FrameSocket } from '../../../src/net/deskmate/frame-socket';
import { memberReadLimiter } from '../../../src/net/socket/read-limiter';
import { defaultLimits } from '../../../src/protocol/limits';
import type { LinkEnd } from '../../../src/protocol/net-error';
import { SocketScene } from '../../helpers/deskmate/socket-scene';
import { FakeClock } from '../../helpers/fake-clock';
import { securePair } from '../../helpers/secure-pair';
import { waitFor } from '../../helpers/wait-for';

describe('FrameSocket, reading', () => {
  const scenes: SocketScene[] = [];

  afterEach(() => {
    for (const scene of scenes.splice(0)) scene.dispose();
  });

  async function setUp(): Promise<SocketScene> {
    const scene = await SocketScene.create();
    scenes.push(scene);
    return scene;
  }

  it('delivers lines, cut anywhere', async () => {
    const scene = await setUp();
    scene.socket.start();
    scene.peer.setNoDelay(true);
    const bytes = Buffer.from('{"a":"你好"}\r\nsecond\nthird\nunfinished');
    for (let at = 0; at < bytes.length; at += 1) {
      scene.peer.write(bytes.subarray(at, at + 1));
      await scene.clock.advance(0);
    }
    await scene.delivers('{"a":"你好"}', 'second', 'third');
  });

  it('knows where the other end is', async () => {
    const { socket, peer } = await setUp();
    assert.equal(socket.remoteAddress, '127.0.0.1');
    assert.equal(socket.remotePort, peer.localPort);
  });

  it('reads nothing before it is started', async () => {
    const scene = await setUp();
    scene.peer.write('early\n');
    // Once the reply is here, everything sent before it has arrived.
    scene.socket.write(Buffer.from('hello\n'));
    const heard = scene.listen();
    await waitFor(() => heard.text === 'hello\n', 'hello');
    assert.deepEqual(scene.lines, []);
    scene.socket.start();
    await scene.delivers('early');
  });

  it('delivers no lines while paused, and loses none', async () => {
    const scene = await setUp();
    const all = Array.from({ length: 5000 }, (_, count) => `line ${count}`);
    scene.socket.onLine(() => {
      if (scene.lines.length % 7 === 0) scene.socket.pause();
    });
    scene.socket.start();
    scene.peer.write(`${all.join('\n')}\n`);
    await waitFor(() => scene.lines.length > 0, 'a line');
    for (let told = 7; told < 5000; told += 7) {
      await scene.clock.advance(0);
      assert.equal(scene.lines.length, told);
      scene.socket.resume();
      await waitFor(() => scene.lines.length > told, `line ${told}`);
    }
    await scene.delivers(...all);
  });

  for (const [how, hangUp] of [
    ['closed', (scene) => scene.peer.end()],
    ['reset', (scene) => scene.reset()],
  ] as const satisfies [string, (scene: SocketScene) => void][]) {
    it(`delivers what was sent before it was ${how} while paused, then the end`, async () => {
      const scene = await setUp();
      scene.socket.onLine(() => scene.socket.pause());
      scene.socket.start();
      scene.peer.write('one\ntwo\nthree\nunfinished');
      await scene.delivers('one');
      hangUp(scene);
      await waitFor(() => scene.server.closed, 'the end of the socket');
      assert.deepEqual([scene.lines, scene.ends], [['one'], []]);
      scene.socket.write(Buffer.from('not heard\n'));
      scene.socket.resume();
      assert.deepEqual([scene.lines, scene.ends], [['one', 'two'], []]);
      scene.socket.resume();
      scene.socket.resume();
      assert.deepEqual(scene.lines, ['one', 'two', 'three']);
      assert.equal(await scene.ended(), 'connection-lost');
      assert.equal(scene.clock.pending, 0);
    });
  }

  it('can be closed when the other side has ended and lines are pending', async () => {
    const scene = await setUp();
    scene.socket.onLine(() => scene.socket.pause());
    scene.socket.start();
    scene.peer.end('one\ntwo\n');
    await waitFor(() => scene.server.closed, 'the end of the socket');
    await scene.socket.close(Buffer.from('bye\n'));
    assert.deepEqual(scene.ends, [{ reason: 'local' }]);
    assert.deepEqual(scene.lines, ['one']);
  });

  for (const [code, bytes] of [
    ['bad-utf8', Buffer.from([0x22, 0xff, 0x22, 0x0a])],
    ['line-too-long', Buffer.alloc(70 * 1024, 'x')],
  ] as const) {
    it(`reads nothing after ${code}, and can still send a last frame`, async () => {
      const scene = await setUp();
      const heard = scene.listen();
      scene.socket.start();
      scene.peer.write('fine\n');
      scene.peer.write(bytes);
      scene.peer.write('\nmore\n');
      await waitFor(() => scene.problems.length > 0, 'a problem');
      scene.socket.resume();
      await scene.socket.close(Buffer.from('bye\n'));
      assert.deepEqual(scene.problems, [code]);
      assert.deepEqual(scene.lines, ['fine']);
      assert.deepEqual(scene.ends, [{ reason: 'local' }]);
      assert.equal(heard.text, 'bye\n');
    });
  }

  it('treats an unexpected end as lost, whether closed or reset', async () => {
    const polite = await setUp();
    polite.socket.start();
    polite.peer.end();
    assert.equal(await polite.ended(), 'connection-lost');

    const reset = await setUp();
    reset.socket.start();
    reset.reset();
    assert.equal(await reset.ended(), 'connection-lost');
    for (const { ends } of [polite, reset]) assert.equal(ends.length, 1);
  });

  it('notices when it is started that the connection has gone already', async () => {
    const pair = await securePair();
    pair.server.destroy();
    await waitFor(() => pair.server.closed, 'the end of the connection');
    const clock = new FakeClock();
    const limits = defaultLimits;
    const socket = new FrameSocket(
      pair.server,
      { clock, limits },
      memberReadLimiter(clock, limits),
    );
    const ends: LinkEnd[] = [];
    socket.onEnd((end) => ends.push(end));
    socket.start();
    assert.deepEqual(
      ends.map(({ reason }) => reason),
      ['lost'],
    );
    assert.equal(clock.pending, 0);
  });

  it('is alive as long as anything is read, and dead 45 s later', async () => {
    const scene = await setUp();
    scene.socket.start();
    for (let count = 1; count <= 4; count += 1) {
      await scene.clock.advance(30_000);
      scene.peer.write('{"type":"ping"}\n');
      await waitFor(() => scene.lines.length === count, 'a ping');
    }
    await scene.clock.advance(44_999);
    assert.deepEqual(scene.ends, []);
    await scene.clock.advance(1);
    assert.equal(await scene.ended(), 'connection-lost');
    assert.equal(scene.clock.pending, 0);
  });
});
