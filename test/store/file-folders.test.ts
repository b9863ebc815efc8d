import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AsyncFileSystem, nodeAsyncFileSystem } from '../../src/store/async-file-system';
import { waitFor } from '../helpers/wait-for';
import { fileStores, put, readAll } from './stored-files';

describe('the files of a room that is moved', () => {
  const { folder, names, store } = fileStores();

  const home = () => join(folder(), 'room.files');
  const elsewhere = () => join(folder(), 'elsewhere', 'room.files');

  /** A disk whose copies do this instead, from the one with this number on. */
  function copying(from: number, instead: AsyncFileSystem['copy']): AsyncFileSystem {
    let copies = 0;
    return {
      ...nodeAsyncFileSystem,
      copy: (source, target) => {
        copies += 1;
        return (copies < from ? nodeAsyncFileSystem.copy : instead)(source, target);
      },
    };
  }

  /** Stores these files, oldest first; returns their hashes. */
  async function putAll(
    files: ReturnType<typeof store>,
    all: readonly Buffer[],
  ): Promise<string[]> {
    const hashes: string[] = [];
    for (const bytes of all) hashes.push(await put(files, bytes));
    return hashes;
  }

  it('follow it', async () => {
    const files = store();
    const bytes = randomBytes(5000);
    const hash = await put(files, bytes);
    await files.moveTo(elsewhere());
    assert.equal(dirname(files.find(hash)?.path ?? ''), elsewhere());
    assert.ok((await readAll(files, hash)).equals(bytes));
    assert.ok(!existsSync(home()));
    const next = await put(files, randomBytes(10));
    assert.equal(dirname(files.find(next)?.path ?? ''), elsewhere());
    await files.moveTo(home());
    assert.equal(names().length, 2, 'and back again');
    assert.ok(!existsSync(elsewhere()));
  });

  it('are all found, and none of them cut short, when the process was killed meanwhile', async () => {
    const all = [randomBytes(1000), randomBytes(2000), randomBytes(3000)];
    for (let killed = 1; killed <= all.length; killed += 1) {
      const [from, to] = [home(), elsewhere()].map((path) =>
        join(dirname(path), `${killed}.files`),
      );
      assert.ok(from && to);
      let isCut = false;
      const disk = copying(killed, (source, target) => {
        nodeAsyncFileSystem.note(target, nodeAsyncFileSystem.readNote(source).slice(0, 100));
        isCut = true;
        return new Promise(() => {});
      });
      const before = store({ disk, folder: from });
      const hashes = await putAll(before, all);
      void before.moveTo(to);
      await waitFor(() => isCut, `copy ${killed}`);
      const after = store({ folder: to });
      for (const [at, hash] of hashes.entries()) {
        assert.ok((await readAll(after, hash)).equals(all[at] ?? Buffer.alloc(0)), `file ${at}`);
      }
      await waitFor(() => !existsSync(from), 'the old folder is given up');
      for (const hash of hashes) assert.equal(dirname(after.find(hash)?.path ?? ''), to);
      const left = () => readdirSync(to).filter((name) => name.endsWith('.moving'));
      for (const name of left()) utimesSync(join(to, name), 1000, 1000);
      after.tidy();
      assert.deepEqual(left(), []);
    }
  });

  it('are found by the store that is opened while another one still brings them', async () => {
    let goOn: () => void = () => {};
    const waiting = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let isCopying = false;
    const disk = copying(1, async (source, target) => {
      isCopying = true;
      await waiting;
      await nodeAsyncFileSystem.copy(source, target);
    });
    const before = store({ disk });
    const bytes = randomBytes(1000);
    const hash = await put(before, bytes);
    const moved = before.moveTo(elsewhere());
    await waitFor(() => isCopying, 'the copy');
    before.close();
    const slow: AsyncFileSystem = {
      ...nodeAsyncFileSystem,
      async makeFolder(path) {
        await moved;
        await nodeAsyncFileSystem.makeFolder(path);
      },
    };
    const after = store({ folder: elsewhere(), disk: slow });
    const dropped: string[] = [];
    after.onDidDrop((hashes) => dropped.push(...hashes));
    assert.ok(after.find(hash));
    goOn();
    await waitFor(() => after.find(hash)?.path.startsWith(elsewhere()), 'it is found');
    assert.ok((await readAll(after, hash)).equals(bytes));
    assert.deepEqual(dropped, []);
  });

  it('stay where they are while there is no space, and follow later', async () => {
    const disk = copying(2, async () => {
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    });
    const files = store({ disk });
    const all = [randomBytes(1000), randomBytes(2000)];
    const hashes = await putAll(files, all);
    const dropped: string[] = [];
    files.onDidDrop((gone) => dropped.push(...gone));
    await files.moveTo(elsewhere());
    assert.deepEqual(
      hashes.map((hash) => dirname(files.find(hash)?.path ?? '')),
      [elsewhere(), home()],
    );
    assert.ok((await readAll(files, hashes[1] ?? '')).equals(all[1] ?? Buffer.alloc(0)));
    files.close();
    const after = store({ folder: elsewhere() });
    assert.ok(after.find(hashes[1] ?? ''));
    await waitFor(() => !existsSync(home()), 'the old folder is given up');
    assert.ok((await readAll(after, hashes[1] ?? '')).equals(all[1] ?? Buffer.alloc(0)));
    assert.deepEqual(dropped, []);
  });

  it('are dropped when they are no longer where they were', async () => {
    const files = store();
    const [gone = '', kept = ''] = await putAll(files, [randomBytes(10), randomBytes(20)]);
    rmSync(files.find(gone)?.path ?? '');
    const dropped: string[] = [];
    files.onDidDrop((hashes) => dropped.push(...hashes));
    await files.moveTo(elsewhere());
    assert.deepEqual(dropped, [gone]);
    assert.ok(files.find(kept));
  });

  it('aren’t removed where they can’t be listed', async () => {
    const bytes = randomBytes(1000);
    const hash = await put(store(), bytes);
    const disk: AsyncFileSystem = {
      ...nodeAsyncFileSystem,
      names(path) {
        if (path === home()) throw Object.assign(new Error('EMFILE'), { code: 'EMFILE' });
        return nodeAsyncFileSystem.names(path);
      },
    };
    const files = store({ disk });
    await files.moveTo(elsewhere());
    files.close();
    assert.equal(names().length, 1);
    const after = store({ folder: elsewhere() });
    assert.ok((await readAll(after, hash)).equals(bytes));
    await waitFor(() => !existsSync(home()), 'the old folder is given up');
  });

  it('leave other folders alone, whatever the note in theirs says', async () => {
    const other = join(folder(), 'thesis');
    mkdirSync(other);
    writeFileSync(join(other, 'thesis.tex'), '');
    mkdirSync(home());
    for (const note of [JSON.stringify([other, 7]), '{}', 'no JSON']) {
      writeFileSync(join(home(), 'moved-from.json'), note);
      const files = store();
      await put(files, randomBytes(10));
      await files.moveTo(elsewhere());
      await files.moveTo(home());
      assert.deepEqual(readdirSync(other), ['thesis.tex']);
    }
  });
});
