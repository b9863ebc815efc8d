import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { HostedRoom } from '../../../src/ui/api';
import { waitFor } from '../../helpers/wait-for';
import { refuses, run } from './api';
import { inviteIn, otherPerson } from './other-side';
import { clearOwn, ownFile, ownFolder, writeOwn } from './own-folder';
import { withoutAutoSave } from './without-auto-save';

describe('sending a patch', () => {
  withoutAutoSave();
  const guest = otherPerson();

  afterEach(async () => {
    await Promise.all([run('leaveRoom'), guest.leave()]);
    await run('clearHistory', true);
    await clearOwn();
  });

  async function edit(name: string, text: string): Promise<void> {
    const change = new vscode.WorkspaceEdit();
    change.insert(ownFile(name), new vscode.Position(0, 0), text);
    assert.ok(await vscode.workspace.applyEdit(change));
  }

  it('sends the changes of the chosen files to the others', async () => {
    const room = await run<HostedRoom>('hostRoom', { kind: 'pair', address: '127.0.0.1' });
    await guest.joinByInvite(inviteIn(room.invite), 'Bea');
    await writeOwn({ 'sent/a.c': 'a\r\n', 'sent/b.c': 'b\n', 'sent/same.c': 'c\n' });
    await edit('sent/a.c', '// 新\n');
    await edit('sent/b.c', '// new\n');
    await run('sendPatch', { paths: ['sent/a.c'] });
    await run('sendPatch', { paths: ['sent/b.c', 'sent/a.c'], comment: 'try this' });
    const heard = await waitFor(() => {
      const messages = guest.entries.filter((entry) => entry.kind === 'message');
      return messages.length === 2 ? messages : undefined;
    }, 'the guest has both');
    const folder = ownFolder().path.split('/').at(-1);
    const file = {
      path: 'sent/a.c',
      change: 'modified',
      folder,
      diff: '@@ -1,1 +1,2 @@\n+// 新\n a\n',
    };
    assert.deepEqual(
      heard.map(({ text, card }) => [text, card?.type === 'patch' && card.files.length]),
      [
        ['sent/a.c', 1],
        ['try this', 2],
      ],
    );
    assert.deepEqual(heard[0]?.card, { type: 'patch', files: [file] });
    await refuses(run('sendPatch', { paths: ['sent/same.c'] }), 'nothing-changed', /“sent\/same/);
    await edit('sent/same.c', 'x'.repeat(70_000));
    await refuses(run('sendPatch', { paths: ['sent/same.c'] }), 'not-sendable', /too large/);
    for (const wrong of [{ paths: [] }, { paths: [7] }, 'a.c', { paths: ['a.c'], comment: 7 }]) {
      await refuses(run('sendPatch', wrong), 'bad-argument', /paths/);
    }
  });

  it('doesn’t work in a lab room, and says so', async () => {
    await refuses(run('sendPatch', { paths: ['a.c'] }), 'no-room', /Host or join/);
    await run('hostRoom', { kind: 'lab-hub', address: '127.0.0.1', port: 0 });
    await refuses(run('sendPatch', { paths: ['a.c'] }), 'plain-text', /plain text only/);
  });
});
