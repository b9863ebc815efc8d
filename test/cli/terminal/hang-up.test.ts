import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliProcess } from '../../helpers/cli/cli-process';
import { hubIn } from '../../helpers/cli/hub-in';
import { itUnless } from '../../helpers/it-unless';
import { noPty, Pty } from '../../helpers/pty';
import { waitFor } from '../../helpers/wait-for';

describe('a terminal that goes away', () => {
  const open: { dispose(): void }[] = [];
  let folder = '';

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'deskmate-'));
    await hubIn(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(() => {
    for (const each of open.splice(0)) each.dispose();
  });

  /**
   * The program in a terminal, with its standard error in the file `errors`.
   * @param getsSignal whether the system sends it SIGHUP; if not, the shell gets it, and ends as the program does
   */
  function start(args: string, getsSignal = true): Pty {
    const program = `${process.execPath} ${join(folder, 'deskmate.js')}`;
    const line = `${program} ${args} 2>${join(folder, 'errors')}`;
    const command = ['bash', '-c', getsSignal ? `exec ${line}` : `trap : HUP; ${line}; exit $?`];
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

  itUnless(noPty(), 'ends its host also without a signal, and keeps the room', async () => {
    const data = join(folder, 'host without a signal');
    const host = start(`host --name Lab --address 127.0.0.1 --data '${data}'`, false);
    await host.shows(/\]\n>$/);
    assert.equal(await host.hangUp(), 0, errors());
    assert.equal(errors(), '');
    assert.deepEqual(await states(data), ['saved']);
  });

  for (const [how, keys, shown] of [
    ['in a shell', 'draft', /^> draft$/m],
    ['that is suspended', '\x1a', /Stopped[\s\S]*\nready>$/],
  ] as const) {
    itUnless(noPty(), `ends its host ${how} quietly, and keeps the room`, async () => {
      const data = join(folder, `host ${how}`);
      const pty = new Pty(80, 40, { NO_COLOR: '1' });
      open.push({ dispose: () => pty.close() });
      await pty.shows(/ready>$/);
      const program = `${process.execPath} ${join(folder, 'deskmate.js')}`;
      const room = `host --name Lab --address 127.0.0.1 --data '${data}'`;
      pty.type(`${program} ${room} 2>${join(folder, 'errors')}\r`);
      await pty.shows(/\[Lab \| 1 person\]\n>$/);
      assert.deepEqual(await states(data), ['open']);
      pty.type(keys);
      await pty.shows(shown);
      await pty.hangUp();
      let found: readonly string[] = [];
      await waitFor(
        async () => {
          found = await states(data);
          return found[0] !== 'open';
        },
        () => `the host ends: ${found}`,
      );
      assert.deepEqual(found, ['saved']);
      assert.equal(errors(), '');
    });
  }

  for (const getsSignal of [true, false]) {
    const how = getsSignal ? 'with a signal' : 'without one';
    itUnless(noPty(), `ends a guest quietly ${how}, who can come back`, () =>
      guestEnds(getsSignal),
    );
  }

  async function guestEnds(getsSignal: boolean) {
    const host = CliProcess.start(folder, [
      'host',
      '--name',
      `Lab ${getsSignal}`,
      '--address',
      '127.0.0.1',
    ]);
    open.push(host);
    await host.writes('vscode://');
    const [link = ''] = /vscode:\S+/.exec(host.output) ?? [];
    const data = join(folder, `guest ${getsSignal}`);
    const guest = start(`join '${link}' --person Bob --data '${data}'`, getsSignal);
    await guest.shows(/\]\n>$/);
    host.type('are you there?\n');
    await guest.shows(/are you there/);
    assert.equal(await guest.hangUp(), 0, errors());
    assert.equal(errors(), '');
    assert.deepEqual(await states(data), ['saved']);
  }
});
