import assert from 'node:assert/strict';
import type { Limits } from '../../../src/protocol/limits';
import { SocketScene } from '../../helpers/deskmate/socket-scene';
import { waitFor } from '../../helpers/wait-for';

describe('FrameSocket, writing and closing', () => {
  const scenes: SocketScene[] = [];

  afterEach(() => {
    for (const scene of scenes.splice(0)) scene.dispose();
  });

  async function setUp(limits?: Partial<Limits>): Promise<SocketScene> {
    const scene = await SocketScene.create(limits);
    scenes.push(scene);
    return scene;
  }

  it('pings after 15 s without a write', async () => {
    const scene = await setUp();
    const heard = scene.listen();
    await scene.clock.advance(10_000);
    scene.socket.write(Buffer.from('x\n'));
    await waitFor(() => scene.socket.queuedBytes === 0, 'x is accepted');
    await scene.clock.advance(14_999);
    assert.equal(heard.text, 'x\n');
    await scene.clock.advance(1);
    await waitFor(() => heard.text === 'x\n{"type":"ping"}\n', 'a ping');
    await scene.clock.advance(15_000);
    await waitFor(() => heard.text.split('ping').length === 3, 'another');
  });

  it('writes in order, however much', async () => {
    const scene = await setUp();
    const heard = scene.listen();
    let all = '';
    for (let count = 0; count < 300; count += 1) {
      const line = `${count} ${'x'.repeat((count * 97) % 3000)}\n`;
      scene.socket.write(Buffer.from(line));
      all += line;
    }
    assert.ok(scene.socket.queuedBytes > 64 * 1024);
    await waitFor(() => heard.text.length >= all.length, 'all bytes');
    assert.equal(heard.text, all);
    await waitFor(() => scene.drains === 1, 'a drain');
    assert.equal(scene.socket.queuedBytes, 0);
  });

  it('fires onDrain when a full queue falls below 64 KiB, and not before', async () => {
    const scene = await setUp({ queueBytes: 64 * 1024 * 1024 });
    await scene.fill();
    const before = scene.drains;
    let queued = scene.socket.queuedBytes;
    scene.socket.onDrain(() => {
      queued = scene.socket.queuedBytes;
    });
    await scene.clock.advance(0);
    assert.equal(scene.drains, before);
    scene.listen();
    await waitFor(() => scene.socket.queuedBytes === 0, 'everything is accepted');
    assert.equal(scene.drains, before + 1);
    assert.ok(queued < 64 * 1024, `${queued} queued`);
    scene.socket.write(Buffer.from('small\n'));
    await waitFor(() => scene.socket.queuedBytes === 0, 'the small write is accepted');
    assert.equal(scene.drains, before + 1);
  });

  it('is too slow when the queue is too long', async () => {
    const scene = await setUp({ queueBytes: 512 * 1024 });
    await scene.fill();
    assert.deepEqual(scene.ends, []);
    for (let count = 0; count < 8; count += 1) scene.socket.write(Buffer.alloc(64 * 1024));
    assert.equal(await scene.ended(), 'too-slow');
    assert.equal(scene.ends.length, 1);
    assert.equal(scene.clock.pending, 0);
    scene.socket.write(Buffer.from('late\n'));
    await waitFor(() => scene.socket.queuedBytes === 0, 'an empty queue');
  });

  it('is too slow after 10 s without progress', async () => {
    const scene = await setUp();
    await scene.fill();
    await scene.clock.advance(9999);
    assert.deepEqual(scene.ends, []);
    await scene.clock.advance(1);
    assert.equal(await scene.ended(), 'too-slow');
  });

  it('is patient with a slow reader that still reads', async () => {
    const scene = await setUp();
    await scene.fill();
    for (let round = 0; round < 6; round += 1) {
      await scene.clock.advance(9000);
      const queued = scene.socket.queuedBytes;
      scene.peer.resume();
      await waitFor(() => scene.socket.queuedBytes < queued, 'progress');
      scene.peer.pause();
      await scene.fill();
    }
    assert.deepEqual(scene.ends, []);
  });

  it('closes with everything written and a last frame', async () => {
    const scene = await setUp();
    const heard = scene.listen();
    scene.socket.start();
    const much = Buffer.alloc(900 * 1024, 'x');
    scene.socket.write(much);
    const closing = scene.socket.close(Buffer.from('\nbye\n'));
    assert.equal(scene.socket.close(), closing);
    scene.socket.write(Buffer.from('too late\n'));
    await closing;
    await waitFor(() => heard.closed, 'the end');
    assert.ok(heard.ended);
    assert.equal(heard.text, `${much}\nbye\n`);
    assert.deepEqual(scene.ends, [{ reason: 'local' }]);
    assert.equal(scene.clock.pending, 0);
  });

  it('delivers no lines while closing, and doesn’t lose its last frame to unread bytes', async () => {
    const scene = await setUp();
    const heard = scene.listen();
    scene.socket.onLine(() => void scene.socket.close(Buffer.from('bye\n')));
    scene.socket.start();
    scene.peer.write('first\nsecond\n');
    scene.peer.write(Buffer.alloc(500 * 1024, '\n'));
    await waitFor(() => heard.closed, 'the end');
    assert.deepEqual(scene.lines, ['first']);
    assert.equal(heard.text, 'bye\n');
    assert.ok(heard.ended);
  });

  it('waits 3 s for a last frame that isn’t accepted', async () => {
    const scene = await setUp();
    await scene.fill();
    let closed = false;
    void scene.socket.close(Buffer.from('bye\n')).then(() => {
      closed = true;
    });
    await scene.clock.advance(2999);
    assert.ok(!closed);
    await scene.clock.advance(1);
    assert.ok(closed);
    assert.deepEqual(scene.ends, [{ reason: 'local' }]);
    assert.equal(scene.clock.pending, 0);
  });

  it('finishes once, without sending anything', async () => {
    const scene = await setUp();
    const heard = scene.listen();
    scene.socket.onLine(() => scene.socket.finish({ reason: 'closed' }));
    scene.socket.start();
    scene.peer.write('leave\nmore\n');
    await scene.ended();
    scene.socket.finish({ reason: 'local' });
    scene.socket.resume();
    scene.socket.pause();
    await scene.socket.close(Buffer.from('bye\n'));
    await waitFor(() => heard.closed, 'the end');
    assert.deepEqual(scene.ends, [{ reason: 'closed' }]);
    assert.deepEqual(scene.lines, ['leave']);
    assert.equal(heard.text, '');
    assert.equal(scene.clock.pending, 0);
  });
});
