import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { FileError, FileErrorCode } from '../../../src/protocol/file-error';
import { MessageError } from '../../../src/room/message-error';
import type { TransfersDeps } from '../../../src/room/transfers/transfers';
import { hashOf, MemorySink, sourceOf } from '../../helpers/file-scene';
import { TransferScene } from './transfer-scene';

describe('Transfers', () => {
  let scene: TransferScene;

  beforeEach(() => {
    scene = new TransferScene();
  });

  afterEach(() => scene.transfers.dispose());

  it('send the message after the bytes, with the user’s text and the card', async () => {
    const bytes = randomBytes(100);
    scene.transfers.send(sourceOf('a.txt', bytes, { mime: 'text/plain' }), {
      text: 'look',
      reply: 7,
    });
    await scene.until(() => scene.only.state === 'done', 'sent');
    const card = {
      type: 'file',
      name: 'a.txt',
      size: 100,
      hash: hashOf(bytes),
      mime: 'text/plain',
    };
    assert.deepEqual(scene.said, [['look', { card, reply: 7 }]]);
  });

  it('don’t send the message when the bytes didn’t arrive', async () => {
    scene.hub.errors.push('disk-full');
    const id = scene.transfers.send(sourceOf('a', randomBytes(10)));
    await assert.rejects(
      scene.transfers.finished(id),
      (error) => (error as FileError).code === 'disk-full',
    );
    assert.deepEqual(scene.said, []);
    assert.equal(scene.hub.attempts.length, 1, 'a full disk stays full');
    assert.deepEqual(scene.log, ['send "a": disk-full: FileError: disk-full']);
    scene.transfers.retry(id);
    await scene.until(() => scene.only.state === 'done', 'sent');
    assert.equal(scene.said.length, 1);
  });

  it('say so when the message wasn’t taken', async () => {
    scene.restart({
      say: () => {
        throw new MessageError('queue-full');
      },
    });
    scene.transfers.send(sourceOf('a', randomBytes(10)));
    await scene.until(() => scene.only.state === 'failed', 'failed');
    assert.equal(scene.only.error, 'message-unsent');
  });

  it('fetch a file once at a time', async () => {
    scene.hub.holds = true;
    scene.hub.bytes = Buffer.alloc(5);
    const card = { type: 'file', name: 'f', size: 5, hash: hashOf(scene.hub.bytes) } as const;
    for (const _ of [1, 2]) scene.transfers.fetch(card, async () => new MemorySink());
    await scene.until(() => scene.hub.attempts.length === 1, 'one attempt');
    await scene.settle();
    assert.equal(scene.hub.attempts.length, 1);
    scene.hub.release();
    await scene.until(
      () => scene.transfers.transfers.every(({ state }) => state === 'done'),
      'both done',
    );
  });

  it('drop what was written when the room is left in the middle', async () => {
    scene.hub.holds = true;
    const sink = new MemorySink();
    scene.transfers.fetch(
      { type: 'file', name: 'a', size: 5, hash: hashOf(Buffer.alloc(5)) },
      async () => sink,
    );
    await scene.until(() => scene.hub.attempts.length === 1, 'begun');
    scene.transfers.dispose();
    scene.hub.release();
    await scene.until(() => sink.state === 'aborted', 'removed');
  });

  it('can be sent again when the hub refused their message, also after they were dismissed', async () => {
    const id = scene.transfers.send(sourceOf('a', randomBytes(10)), { text: 'look' });
    await scene.until(() => scene.only.state === 'done', 'sent');
    scene.transfers.dismiss(id);
    assert.deepEqual(scene.transfers.transfers, []);
    scene.transfers.refused('request 1');
    assert.deepEqual([scene.only.state, scene.only.error], ['failed', 'message-unsent']);
    scene.transfers.retry(id);
    await scene.until(() => scene.only.state === 'done', 'sent again');
    assert.deepEqual(
      scene.said.map(([text]) => text),
      ['look', 'look'],
    );
    assert.equal(scene.hub.attempts.length, 2, 'with its bytes');
    scene.transfers.numbered('request 2');
    scene.transfers.refused('request 2');
    assert.equal(scene.only.state, 'done');
  });

  it('keep nothing of a file with another hash', async () => {
    scene.hub.bytes = Buffer.alloc(5);
    const sink = new MemorySink();
    const card = { type: 'file', name: 'a', size: 5, hash: hashOf(Buffer.from('other')) } as const;
    const id = scene.transfers.fetch(card, async () => sink);
    await assert.rejects(
      scene.transfers.finished(id),
      (error) => (error as FileError).code === 'wrong-hash',
    );
    assert.equal(sink.state, 'aborted');
  });

  it('are two at a time, of which one sends', async () => {
    scene.hub.holds = true;
    scene.hub.bytes = Buffer.alloc(5);
    const card = { type: 'file', name: 'f', size: 5, hash: hashOf(scene.hub.bytes) } as const;
    for (const name of ['a', 'b']) scene.transfers.send(sourceOf(name, randomBytes(5)));
    for (const _ of [1, 2]) scene.transfers.fetch(card, async () => new MemorySink());
    await scene.until(() => scene.hub.attempts.length === 2, 'two attempts');
    await scene.settle();
    assert.deepEqual(scene.hub.attempts, ['get 0', 'put 0'].toSorted());
    assert.deepEqual(
      scene.transfers.transfers.map(({ state }) => state),
      ['active', 'waiting', 'active', 'waiting'],
    );
    scene.hub.release();
    await scene.until(
      () => scene.transfers.transfers.every(({ state }) => state === 'done'),
      'all done',
    );
    assert.deepEqual(
      scene.said.map(([, { card: sent }]) => sent?.type === 'file' && sent.name),
      ['a', 'b'],
    );
  });

  it('let others go on when one is cancelled, whatever it is doing', async () => {
    const stuck = {
      ...sourceOf('stuck', randomBytes(5)),
      async *open() {
        await new Promise(() => {});
      },
    };
    const id = scene.transfers.send(stuck);
    scene.transfers.send(sourceOf('next', randomBytes(5)));
    await scene.until(() => scene.only.state === 'reading', 'reading');
    scene.transfers.cancel(id);
    assert.equal(scene.only.state, 'cancelled');
    await scene.until(() => scene.transfers.transfers[1]?.state === 'done', 'the next one is sent');
  });

  it('show progress at most ten times a second, with speed and time left', async () => {
    let changes = 0;
    scene.transfers.onDidChange(() => {
      changes += 1;
    });
    let next = () => {};
    const size = 10_000_000;
    scene.restart({
      route: {
        async put(_, __, { moved }) {
          for (let at = 0; at < size; at += 10_000) {
            if (at % 1_000_000 === 0) {
              await new Promise<void>((resolve) => {
                next = resolve;
              });
            }
            moved(at);
          }
        },
        get: scene.hub.get.bind(scene.hub),
      },
    });
    scene.transfers.onDidChange(() => {
      changes += 1;
    });
    scene.transfers.send(sourceOf('a', Buffer.alloc(size), { chunk: size }));
    await scene.until(() => scene.only.state === 'active', 'active');
    const before = changes;
    for (let second = 0; second < 5; second += 1) {
      next();
      await scene.clock.advance(1000);
    }
    assert.ok(changes - before <= 10, `${changes - before} changes for 500 steps`);
    const { bytesPerSecond, secondsLeft, transferred } = scene.only;
    assert.equal(transferred, 4_990_000);
    // Five bursts, and four seconds between the first and the last one.
    assert.equal(bytesPerSecond, 4_990_000 / 4);
    assert.equal(secondsLeft, 5);
    for (let second = 0; second < 6; second += 1) {
      next();
      await scene.settle();
    }
    await scene.until(() => scene.only.state === 'done', 'done');
    assert.deepEqual([scene.only.bytesPerSecond, scene.only.secondsLeft], [0, undefined]);
  });

  it('refuse what can’t be sent', () => {
    const source = sourceOf('a', Buffer.alloc(5));
    const refuses = (code: FileErrorCode, change: Partial<TransfersDeps>) => {
      const other = scene.start(change);
      assert.throws(
        () => other.send(source),
        (error) => (error as FileError).code === code,
      );
      other.dispose();
    };
    refuses('old-host', { isOld: () => true });
    refuses('no-room', { limits: () => undefined });
    refuses('file-too-large', { limits: () => ({ fileBytes: 4, roomBytes: 100 }) });
  });

  it('are listed up to a bound: the oldest that are over go', async () => {
    for (let count = 0; count < 150; count += 1) {
      scene.transfers.send(sourceOf(`${count}`, randomBytes(1)));
      await scene.until(() => scene.transfers.transfers.at(-1)?.state === 'done', 'sent');
    }
    assert.equal(scene.transfers.transfers.length, 100);
    assert.equal(scene.transfers.transfers[0]?.name, '50');
    scene.hub.holds = true;
    for (let count = 0; count < 100; count += 1)
      scene.transfers.send(sourceOf('x', randomBytes(1)));
    assert.throws(
      () => scene.transfers.send(sourceOf('x', randomBytes(1))),
      (error) => (error as FileError).code === 'too-many-files',
    );
  });
});
