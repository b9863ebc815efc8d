import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultLimits } from '../../src/protocol/limits';
import { formatServerLink } from '../../src/protocol/wide-server-file';
import { systemClock } from '../../src/util/clock';
import { CliProcess } from '../helpers/cli/cli-process';
import { type InstalledPackage, installNpmPackage } from '../helpers/installed-npm';
import { natsSuite } from '../helpers/nats/suite';
import { waitFor } from '../helpers/wait-for';
import { wideFileContract } from '../net/wide/file-contract';

/** The client for wide rooms is bundled apart, without the parts of its library that nobody uses. */
describe('wide rooms with the installed program', function () {
  this.timeout(60_000);
  const servers = natsSuite();
  let folder: string;
  let installed: InstalledPackage;
  const running: CliProcess[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'deskmate-wide-'));
    installed = await installNpmPackage(folder);
  });
  after(() => {
    for (const each of running) each.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(...args: string[]): CliProcess {
    const started = CliProcess.start(installed.dist, args);
    running.push(started);
    return started;
  }

  const host = (link: string) =>
    start('host', '--kind', 'wide', '--no-save', '--person', 'Ann', '--server', link);

  it('carry messages of every size, which come in several pieces', async () => {
    const ann = host(formatServerLink(servers().access, 'vscode'));
    const invite = await waitFor(
      () => /^vscode:\S+$/m.exec(ann.output)?.[0],
      () => `an invite in ${ann.output}\n${ann.errors}`,
    );
    const bo = start('join', invite, '--person', 'Bo', '--data', join(folder, 'bo'));
    for (const size of [1, 1000, 30_000]) bo.type(`${'x'.repeat(size)} of ${size}\n`);
    for (const size of [1, 1000, 30_000]) await ann.writes(` of ${size}`);
    ann.type('hello\n');
    await bo.writes('\tAnn\thello');
    bo.endInput();
    assert.equal(await bo.end(), 0, bo.errors);
  });

  describe('with files', () => {
    // Its copies of the classes of errors are others than those here.
    const network = () =>
      (
        createRequire(__filename)(
          join(installed.dist, 'wide.js'),
        ) as typeof import('../../src/net/wide/wide')
      ).createWideNetwork({ clock: systemClock, limits: defaultLimits });
    wideFileContract(() => ({ network: network(), server: servers().access }));
  });

  it('say in words why a server can’t be used', async () => {
    const authority = 'A'.repeat(43);
    const other = host(formatServerLink({ ...servers().access, authority }, 'vscode'));
    assert.equal(await other.end(), 5);
    assert.match(other.errors, /isn’t the one in the server file/);
  });
});
