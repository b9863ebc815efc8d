import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extractTar } from '../../scripts/editor/tar';

const END = Buffer.alloc(1024);

describe('extractTar', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'deskmate-tar-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('unpacks files with their content and whether they may be run', async () => {
    const archive = Buffer.concat([
      entry({ name: 'package/a.txt', content: 'héllo 你好' }),
      entry({ name: 'package/bin/run', content: 'x'.repeat(1025), mode: '0000755' }),
      entry({ name: 'package/empty', content: '' }),
      END,
    ]);
    await extractTar(archive, folder, (name) => name.replace('package/', ''));
    assert.equal(await readFile(path.join(folder, 'a.txt'), 'utf8'), 'héllo 你好');
    assert.equal((await stat(path.join(folder, 'bin/run'))).size, 1025);
    assert.equal((await stat(path.join(folder, 'empty'))).size, 0);
    if (process.platform !== 'win32') {
      assert.equal((await stat(path.join(folder, 'bin/run'))).mode & 0o111, 0o111);
      assert.equal((await stat(path.join(folder, 'a.txt'))).mode & 0o111, 0);
    }
  });

  it('reads long names from a prefix and from a pax header', async () => {
    const long = `${'d'.repeat(90)}/${'e'.repeat(90)}/${'f'.repeat(90)}`;
    const archive = Buffer.concat([
      entry({ name: 'file', prefix: 'some/folder', content: 'prefix' }),
      entry({ name: 'PaxHeader', type: 'x', content: pax('mtime', '1') + pax('path', long) }),
      entry({ name: 'cut', content: 'pax' }),
      entry({ name: 'after', content: 'plain' }),
      END,
    ]);
    await extractTar(archive, folder, (name) => name);
    assert.equal(await readFile(path.join(folder, 'some/folder/file'), 'utf8'), 'prefix');
    assert.equal(await readFile(path.join(folder, long), 'utf8'), 'pax');
    assert.equal(await readFile(path.join(folder, 'after'), 'utf8'), 'plain');
  });

  it('leaves out what is not wanted, folders and links', async () => {
    const archive = Buffer.concat([
      entry({ name: 'folder/', type: '5', content: '' }),
      entry({ name: 'link', type: '2', content: '' }),
      entry({ name: 'no', content: 'no' }),
      entry({ name: 'yes', content: 'yes' }),
      END,
    ]);
    await extractTar(archive, folder, (name) => (name === 'no' ? undefined : name));
    assert.deepEqual(await readdir(folder), ['yes']);
  });

  it('refuses a path that leads out of the folder, and a damaged archive', async () => {
    const outside = Buffer.concat([entry({ name: '../outside', content: 'x' }), END]);
    await assert.rejects(
      extractTar(outside, folder, (name) => name),
      /leads out/,
    );
    const cut = entry({ name: 'a', content: 'x'.repeat(600) }).subarray(0, 1000);
    await assert.rejects(
      extractTar(cut, folder, (name) => name),
      /damaged/,
    );
  });
});

interface Entry {
  readonly name: string;
  readonly content: string;
  readonly type?: string;
  readonly prefix?: string;
  readonly mode?: string;
}

/** A header block and the content, filled up to whole blocks. */
function entry({ name, content, type = '0', prefix = '', mode = '0000644' }: Entry): Buffer {
  const data = Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(mode, 100);
  header.write(data.length.toString(8).padStart(11, '0'), 124);
  header.write(type, 156);
  header.write('ustar\0', 257);
  header.write(prefix, 345);
  return Buffer.concat([header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}

/** "LENGTH key=value\n", where the length counts its own digits. */
function pax(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const digits = String(rest.length + 2).length;
  return `${rest.length + digits}${rest}`;
}
