import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type AsyncFileSystem, nodeAsyncFileSystem } from '../../src/store/async-file-system';
import { copyFiles } from '../../src/store/disk-file-store';
import { FakeClock } from '../helpers/fake-clock';
import { expectedMode, modeOf } from '../helpers/file-modes';
import { waitFor } from '../helpers/wait-for';
import { fails, fileStores, hashOf, idOf, put, readAll } from './stored-files';

const MiB = 1024 * 1024;

describe('DiskFileStore', () => {
  const { folder, names, store } = fileStores();

  for (const size of [0, 1, 256 * 1024, 3 * MiB + 7]) {
    it(`takes a file of ${size} bytes, and gives it back from anywhere`, async () => {
      const files = store();
      const bytes = randomBytes(size);
      const hash = await put(files, bytes);
      assert.equal(files.find(hash)?.size, size);
      assert.deepEqual(names(), [Buffer.from(hash, 'base64url').toString('hex')]);
      for (const offset of new Set([0, 1, size >> 1, size - 1, size])) {
        if (offset < 0 || offset > size) continue;
        assert.ok((await readAll(files, hash, offset)).equals(bytes.subarray(offset)));
      }
      const again = store();
      assert.equal(again.find(hash)?.size, size, 'another process finds it');
    });
  }

  it('doesn’t find a file that isn’t whole', async () => {
    const files = store();
    const bytes = randomBytes(1000);
    const part = await files.begin(idOf(bytes), 'm1');
    await part.write(bytes.subarray(0, 999));
    assert.equal(files.find(hashOf(bytes)), undefined);
    await assert.rejects(readAll(files, hashOf(bytes)), fails('file-gone'));
    await assert.rejects(part.finish(), fails('wrong-hash'));
    assert.deepEqual(names(), [], 'nothing of it stays');
  });

  it('refuses bytes with another hash, and more bytes than the file has', async () => {
    const files = store();
    const bytes = randomBytes(1000);
    const wrong = await files.begin(idOf(bytes), 'm1');
    await wrong.write(Buffer.alloc(1000));
    await assert.rejects(wrong.finish(), fails('wrong-hash'));
    const long = await files.begin(idOf(bytes), 'm1');
    assert.equal(long.offset, 0, 'it begins from the start');
    await assert.rejects(long.write(Buffer.alloc(1001)), fails('protocol'));
    assert.equal(files.find(hashOf(bytes)), undefined);
  });

  it('lets the oldest files go for new ones, and says which', async () => {
    const files = store({ maxBytes: 3000 });
    const dropped: string[] = [];
    files.onDidDrop((hashes) => dropped.push(...hashes));
    const all = Array.from({ length: 5 }, () => randomBytes(1000));
    const hashes: string[] = [];
    for (const bytes of all) hashes.push(await put(files, bytes));
    assert.deepEqual(dropped, hashes.slice(0, 2));
    assert.deepEqual(
      hashes.map((hash) => files.find(hash) !== undefined),
      [false, false, true, true, true],
    );
    const large = await put(files, randomBytes(2500));
    assert.deepEqual(dropped, hashes);
    assert.equal(files.find(large)?.size, 2500);
    await waitFor(() => names().length === 1, 'their bytes are removed');
  });

  it('lets files that no message names go before older ones', async () => {
    const clock = new FakeClock();
    const files = store({ maxBytes: 3000, clock });
    const old = await put(files, randomBytes(1000));
    const young = await put(files, randomBytes(1000));
    files.askNamed((hash) => hash === old || hash === young);
    const unnamed: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      unnamed.push(await put(files, randomBytes(1000)));
      await clock.advance(11 * 60_000);
    }
    assert.ok(files.find(old) && files.find(young), 'nobody drives them out without a message');
    assert.ok(files.find(unnamed.at(-1) ?? ''), 'the new one stays');
    await put(files, randomBytes(1500));
    assert.deepEqual(
      [old, young, ...unnamed].map((hash) => files.find(hash) !== undefined),
      [false, true, false, false, false, false, false],
    );
  });

  it('keeps a file whose message may be on its way', async () => {
    const clock = new FakeClock();
    const files = store({ maxBytes: 3000, clock });
    const named = await put(files, randomBytes(1000));
    files.askNamed((hash) => hash === named);
    const waiting = await put(files, randomBytes(1000));
    await clock.advance(60_000);
    await put(files, randomBytes(1500));
    assert.ok(files.find(waiting));
    assert.equal(files.find(named), undefined, 'the oldest');
  });

  it('counts a file once, however many bring it at the same time', async () => {
    const files = store({ maxBytes: 3000 });
    const bytes = randomBytes(1000);
    const parts = await Promise.all(['m1', 'm2', 'm3'].map((m) => files.begin(idOf(bytes), m)));
    for (const part of parts) await part.write(bytes);
    await Promise.all(parts.map((part) => part.finish()));
    const others = [await put(files, randomBytes(1000)), await put(files, randomBytes(1000))];
    for (const hash of [hashOf(bytes), ...others]) assert.ok(files.find(hash));
    for (const member of ['m1', 'm2', 'm3']) assert.ok(files.isFrom(hashOf(bytes), member));
  });

  it('keeps a file that comes again while it is being removed', async () => {
    const bytes = randomBytes(1000);
    let release: () => void = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let removed = false;
    const disk: AsyncFileSystem = {
      ...nodeAsyncFileSystem,
      async remove(path) {
        if (!path.endsWith('.part')) await released;
        await nodeAsyncFileSystem.remove(path);
        removed = true;
      },
    };
    const files = store({ disk });
    const hash = await put(files, bytes);
    files.remove(hash);
    assert.equal(files.find(hash), undefined);
    const again = put(files, bytes);
    await Promise.race([again, new Promise((resolve) => setTimeout(resolve, 100))]);
    release();
    await again;
    await waitFor(() => removed, 'the first one is removed');
    assert.ok((await readAll(files, hash)).equals(bytes));
  });

  it('knows the oldest files after a restart', async () => {
    const before = store({ maxBytes: 3000 });
    const [old, young] = [
      await put(before, randomBytes(1000)),
      await put(before, randomBytes(1000)),
    ];
    const path = before.find(old)?.path ?? '';
    utimesSync(path, 1000, 1000);
    const files = store({ maxBytes: 3000 });
    await put(files, randomBytes(1500));
    assert.equal(files.find(old), undefined);
    assert.ok(files.find(young));
  });

  it('takes nothing that would fill the disk', async () => {
    const free = 2000;
    const disk: AsyncFileSystem = { ...nodeAsyncFileSystem, free: async () => free };
    const files = store({ disk, minFreeBytes: 1000 });
    await put(files, randomBytes(1000));
    await assert.rejects(
      files.begin({ hash: hashOf(Buffer.from('x')), size: 1001 }, 'm1'),
      fails('disk-full'),
    );
  });

  it('stops when the disk fills up meanwhile, and goes on when there is space', async () => {
    let free = Number.POSITIVE_INFINITY;
    const disk: AsyncFileSystem = { ...nodeAsyncFileSystem, free: async () => free };
    const files = store({ disk, minFreeBytes: 1000, maxBytes: 100 * MiB });
    const bytes = randomBytes(20 * MiB);
    const part = await files.begin(idOf(bytes), 'm1');
    await part.write(bytes.subarray(0, MiB));
    free = 1000;
    await assert.rejects(part.write(bytes.subarray(MiB)), fails('disk-full'));
    await part.abort();
    await assert.rejects(files.begin(idOf(bytes), 'm1'), fails('disk-full'));
    free = Number.POSITIVE_INFINITY;
    await put(files, bytes);
    assert.ok((await readAll(files, hashOf(bytes))).equals(bytes));
  });

  it('removes what nobody needs once it is a day old', async () => {
    const before = store();
    const [named, unnamed] = [
      await put(before, randomBytes(10)),
      await put(before, randomBytes(20)),
    ];
    const part = await before.begin(idOf(randomBytes(30)), 'm1');
    await part.write(Buffer.alloc(5));
    await part.abort();
    const young = store();
    young.askNamed((hash) => hash === named);
    young.tidy();
    assert.equal(names().length, 3, 'they are young');
    for (const name of names()) utimesSync(join(folder(), 'room.files', name), 1000, 1000);
    const files = store();
    files.askNamed((hash) => hash === named);
    files.tidy();
    assert.ok(files.find(named));
    assert.equal(files.find(unnamed), undefined);
    await files.begin(idOf(randomBytes(1)), 'm1');
  });

  it('takes a temporary store along when it is closed', async () => {
    const files = store({ temporary: true });
    await put(files, randomBytes(10));
    files.close();
    assert.ok(!existsSync(join(folder(), 'room.files')));
    await assert.rejects(files.begin(idOf(Buffer.from('x')), 'm1'), fails('no-room'));
  });

  it('lets only the owner read its files', async () => {
    const files = store();
    const hash = await put(files, Buffer.from('secret'));
    const path = files.find(hash)?.path ?? '';
    assert.equal(readFileSync(path, 'utf8'), 'secret');
    assert.equal(modeOf(path), expectedMode(0o600));
    assert.equal(modeOf(join(folder(), 'room.files')), expectedMode(0o700));
  });

  it('copies whole files to another room’s folder, the newest first, as long as there is space', async () => {
    const files = store();
    const [old, recent] = [randomBytes(1000), randomBytes(2000)];
    const [oldHash, hash] = [await put(files, old), await put(files, recent)];
    const from = join(folder(), 'room.files');
    const ago = new Date(Date.now() - 60_000);
    for (const name of names()) if (name === hexOf(oldHash)) utimesSync(join(from, name), ago, ago);
    const part = await files.begin(idOf(randomBytes(10)), 'm1');
    await part.write(Buffer.alloc(5));

    const to = join(folder(), 'other.files');
    const GiB = 1024 * MiB;
    const tight = { ...nodeAsyncFileSystem, free: async () => GiB + 2500 - sizeIn(to) };
    await copyFiles(tight, from, to);
    const copy = store({ folder: to });
    assert.ok((await readAll(copy, hash)).equals(recent));
    assert.ok(copy.isFrom(hash, 'm1'));
    assert.equal(copy.find(oldHash), undefined);

    await copyFiles(nodeAsyncFileSystem, from, to);
    const whole = store({ folder: to });
    assert.ok((await readAll(whole, oldHash)).equals(old));
    assert.equal(sizeIn(to), 3000);
    await copyFiles(nodeAsyncFileSystem, join(folder(), 'none'), join(folder(), 'nowhere'));
    assert.ok(!existsSync(join(folder(), 'nowhere')));
  });
});

function hexOf(hash: string): string {
  return Buffer.from(hash, 'base64url').toString('hex');
}

function sizeIn(folder: string): number {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.reduce((sum, name) => sum + readFileSync(join(folder, name)).length, 0);
}
