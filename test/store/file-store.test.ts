import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileError, type FileErrorCode } from '../../src/protocol/file-error';
import { type FileDisk, nodeFileDisk } from '../../src/store/file-disk';
import { DiskFiles, type DiskFilesOptions } from '../../src/store/file-store';
import { systemClock } from '../../src/util/clock';
import { FakeClock } from '../helpers/fake-clock';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

const MiB = 1024 * 1024;

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url');
}

function idOf(bytes: Uint8Array) {
  return { hash: hashOf(bytes), size: bytes.length };
}

async function readAll(files: DiskFiles, hash: string, offset = 0): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of files.read(hash, offset)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function fails(code: FileErrorCode) {
  return (error: unknown) => error instanceof FileError && error.code === code;
}

describe('DiskFiles', () => {
  afterEach(() => {
    for (const files of open.splice(0)) files.close();
  });

  // After that, because hooks run in this order.
  const folder = temporaryFolder();
  const open: DiskFiles[] = [];

  function store(options: Partial<DiskFilesOptions> = {}): DiskFiles {
    const files = new DiskFiles({
      folder: join(folder(), 'room.files'),
      clock: systemClock,
      maxBytes: 10 * MiB,
      minFreeBytes: 0,
      ...options,
    });
    open.push(files);
    return files;
  }

  async function put(files: DiskFiles, bytes: Uint8Array, owner = 'm1'): Promise<string> {
    const part = await files.begin(idOf(bytes), owner);
    await part.write(bytes.subarray(part.offset));
    await part.finish();
    return hashOf(bytes);
  }

  const names = () => readdirSync(join(folder(), 'room.files'));

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

  it('leaves nothing of a file of which nothing came', async () => {
    const files = store();
    const part = await files.begin(idOf(randomBytes(10)), 'm1');
    await part.abort();
    assert.deepEqual(names(), []);
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
    const disk: FileDisk = { ...nodeFileDisk, free: async () => free };
    const files = store({ disk, minFreeBytes: 1000 });
    await put(files, randomBytes(1000));
    await assert.rejects(
      files.begin({ hash: hashOf(Buffer.from('x')), size: 1001 }, 'm1'),
      fails('disk-full'),
    );
  });

  it('stops when the disk fills up meanwhile, and goes on when there is space', async () => {
    let free = Number.POSITIVE_INFINITY;
    const disk: FileDisk = { ...nodeFileDisk, free: async () => free };
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

  /** A disk on which the call with this number fails, and all after it if `forever`. */
  function failingDisk(failsAt: number, code: string): { disk: FileDisk; calls: () => number } {
    let calls = 0;
    const fail = () => {
      calls += 1;
      if (calls === failsAt) throw Object.assign(new Error(code), { code });
    };
    const disk: FileDisk = {
      ...nodeFileDisk,
      async openToWrite(path) {
        fail();
        const handle = await nodeFileDisk.openToWrite(path);
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
        return nodeFileDisk.free(path);
      },
      async makeFolder(path) {
        fail();
        return nodeFileDisk.makeFolder(path);
      },
      async rename(from, to) {
        fail();
        return nodeFileDisk.rename(from, to);
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

  it('takes its files to another folder', async () => {
    const files = store();
    const bytes = randomBytes(5000);
    const hash = await put(files, bytes);
    const place = join(folder(), 'elsewhere', 'room.files');
    await files.moveTo(place);
    assert.ok(files.find(hash)?.path.startsWith(place));
    assert.ok((await readAll(files, hash)).equals(bytes));
    assert.ok(!existsSync(join(folder(), 'room.files')));
    const next = await put(files, randomBytes(10));
    assert.ok(files.find(next)?.path.startsWith(place));
  });

  it('drops what can’t be taken along', async () => {
    const disk: FileDisk = {
      ...nodeFileDisk,
      copy: async () => {
        throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      },
    };
    const files = store({ disk });
    const hash = await put(files, randomBytes(5000));
    const dropped: string[] = [];
    files.onDidDrop((hashes) => dropped.push(...hashes));
    await files.moveTo(join(folder(), 'elsewhere'));
    assert.deepEqual(dropped, [hash]);
    assert.equal(files.find(hash), undefined);
  });

  it('remembers which files were being sent when the process ended', () => {
    const files = store();
    const [kept, ended] = [files.noteSending('报告.pdf'), files.noteSending('sent.txt')];
    assert.ok(kept);
    ended.dispose();
    const after = store();
    assert.deepEqual(after.takeUnsent(), ['报告.pdf']);
    assert.deepEqual(after.takeUnsent(), [], 'it is told once');
  });

  it('takes a temporary store along when it is closed', async () => {
    const files = store({ temporary: true });
    await put(files, randomBytes(10));
    files.close();
    assert.ok(!existsSync(join(folder(), 'room.files')));
    await assert.rejects(files.begin(idOf(Buffer.from('x')), 'm1'), fails('no-room'));
  });

  it('lets only the owner read its files', async function () {
    if (process.platform === 'win32') this.skip();
    const files = store();
    const hash = await put(files, Buffer.from('secret'));
    const path = files.find(hash)?.path ?? '';
    assert.equal(readFileSync(path, 'utf8'), 'secret');
    const { statSync } = await import('node:fs');
    assert.equal(statSync(path).mode & 0o077, 0);
    assert.equal(statSync(join(folder(), 'room.files')).mode & 0o077, 0);
  });
});
