import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { CardOf } from '../../../src/protocol/card';
import type { MessageEntry } from '../../../src/room/log/log-entry';
import type { HostedRoom } from '../../../src/ui/api';
import { eventually, run } from './api';
import { inviteIn, otherPerson } from './other-side';
import { clearOwn, ownFile, writeOwn } from './own-folder';

const test = 'def test_adds():\n    assert add(1, 2) == 4\n';
const program = 'function fail() {\n  const n = 1;\n  debugger;\n  return n;\n}\nfail();\n';

describe('sending failures', () => {
  const guest = otherPerson();

  beforeEach(async () => {
    const { invite } = await run<HostedRoom>('hostRoom', { kind: 'pair', address: '127.0.0.1' });
    await guest.joinByInvite(inviteIn(invite), 'Bea');
    // Otherwise the cards wait above the message box, which doesn't exist here.
    await setSendAtOnce(true);
  });

  afterEach(async () => {
    await setSendAtOnce(undefined);
    await Promise.all([run('leaveRoom'), guest.leave()]);
    await run('clearHistory', true);
    await clearOwn();
  });

  function setSendAtOnce(value: boolean | undefined): Thenable<void> {
    return vscode.workspace
      .getConfiguration('deskmate')
      .update('sendAtOnce', value, vscode.ConfigurationTarget.Global);
  }

  async function received(): Promise<CardOf<'error'>> {
    const entry = await eventually(
      () =>
        guest.entries.find((each): each is MessageEntry => each.kind === 'message' && !!each.card),
      'a card arrives',
    );
    assert.equal(entry.card?.type, 'error');
    return entry.card as CardOf<'error'>;
  }

  it('sends a test’s message as the editor’s menu passes it', async () => {
    await writeOwn({ 'tests/test_add.py': test });
    const controller = vscode.tests.createTestController('deskmate-tests', 'Deskmate');
    try {
      const uri = ownFile('tests/test_add.py');
      const suite = controller.createTestItem('suite', 'test_add.py', uri);
      const item = controller.createTestItem('adds', 'test_adds', uri);
      suite.children.add(item);
      controller.items.add(suite);
      const message = vscode.TestMessage.diff('\u001b[31massert 3 == 4\u001b[0m', '4', '3');
      message.location = new vscode.Location(uri, new vscode.Range(1, 4, 1, 10));
      const outside = vscode.Uri.file('/usr/lib/python3/pluggy.py');
      message.stackTrace = [
        new vscode.TestMessageStackFrame('test_adds', uri, new vscode.Position(1, 4)),
        new vscode.TestMessageStackFrame('pluggy', outside, new vscode.Position(8, 0)),
      ];
      await run('sendTestFailure', { test: item, message });
    } finally {
      controller.dispose();
    }
    const { severity, message, source, path, at, frames, text } = await received();
    assert.deepEqual(
      { severity, message, source, path, frames, text },
      {
        severity: 'error',
        message: 'assert 3 == 4\nExpected: 4\nActual: 3',
        source: 'test_add.py › test_adds',
        path: 'tests/test_add.py',
        frames: [{ name: 'test_adds', path: 'tests/test_add.py', line: 2 }, { name: 'pluggy' }],
        text: test,
      },
    );
    assert.deepEqual([at.line, at.column], [2, 5]);
  });

  it('sends the stack of a program that a real debugger has paused', async () => {
    await writeOwn({ 'lib/fail.js': program });
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(
      await vscode.debug.startDebugging(folder, {
        type: 'node',
        request: 'launch',
        name: 'Fail',
        program: ownFile('lib/fail.js').fsPath,
      }),
    );
    try {
      await eventually(
        () => vscode.debug.activeStackItem instanceof vscode.DebugStackFrame,
        'the program is paused',
      );
      const sent = run('sendStack');
      // Nothing is ticked when the list of variables is accepted as it is.
      await eventually(async () => {
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        return guest.entries.some((each) => each.kind === 'message' && each.card);
      }, 'the list is accepted');
      await sent;
      const { severity, message, path, at, frames = [], locals } = await received();
      assert.equal(severity, 'information');
      assert.match(message, /fail/);
      assert.equal(path, 'lib/fail.js');
      assert.equal(at.line, 3);
      assert.equal(locals, undefined);
      assert.equal(frames[0]?.path, 'lib/fail.js');
      assert.deepEqual(
        frames.slice(0, 2).map(({ line }) => line),
        [3, 6],
      );
      // The runtime's own frames are outside the folder.
      assert.deepEqual(
        frames.slice(2).filter(({ path: outside }) => outside),
        [],
      );
    } finally {
      await vscode.debug.stopDebugging();
    }
  });
});
