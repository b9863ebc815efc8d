import assert from 'node:assert/strict';
import { openFile } from '../../scripts/editor/editor-tabs';
import type { EditorWindow } from '../../scripts/editor/window';
import { closeWindows, openPair, probeOf } from './fixture';
import { hostKnownPair, joinInvite, pickFromMenu } from './steps';
import { card, waitForAttachment } from './talk-steps';

const files = {
  'test_add.py': 'def test_adds():\n    assert add(1, 2) == 4\n    assert add(2, 2) == 5\n',
};
const settings = { 'testing.automaticallyOpenTestResults': 'neverOpen' };
const send = 'Send Test Failure to Chat';

/** The editor's own menus and buttons, on a test of another extension that has really run. */
describe('the failure of a test', () => {
  let host: EditorWindow;
  let guest: EditorWindow;

  before(async () => {
    [host, guest] = await openPair({ files, settings });
    await joinInvite(guest, await hostKnownPair(host));
    await probeOf(host).do('failing test', 'test_adds');
    await host.openContainer('Testing');
    await test().waitFor();
    await probeOf(host).do('run', 'testing.runAll');
    await test().and(host.page.locator('[aria-label*="Failed"]')).waitFor();
  });
  after(() => probeOf(host).do('end'));
  after(closeWindows);

  const test = () => host.page.locator('.test-explorer .monaco-list-row', { hasText: 'test_adds' });
  // The editor's button has no role.
  const peekButton = () =>
    host.page.locator('.test-output-peek .floating-click-widget', { hasText: send });

  /** Sends what waits above the message box; checks what the partner gets. */
  async function sendAttached(comment: string, line: number, reason: RegExp): Promise<void> {
    await waitForAttachment(host, `test_add.py, line ${line}`);
    await host.panel().frame.locator('#composer').fill(comment);
    await host.press('Enter');
    await guest.panel().waitForText(comment);
    const text = await card(guest, 'test_add.py').innerText();
    assert.match(text, reason);
    assert.match(text, /assert add\(1, 2\) == 4\s+\d*\s*assert add/);
  }

  it('is sent by the button on its message', async () => {
    await openFile(host, 'test_add.py');
    await host.runCommand('Test: Peek Output');
    await peekButton().click();
    await sendAttached('from its message', 2, /test_adds failed\s+Expected: 4/);
  });

  it('is shown, with that button, from the menu of a failed test', async () => {
    await host.runCommand('View: Close All Editors');
    await host.openContainer('Testing');
    await test().click({ button: 'right' });
    await pickFromMenu(host, send);
    await host.waitForNotification('press the button on its message');
    await peekButton().click();
    await sendAttached('from the test', 2, /test_adds failed\s+Expected: 4/);
  });
});
