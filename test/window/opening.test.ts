import assert from 'node:assert/strict';
import type { EditorWindow } from '../../scripts/editor/window';
import { closeWindows, openWindow } from './fixture';

describe('opening a window', () => {
  let window: EditorWindow;

  before(async () => {
    window = await openWindow();
  });
  after(closeWindows);

  it('shows in the status bar that one is in no room', async () => {
    assert.match(await window.statusBarText(), /Deskmate: offline/);
  });

  it('lists the commands of the chat in the palette', async () => {
    await window.page.keyboard.press('F1');
    await window.quickInput.waitFor();
    await window.quickInput.type('>Chat: Host Room');
    await window.quickInput.row('Chat: Host Room').waitFor();
    await window.quickInput.cancel();
    await window.quickInput.waitUntilClosed();
  });
});
