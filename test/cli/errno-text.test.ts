import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errnoText } from '../../src/cli/errno-text';
import { readContent } from '../../src/cli/send-content';
import { english } from '../../src/strings/translate';
import { testTerminal } from '../helpers/cli/test-terminal';
import { temporaryFolder } from '../helpers/temporary-folder';

describe('errnoText', () => {
  const folder = temporaryFolder();

  it('says in words what the system said', () => {
    writeFileSync(join(folder(), 'file'), '');
    for (const [path, words] of [
      ['none', 'there’s no such file or folder'],
      ['.', 'it’s a folder'],
      ['file/x', 'a part of the path is a file, not a folder'],
    ] as const) {
      assert.throws(
        () => readFileSync(join(folder(), path)),
        (error) => errnoText(error, english) === words,
        path,
      );
    }
    for (const [code, words] of [
      ['EIO', 'the system failed to read or write it'],
      ['EADDRINUSE', 'another program is already using it'],
    ] as const) {
      assert.equal(errnoText(Object.assign(new Error(`${code}: …`), { code }), english), words);
    }
    const denied = Object.assign(new Error('EACCES: …'), { code: 'EACCES' });
    assert.equal(errnoText(denied, english), 'you don’t have the permission');
    assert.equal(errnoText(new Error('new'), english), 'new');
    assert.equal(errnoText(Object.assign(new Error('new'), { code: 'toString' }), english), 'new');
  });

  it('is why a file can’t be sent', async () => {
    mkdirSync(join(folder(), 'src'));
    const { io } = testTerminal({ cwd: folder() });
    const send = (path: string) => readContent({ files: [path] }, io);
    await assert.rejects(send('src'), { message: 'Can’t read “src”: it’s a folder.' });
    await assert.rejects(send('no'), {
      message: 'Can’t read “no”: there’s no such file or folder.',
    });
  });
});
