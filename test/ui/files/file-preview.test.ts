import assert from 'node:assert/strict';
import { loadEncoding } from '../../../src/net/lab-tcp/encodings';
import type { FileCard } from '../../../src/protocol/card';
import { decodeText, maxTextBytes, opensAs } from '../../../src/ui/files/file-preview';

const card: FileCard = { type: 'file', name: 'notes.txt', size: 2000, hash: ''.padEnd(43, 'A') };

describe('what a click makes of a file', () => {
  it('is a text for small files of most names, whatever they are called', () => {
    const names = ['main.c', 'data.csv', 'Makefile', '.gitignore', '笔记', 'a.ipynb', 'x.html'];
    for (const name of names) assert.equal(opensAs({ ...card, name }), 'text', name);
    assert.equal(opensAs({ ...card, size: 0 }), 'text');
    assert.equal(opensAs({ ...card, size: maxTextBytes }), 'text');
  });

  it('is a picture by name or media type', () => {
    assert.equal(opensAs({ ...card, name: 'Shot.PNG', size: 9_000_000 }), 'picture');
    assert.equal(opensAs({ ...card, mime: 'image/webp' }), 'picture');
    assert.equal(opensAs({ ...card, name: 'drawing.svg' }), 'text');
    assert.equal(opensAs({ ...card, thumb: 'bm90IGEgcGljdHVyZQ==' }), 'text');
  });

  it('is nothing for large files, and for those that are hardly ever text', () => {
    assert.equal(opensAs({ ...card, size: maxTextBytes + 1 }), undefined);
    for (const name of ['lab.zip', 'report.PDF', 'hub.pyc', 'a.out.gz', 'capture.pcapng']) {
      assert.equal(opensAs({ ...card, name }), undefined, name);
    }
  });
});

describe('the text of a file', () => {
  it('is read in the encoding that its bytes show', async () => {
    const words = '实验二：修改服务器的监听地址，然后重新运行测试程序。\r\n';
    for (const name of ['utf-8', 'gbk', 'utf-16le', 'utf-16be'] as const) {
      const mark = name.startsWith('utf') ? '\ufeff' : '';
      const bytes = (await loadEncoding(name)).encode(mark + words.repeat(3));
      assert.equal(await decodeText(bytes), words.repeat(3), name);
    }
    assert.equal(
      await decodeText(Buffer.from('café crème, voilà\n', 'latin1')),
      'café crème, voilà\n',
    );
  });

  it('may be empty, and may have colors of a terminal', async () => {
    assert.equal(await decodeText(Buffer.alloc(0)), '');
    const log = '\u001b[31merror\u001b[0m: no such file\n';
    assert.equal(await decodeText(Buffer.from(log)), log);
  });

  it('isn’t there in what isn’t text', async () => {
    const elf = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d]);
    const late = Buffer.concat([Buffer.alloc(200_000, 'text '), Buffer.from([0, 1, 0xff, 0xfe])]);
    for (const bytes of [elf, png, late, Buffer.from('a\0b')]) {
      assert.equal(await decodeText(bytes), undefined);
    }
  });
});
