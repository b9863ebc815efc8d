import assert from 'node:assert/strict';
import { cliLanguage } from '../../../src/cli/language';
import { parseInvite } from '../../../src/protocol/invite';
import type { Session } from '../../../src/room/session/session';
import { type CliRun, startCli } from '../../helpers/cli/cli-run';
import { realSession } from '../../helpers/real-session';
import { temporaryFolder } from '../../helpers/temporary-folder';
import { TerminalEmulator } from '../../helpers/terminal-emulator';
import { waitFor } from '../../helpers/wait-for';

const ctrlC = '\x03';
const ctrlD = '\x04';

describe('a host who leaves a terminal', () => {
  const folder = temporaryFolder();
  const guests: Session[] = [];
  let host: CliRun;

  afterEach(async () => {
    for (const guest of guests.splice(0)) {
      await guest.suspend();
      guest.dispose();
    }
    host.stop('SIGTERM');
    await host.code;
  });

  const text = () => {
    const screen = new TerminalEmulator(120, 24);
    screen.write(host.output.replaceAll(/(?<!\r)\n/g, '\r\n'));
    return screen.history.join('\n');
  };
  const shows = (pattern: RegExp) =>
    waitFor(
      () => pattern.test(text()),
      () => `${pattern} in:\n${text()}`,
    );

  async function open(more: readonly string[] = [], env: Record<string, string> = {}) {
    const args = ['--kind', 'group', '--name', 'Lab', '--person', 'Zoe', '--address', '127.0.0.1'];
    const where = more.includes('--no-save') ? [] : ['--data', folder()];
    const language = cliLanguage(env, () => 'en-US');
    host = startCli(['host', ...args, ...where, ...more], { isTTY: true, ...language });
    await shows(/\n\[Lab \| .*\]\n>/);
  }

  async function enters(name: string): Promise<Session> {
    const [link = ''] = /vscode:\S+/.exec(host.output) ?? [];
    const invite = parseInvite(link);
    assert.ok(invite.ok);
    const guest = realSession();
    guests.push(guest);
    await guest.joinByInvite(invite.invite, name);
    return guest;
  }

  async function isTold(guest: Session): Promise<void> {
    await waitFor(() => guest.state.connection.kind === 'offline', 'the guest is told');
    assert.deepEqual(guest.state.connection, { kind: 'offline', error: 'room-closed' });
  }

  for (const [way, keys] of [
    ['Ctrl+D', ctrlD],
    ['Ctrl+C', ctrlC],
    ['/leave', '/leave\r'],
  ] as const) {
    it(`is asked once with ${way} while a guest is there`, async () => {
      await open();
      const bob = await enters('Bob');
      await shows(/Bob joined/);
      host.type(keys);
      await shows(/^Bob is in the room\. Close it for everyone\? y\/n\s*$/m);
      host.type('n\r');
      await shows(/\]\n>$/);
      host.type('still here\r');
      await waitFor(
        () => bob.entries.some((entry) => entry.kind === 'message' && entry.text === 'still here'),
        'the room is open',
      );
      host.type(keys);
      await shows(/Close it for everyone/);
      host.type('y\r');
      assert.equal(await host.code, way === 'Ctrl+C' ? 130 : 0);
      await isTold(bob);
    });
  }

  it('ends at once with a second Ctrl+C', async () => {
    await open();
    const [bob, cy] = [await enters('Bob'), await enters('Cy')];
    await shows(/Cy joined/);
    host.type(ctrlC);
    await shows(/^Bob and Cy are in the room\. Close it for everyone\? y\/n/m);
    host.type(ctrlC);
    assert.equal(await host.code, 130);
    for (const guest of [bob, cy]) await isTold(guest);
  });

  it('isn’t asked alone', async () => {
    await open();
    host.type(ctrlD);
    assert.equal(await host.code, 0);
    assert.doesNotMatch(text(), /for everyone\?/);
  });

  it('is told at the start what closes the room, and what keeps it', async () => {
    await open();
    await shows(
      /^-- \/leave closes the room for everyone\. To stop and keep it, close the terminal\. \/help lists the commands\.\n\[Lab/m,
    );
    host.type('/help\r');
    await shows(/^ {2}\/leave +Close the room$/m);
  });

  it('isn’t promised to keep what isn’t saved', async () => {
    await open(['--no-save']);
    await shows(/^-- \/leave closes the room for everyone\. \/help lists the commands\.\n\[Lab/m);
  });

  it('is asked in Chinese', async () => {
    await open([], { LANG: 'zh_CN.UTF-8' });
    await enters('Bob');
    await shows(/Bob/);
    host.type(ctrlD);
    await shows(/Bob在房间里。要为所有人关闭房间吗？ y\/n/);
  });
});
