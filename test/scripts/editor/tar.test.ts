import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { Header, type HeaderData, Pax } from 'tar';
import { extractTar } from '../../../scripts/editor/tar';

const END = Buffer.alloc(1024);

describe('extractTar', () => {
  let base: string;
  let folder: string;
  beforeEach(async () => {
    base = await mkdtemp(path.join(tmpdir(), 'deskmate-tar-'));
    folder = path.join(base, 'unpacked');
  });
  afterEach(() => rm(base, { recursive: true }));

  async function unpack(
    archive: Buffer,
    wanted?: (file: string) => boolean,
    name = 'archive.tar',
  ): Promise<void> {
    const file = path.join(base, name);
    await writeFile(file, archive);
    await extractTar(file, folder, wanted);
  }

  it('unpacks files with their contents and executable bits', async () => {
    const archive = Buffer.concat([
      entry({ path: 'package/a.txt', content: 'héllo 你好' }),
      entry({ path: 'package/bin/run', content: 'x'.repeat(1025), mode: 0o755 }),
      entry({ path: 'package/empty', content: '' }),
      entry({ path: 'package/locked', content: 'x', mode: 0 }),
      END,
    ]);
    await unpack(archive);
    assert.equal(await readFile(path.join(folder, 'a.txt'), 'utf8'), 'héllo 你好');
    assert.equal((await stat(path.join(folder, 'bin/run'))).size, 1025);
    assert.equal((await stat(path.join(folder, 'empty'))).size, 0);
    if (process.platform !== 'win32') {
      const modes = ['bin/run', 'a.txt', 'locked'].map(async (file) => {
        return (await stat(path.join(folder, file))).mode & 0o711;
      });
      assert.deepEqual(await Promise.all(modes), [0o711, 0o600, 0o600]);
    }
  });

  it('unpacks archives compressed as npm’s are, or with Brotli', async () => {
    const archive = Buffer.concat([entry({ path: 'package/a', content: 'text' }), END]);
    for (const [name, packed] of Object.entries({
      'archive.tgz': gzipSync(archive),
      'archive.tar.br': brotliCompressSync(archive),
    })) {
      await unpack(packed, undefined, name);
      assert.equal(await readFile(path.join(folder, 'a'), 'utf8'), 'text');
      await rm(folder, { recursive: true });
    }
  });

  it('reads long names from a prefix and from a pax header', async () => {
    const prefixed = `${'c'.repeat(90)}/${'d'.repeat(90)}`;
    const long = `${'d'.repeat(90)}/${'e'.repeat(90)}/${'f'.repeat(90)}`;
    const archive = Buffer.concat([
      entry({ path: `package/${prefixed}`, content: 'prefix' }),
      new Pax({ mtime: new Date(1000), path: `package/${long}` }).encode(),
      entry({ path: 'package/cut', content: 'pax' }),
      entry({ path: 'package/after', content: 'plain' }),
      END,
    ]);
    await unpack(archive);
    assert.equal(await readFile(path.join(folder, prefixed), 'utf8'), 'prefix');
    assert.equal(await readFile(path.join(folder, long), 'utf8'), 'pax');
    assert.equal(await readFile(path.join(folder, 'after'), 'utf8'), 'plain');
  });

  it('skips unwanted files, folders and links', async () => {
    const archive = Buffer.concat([
      entry({ path: 'package/folder/', type: 'Directory', content: '' }),
      entry({ path: 'package/link', type: 'SymbolicLink', linkpath: 'yes', content: '' }),
      entry({ path: 'package/hard', type: 'Link', linkpath: 'package/yes', content: '' }),
      entry({ path: 'package/no', content: 'no' }),
      entry({ path: 'package/yes', content: 'yes' }),
      END,
    ]);
    await unpack(archive, (file) => file !== 'no');
    assert.deepEqual(await readdir(folder), ['yes']);
  });

  it('refuses a path that leads out of the folder', async () => {
    for (const outside of ['package/../../outside', `package/${base}/outside`]) {
      const archive = Buffer.concat([entry({ path: outside, content: 'x' }), END]);
      await assert.rejects(unpack(archive), /TAR_ENTRY_/);
      assert.deepEqual((await readdir(base)).sort(), ['archive.tar', 'unpacked']);
    }
  });

  it('refuses a damaged archive', async () => {
    const whole = entry({ path: 'package/a', content: 'x'.repeat(600) });
    await assert.rejects(unpack(whole.subarray(0, 1000)), /TAR_BAD_ARCHIVE/);
    const other = Buffer.from(whole);
    other.write('b', 'package/'.length);
    await assert.rejects(unpack(Buffer.concat([other, END])), /checksum/);
  });
});

/** A header block, then the content padded to whole blocks. */
function entry({ content, ...header }: HeaderData & { readonly content: string }): Buffer {
  const data = Buffer.from(content);
  const block = Buffer.alloc(512);
  new Header({ type: 'File', mode: 0o644, ...header, size: data.length }).encode(block);
  return Buffer.concat([block, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}
