import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { RoomArchive } from '../../src/store/room-archive';
import { systemClock } from '../../src/util/clock';
import { seededRandom } from '../../src/util/seeded-random';
import { hostHeader, message } from '../helpers/journal-records';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

describe('a process killed while it writes', () => {
  const folder = temporaryFolder();

  /** Kills the writer some time after its first commit; returns the lines it printed. */
  async function killAfter(program: string, ms: number): Promise<readonly string[]> {
    const writer = spawn(process.execPath, [program, folder()], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    writer.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const closed = once(writer, 'close');
    try {
      await waitFor(() => said.split('\n').length > 2, 'the writer has committed');
      await new Promise((resolve) => setTimeout(resolve, ms));
    } finally {
      writer.kill('SIGKILL');
      await closed;
    }
    return said.split('\n').slice(0, -1);
  }

  it('has stored everything it committed', async () => {
    const program = join(folder(), 'writer.cjs');
    buildSync({
      entryPoints: [join(__dirname, '../helpers/journal-writer.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      target: 'node20',
    });
    const random = seededRandom(20);
    for (let round = 0; round < 20; round += 1) {
      const [id = '', ...numbers] = await killAfter(program, random() * 40);
      const onFailure = (error: Error) => assert.fail(error);
      const archive = new RoomArchive({ folder: folder(), clock: systemClock, onFailure });
      const opened = archive.open(id);
      const last = Number(numbers.at(-1));
      assert.ok(last > 0);
      const [header, ...rest] = opened?.records ?? [];
      assert.deepEqual(header, hostHeader);
      const entries = rest.filter((record) => 'seq' in record);
      assert.ok(entries.length >= Math.min(last, 10_000), `${entries.length} of ${last} kept`);
      const first = entries[0];
      const from = first && 'seq' in first ? first.seq : 0;
      const expected = Array.from(entries, (_, index) => message(from + index));
      assert.deepEqual(entries, expected);
      assert.ok(from + entries.length - 1 >= last);
      archive.delete(id);
    }
  });
});
