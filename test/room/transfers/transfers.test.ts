import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createNetwork } from '../../../src/net/network';
import type { FileId } from '../../../src/protocol/card';
import { FileError, type FileErrorCode } from '../../../src/protocol/file-error';
import { defaultFileLimits } from '../../../src/protocol/file-limits';
import type { FileTransit } from '../../../src/protocol/file-link';
import type { Transfer } from '../../../src/room/files';
import { type Extras, SayError } from '../../../src/room/room';
import type { FileRoute } from '../../../src/room/transfers/route';
import { Transfers, type TransfersParts } from '../../../src/room/transfers/transfers';
import { silentLogger } from '../../../src/util/logger';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeRetryTimer } from '../../helpers/fake-retry-timer';
import { hashOf, MemorySink, sourceOf } from '../../helpers/file-scene';

type Get = Parameters<FileRoute['get']>;

/** A hub that does what a test says with each attempt. */
class FakeHub implements FileRoute {
  readonly attempts: string[] = [];
  /** The errors of the next attempts; none: it succeeds. */
  readonly errors: FileErrorCode[] = [];
  /** Holds the next attempts until `release`. */
  holds = false;
  private readonly held: (() => void)[] = [];
  bytes = Buffer.alloc(0);
  /** Bytes that move before an attempt fails. */
  step = 0;
  private has = 0;

  async put(
    { size }: FileId,
    open: (offset: number) => AsyncIterable<Uint8Array>,
    transit: FileTransit,
  ) {
    this.attempts.push(`put ${this.has}`);
    await this.turn(transit, () => {
      this.has = Math.min(size, this.has + this.step);
      transit.moved(this.has);
    });
    for await (const _ of open(this.has)) transit.moved(size);
    this.has = 0;
  }

  async get({ offset }: Get[0], write: Get[1], transit: FileTransit) {
    this.attempts.push(`get ${offset}`);
    await this.turn(transit, () => write(this.bytes.subarray(offset, offset + this.step)));
    await write(this.bytes.subarray(offset));
  }

  release(): void {
    this.holds = false;
    for (const go of this.held.splice(0)) go();
  }

  private async turn({ signal }: FileTransit, move: () => void | Promise<void>): Promise<void> {
    if (this.holds) await new Promise<void>((resolve) => this.held.push(resolve));
    if (signal.aborted) throw new FileError('cancelled', 'cancelled');
    const error = this.errors.shift();
    if (!error) return;
    await move();
    throw new FileError(error, error);
  }
}

describe('Transfers', () => {
  let clock: FakeClock;
  let hub: FakeHub;
  let retry: FakeRetryTimer;
  let said: (readonly [string, Extras])[];
  let transfers: Transfers;
  let ids: number;
  let log: string[];
  const { hasher } = createNetwork({ clock: new FakeClock() });

  function start(change: Partial<TransfersParts> = {}): Transfers {
    return new Transfers({
      ...{ clock, hasher, route: hub, logger: { ...silentLogger, warn: (line) => log.push(line) } },
      newId: () => {
        ids += 1;
        return `t${ids}`;
      },
      retryTimer: () => retry,
      store: () => undefined,
      limits: () => defaultFileLimits,
      isOld: () => false,
      isGone: () => false,
      say: (text, extras) => {
        said.push([text, extras]);
        return `request ${said.length}`;
      },
      ...change,
    });
  }

  beforeEach(() => {
    clock = new FakeClock();
    hub = new FakeHub();
    retry = new FakeRetryTimer();
    said = [];
    ids = 0;
    log = [];
    transfers = start();
  });

  afterEach(() => transfers.dispose());

  const only = () => transfers.transfers[0] as Transfer;
  const settle = () => clock.advance(0);

  /** Lets everything happen that needs no time. */
  async function until(condition: () => boolean, what: string): Promise<void> {
    for (let turns = 0; turns < 1000; turns += 1) {
      if (condition()) return;
      await settle();
    }
    assert.fail(`${what}: ${JSON.stringify(transfers.transfers)} ${hub.attempts}`);
  }

  it('send the message after the bytes, with the person’s words and the card', async () => {
    const bytes = randomBytes(100);
    transfers.send(sourceOf('a.txt', bytes, { mime: 'text/plain' }), { text: 'look', reply: 7 });
    await until(() => only().state === 'done', 'sent');
    const card = {
      type: 'file',
      name: 'a.txt',
      size: 100,
      hash: hashOf(bytes),
      mime: 'text/plain',
    };
    assert.deepEqual(said, [['look', { card, reply: 7 }]]);
  });

  it('don’t send the message when the bytes didn’t arrive', async () => {
    hub.errors.push('disk-full');
    const id = transfers.send(sourceOf('a', randomBytes(10)));
    await assert.rejects(
      transfers.finished(id),
      (error) => (error as FileError).code === 'disk-full',
    );
    assert.deepEqual(said, []);
    assert.equal(hub.attempts.length, 1, 'a full disk stays full');
    assert.deepEqual(log, ['send "a": disk-full: FileError: disk-full']);
    transfers.retry(id);
    await until(() => only().state === 'done', 'sent');
    assert.equal(said.length, 1);
  });

  it('say so when the message wasn’t taken', async () => {
    transfers.dispose();
    transfers = start({
      say: () => {
        throw new SayError('queue-full');
      },
    });
    transfers.send(sourceOf('a', randomBytes(10)));
    await until(() => only().state === 'failed', 'failed');
    assert.equal(only().error, 'message-unsent');
  });

  it('wait for other transfers much longer than for a network', async () => {
    for (let tries = 0; tries < 12; tries += 1) hub.errors.push('too-many-files');
    transfers.send(sourceOf('a', randomBytes(10)));
    for (let tries = 0; tries < 12; tries += 1) {
      await until(() => retry.pending, 'waiting');
      await clock.advance(4 * 60_000);
      retry.fire();
    }
    await until(() => only().state === 'done', 'sent');
  });

  it('fetch a file once at a time', async () => {
    hub.holds = true;
    hub.bytes = Buffer.alloc(5);
    const card = { type: 'file', name: 'f', size: 5, hash: hashOf(hub.bytes) } as const;
    for (const _ of [1, 2]) transfers.fetch(card, async () => new MemorySink());
    await until(() => hub.attempts.length === 1, 'one attempt');
    await settle();
    assert.equal(hub.attempts.length, 1);
    hub.release();
    await until(() => transfers.transfers.every(({ state }) => state === 'done'), 'both done');
  });

  it('drop what was written when the room is left in the middle', async () => {
    hub.holds = true;
    const sink = new MemorySink();
    transfers.fetch(
      { type: 'file', name: 'a', size: 5, hash: hashOf(Buffer.alloc(5)) },
      async () => sink,
    );
    await until(() => hub.attempts.length === 1, 'begun');
    transfers.dispose();
    hub.release();
    await until(() => sink.state === 'aborted', 'removed');
  });

  it('can be sent again when the hub refused their message, also after they were dismissed', async () => {
    const id = transfers.send(sourceOf('a', randomBytes(10)), { text: 'look' });
    await until(() => only().state === 'done', 'sent');
    transfers.dismiss(id);
    assert.deepEqual(transfers.transfers, []);
    transfers.refused('request 1');
    assert.deepEqual([only().state, only().error], ['failed', 'message-unsent']);
    transfers.retry(id);
    await until(() => only().state === 'done', 'sent again');
    assert.deepEqual(
      said.map(([text]) => text),
      ['look', 'look'],
    );
    assert.equal(hub.attempts.length, 2, 'with its bytes');
    transfers.numbered('request 2');
    transfers.refused('request 2');
    assert.equal(only().state, 'done');
  });

  for (const error of [
    'connection-lost',
    'timed-out',
    'too-many-transfers',
    'host-storage',
  ] as const) {
    it(`try again after ${error}, and say meanwhile why they wait`, async () => {
      hub.errors.push(error);
      transfers.send(sourceOf('a', randomBytes(10)));
      await until(() => only().error === error, 'waiting');
      assert.equal(only().state, 'waiting');
      retry.fire();
      await until(() => only().state === 'done', 'sent');
      assert.equal(only().error, undefined);
      assert.equal(said.length, 1);
    });
  }

  it('go on at once when the connection is back', async () => {
    hub.errors.push('connection-lost');
    transfers.send(sourceOf('a', randomBytes(10)));
    await until(() => retry.pending, 'waiting');
    transfers.wake();
    await until(() => only().state === 'done', 'sent');
    assert.ok(!retry.pending);
  });

  it('give up after five minutes without progress, and go on there when tried again', async () => {
    hub.bytes = randomBytes(1_000_000);
    hub.step = 100_000;
    for (let tries = 0; tries < 3; tries += 1) hub.errors.push('connection-lost');
    const sink = new MemorySink();
    const card = { type: 'file', name: 'a', size: 1_000_000, hash: hashOf(hub.bytes) } as const;
    const id = transfers.fetch(card, async () => sink);
    for (let tries = 0; tries < 3; tries += 1) {
      await until(() => retry.pending, 'waiting');
      // Each attempt has moved something, so that the time begins anew.
      await clock.advance(4 * 60_000);
      retry.fire();
      await settle();
      if (tries === 2) break;
    }
    await until(() => only().state === 'done', 'fetched');
    assert.deepEqual(hub.attempts, ['get 0', 'get 100000', 'get 200000', 'get 300000']);
    assert.ok(sink.bytes.equals(hub.bytes));
    // With next to none.
    hub.step = 1000;
    hub.attempts.length = 0;
    hub.errors.push('connection-lost', 'connection-lost');
    const other = new MemorySink();
    const again = transfers.fetch(card, async () => other);
    await until(() => retry.pending, 'waiting');
    await clock.advance(5 * 60_000 + 1);
    retry.fire();
    await until(() => transfers.transfers.at(-1)?.state === 'failed', 'failed');
    assert.equal(other.state, 'open', 'what came stays');
    transfers.retry(again);
    await until(() => transfers.transfers.at(-1)?.state === 'done', 'fetched');
    assert.ok(other.bytes.equals(hub.bytes));
    assert.ok(id);
  });

  it('drop what a failed fetch wrote when it is dismissed', async () => {
    hub.errors.push('connection-lost', 'connection-lost');
    const sink = new MemorySink();
    const id = transfers.fetch(
      { type: 'file', name: 'a', size: 5, hash: hashOf(Buffer.alloc(5)) },
      async () => sink,
    );
    await until(() => retry.pending, 'waiting');
    await clock.advance(5 * 60_000 + 1);
    retry.fire();
    await until(() => only().state === 'failed', 'failed');
    transfers.dismiss(id);
    await until(() => sink.state === 'aborted', 'removed');
    assert.deepEqual(transfers.transfers, []);
  });

  it('keep nothing of a file with another hash', async () => {
    hub.bytes = Buffer.alloc(5);
    const sink = new MemorySink();
    const card = { type: 'file', name: 'a', size: 5, hash: hashOf(Buffer.from('other')) } as const;
    const id = transfers.fetch(card, async () => sink);
    await assert.rejects(
      transfers.finished(id),
      (error) => (error as FileError).code === 'wrong-hash',
    );
    assert.equal(sink.state, 'aborted');
  });

  it('are two at a time, of which one sends', async () => {
    hub.holds = true;
    hub.bytes = Buffer.alloc(5);
    const card = { type: 'file', name: 'f', size: 5, hash: hashOf(hub.bytes) } as const;
    for (const name of ['a', 'b']) transfers.send(sourceOf(name, randomBytes(5)));
    for (const _ of [1, 2]) transfers.fetch(card, async () => new MemorySink());
    await until(() => hub.attempts.length === 2, 'two attempts');
    await settle();
    assert.deepEqual(hub.attempts, ['get 0', 'put 0'].toSorted());
    assert.deepEqual(
      transfers.transfers.map(({ state }) => state),
      ['active', 'waiting', 'active', 'waiting'],
    );
    hub.release();
    await until(() => transfers.transfers.every(({ state }) => state === 'done'), 'all done');
    assert.deepEqual(
      said.map(([, { card: sent }]) => sent?.type === 'file' && sent.name),
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
    const id = transfers.send(stuck);
    transfers.send(sourceOf('next', randomBytes(5)));
    await until(() => only().state === 'reading', 'reading');
    transfers.cancel(id);
    assert.equal(only().state, 'cancelled');
    await until(() => transfers.transfers[1]?.state === 'done', 'the next one is sent');
  });

  it('show progress at most ten times a second, with speed and time left', async () => {
    let changes = 0;
    transfers.onDidChange(() => {
      changes += 1;
    });
    let next = () => {};
    const size = 10_000_000;
    transfers.dispose();
    transfers = start({
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
        get: hub.get.bind(hub),
      },
    });
    transfers.onDidChange(() => {
      changes += 1;
    });
    transfers.send(sourceOf('a', Buffer.alloc(size), { chunk: size }));
    await until(() => only().state === 'active', 'active');
    const before = changes;
    for (let second = 0; second < 5; second += 1) {
      next();
      await clock.advance(1000);
    }
    assert.ok(changes - before <= 10, `${changes - before} changes for 500 steps`);
    const { bytesPerSecond, secondsLeft, transferred } = only();
    assert.equal(transferred, 4_990_000);
    // Five bursts, and four seconds between the first and the last one.
    assert.equal(bytesPerSecond, 4_990_000 / 4);
    assert.equal(secondsLeft, 5);
    for (let second = 0; second < 6; second += 1) {
      next();
      await settle();
    }
    await until(() => only().state === 'done', 'done');
    assert.deepEqual([only().bytesPerSecond, only().secondsLeft], [0, undefined]);
  });

  it('refuse what can’t be sent', () => {
    const source = sourceOf('a', Buffer.alloc(5));
    const refuses = (code: FileErrorCode, change: Partial<TransfersParts>) => {
      const other = start(change);
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
      transfers.send(sourceOf(`${count}`, randomBytes(1)));
      await until(() => transfers.transfers.at(-1)?.state === 'done', 'sent');
    }
    assert.equal(transfers.transfers.length, 100);
    assert.equal(transfers.transfers[0]?.name, '50');
    hub.holds = true;
    for (let count = 0; count < 100; count += 1) transfers.send(sourceOf('x', randomBytes(1)));
    assert.throws(
      () => transfers.send(sourceOf('x', randomBytes(1))),
      (error) => (error as FileError).code === 'too-many-files',
    );
  });
});
