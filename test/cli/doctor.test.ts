import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { readDoctorArguments, remoteMachine } from '../../src/cli/doctor';
import { parseCommand } from '../../src/cli/parse-command';
import { formatInvite, type Invite } from '../../src/protocol/invite';
import { english } from '../../src/strings/translate';
import { hubIn } from '../helpers/cli/hub-in';
import { HubProcess } from '../helpers/hub-process';
import { temporaryFolder } from '../helpers/temporary-folder';

interface Result {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

function run(program: string, ...args: string[]): Promise<Result> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'doctor', ...args], (error, output, errors) => {
      resolve({ code: error ? Number(error.code) : 0, output, errors });
    });
  });
}

describe('the arguments of doctor', () => {
  const invite: Invite = {
    ...{ kind: 'pair', name: 'Lab 3', addresses: ['192.168.1.5'], port: 9000 },
    ...{ pin: 'A'.repeat(43), token: 'B'.repeat(22) },
  };

  const read = (...args: string[]) =>
    readDoctorArguments(parseCommand('doctor', args, english), english);

  it('are an invite, and --json, or nothing', () => {
    assert.deepEqual(read(), { json: false });
    const link = formatInvite(invite, 'vscode');
    assert.deepEqual(read('--json', link), { json: true, invite });
    assert.throws(() => read('127.0.0.1:9000'), /takes an invite/);
    assert.throws(() => read('nonsense'), {
      message: 'doctor takes an invite, and this isn’t one.',
    });
    assert.throws(() => read(link.slice(0, link.indexOf('&'))), /single quotes/);
    assert.throws(() => read('--fix'), /--fix/);
  });
});

describe('the machine that doctor runs on', () => {
  const none = () => false;

  it('is named if it isn’t the one in front of the user', () => {
    assert.equal(remoteMachine({}, none), undefined);
    assert.equal(remoteMachine({ WSL_DISTRO_NAME: 'Ubuntu' }, none), 'wsl');
    assert.equal(remoteMachine({ SSH_CONNECTION: '10.0.0.2 5 10.0.0.1 22' }, none), 'ssh-remote');
    const inside = (file: string) => file === '/.dockerenv' || file === '/run/.containerenv';
    assert.equal(remoteMachine({ WSL_DISTRO_NAME: 'Ubuntu' }, inside), 'dev-container');
    assert.equal(remoteMachine({ CODESPACES: 'true' }, inside), 'codespaces');
  });
});

describe('doctor', () => {
  const folder = temporaryFolder();
  let hub: HubProcess | undefined;

  afterEach(() => hub?.stop());

  it('says what is wrong on one line of JSON, as text and by its exit code, without secrets', async () => {
    const program = await hubIn(folder());
    const doctor = join(folder(), 'deskmate.js');
    hub = await HubProcess.start(program, [
      '--kind',
      'group',
      '--name',
      'Secret room',
      '--person',
      'Zoe',
    ]);
    const { invite } = hub;
    const link = formatInvite(invite, 'vscode');
    const good = await run(doctor, '--json', link);
    assert.equal(good.code, 0, good.errors);
    assert.match(good.output, /^\{.*\}\n$/);
    assert.equal(JSON.parse(good.output).verdict.code, 'own-room');
    await hub.stop();
    const bad = await run(doctor, '--json', link);
    assert.equal(bad.code, 1);
    assert.equal(JSON.parse(bad.output).verdict.code, 'nothing-listens');
    const text = await run(doctor, link);
    assert.equal(text.code, 1);
    assert.match(
      text.output,
      /^✗ 127\.0\.0\.1 responds, but no room is open on port \d+\.\n {2}→ /,
    );
    assert.match(text.output, /\n✗ Port: /);
    for (const { output } of [good, bad, text]) {
      for (const secret of [invite.token, invite.pin, 'Secret room', 'Zoe', 'deskmate/join']) {
        assert.ok(!output.includes(secret), secret);
      }
    }
    const wrong = await run(doctor, 'no invite');
    assert.equal(wrong.code, 2);
    assert.match(wrong.errors, /Usage:/);
    const alone = await run(doctor, '--json');
    assert.equal(JSON.parse(alone.output).side, 'computer');
  });
});
