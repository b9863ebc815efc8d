import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatEndpoint } from '../../src/protocol/endpoint';
import { parseInvite } from '../../src/protocol/invite';
import { formatServerLink } from '../../src/protocol/wide-server-file';
import { type CliRun, runCli, startCli } from '../helpers/cli/cli-run';
import { natsSuite } from '../helpers/nats/suite';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

describe('a wide room from the command line', function () {
  this.timeout(60_000);
  const servers = natsSuite();
  const folder = temporaryFolder();
  const running: CliRun[] = [];

  function start(...args: string[]): CliRun {
    const run = startCli(args);
    running.push(run);
    return run;
  }

  afterEach(async () => {
    for (const run of running.splice(0)) {
      run.stop('SIGTERM');
      await run.code;
    }
  });

  /** The file that an administrator gives out. */
  function serverFile(): string {
    const { nodes, ...rest } = servers().access;
    const file = join(folder(), 'server.json');
    writeFileSync(file, JSON.stringify({ deskmate: 1, ...rest, nodes: nodes.map(formatEndpoint) }));
    return file;
  }

  const host = (name: string, server: string, ...more: string[]) =>
    start(
      ...['host', '--kind', 'wide', '--server', server, '--person', 'Ann', '--name', 'Lab 3'],
      ...['--data', join(folder(), name), ...more],
    );

  async function inviteOf(run: CliRun): Promise<string> {
    const link = () => /^vscode:\S+$/m.exec(run.output)?.[0];
    return waitFor(link, () => `an invite in ${run.output}\n${run.errors}`);
  }

  it('is opened, joined and left, and stays when its owner leaves', async () => {
    const ann = host('ann', serverFile());
    const invite = await inviteOf(ann);
    assert.match(ann.errors, /Ctrl\+C leaves the room, which stays on its server/);
    const parsed = parseInvite(invite);
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.invite.wide?.server.nodes, servers().access.nodes);
    assert.equal(parsed.invite.name, 'Lab 3');

    const join2 = ['join', invite, '--person', 'Bo', '--data', join(folder(), 'bo')];
    const bo = start(...join2);
    bo.type('hello from Bo\n');
    await ann.writes('hello from Bo');
    ann.type('hello from Ann\n');
    await bo.writes('hello from Ann');

    ann.stop('SIGTERM');
    assert.equal(await ann.code, 0);
    bo.type('are you there?\n');
    await bo.writes('are you there?');

    const back = start('join', '--backlog', '1', 'Lab 3', '--data', join(folder(), 'ann'));
    await back.writes('are you there?');
    back.type('I am back\n');
    await bo.writes('I am back');
  });

  it('is one line of JSON for programs, and the link of its server is as good as the file', async () => {
    const ann = host('ann', formatServerLink(servers().access, 'vscode'), '--json');
    const [line] = await waitFor(
      () => (ann.output.includes('\n') ? ann.json : undefined),
      () => `a line in ${ann.output}\n${ann.errors}`,
    );
    const { kind, address, port, invite } = line ?? {};
    const [node] = servers().access.nodes;
    assert.deepEqual(
      { kind, address, port },
      { kind: 'wide', address: node?.host, port: node?.port },
    );
    assert.ok(parseInvite(String(invite)).ok);
  });

  it('is checked by doctor, which joins nothing', async () => {
    const ann = host('ann', serverFile());
    const invite = await inviteOf(ann);
    const { code, output } = await runCli(['doctor', '--json', invite]);
    const { verdict, checks } = JSON.parse(output);
    assert.equal(verdict.code, 'wide-ready', output);
    assert.equal(code, 0);
    const codes = checks.map((check: { readonly code: string }) => check.code);
    for (const each of ['nodes-all', 'authority-proven', 'storage-answers']) {
      assert.ok(codes.includes(each), `${codes}`);
    }
    const other = invite.replace(/&t=.{22}/, `&t=${'A'.repeat(22)}`);
    const wrong = await runCli(['doctor', '--json', other]);
    assert.equal(JSON.parse(wrong.output).verdict.code, 'wide-no-room');
    assert.equal(wrong.code, 1);
    const authority = invite.replace(/&h=.{43}/, `&h=${'A'.repeat(43)}`);
    const foreign = await runCli(['doctor', '--json', authority]);
    assert.equal(JSON.parse(foreign.output).verdict.code, 'wide-other-server');
  });

  it('can’t be opened with what isn’t a server, or with keys that it doesn’t know', async () => {
    const file = join(folder(), 'other.json');
    writeFileSync(file, '{}');
    const none = await runCli(['host', '--kind', 'wide', '--server', file, '--no-save']);
    assert.equal(none.code, 2);
    assert.match(none.errors, /--server: This isn’t a server/);
    const { access } = servers();
    const swapped = formatServerLink({ ...access, ownerKey: access.memberKey }, 'vscode');
    const refused = await runCli(['host', '--kind', 'wide', '--server', swapped, '--no-save']);
    assert.match(refused.errors, /doesn’t let this server file open rooms/);
    assert.equal(refused.code, 3);
  });
});
