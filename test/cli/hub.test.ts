import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { parseHubArguments } from '../../src/cli/hub-arguments';
import { RawClient } from '../helpers/raw-client';
import { waitFor } from '../helpers/wait-for';

describe('hub arguments', () => {
  it('have defaults that open nothing to others', () => {
    assert.deepEqual(parseHubArguments([]), {
      ok: true,
      options: { kind: 'lab-hub', name: '', address: '127.0.0.1', port: 0, maxClients: 16 },
    });
  });

  it('are read', () => {
    const args = [
      '--kind',
      'lab-p2p',
      '--address=::1',
      '--port',
      '9000',
      '--max-clients',
      '500',
      '--name',
      'x',
    ];
    assert.deepEqual(parseHubArguments(args), {
      ok: true,
      options: { kind: 'lab-p2p', name: 'x', address: '::1', port: 9000, maxClients: 500 },
    });
  });

  it('are refused when they make no sense', () => {
    const wrong = [
      ['--kind', 'party'],
      ['--port', '70000'],
      ['--port', ''],
      ['--max-clients', '0'],
      ['--max-clients', '501'],
      ['--max-clients', '1e2'],
      ['--unknown'],
      ['extra'],
    ];
    for (const args of wrong) assert.equal(parseHubArguments(args).ok, false, args.join(' '));
  });
});

describe('npm run hub', function () {
  this.timeout(60_000);

  it('prints one line, serves, and closes politely when npm is told to stop', async () => {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const args = ['run', '--silent', 'hub', '--', '--kind', 'lab-hub', '--port', '0'];
    const hub = spawn(npm, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      shell: process.platform === 'win32',
    });
    let output = '';
    hub.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    try {
      await waitFor(() => output.endsWith('\n'), 30_000, 'the hub listens');
      const { kind, address, port } = JSON.parse(output) as {
        kind: string;
        address: string;
        port: number;
      };
      assert.deepEqual([kind, address], ['lab-hub', '127.0.0.1']);
      const client = await RawClient.connect(port);
      await waitFor(
        () => client.text === `${client.name}已进入聊天室`,
        5000,
        'the client is let in',
      );
      hub.kill('SIGTERM');
      await waitFor(() => client.atEnd, 10_000, 'the hub closes');
      await assert.rejects(RawClient.connect(port), { code: 'ECONNREFUSED' });
      assert.equal(output.split('\n').length, 2);
    } finally {
      hub.kill('SIGKILL');
    }
  });
});
