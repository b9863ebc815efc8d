import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { noArchive } from '../../src/cli/no-archive';
import { defaultLimits } from '../../src/protocol/limits';
import { Session } from '../../src/room/session/session';
import { nodeAsyncFileSystem } from '../../src/store/async-file-system';
import { silentLogger } from '../../src/util/logger';
import { FakeClock } from '../helpers/fake-clock';
import { FakeNetwork } from '../helpers/fake-network';
import { liveHeapBytes } from '../helpers/heap';

describe('a room that isn’t stored', () => {
  it('doesn’t use more memory the longer it is open', async () => {
    const parts = { network: new FakeNetwork(), clock: new FakeClock(), logger: silentLogger };
    const limits = { ...defaultLimits, logEntries: 100 };
    const session = new Session({ ...parts, limits, archive: noArchive });
    const options = { name: 'Lab', address: '::', port: 5000, maxClients: 2, person: 'Ann' };
    await session.host({ kind: 'group', ...options });
    const say = (count: number) => {
      for (let index = 0; index < count; index += 1)
        session.messages.say(`${index}`.padEnd(2000, 'x'));
    };
    say(10_000);
    const before = liveHeapBytes();
    say(20_000);
    const grown = liveHeapBytes() - before;
    assert.ok(grown < 10_000_000, `${grown} bytes`);
    await session.leave();
  });

  it('keeps its files in a temporary folder, which goes with it', async () => {
    const files = noArchive.files('');
    const bytes = Buffer.from('hello');
    const hash = createHash('sha256').update(bytes).digest('base64url');
    const part = await files.begin({ hash, size: 5 }, 'm1');
    await part.write(bytes);
    await part.finish();
    const { path = '' } = files.find(hash) ?? {};
    assert.ok(path.startsWith(join(tmpdir(), `deskmate-files-${process.pid}-`)));
    files.close();
    assert.ok(!existsSync(dirname(path)));
  });

  it('removes the files of rooms whose process was killed, whichever of them it may not remove', () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const pids = [dead, dead, dead, process.pid];
    const folders = pids.map((pid, at) =>
      join(tmpdir(), `deskmate-files-${pid}-0123456789abcde${at}`),
    );
    for (const folder of folders) mkdirSync(folder);
    const { removeNow } = nodeAsyncFileSystem;
    let isRefused = true;
    nodeAsyncFileSystem.removeNow = (path) => {
      if (isRefused && folders.includes(path)) {
        isRefused = false;
        throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
      }
      removeNow(path);
    };
    try {
      noArchive.files('').close();
      const left = folders.map((folder) => existsSync(folder));
      assert.equal(left.slice(0, 3).filter(Boolean).length, 1, 'another user’s, perhaps');
      assert.ok(left[3], 'this process is running');
    } finally {
      nodeAsyncFileSystem.removeNow = removeNow;
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    }
  });
});
