import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EditorWindow } from '../../scripts/editor/window';
import { CliProcess } from '../helpers/cli/cli-process';
import { type InstalledPackage, installNpmPackage } from '../helpers/installed-npm';
import { closeWindows, openWindow } from './fixture';
import { hostKnownPair, openChat, waitForArticle } from './steps';

describe('the installed program and a window', () => {
  let folder: string;
  let installed: InstalledPackage;
  let host: EditorWindow;
  let program: CliProcess | undefined;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'deskmate-npm-'));
    installed = await installNpmPackage(folder);
    host = await openWindow({ person: 'Ann', profile: 'first' });
    await openChat(host);
  });

  after(closeWindows);
  after(() => {
    program?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('talk with each other', async () => {
    const invite = await hostKnownPair(host);
    program = CliProcess.start(installed.dist, ['join', invite, '--person', 'Bo']);
    program.type('你好 from a terminal\n');
    await waitForArticle(host.panel(), '你好 from a terminal');
    await host.waitForStatus(/Ann’s room · 2 people/);
    await host.panel().send('hello from **the window**');
    await program.writes('\tAnn\thello from **the window**\n');
    program.type('bye\n');
    program.endInput();
    assert.equal(await program.end(), 0, program.errors);
    await waitForArticle(host.panel(), 'bye');
    await host.waitForStatus(/Ann’s room · 1 person/);
  });
});
