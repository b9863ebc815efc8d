import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { MessageEntry } from '../../../src/room/log/log-entry';
import type { HostedRoom } from '../../../src/ui/api';
import { textHash } from '../../../src/ui/code/local-copy';
import { eventually, refuses, run } from './api';
import { inviteIn, otherPerson } from './other-side';
import { clearOwn, ownFile, writeOwn } from './own-folder';

const main = 'int main(void) {\n  int first = 1;\n  return second;\n}\n';

describe('sending code', () => {
  const guest = otherPerson();

  afterEach(async () => {
    await Promise.all([run('leaveRoom'), guest.leave()]);
    await run('clearHistory', true);
    await clearOwn();
  });

  async function enterPair(): Promise<void> {
    const { invite } = await run<HostedRoom>('hostRoom', { kind: 'pair', address: '127.0.0.1' });
    await guest.joinByInvite(inviteIn(invite), 'Bea');
  }

  const select = (editor: vscode.TextEditor, from: number, to: number, character = 0) => {
    editor.selection = new vscode.Selection(from - 1, 2, to - 1, character);
  };

  /** Sends at once what otherwise waits above the message box, which doesn't exist here. */
  async function runToEnd(work: () => Thenable<unknown>): Promise<void> {
    const set = (value: boolean | undefined) =>
      vscode.workspace
        .getConfiguration('deskmate')
        .update('sendAtOnce', value, vscode.ConfigurationTarget.Global);
    await set(true);
    await work();
    await set(undefined);
  }

  /** The last card that the guest received, once it has `count` of them. */
  function received(count = 1): Promise<MessageEntry> {
    return eventually(() => {
      const messages = guest.entries.filter((entry) => entry.kind === 'message' && entry.card);
      return messages.length === count ? messages.at(-1) : undefined;
    }, `${count} cards arrive`) as Promise<MessageEntry>;
  }

  it('takes whole lines of the selection, or the line of the cursor', async () => {
    await writeOwn({ 'src/send.c': main.replaceAll('\n', '\r\n') });
    await enterPair();
    const editor = await vscode.window.showTextDocument(ownFile('src/send.c'));
    select(editor, 2, 4);
    await runToEnd(() => run('sendSelection'));
    const { card, text } = await received();
    assert.deepEqual(card, {
      type: 'code',
      path: 'src/send.c',
      line: 2,
      endLine: 3,
      language: 'c',
      text: '  int first = 1;\n  return second;',
      hash: textHash(main),
    });
    assert.equal(text, 'src/send.c:2');
    select(editor, 3, 3, 2);
    await run('sendSelection', { comment: 'why?' });
    const second = await received(2);
    assert.equal(second.text, 'why?');
    assert.deepEqual([second.card?.type === 'code' && second.card.text], ['  return second;']);
  });

  it('takes unsaved text, even without a file', async () => {
    await enterPair();
    const document = await vscode.workspace.openTextDocument({
      language: 'python',
      content: 'a\nb',
    });
    await vscode.window.showTextDocument(document);
    await run('sendSelection', { uri: document.uri, range: new vscode.Range(1, 0, 1, 1) });
    const { card } = await received();
    assert.ok(card?.type === 'code');
    assert.match(card.path, /^Untitled-\d+$/);
    assert.deepEqual([card.line, card.text, card.language], [2, 'b', 'python']);
  });

  it('waits for text and Enter unless the user wants otherwise', async () => {
    await writeOwn({ 'wait.c': main });
    await enterPair();
    const editor = await vscode.window.showTextDocument(ownFile('wait.c'));
    select(editor, 1, 1);
    await run('sendSelection');
    const diagnostic = new vscode.Diagnostic(new vscode.Range(1, 4, 1, 5), 'unused');
    await run('postError', { uri: ownFile('wait.c'), diagnostic }, 'quick-fix');
    // The message sent after them has arrived, so neither was sent.
    await run('sendMessage', 'nothing sent');
    await eventually(
      () =>
        guest.entries.some((entry) => entry.kind === 'message' && entry.text === 'nothing sent'),
      'the message arrives',
    );
    assert.deepEqual(
      guest.entries.filter((entry) => entry.kind === 'message' && entry.card),
      [],
    );
  });

  it('says what it can’t take', async () => {
    await writeOwn({ 'large.c': `${'x'.repeat(99)}\n`.repeat(2000), 'blank.c': '\n\n' });
    const uri = ownFile('large.c');
    await refuses(run('sendSelection', { uri }), 'no-room', /aren’t in a room/);
    await refuses(run('sendSelection', { uri: 'large.c' }), 'bad-argument', /expects an object/);
    await refuses(run('sendSelection', 7), 'bad-argument', /expects an object/);
    await refuses(run('postError', { uri }), 'bad-argument', /uri and diagnostic/);
    await enterPair();
    await refuses(
      run('sendSelection', { uri }),
      'too-large',
      /These 2000 lines .* first 6\d\d fit/,
    );
    await refuses(run('sendSelection', { uri: ownFile('blank.c') }), 'empty', /no code/);
    await refuses(run('sendSelection', { uri: ownFile('gone.c') }), 'bad-argument', /as text/);
  });

  it('says that a lab room carries plain text only', async () => {
    await writeOwn({ 'lab.c': main });
    await run('hostRoom', { kind: 'lab-hub', address: '127.0.0.1' });
    await refuses(run('sendSelection', { uri: ownFile('lab.c') }), 'plain-text', /plain text/);
  });

  describe('an error', () => {
    const known = vscode.languages.createDiagnosticCollection('test');
    const uri = ownFile('error.c');
    const range = new vscode.Range(2, 9, 2, 15);
    const unknown = new vscode.Diagnostic(
      range,
      '‘second’ undeclared',
      vscode.DiagnosticSeverity.Error,
    );
    unknown.source = 'gcc';
    unknown.code = { value: 'C2065', target: vscode.Uri.parse('https://example.org/') };
    const expected = {
      type: 'error',
      path: 'error.c',
      line: 1,
      endLine: 5,
      language: 'c',
      text: main,
      hash: textHash(main),
      severity: 'error',
      message: '‘second’ undeclared',
      source: 'gcc',
      code: 'C2065',
      at: { line: 3, column: 10, endLine: 3, endColumn: 16 },
    };

    beforeEach(() => writeOwn({ 'error.c': main }));
    afterEach(() => known.clear());
    after(() => known.dispose());

    /** The quick fixes at the error that post it. */
    async function quickFixes(): Promise<vscode.CodeAction[]> {
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        range,
        vscode.CodeActionKind.QuickFix.value,
      );
      return actions.filter(({ command }) => command?.command === 'deskmate.postError');
    }

    it('is posted by a quick fix, in an invite room only', async () => {
      await vscode.window.showTextDocument(uri);
      known.set(uri, [unknown]);
      assert.deepEqual(await quickFixes(), []);
      await enterPair();
      const [action, ...others] = await quickFixes();
      assert.deepEqual(others, []);
      assert.equal(action?.title, 'Send error to chat');
      const { command, arguments: args = [] } = action?.command ?? assert.fail('a command');
      await runToEnd(() => vscode.commands.executeCommand(command, ...args));
      const { card, text } = await received();
      assert.deepEqual(card, expected);
      assert.equal(text, 'error.c:3:10: ‘second’ undeclared');
    });

    it('is posted by a command that takes the one at the cursor', async () => {
      const editor = await vscode.window.showTextDocument(uri);
      const other = new vscode.Diagnostic(new vscode.Range(0, 0, 0, 3), 'other');
      known.set(uri, [other, unknown]);
      await enterPair();
      editor.selection = new vscode.Selection(2, 11, 2, 11);
      await runToEnd(() => run('postError'));
      assert.deepEqual((await received()).card, expected);
    });

    it('is posted with less context when the lines are long, within limits', async () => {
      await writeOwn({ 'long.c': `${'y'.repeat(70_000)}\nint x;\n${'z'.repeat(70_000)}` });
      await enterPair();
      const diagnostic = new vscode.Diagnostic(new vscode.Range(1, 4, 1, 5), 'm'.repeat(5000));
      await run('postError', { uri: ownFile('long.c'), diagnostic });
      const { card } = await received();
      assert.ok(card?.type === 'error');
      assert.deepEqual([card.line, card.endLine, card.text], [2, 2, 'int x;']);
      assert.equal(card.message.length, 4096);
      const wide = new vscode.Diagnostic(new vscode.Range(0, 0, 9_000_000, 0), ' ');
      await refuses(
        run('postError', { uri: ownFile('long.c'), diagnostic: wide }),
        'too-large',
        /too/,
      );
    });
  });
});
