import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildHub } from '../../scripts/build';
import { HubProcess } from '../helpers/hub-process';
import { temporaryFolder } from '../helpers/temporary-folder';

describe('the hub program’s bundle', () => {
  const folder = temporaryFolder();

  it('is built by several at once, and runs', async () => {
    const outdir = folder();
    const [program = ''] = await Promise.all([1, 2, 3].map(() => buildHub({ outdir })));
    const names = readdirSync(outdir).filter((name) => !name.endsWith('.map'));
    assert.deepEqual(names.sort(), [
      'cpace.js',
      'deskmate.js',
      'hub.js',
      'iconv-lite.js',
      'read-text.js',
      'wide.js',
    ]);
    const hub = await HubProcess.start(program, ['--kind', 'lab-hub', '--encoding', 'gbk']);
    assert.equal(hub.opened.kind, 'lab-hub');
    await hub.stop();
  });

  it('is replaced only if it changes, because others may be starting it', async () => {
    const outdir = folder();
    const program = await buildHub({ outdir });
    const code = readFileSync(program, 'utf8');
    const { ino } = statSync(program);
    await buildHub({ outdir });
    assert.equal(statSync(program).ino, ino);
    writeFileSync(program, 'not what was built');
    await buildHub({ outdir });
    assert.equal(readFileSync(program, 'utf8'), code);
    assert.deepEqual(
      readdirSync(outdir).filter((name) => path.extname(name) === `.${process.pid}`),
      [],
    );
  });
});
