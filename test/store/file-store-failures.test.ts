import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AsyncFileSystem, nodeAsyncFileSystem } from '../../src/store/async-file-system';
import { waitFor } from '../helpers/wait-for';
import { fails, fileStores, hashOf, idOf, put, readAll } from './stored-files';

describe('DiskFileStore on a disk that fails', () => {
  const { folder, names, store } = fileStores();

  /** A disk on which the call with this number fails, and all after it if `forever`. */
  function failingDisk(
    failsAt: number,
    code: string,
  ): { disk: AsyncFileSystem; calls: () => number } {
    let calls = 0;
    const fail = () => {
      calls += 1;
      if (calls === failsAt) throw Object.assign(new Error(code), { code });
    };
    const disk: AsyncFileSystem = {
      ...nodeAsyncFileSystem,
      async openToWrite(path) {
        fail();
        const handle = await nodeAsyncFileSystem.openToWrite(path);
        return new Proxy(handle, {
          get(target, name) {
            const value = Reflect.get(target, name) as unknown;
            if (typeof value !== 'function') return value;
            return async (...given: unknown[]) => {
              if (name !== 'close' || calls + 1 !== failsAt) fail();
              else {
                await target.close();
                fail();
              }
              return value.apply(target, given);
            };
          },
        });
      },
      async free(path) {
        fail();
        return nodeAsyncFileSystem.free(path);
      },
      async makeFolder(path) {
        fail();
        return nodeAsyncFileSystem.makeFolder(path);
      },
      async rename(from, to) {
        fail();
        return nodeAsyncFileSystem.rename(from, to);
      },
    };
    return { disk, calls: () => calls };
  }

  it('survives every disk call that fails: nothing wrong is ever found, and a second try works', async () => {
    const bytes = randomBytes(300_000);
    const { disk: counting, calls } = failingDisk(-1, 'ENOSPC');
    await put(store({ disk: counting, folder: join(folder(), 'counted') }), bytes);
    assert.ok(calls() >= 6, `${calls()} calls`);
    for (let failsAt = 1; failsAt <= calls(); failsAt += 1) {
      for (const code of ['ENOSPC', 'EIO']) {
        const place = join(folder(), `${code}-${failsAt}`);
        const { disk } = failingDisk(failsAt, code);
        const files = store({ disk, folder: place });
        const part = files.begin(idOf(bytes), 'm1');
        const attempt = part.then(async (begun) => {
          try {
            await begun.write(bytes.subarray(begun.offset));
            await begun.finish();
          } catch (error) {
            await begun.abort();
            throw error;
          }
        });
        await assert.rejects(
          attempt,
          fails(code === 'ENOSPC' ? 'disk-full' : 'host-storage'),
          `call ${failsAt}`,
        );
        assert.equal(files.find(hashOf(bytes)), undefined);
        await put(files, bytes);
        assert.ok((await readAll(files, hashOf(bytes))).equals(bytes), `call ${failsAt}`);
      }
    }
  });

  it('counts files that can’t be removed, and tries again', async () => {
    let isBusy = true;
    const disk: AsyncFileSystem = {
      ...nodeAsyncFileSystem,
      remove: async (path) => {
        if (isBusy) throw Object.assign(new Error('EBUSY'), { code: 'EBUSY' });
        await nodeAsyncFileSystem.remove(path);
      },
    };
    const files = store({ disk, maxBytes: 3000 });
    const hashes: string[] = [];
    for (let count = 0; count < 3; count += 1) hashes.push(await put(files, randomBytes(1000)));
    const [first = '', second = '', third = ''] = hashes;
    files.remove(first);
    await put(files, randomBytes(1000));
    assert.equal(files.find(second), undefined, 'the first still takes its space');
    assert.ok(files.find(third));
    isBusy = false;
    files.tidy();
    await waitFor(() => names().length === 2, 'both are removed');
  });

  it('replaces a damaged file that is shorter than it should be', async () => {
    const bytes = randomBytes(1000);
    const hash = await put(store(), bytes);
    writeFileSync(join(folder(), 'room.files', names()[0] ?? ''), bytes.subarray(0, 600));
    const files = store();
    assert.equal(files.find(hash)?.size, 600);
    await put(files, bytes);
    assert.ok((await readAll(files, hash)).equals(bytes));
  });

  it('finds the others when the disk says nothing about one of them', async () => {
    const before = store();
    const [one, other] = [await put(before, randomBytes(10)), await put(before, randomBytes(20))];
    const path = before.find(one)?.path;
    const disk: AsyncFileSystem = {
      ...nodeAsyncFileSystem,
      stat(asked) {
        if (asked === path) throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
        return nodeAsyncFileSystem.stat(asked);
      },
    };
    const files = store({ disk });
    assert.equal(files.find(one), undefined);
    assert.ok(files.find(other));
  });

  it('doesn’t take a folder that can’t be read for an empty one', async () => {
    const bytes = randomBytes(10);
    const hash = await put(store(), bytes);
    let isBroken = true;
    const disk: AsyncFileSystem = {
      ...nodeAsyncFileSystem,
      names(path) {
        if (isBroken) throw Object.assign(new Error('EMFILE'), { code: 'EMFILE' });
        return nodeAsyncFileSystem.names(path);
      },
    };
    const files = store({ disk });
    assert.equal(files.find(hash), undefined);
    await assert.rejects(put(files, randomBytes(20)), fails('host-storage'));
    isBroken = false;
    assert.ok((await readAll(files, hash)).equals(bytes));
  });
});
