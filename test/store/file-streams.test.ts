import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileError } from '../../src/protocol/file-error';
import type { FileSource } from '../../src/room/files';
import { bytesSource, diskSink, diskSource } from '../../src/store/file-streams';
import { temporaryFolder } from '../helpers/temporary-folder';

async function readAll(source: FileSource, offset: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.open(offset)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

describe('a file to send', () => {
  const folder = temporaryFolder();

  it('is read from any position, again and again', async () => {
    const bytes = randomBytes(700_001);
    writeFileSync(join(folder(), '报告.bin'), bytes);
    const extras = { mime: 'application/pdf', thumb: 'AAAA' };
    const sources = [
      await diskSource(join(folder(), '报告.bin'), extras),
      bytesSource('报告.bin', bytes, extras),
    ];
    for (const source of sources) {
      const { name, size, mime, thumb } = source;
      assert.deepEqual(
        [name, size, mime, thumb],
        ['报告.bin', bytes.length, ...Object.values(extras)],
      );
      for (const offset of [0, 1, 262_144, 700_000, 700_001]) {
        assert.ok((await readAll(source, offset)).equals(bytes.subarray(offset)), `${offset}`);
      }
    }
    assert.equal((await readAll(bytesSource('empty', Buffer.alloc(0)), 0)).length, 0);
  });

  it('is a file that is there', async () => {
    mkdirSync(join(folder(), 'folder'));
    for (const name of ['folder', 'missing']) {
      await assert.rejects(
        diskSource(join(folder(), name)),
        (error) => error instanceof FileError && error.code === 'file-unreadable',
      );
    }
  });
});

describe('a file to save', () => {
  const folder = temporaryFolder();

  it('gets its name when it is whole, and replaces what had it', async () => {
    const path = join(folder(), 'a.bin');
    writeFileSync(path, 'old');
    const sink = await diskSink(path);
    await sink.write(Buffer.from('new '));
    assert.equal(readFileSync(path, 'utf8'), 'old');
    await sink.write(Buffer.from('bytes'));
    await sink.finish();
    assert.equal(readFileSync(path, 'utf8'), 'new bytes');
    assert.deepEqual(readdirSync(folder()), ['a.bin']);
  });

  it('is saved to the same name twice at a time without a mixture', async () => {
    const path = join(folder(), 'a.bin');
    const [one, other] = [await diskSink(path), await diskSink(path)];
    await one.write(Buffer.from('one, '));
    await other.write(Buffer.from('the other'));
    await one.write(Buffer.from('whole'));
    await one.finish();
    assert.equal(readFileSync(path, 'utf8'), 'one, whole');
    await other.finish();
    assert.equal(readFileSync(path, 'utf8'), 'the other');
    assert.deepEqual(readdirSync(folder()), ['a.bin']);
  });

  it('leaves nothing when it is given up', async () => {
    const path = join(folder(), 'a.bin');
    writeFileSync(path, 'old');
    const sink = await diskSink(path);
    await sink.write(Buffer.from('new'));
    await sink.abort();
    assert.equal(readFileSync(path, 'utf8'), 'old');
    assert.deepEqual(readdirSync(folder()), ['a.bin']);
  });

  it('leaves nothing when its name can’t be taken', async () => {
    const path = join(folder(), 'a.bin');
    const sink = await diskSink(path);
    mkdirSync(path);
    writeFileSync(join(path, 'inside'), '');
    await assert.rejects(sink.finish());
    assert.deepEqual(readdirSync(folder()), ['a.bin']);
  });

  it('is marked as from the internet on Windows', async () => {
    const path = join(folder(), 'a.exe');
    const sink = await diskSink(path, 'win32');
    await sink.finish();
    const mark = readFileSync(`${path}:Zone.Identifier`, 'utf8');
    assert.equal(mark, '[ZoneTransfer]\r\nZoneId=3\r\n');
  });
});
