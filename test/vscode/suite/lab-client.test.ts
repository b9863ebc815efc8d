import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { HostedRoom } from '../../../src/ui/api';
import { labClientLanguages } from '../../../src/ui/rooms/lab-client';
import { run } from './api';
import { frontEditor } from './own-folder';

describe('New Lab Client', () => {
  afterEach(() => run('leaveRoom'));
  // Not earlier: the editor may fill a new untitled document with what the one closed before it had.
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  async function opened(language: string, transport?: string): Promise<string> {
    const before = vscode.window.activeTextEditor?.document;
    await run('newLabClient', { language, ...(transport && { transport }) });
    const { document } = await frontEditor((each) => each !== before, language);
    assert.ok(document.isUntitled, language);
    assert.equal(document.languageId, language);
    return document.getText();
  }

  for (const [kind, transport] of [
    ['lab-hub', 'TCP'],
    ['lab-udp', 'UDP'],
  ]) {
    it(`opens an untitled client for the open ${kind} room, in each language`, async () => {
      const { port } = await run<HostedRoom>('hostRoom', { kind });
      for (const language of labClientLanguages) {
        const text = await opened(language);
        assert.ok(text.includes(`lab room over ${transport}`), language);
        assert.match(text, /"127\.0\.0\.1".*the room's address/, language);
        assert.match(text, new RegExp(`\\b${port}\\b.*the room's port`), language);
      }
    });
  }

  it('takes an address of this computer when the room listens on all networks', async () => {
    const { port } = await run<HostedRoom>('hostRoom', { kind: 'lab-p2p', address: '0.0.0.0' });
    const text = await opened('python');
    assert.match(text, /HOST = "127\.0\.0\.1"/);
    assert.match(text, new RegExp(`PORT = ${port}\\b`));
  });

  it('opens one with an address to change when no lab room is open', async () => {
    assert.match(await opened('go', 'udp'), /"9000" *\/\/ the room's port/);
    await run('hostRoom', { kind: 'pair', address: '127.0.0.1' });
    assert.match(await opened('python', 'tcp'), /PORT = 9000/);
  });

  it('leaves the address to the user when the room isn’t reached that way', async () => {
    await run('hostRoom', { kind: 'lab-hub' });
    assert.match(await opened('python', 'udp'), /PORT = 9000/);
  });
});

describe('the walkthroughs', () => {
  it('link to commands that exist', async () => {
    const { packageJSON } = vscode.extensions.getExtension('deskmate.deskmate') ?? {};
    const { walkthroughs } = packageJSON.contributes as {
      walkthroughs: { id: string; steps: { description: string }[] }[];
    };
    const texts = walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description));
    const linked = texts.map((text) => /\(command:([\w.]+)\)/.exec(text)?.[1] ?? text);
    const known = await vscode.commands.getCommands(true);
    assert.deepEqual(
      linked.filter((command) => !known.includes(command)),
      [],
    );
    assert.ok(linked.length >= 10);
  });
});
