import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, refuses, run } from './api';
import { clearOwn } from './own-folder';

describe('exporting the chat', () => {
  afterEach(async () => {
    await run('leaveRoom');
    await run('clearHistory', true);
  });
  // Not after each test: a new document with the name of one that was just closed can get that one's text, from
  // the editor's backup.
  after(clearOwn);

  it('opens a Markdown document that the user can review and save', async () => {
    await run('hostRoom', { kind: 'pair', name: 'Lab *3*', address: '127.0.0.1' });
    await run('sendMessage', '**hi** <b>');
    await run('exportChat', undefined, 'markdown');
    await shown(/^# Lab/);
    const { document } = vscode.window.activeTextEditor ?? {};
    assert.equal(document?.languageId, 'markdown');
    assert.equal(document.isUntitled, true);
    assert.match(document.getText(), /^# Lab \\\*3\\\*\n\n- Room: Pair\n/);
    assert.match(document.getText(), /\n {2}\*\*hi\*\* &lt;b>\n$/);
  });

  it('opens HTML and JSON for programs that ask for them', async () => {
    await run('hostRoom', { kind: 'pair', name: 'Lab 3', address: '127.0.0.1' });
    await run('sendMessage', '```python\nimport socket\n```');
    await run('exportChat', undefined, 'html');
    const page = await shown(/^<!doctype html>\n/);
    assert.match(page, /<span class="c-keyword">import<\/span> socket/);
    await run('exportChat', undefined, 'json');
    const chat = JSON.parse(await shown(/^\{/));
    assert.deepEqual([chat.format, chat.version, chat.room.name], ['deskmate-chat', 1, 'Lab 3']);
  });

  it('fails with a code when the kept room doesn’t exist', async () => {
    await refuses(run('exportChat', 'r-unknown'), 'not-kept', /no room/);
    await refuses(run('exportChat', 7), 'bad-argument', /as a string/);
    await refuses(run('exportChat', undefined, 'pdf'), 'bad-argument', /html, markdown, json/);
  });
});

/** The text in front, once it matches: the editor reports a little later which document is active. */
function shown(pattern: RegExp): Promise<string> {
  return eventually(() => {
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    return pattern.test(text) ? text : undefined;
  }, `a text like ${pattern}`);
}
