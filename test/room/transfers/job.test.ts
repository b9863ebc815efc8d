import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { hashOf, MemorySink, sourceOf } from '../../helpers/file-scene';
import { TransferScene } from './transfer-scene';

describe('Jobs', () => {
  let scene: TransferScene;

  beforeEach(() => {
    scene = new TransferScene();
  });

  afterEach(() => scene.transfers.dispose());

  it('wait for other transfers much longer than for a network', async () => {
    for (let tries = 0; tries < 12; tries += 1) scene.hub.errors.push('too-many-files');
    scene.transfers.send(sourceOf('a', randomBytes(10)));
    for (let tries = 0; tries < 12; tries += 1) {
      await scene.until(() => scene.retry.pending, 'waiting');
      await scene.clock.advance(4 * 60_000);
      scene.retry.fire();
    }
    await scene.until(() => scene.only.state === 'done', 'sent');
  });

  for (const error of [
    'connection-lost',
    'timed-out',
    'too-many-transfers',
    'host-storage',
  ] as const) {
    it(`try again after ${error}, and say meanwhile why they wait`, async () => {
      scene.hub.errors.push(error);
      scene.transfers.send(sourceOf('a', randomBytes(10)));
      await scene.until(() => scene.only.error === error, 'waiting');
      assert.equal(scene.only.state, 'waiting');
      scene.retry.fire();
      await scene.until(() => scene.only.state === 'done', 'sent');
      assert.equal(scene.only.error, undefined);
      assert.equal(scene.said.length, 1);
    });
  }

  it('go on at once when the connection is back', async () => {
    scene.hub.errors.push('connection-lost');
    scene.transfers.send(sourceOf('a', randomBytes(10)));
    await scene.until(() => scene.retry.pending, 'waiting');
    scene.transfers.wake();
    await scene.until(() => scene.only.state === 'done', 'sent');
    assert.ok(!scene.retry.pending);
  });

  it('give up after five minutes without progress, and go on there when tried again', async () => {
    scene.hub.bytes = randomBytes(1_000_000);
    scene.hub.step = 100_000;
    for (let tries = 0; tries < 3; tries += 1) scene.hub.errors.push('connection-lost');
    const sink = new MemorySink();
    const card = {
      type: 'file',
      name: 'a',
      size: 1_000_000,
      hash: hashOf(scene.hub.bytes),
    } as const;
    const id = scene.transfers.fetch(card, async () => sink);
    for (let tries = 0; tries < 3; tries += 1) {
      await scene.until(() => scene.retry.pending, 'waiting');
      // Each attempt has moved something, so that the time begins anew.
      await scene.clock.advance(4 * 60_000);
      scene.retry.fire();
      await scene.settle();
      if (tries === 2) break;
    }
    await scene.until(() => scene.only.state === 'done', 'fetched');
    assert.deepEqual(scene.hub.attempts, ['get 0', 'get 100000', 'get 200000', 'get 300000']);
    assert.ok(sink.bytes.equals(scene.hub.bytes));
    // With next to none.
    scene.hub.step = 1000;
    scene.hub.attempts.length = 0;
    scene.hub.errors.push('connection-lost', 'connection-lost');
    const other = new MemorySink();
    const again = scene.transfers.fetch(card, async () => other);
    await scene.until(() => scene.retry.pending, 'waiting');
    await scene.clock.advance(5 * 60_000 + 1);
    scene.retry.fire();
    await scene.until(() => scene.transfers.transfers.at(-1)?.state === 'failed', 'failed');
    assert.equal(other.state, 'open', 'what came stays');
    scene.transfers.retry(again);
    await scene.until(() => scene.transfers.transfers.at(-1)?.state === 'done', 'fetched');
    assert.ok(other.bytes.equals(scene.hub.bytes));
    assert.ok(id);
  });

  it('drop what a failed fetch wrote when it is dismissed', async () => {
    scene.hub.errors.push('connection-lost', 'connection-lost');
    const sink = new MemorySink();
    const id = scene.transfers.fetch(
      { type: 'file', name: 'a', size: 5, hash: hashOf(Buffer.alloc(5)) },
      async () => sink,
    );
    await scene.until(() => scene.retry.pending, 'waiting');
    await scene.clock.advance(5 * 60_000 + 1);
    scene.retry.fire();
    await scene.until(() => scene.only.state === 'failed', 'failed');
    scene.transfers.dismiss(id);
    await scene.until(() => sink.state === 'aborted', 'removed');
    assert.deepEqual(scene.transfers.transfers, []);
  });
});
