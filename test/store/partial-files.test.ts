import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AsyncFileSystem, nodeAsyncFileSystem } from '../../src/store/async-file-system';
import { waitFor } from '../helpers/wait-for';
import { fails, fileStores, hashOf, idOf, put, readAll } from './stored-files';

const MiB = 1024 * 1024;

/** A promise, and what resolves it. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('PartialFiles', () => {
  const { folder, names, store } = fileStores();

  it('goes on where it was, in the same process and in another one', async () => {
    const bytes = randomBytes(700_001);
    const cuts = [0, 1, 255_999, 300_000, 700_000, 700_001];
    let files = store();
    for (const [index, cut] of cuts.entries()) {
      if (index % 2 === 0) files = store();
      const part = await files.begin(idOf(bytes), 'm1');
      assert.equal(part.offset, cuts[index - 1] ?? 0);
      await part.write(bytes.subarray(part.offset, cut));
      await part.abort();
    }
    const last = await files.begin(idOf(bytes), 'm1');
    assert.equal(last.offset, bytes.length);
    await last.finish();
    assert.ok((await readAll(files, hashOf(bytes))).equals(bytes));
  });

  it('begins from the start when a power failure left something else on the disk', async () => {
    const bytes = randomBytes(1000);
    const files = store();
    const part = await files.begin(idOf(bytes), 'm1');
    await part.write(bytes.subarray(0, 600));
    await part.abort();
    const [name = ''] = names();
    writeFileSync(join(folder(), 'room.files', name), Buffer.alloc(600));
    const after = store();
    const damaged = await after.begin(idOf(bytes), 'm1');
    assert.equal(damaged.offset, 600);
    await damaged.write(bytes.subarray(600));
    await assert.rejects(damaged.finish(), fails('wrong-hash'));
    await put(after, bytes);
    assert.ok((await readAll(after, hashOf(bytes))).equals(bytes));
  });

  it('keeps what two owners send of the same file apart', async () => {
    const files = store();
    const bytes = randomBytes(100_000);
    const [one, two] = [await files.begin(idOf(bytes), 'm1'), await files.begin(idOf(bytes), 'm2')];
    await two.write(Buffer.alloc(100));
    await one.write(bytes);
    await one.finish();
    assert.ok(files.isFrom(hashOf(bytes), 'm1') && !files.isFrom(hashOf(bytes), 'm2'));
    await assert.rejects(two.finish(), fails('wrong-hash'));
    assert.ok((await readAll(files, hashOf(bytes))).equals(bytes));
    await put(files, bytes, 'm2');
    assert.ok(files.isFrom(hashOf(bytes), 'm2'));
    assert.equal(names().length, 1);
  });

  it('lets only the latest of one owner’s connections write', async () => {
    const files = store();
    const bytes = randomBytes(100_000);
    const parts = await Promise.all([1, 2, 3].map(() => files.begin(idOf(bytes), 'm1')));
    const last = parts.at(-1);
    for (const part of parts.slice(0, -1)) {
      await assert.rejects(part.write(bytes.subarray(0, 10)), fails('connection-lost'));
      await part.abort();
    }
    await last?.write(bytes);
    await last?.finish();
    assert.ok((await readAll(files, hashOf(bytes))).equals(bytes));
  });

  it('hands over in the middle of a write', async () => {
    const files = store();
    const bytes = randomBytes(2 * MiB);
    const first = await files.begin(idOf(bytes), 'm1');
    const writing = first.write(bytes.subarray(0, MiB)).catch(() => {});
    const second = await files.begin(idOf(bytes), 'm1');
    await writing;
    await second.write(bytes.subarray(second.offset));
    await second.finish();
    assert.ok((await readAll(files, hashOf(bytes))).equals(bytes));
  });

  it('bounds what unfinished files take: idle ones go, those being sent don’t', async () => {
    const files = store({ maxBytes: 3000 });
    for (let count = 0; count < 4; count += 1) {
      const part = await files.begin(idOf(randomBytes(1000)), 'm1');
      await part.write(Buffer.alloc(1000));
      await part.abort();
    }
    assert.equal(names().length, 3, 'the oldest went');
    const busy = await Promise.all(
      [1, 2, 3].map((n) => files.begin(idOf(randomBytes(1000)), `m${n}`)),
    );
    await assert.rejects(files.begin(idOf(randomBytes(1)), 'm4'), fails('too-many-files'));
    for (const part of busy) await part.discard();
    assert.ok(await files.begin(idOf(randomBytes(1)), 'm4'));
  });

  it('leaves nothing of a file of which nothing came', async () => {
    const files = store();
    const part = await files.begin(idOf(randomBytes(10)), 'm1');
    await part.abort();
    assert.deepEqual(names(), []);
  });

  it('leaves a file alone that somebody is about to go on with', async () => {
    const checked = gate();
    let isSlow = false;
    const disk: AsyncFileSystem = {
      ...nodeAsyncFileSystem,
      async free(path) {
        if (isSlow) await checked.opened;
        return nodeAsyncFileSystem.free(path);
      },
    };
    const files = store({ disk, maxBytes: 1500 });
    const bytes = randomBytes(1000);
    const before = await files.begin(idOf(bytes), 'm1');
    await before.write(bytes.subarray(0, 900));
    await before.abort();
    isSlow = true;
    const again = files.begin(idOf(bytes), 'm1');
    const other = assert.rejects(
      files.begin(idOf(randomBytes(1000)), 'm2'),
      fails('too-many-files'),
    );
    checked.open();
    await other;
    const part = await again;
    assert.equal(part.offset, 900);
    await part.write(bytes.subarray(900));
    await part.finish();
    assert.ok((await readAll(files, hashOf(bytes))).equals(bytes));
  });

  it('leaves a file alone that is being finished', async () => {
    const renamed = gate();
    const reached = gate();
    const disk: AsyncFileSystem = {
      ...nodeAsyncFileSystem,
      async rename(from, to) {
        reached.open();
        await renamed.opened;
        await nodeAsyncFileSystem.rename(from, to);
      },
    };
    const files = store({ disk, maxBytes: 1500 });
    const bytes = randomBytes(1000);
    const part = await files.begin(idOf(bytes), 'm1');
    await part.write(bytes);
    const finished = part.finish();
    await reached.opened;
    await assert.rejects(files.begin(idOf(randomBytes(1000)), 'm2'), fails('too-many-files'));
    // Its sender has lost the connection, and comes back before it is whole.
    const again = assert.rejects(files.begin(idOf(bytes), 'm1'), fails('connection-lost'));
    renamed.open();
    await finished;
    await again;
    assert.ok((await readAll(files, hashOf(bytes))).equals(bytes));
    assert.equal(names().length, 1);
  });

  it('takes nothing away from who begins again after an attempt that failed', async () => {
    const checked = gate();
    let isFull = true;
    const disk: AsyncFileSystem = {
      ...nodeAsyncFileSystem,
      async free(path) {
        await checked.opened;
        const free = isFull ? 0 : await nodeAsyncFileSystem.free(path);
        isFull = false;
        return free;
      },
    };
    const files = store({ disk });
    const bytes = randomBytes(1000);
    const first = assert.rejects(files.begin(idOf(bytes), 'm1'), fails('disk-full'));
    const second = files.begin(idOf(bytes), 'm1');
    checked.open();
    await first;
    const part = await second;
    await part.write(bytes);
    await part.finish();
    assert.ok((await readAll(files, hashOf(bytes))).equals(bytes));
  });

  it('begins nothing in a store that is closed meanwhile', async () => {
    const made = gate();
    const disk: AsyncFileSystem = {
      ...nodeAsyncFileSystem,
      async makeFolder(path) {
        await made.opened;
        await nodeAsyncFileSystem.makeFolder(path);
      },
    };
    const files = store({ disk, temporary: true });
    const begun = assert.rejects(files.begin(idOf(randomBytes(10)), 'm1'), fails('no-room'));
    files.close();
    made.open();
    await begun;
    await waitFor(() => !existsSync(join(folder(), 'room.files')), 'its folder is removed');
  });

  it('goes on with what was complete but couldn’t be taken in', async () => {
    let isBroken = true;
    const disk: AsyncFileSystem = {
      ...nodeAsyncFileSystem,
      async rename(from, to) {
        if (isBroken) throw Object.assign(new Error('EIO'), { code: 'EIO' });
        await nodeAsyncFileSystem.rename(from, to);
      },
    };
    const files = store({ disk });
    const bytes = randomBytes(1000);
    await assert.rejects(put(files, bytes), fails('host-storage'));
    isBroken = false;
    const part = await files.begin(idOf(bytes), 'm1');
    assert.equal(part.offset, 1000);
    await part.finish();
    assert.ok((await readAll(files, hashOf(bytes))).equals(bytes));
  });

  it('looks through the folder once, not for each file', async () => {
    let listings = 0;
    const disk: AsyncFileSystem = {
      ...nodeAsyncFileSystem,
      names(path) {
        listings += 1;
        return nodeAsyncFileSystem.names(path);
      },
    };
    const files = store({ disk });
    for (let count = 0; count < 10; count += 1) await put(files, randomBytes(10));
    assert.equal(listings, 2, 'for whole files and for others');
  });
});
