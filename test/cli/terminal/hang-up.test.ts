import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliProcess } from '../../helpers/cli/cli-process';
import { bundleHub } from '../../helpers/hub-process';
import { itUnless } from '../../helpers/it-unless';
import { noPty, Pty } from '../../helpers/pty';

describe('a terminal that goes away', () => {
  const open: { dispose(): void }[] = [];
  let folder = '';

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'deskmate-'));
    await bundleHub(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(() => {
    for (const each of open.splice(0)) each.dispose();
  });

  /** The program in a terminal, with its standard error in the file `errors`. */
  function start(args: string): Pty {
    const program = `${process.execPath} ${join(folder, 'deskmate.js')}`;
    const command = ['sh', '-c', `exec ${program} ${args} 2>${join(folder, 'errors')}`];
    const pty = new Pty(80, 40, { NO_COLOR: '1' }, command);
    open.push({ dispose: () => pty.close() });
    return pty;
  }

  const errors = () => readFileSync(join(folder, 'errors'), 'utf8');

  async function states(data: string): Promise<readonly string[]> {
    const rooms = CliProcess.start(folder, ['rooms', '--json', '--data', data]);
    assert.equal(await rooms.end(), 0);
    const lines = rooms.output.trim().split('\n');
    return lines.map((line) => (JSON.parse(line) as { state: string }).state);
  }

  for (const [where, more] of [
    ['at a terminal', ''],
    ['with its input from a file', '</dev/null'],
  ]) {
    itUnless(noPty(), `ends its host ${where} quietly, and keeps the room`, async () => {
      const data = join(folder, `host ${where}`);
      const host = start(
        `host --kind group --name Lab --address 127.0.0.1 --data '${data}' ${more}`,
      );
      await host.shows(/“Lab” is open/);
      await host.shows(/npx deskmate join/);
      if (more === '') await host.shows(/\]\n>$/);
      assert.equal(await host.hangUp(), 0, errors());
      assert.equal(errors(), more === '' ? '' : 'Ctrl+C closes the room.\n');
      assert.deepEqual(await states(data), ['saved']);
    });
  }

  itUnless(noPty(), 'ends a guest quietly, who can come back', async () => {
    const host = CliProcess.start(folder, ['host', '--name', 'Lab', '--address', '127.0.0.1']);
    open.push(host);
    await host.writes('vscode://');
    const [link = ''] = /vscode:\S+/.exec(host.output) ?? [];
    const data = join(folder, 'guest');
    const guest = start(`join '${link}' --person Bob --data '${data}'`);
    await guest.shows(/\]\n>$/);
    host.type('are you there?\n');
    await guest.shows(/are you there/);
    assert.equal(await guest.hangUp(), 0, errors());
    assert.equal(errors(), '');
    assert.deepEqual(await states(data), ['saved']);
  });
});
