import assert from 'node:assert/strict';
import type { FileId } from '../../../src/protocol/card';
import { FileError } from '../../../src/protocol/file-error';
import { defaultFileLimits } from '../../../src/protocol/file-limits';
import type { Notice } from '../../../src/protocol/guest-link';
import type { FileStore, PartialFile, StoredFile } from '../../../src/room/file-store';
import { HostFiles } from '../../../src/room/host/host-files';
import { Emitter } from '../../../src/util/event';
import { silentLogger } from '../../../src/util/logger';
import { fileCard } from '../../helpers/cards';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeNetwork } from '../../helpers/fake-network';
import { hostedRoom } from '../../helpers/hosted';

/** A store that only remembers what it was asked. */
class FakeStore implements FileStore {
  readonly files = new Map<string, StoredFile & { readonly owner: string }>();
  readonly removed: string[] = [];
  tidied = 0;
  private readonly drops = new Emitter<readonly string[]>();
  readonly onDidDrop = this.drops.event;

  put({ hash, size }: FileId, owner: string): void {
    this.files.set(hash, { size, path: '/files', owner });
  }

  drop(hash: string): void {
    this.files.delete(hash);
    this.drops.fire([hash]);
  }

  find(hash: string): StoredFile | undefined {
    return this.files.get(hash);
  }

  isFrom(hash: string, owner: string): boolean {
    return this.files.get(hash)?.owner === owner;
  }

  remove(hash: string): void {
    this.removed.push(hash);
    this.files.delete(hash);
  }

  async begin(): Promise<PartialFile> {
    throw new FileError('disk-full', 'full');
  }

  tidy(): void {
    this.tidied += 1;
  }

  // biome-ignore lint/correctness/useYield: there is nothing to read
  async *read(): AsyncIterable<Buffer> {
    throw new FileError('file-gone', 'gone');
  }

  askNamed(): void {}
  noteSending = () => ({ dispose() {} });
  takeUnsent = () => [];
  close(): void {}
}

const message = (seq: number) =>
  ({
    type: 'message',
    ...{ seq, time: seq, author: 'm0', name: 'Ann', id: `h${seq}`, text: 'x', card: fileCard },
  }) as const;

const deletion = (seq: number, target: number) =>
  ({
    type: 'deleted',
    ...{ seq, time: seq, author: 'm0', name: 'Ann', id: `d${seq}`, target },
  }) as const;

describe('the files of a hosted room', () => {
  function scene(isRestored = false) {
    const store = new FakeStore();
    const clock = new FakeClock();
    const told: Notice[] = [];
    const files = new HostFiles({
      ...{ store, clock, isRestored, listener: undefined, logger: silentLogger },
      network: new FakeNetwork(),
      limits: () => defaultFileLimits,
      people: {
        get: () => undefined,
        host: { id: 'm0', name: 'Ann' },
        tellAll: (notice) => void told.push(notice),
      },
      state: { over: false },
      isStopped: () => false,
      say: () => undefined,
    });
    return { store, clock, files, told };
  }

  it('stay until the deletion of their last message is stored', () => {
    const store = new FakeStore();
    store.put(fileCard, 'm0');
    const { room, journal, invited, log } = hostedRoom({ files: store });
    room.say('x', { card: fileCard });
    const target = log.entries.at(-1)?.seq ?? 0;
    journal.fail();
    invited.change({ type: 'delete', target });
    assert.deepEqual(store.removed, [], 'after a crash, the message would be there');
    journal.heal();
    assert.deepEqual(store.removed, [fileCard.hash]);
  });

  it('stay while another message names them', () => {
    const { files, store } = scene();
    for (const entry of [message(1), message(2)]) files.numbered(entry);
    files.stored(deletion(3, 1));
    assert.deepEqual(store.removed, []);
    files.forgetBefore(3);
    assert.deepEqual(store.removed, [fileCard.hash]);
  });

  it('aren’t removed by what a reopened room replays', () => {
    const { files, store } = scene(true);
    for (const entry of [message(1), deletion(2, 1), message(3)]) files.restore(entry);
    files.forgetBefore(2);
    assert.deepEqual(files.restored(), []);
    assert.deepEqual(store.removed, []);
    assert.equal(store.tidied, 1);
    files.stored(deletion(4, 3));
    assert.deepEqual(store.removed, [fileCard.hash]);
  });

  it('are named by those who brought them, or can read them', () => {
    const { files, store } = scene();
    store.put(fileCard, 'm1');
    assert.ok(files.has(fileCard, 'm1'));
    assert.ok(!files.has(fileCard, 'm2'), 'knowing a hash proves nothing');
    assert.ok(!files.has({ ...fileCard, size: 5 }, 'm1'));
    files.numbered(message(1));
    assert.ok(files.has(fileCard, 'm2'), 'anyone can send on what everyone can read');
  });

  it('are announced when they went, if a message names them', () => {
    const { files, store, told } = scene();
    const other = 'o'.repeat(43);
    store.put({ hash: other, size: 1 }, 'm1');
    store.put(fileCard, 'm1');
    files.numbered(message(1));
    assert.deepEqual(files.notices, []);
    store.drop(other);
    assert.deepEqual(told, []);
    store.drop(fileCard.hash);
    const gone = { type: 'gone', files: [fileCard.hash] };
    assert.deepEqual(told, [gone]);
    assert.deepEqual(files.notices, [gone], 'for those who come later');
    store.put({ ...fileCard, size: fileCard.size - 1 }, 'm1');
    assert.deepEqual(files.notices, [gone], 'a damaged one is as good as gone');
    assert.equal(files.transfers.availabilityOf(fileCard), 'gone');
  });

  it('that nobody needs are removed with the first upload of an hour', async () => {
    const { files, store, clock } = scene();
    const put = async () => {
      const { signal } = new AbortController();
      const open = async function* () {};
      await assert.rejects(files.put(fileCard, open, { signal, moved: () => {} }), FileError);
    };
    await put();
    assert.equal(store.tidied, 0);
    await clock.advance(60 * 60_000);
    await put();
    await put();
    assert.equal(store.tidied, 1);
  });
});
