import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { temporaryFolder } from '../helpers/temporary-folder';
import { TestProgram } from '../helpers/test-program';

const pin = 'p'.repeat(43);

/** How often the processes race, each other time for a room whose process has crashed. */
const rounds = 100;

describe('OpenRooms of two processes', () => {
  const folder = temporaryFolder();
  const racers: TestProgram[] = [];

  afterEach(() => {
    for (const each of racers.splice(0)) each.dispose();
  });

  it('give a room to one of those that claim it at the same moment', async () => {
    const program = join(folder(), 'racer.js');
    const entry = join(__dirname, 'open-rooms-racer.ts');
    buildSync({ entryPoints: [entry], outfile: program, bundle: true, platform: 'node' });
    const open = join(folder(), 'open');
    mkdirSync(open);
    for (const name of ['one', 'other']) {
      const child = spawn(process.execPath, [program, open, pin], { stdio: 'pipe' });
      racers.push(new TestProgram(name, child));
    }
    const all = async (line: string, count: number) => {
      for (const each of racers) each.type(line);
      for (const each of racers) await each.until(() => each.lines.length === count, line);
      return racers.map(({ lines }) => lines.at(-1));
    };
    const crashed = join(open, `${Buffer.from(pin, 'base64url').toString('hex')}.json`);
    const holder = JSON.stringify({ role: 'guest', pid: 1, machine: 'here' });
    for (let round = 0; round < rounds; round += 1) {
      if (round % 2 === 1) writeFileSync(crashed, holder);
      const got = await all(`${Date.now() + 5}`, 2 * round + 1);
      assert.deepEqual([...got].sort(), ['false', 'true'], `round ${round}`);
      await all('release', 2 * round + 2);
      assert.deepEqual(readdirSync(open), []);
    }
  });
});
