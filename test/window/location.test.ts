import assert from 'node:assert/strict';
import { frontTab, openFile } from '../../scripts/editor/editor-tabs';
import type { EditorWindow } from '../../scripts/editor/window';
import { waitFor } from '../helpers/wait-for';
import { closeWindows, openPair } from './fixture';
import { hostKnownPair, joinInvite } from './steps';
import { selectLines, shownLines } from './talk-steps';

const lines = (name: string) =>
  Array.from({ length: 120 }, (_, index) => `${name} ${index + 1}`).join('\n');
const settings = { 'files.autoSave': 'off', 'editor.minimap.enabled': false };

describe('where the partner is', () => {
  let host: EditorWindow;
  let guest: EditorWindow;

  before(async () => {
    const files = { 'main.c': lines('main'), 'util.c': lines('util') };
    const longer = {
      ...files,
      'util.c': `${lines('own')}\n${files['util.c']}`.split('\n').slice(60).join('\n'),
    };
    [host, guest] = await openPair({ settings, files }, { settings, files: longer });
    await joinInvite(guest, await hostKnownPair(host));
  });
  after(closeWindows);

  /** The partner's name, below the room's name: the list of participants is collapsed. */
  const partner = (window: EditorWindow) => window.panel().frame.locator('.partner');
  const shown = (window: EditorWindow, label: string) =>
    partner(window).getByRole('button', { name: label, exact: true });
  const lock = (window: EditorWindow) =>
    partner(window).getByRole('button', { name: /^Others in this room can see which file/ });
  /** Where the window's own cursor is, in the status bar. */
  const cursor = (window: EditorWindow, text: string) =>
    window.page.locator('.statusbar-item', { hasText: text });
  const sees = async (window: EditorWindow, text: string) =>
    (await shownLines(window)).includes(text);

  async function follow(): Promise<void> {
    await guest.runCommand('Chat: Follow Member');
    await guest.waitForStatus(/following Ann/);
    await partner(guest).getByText('following', { exact: true }).waitFor();
  }

  /** Gives the guest's editor the keyboard, and returns when it has it. */
  async function focusEditor(): Promise<void> {
    await guest.runCommand('View: Focus First Editor Group');
    await guest.page.locator('.monaco-editor.focused').waitFor();
  }

  it('is shown beside their name as they move, and opens in one’s own copy', async () => {
    await openFile(host, 'main.c');
    await selectLines(host, 12, 12);
    await shown(guest, 'main.c:12').waitFor();
    await selectLines(host, 14, 16);
    await shown(guest, 'main.c:14–16').click();
    await frontTab(guest.page, 'main.c').waitFor();
    await waitFor(() => sees(guest, 'main 14'), 'the line is shown');
    await cursor(guest, 'Ln 14').waitFor();
  });

  it('is told by both, which a lock beside one’s own name says', async () => {
    await shown(host, 'main.c:14').waitFor();
    for (const window of [host, guest]) {
      await lock(window).waitFor();
    }
  });

  const marks = (window: EditorWindow) =>
    window.page.locator('.editor-instance .glyph-margin-widgets [class*="ced-"]');

  it('has its selected lines marked in one’s own copy, while the text is the same', async () => {
    await waitFor(async () => (await marks(guest).count()) === 3, 'three lines are marked');
    await openFile(guest, 'main.c');
    await selectLines(guest, 15, 15);
    await guest.press('x');
    await waitFor(async () => (await marks(guest).count()) === 0, 'the text differs');
    await guest.press('Control+z');
    await waitFor(async () => (await marks(guest).count()) === 3, 'it is the same again');
    // One’s own lines above don’t matter.
    await guest.press('Control+Home');
    await guest.press('Enter');
    await waitFor(async () => (await marks(guest).count()) === 3, 'they are found below');
    await shown(guest, 'main.c:14–16').click();
    await cursor(guest, 'Ln 15').waitFor();
    await guest.press('Control+z');
    await selectLines(host, 20, 20);
    await waitFor(async () => (await marks(guest).count()) === 1, 'the mark follows');
    await host.press('Escape');
    await host.press('Home');
    await waitFor(async () => (await marks(guest).count()) === 0, 'a cursor isn’t marked');
    await selectLines(host, 14, 16);
    await waitFor(async () => (await marks(guest).count()) === 3, 'they are marked again');
  });

  it('is followed from file to file, without moving the follower’s cursor', async () => {
    await follow();
    await openFile(host, 'util.c');
    await selectLines(host, 90, 90);
    await frontTab(guest.page, 'util.c').waitFor();
    await waitFor(() => sees(guest, 'util 90'), 'the line with this text is shown');
    await host.press('Control+Home');
    await waitFor(() => sees(guest, 'own 61'), 'a cursor has only a number');
    await guest.waitForStatus(/following Ann/);
    await cursor(guest, 'Ln 1, Col 1').waitFor();
  });

  it('is no longer followed after Escape, and opens nothing then', async () => {
    await guest.page.locator('.editor-instance .view-lines').click();
    await waitFor(async () => !/following/.test(await guest.statusBarText()), 'a click ends it');
    await follow();
    await focusEditor();
    await guest.press('Escape');
    await waitFor(async () => !/following/.test(await guest.statusBarText()), 'Escape ends it');
    await openFile(host, 'main.c');
    await shown(guest, 'main.c:14–16').waitFor();
    assert.ok(await frontTab(guest.page, 'util.c').isVisible());
  });

  it('is no longer followed once one scrolls away', async () => {
    await follow();
    await waitFor(() => sees(guest, 'main 14'), 'the followed line is shown');
    await guest.page.locator('.editor-instance').first().hover();
    // Right after the file was shown, scrolling is the editor's own.
    await waitFor(async () => {
      await guest.page.mouse.wheel(0, 3000);
      return !/following/.test(await guest.statusBarText());
    }, 'scrolling ends it');
  });

  it('is no longer followed once one types', async () => {
    await follow();
    await frontTab(guest.page, 'main.c').waitFor();
    await focusEditor();
    await guest.press('x');
    await waitFor(async () => !/following/.test(await guest.statusBarText()), 'typing ends it');
    await guest.press('Control+z');
  });

  it('isn’t told of a file outside the folder, nor once the setting says so', async () => {
    await host.runCommand('File: New Untitled Text File');
    await shown(guest, 'main.c:14–16').waitFor({ state: 'detached' });
    assert.equal(await partner(guest).getByRole('button', { name: /:\d/ }).count(), 0);
    await openFile(host, 'main.c');
    await shown(guest, 'main.c:14–16').waitFor();
    await host.runCommand('Chat: Choose Who Sees Your Location');
    await host.quickInput.pick(/^No one/);
    await shown(guest, 'main.c:14–16').waitFor({ state: 'detached' });
    await lock(host).waitFor({ state: 'detached' });
  });
});
