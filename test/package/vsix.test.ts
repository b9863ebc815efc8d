import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { launchBrowser } from '../../scripts/editor/browser';
import { startServer } from '../../scripts/editor/server';
import { EditorWindow } from '../../scripts/editor/window';
import { temporaryWorkspace } from '../../scripts/editor/workspace';
import { DisposableStore, toDisposable } from '../../src/util/disposable';
import { RawClient } from '../helpers/raw-client';
import { waitFor } from '../helpers/wait-for';

const root = path.resolve(__dirname, '../..');

/** What a person's editor needs, and what marketplaces show. */
const allowed = [
  /^dist\/(extension|iconv-lite|panel|highlighter)\.js$/,
  /^dist\/panel\.css$/,
  /^l10n\/bundle\.l10n\.[\w-]+\.json$/,
  /^media\/(icon\.png|activity\.svg|tab-(light|dark)\.svg)$/,
  /^media\/screenshots\/[\w-]+\.png$/,
  /^media\/walkthrough\/[\w-]+\.svg$/,
  /^package(\.nls(\.[\w-]+)?)?\.json$/,
  /^(README|CHANGELOG|THIRD-PARTY-NOTICES)\.md$/,
  /^LICENSE$/,
];

describe('the package', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-vsix-'));
  const vsix = path.join(folder, 'deskmate.vsix');

  before(() =>
    createVSIX({
      cwd: root,
      packagePath: vsix,
      dependencies: false,
      allowMissingRepository: true,
      rewriteRelativeLinks: false,
    }),
  );
  after(() => rmSync(folder, { recursive: true }));

  it('holds what is needed and nothing else', async () => {
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    const others = files.filter((file) => !allowed.some((pattern) => pattern.test(file)));
    assert.deepEqual(others, []);
    for (const pattern of allowed)
      assert.ok(
        files.some((file) => pattern.test(file)),
        `${pattern}`,
      );
  });

  it('is smaller than 1 MB', () => {
    const { size } = statSync(vsix);
    assert.ok(size < 1_000_000, `${size} bytes`);
  });

  it('hosts a room once it is installed', async () => {
    const store = new DisposableStore();
    const workspace = await temporaryWorkspace();
    const [server, browser] = await Promise.all([startServer({ vsix }), launchBrowser()]);
    try {
      const window = await EditorWindow.open(browser, server, { folder: workspace.folder });
      await window.runCommand('Chat: Host Room');
      await window.quickInput.pick('Lab hub');
      await window.quickInput.pick('This computer only');
      await window.quickInput.waitForMessage(/port/);
      await window.quickInput.accept();
      await window.quickInput.waitForMessage(/clients/);
      await window.quickInput.accept();
      await window.waitForStatus(/:\d+/);
      const [, port] = /:(\d+)/.exec(await window.statusBarText()) ?? [];
      const client = await RawClient.connect(Number(port));
      store.add(toDisposable(() => client.socket.destroy()));
      await waitFor(() => client.text.endsWith('已进入聊天室'), 'the client is let in');
      await window.panel().send('from the package');
      await waitFor(() => client.text.endsWith(':from the package'), 'the host is heard');
    } finally {
      store.dispose();
      await browser.close();
      await server.stop();
      await workspace.remove();
    }
  });
});
