import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { itUnless } from '../helpers/it-unless';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

describe('the flooded guest of the benchmark', () => {
  const folder = temporaryFolder();
  const silent = createServer((socket) => socket.on('error', () => {}).resume());
  after(() => silent.close());

  const noSignals = process.platform === 'win32' && 'Windows has no signals';
  itUnless(
    noSignals,
    'removes its folder when it is stopped, and when its parent is gone',
    async () => {
      silent.listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const { port } = silent.address() as { port: number };
      const ends: Readonly<Record<string, (guest: ChildProcess) => unknown>> = {
        SIGTERM: (guest) => guest.kill('SIGTERM'),
        SIGINT: (guest) => guest.kill('SIGINT'),
        parent: (guest) => guest.disconnect(),
      };
      const check = async ([name, end]: (typeof entries)[number]) => {
        const TMPDIR = join(folder(), name);
        mkdirSync(TMPDIR);
        const guest = fork('bench/flooded-guest.ts', [String(port), 'A'.repeat(43)], {
          execArgv: ['--import', 'tsx'],
          env: { ...process.env, TMPDIR },
        });
        const own = () => readdirSync(TMPDIR).filter((each) => each.startsWith('deskmate-attack-'));
        try {
          await waitFor(() => own().length === 1, `its folder is there: ${name}`);
          const exited = once(guest, 'exit');
          end(guest);
          await exited;
          assert.deepEqual(own(), [], name);
        } finally {
          guest.kill('SIGKILL');
        }
      };
      const entries = Object.entries(ends);
      await Promise.all(entries.map(check));
    },
  );
});
