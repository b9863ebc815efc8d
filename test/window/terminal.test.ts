import assert from 'node:assert/strict';
import { frontTab, openFile } from '../../scripts/editor/editor-tabs';
import type { EditorWindow } from '../../scripts/editor/window';
import { waitFor } from '../helpers/wait-for';
import { closeWindows, openPair } from './fixture';
import { hostKnownPair, joinInvite, pickFromMenu } from './steps';
import { card, selectLines, waitForAttachment, waitForFocus } from './talk-steps';

const files = {
  'src/boom.py': [
    'import os, sys',
    'print("\\x1b[32mgreen\\x1b[0m 10%\\r\\x1b[32mgreen\\x1b[0m 100%")',
    'print("\\n".join(f"row {n}" for n in range(40)))',
    'print("token=abc123")',
    'sys.stdout.flush()',
    '1 / 0',
    '',
  ].join('\n'),
};
const settings = {
  'terminal.integrated.defaultProfile.linux': 'bash',
  'terminal.integrated.shellIntegration.enabled': true,
  // It repeats a command above the others.
  'terminal.integrated.stickyScroll.enabled': false,
};

describe('the output of a terminal', () => {
  let host: EditorWindow;
  let guest: EditorWindow;

  before(async () => {
    [host, guest] = await openPair({ settings, files });
    await joinInvite(guest, await hostKnownPair(host));
    await host.runCommand('Terminal: Create New Terminal');
    await waitForShellIntegration();
  });
  after(closeWindows);

  /** In a new window, the shell's first prompt may come before the editor listens: it would miss the first command. */
  async function waitForShellIntegration(): Promise<void> {
    const terminal = host.page.locator('.terminal-wrapper.active');
    await terminal.locator('.xterm-rows').waitFor();
    const mark = terminal.locator('.terminal-command-decoration');
    await waitFor(async () => {
      if ((await mark.count()) > 0) return true;
      await host.runCommand('Terminal: Focus Terminal');
      await host.press('Enter');
      return false;
    }, 'the editor marks the shell’s commands');
  }

  const review = () =>
    host.panel().frame.getByRole('group', { name: 'All of this will be sent', exact: true });

  /** Runs a command in the terminal, and attaches its output once the editor has reported the command's end. */
  async function attachOutput(command: string): Promise<void> {
    const { page } = host;
    const lastRow = async () =>
      (await page.locator('.terminal-wrapper.active .xterm-rows > div').allTextContents())
        .filter((row) => row.trim() !== '')
        .at(-1);
    await host.runCommand('Terminal: Focus Terminal');
    // Before its first prompt, the shell would take what is typed for input.
    await waitFor(async () => /[#$]\s*$/.test((await lastRow()) ?? ''), 'the shell waits');
    await page.keyboard.type(`${command}\n`);
    await waitFor(async () => {
      await host.runCommand('Chat: Send Terminal Output to Chat');
      await waitForAttachment(host);
      // Until the command has ended, it's the output of the one before, which may have none to review.
      if ((await review().count()) === 0) return false;
      const text = await review().innerText();
      return text.includes(command) && text.includes('exit code');
    }, `${command} has ended`);
  }

  it('waits above the message box, where all of it is seen', async () => {
    await attachOutput('cd src && python3 boom.py');
    const text = (await review().locator('code').textContent()) ?? '';
    assert.match(text, /^green 100%\nrow 0\n/);
    assert.match(text, /ZeroDivisionError: division by zero$/);
    assert.match(await review().innerText(), /exit code 1 · /);
    assert.equal(await review().locator('.code-line.marked').innerText(), 'token=abc123\n');
  });

  it('goes only after a second Enter when it may hold a secret', async () => {
    await host.press('Enter');
    const { frame } = host.panel();
    await frame.getByRole('alert').getByText('Send again to send it anyway').waitFor();
    assert.equal(await card(guest, 'boom.py').count(), 0);
  });

  it('is sent without the marked line, with colors, folded', async () => {
    await review().page().mouse.move(0, 0);
    await host.panel().frame.getByRole('checkbox', { name: 'Leave out marked lines' }).check();
    await review().locator('.output-gap').waitFor();
    await host.panel().frame.locator('#composer').fill('why?');
    await host.press('Enter');
    const sent = card(guest, 'python3 boom.py');
    await sent.getByRole('button', { name: /^Show all \d+ lines$/ }).click();
    const text = (await sent.locator('code').textContent()) ?? '';
    assert.match(text, /^green 100%\nrow 0\n/);
    assert.doesNotMatch(text, /abc123/);
    const word = sent.locator('code span', { hasText: /^green$/ }).last();
    const color = (await word.getAttribute('style')) ?? '';
    const [red = 0, green = 0] = (color.match(/\d+/g) ?? []).map(Number);
    assert.ok(green > red + 50, color);
    assert.match(await sent.locator('.card-facts').innerText(), /exit code 1/);
  });

  it('opens the places of a traceback in the reader’s own copy', async () => {
    await card(guest, 'python3 boom.py')
      .getByRole('link', { name: /boom\.py", line 6/ })
      .click();
    await frontTab(guest.page, 'boom.py').waitFor();
    await guest.page.locator('.statusbar-item', { hasText: 'Ln 6' }).waitFor();
  });

  it('names the folder in which the command ran', async () => {
    await attachOutput('pwd');
    assert.match(await review().locator('.card-facts').innerText(), /^src · exit code 0/);
    await host.press('Backspace');
  });

  it('is the selection, and the clipboard keeps its text', async () => {
    await attachOutput('clear; echo only this');
    await host.page.evaluate('navigator.clipboard.writeText("mine")');
    await host.runCommand('Terminal: Focus Terminal');
    await host.runCommand('Terminal: Select All');
    await host.runCommand('Chat: Send Terminal Selection to Chat');
    await waitForAttachment(host, 'Terminal, ');
    assert.match((await review().locator('code').textContent()) ?? '', /only this/);
    assert.equal(await host.page.evaluate('navigator.clipboard.readText()'), 'mine');
    await waitForFocus(host, '#composer');
    await host.press('Enter');
    await card(guest, 'only this').waitFor();
  });

  it('says what to do where no command has run', async () => {
    await host.runCommand('Terminal: Kill the Active Terminal Instance');
    await host.page.locator('.terminal-wrapper.active').waitFor({ state: 'detached' });
    await host.runCommand('Chat: Send Terminal Output to Chat');
    await host.waitForNotification('Open a terminal and run a command there first.');
  });
});

describe('the stack of a paused program', () => {
  let host: EditorWindow;
  let guest: EditorWindow;
  const program = [
    'function divide(a, b) {',
    '  const password = "hunter2";',
    '  debugger;',
    '  return a / b;',
    '}',
    'divide(6, 0);',
    '',
  ].join('\n');
  const folder = '$' + '{workspaceFolder}';
  const launch = {
    version: '0.2.0',
    configurations: [
      { type: 'node', request: 'launch', name: 'Divide', program: `${folder}/divide.js` },
    ],
  };

  before(async () => {
    const own = { 'divide.js': program, '.vscode/launch.json': JSON.stringify(launch) };
    [host, guest] = await openPair(
      { files: own, settings: { 'terminal.integrated.shellIntegration.enabled': false } },
      { files: { 'divide.js': program } },
    );
    await joinInvite(guest, await hostKnownPair(host));
  });
  after(closeWindows);

  it('is sent with the variables that the user ticks, and its frames open', async () => {
    await openFile(host, 'divide.js');
    await selectLines(host, 1, 1);
    await host.runCommand('Debug: Start Debugging');
    await host.page
      .locator('.debug-top-stack-frame-column, .debug-top-stack-frame-line')
      .first()
      .waitFor({ state: 'attached' });
    await host.runCommand('Chat: Send Stack to Chat');
    await host.quickInput.waitFor('Send Stack to Chat');
    const rows = await host.quickInput.items();
    assert.ok(
      rows.some(({ label }) => /^password/.test(label)),
      JSON.stringify(rows),
    );
    assert.equal(await host.page.locator('.quick-input-list input:checked').count(), 0);
    await host.quickInput.pick(/^b\b/);
    await host.quickInput.accept();
    await waitForAttachment(host, 'divide.js, line 3');
    await host.press('Enter');
    const sent = card(guest, 'divide.js, line 3');
    await sent.waitFor();
    assert.deepEqual(await sent.locator('.locals dd').allTextContents(), ['0']);
    assert.doesNotMatch((await sent.locator('.locals').textContent()) ?? '', /hunter2/);
    const frames = sent.getByRole('group', { name: 'Call stack' });
    assert.match(await frames.getByRole('listitem').first().innerText(), /divide divide\.js:3/);
    await frames.getByRole('link', { name: 'divide.js:6' }).click();
    await frontTab(guest.page, 'divide.js').waitFor();
    await guest.page.locator('.statusbar-item', { hasText: 'Ln 6' }).waitFor();
  });

  it('has the place of the frame that was clicked in the call stack', async () => {
    await host.openContainer('Run and Debug');
    const frames = host.page.locator('.debug-call-stack .stack-frame', { hasText: 'divide.js' });
    await frames.nth(1).click({ button: 'right' });
    await pickFromMenu(host, 'Send Stack to Chat');
    await host.quickInput.waitFor('Send Stack to Chat');
    await host.quickInput.accept();
    await waitForAttachment(host, 'divide.js, line 6');
    await host.press('Backspace');
    await host.runCommand('Debug: Stop');
  });

  it('without shell integration, a terminal’s output is explained, and its selection offered', async () => {
    await host.runCommand('Terminal: Create New Terminal');
    await host.page.locator('.terminal-wrapper.active .xterm-rows', { hasText: /[#$]/ }).waitFor();
    await host.runCommand('Terminal: Select All');
    await host.runCommand('Chat: Send Terminal Output to Chat');
    await host.answerNotification(
      'the terminal has no shell integration',
      'Send Terminal Selection',
    );
    await waitForAttachment(host, 'Terminal, ');
    await host.press('Backspace');
    await host.runCommand('Terminal: Kill the Active Terminal Instance');
  });
});
