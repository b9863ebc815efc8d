import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { hubIn } from '../../helpers/cli/hub-in';
import { itUnless } from '../../helpers/it-unless';
import { noPty, Pty } from '../../helpers/pty';

describe('deskmate in a real terminal', () => {
  const open: Pty[] = [];
  let folder = '';
  let program = '';

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'deskmate-'));
    program = join(dirname(await hubIn(folder)), 'deskmate.js');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(() => {
    for (const pty of open.splice(0)) pty.close();
  });

  /** A shell in which Zoe hosts a group. */
  async function host(): Promise<Pty> {
    const pty = new Pty(80, 40, { NO_COLOR: '1' });
    open.push(pty);
    const options = '--kind group --name Lab --person Zoe --address 127.0.0.1 --no-save';
    pty.type(`${process.execPath} ${program} host ${options}\r`);
    await pty.shows(/^\[Lab \| 1 person\]\n>$/m);
    return pty;
  }

  itUnless(noPty(), 'keeps the draft through Ctrl+Z, fg and a resize', async () => {
    const pty = await host();
    pty.type('half a wo');
    await pty.shows(/^> half a wo$/m);
    pty.type('\x1a');
    await pty.shows(/Stopped[\s\S]*\nready>$/);
    // The shell has the terminal as it was.
    pty.type('stty -a | grep -ow -e -icanon -e icanon\r');
    await pty.shows(/^icanon$/m);
    pty.type('fg\r');
    await pty.shows(/^> half a wo$(?![\s\S])/m);
    pty.resize(50);
    pty.type('rd\r');
    await pty.shows(/#\d+ Zoe: half a word$/m);
    await pty.shows(/\]\n>$/);
  });

  itUnless(noPty(), 'leaves the terminal as it was', async () => {
    const pty = await host();
    pty.type('draft\x03');
    await pty.shows(/\]\n>$/);
    pty.type('\x03');
    await pty.shows(/\nready>$/);
    assert.ok(pty.output.lastIndexOf('\x1b[?2004l') > pty.output.lastIndexOf('\x1b[J> '));
    pty.type('echo code $?; stty -a | grep -ow -e -icanon -e icanon\r');
    await pty.shows(/^code 130\nicanon$/m);
  });

  itUnless(noPty(), 'leaves the terminal as it was after SIGTERM', async () => {
    const pty = new Pty(80, 40, { NO_COLOR: '1' });
    open.push(pty);
    const options = '--kind group --name Lab --person Zoe --address 127.0.0.1 --no-save';
    const command = `${process.execPath} ${program} host ${options}`;
    pty.type(`sh -c 'echo pid $$; exec ${command}'\r`);
    const [, pid] = await pty.shows(/^pid (\d+)$/m);
    await pty.shows(/^\[Lab \| 1 person\]\n>$/m);
    pty.type('draft');
    await pty.shows(/^> draft$/m);
    const before = pty.output.length;
    process.kill(Number(pid), 'SIGTERM');
    await pty.shows(/\nready>$/);
    assert.ok(pty.output.slice(before).includes('\x1b[?2004l'));
    pty.type('echo code $?; stty -a | grep -ow -e -icanon -e icanon -e -echo -e echo\r');
    await pty.shows(/^code 0\nicanon\necho$/m);
  });
});
