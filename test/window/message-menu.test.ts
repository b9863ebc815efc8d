import type { Locator } from 'playwright-core';
import type { EditorWindow } from '../../scripts/editor/window';
import { waitFor, waitForResult } from '../helpers/wait-for';
import { closeWindows, openPair } from './fixture';
import { hostKnownPair, joinInvite, pickFromMenu } from './steps';
import { message } from './talk-steps';

/** The context menu of the chat, which is the editor's own. */
describe('the menu of a message', () => {
  let host: EditorWindow;
  let guest: EditorWindow;

  before(async () => {
    [host, guest] = await openPair();
    await joinInvite(guest, await hostKnownPair(host));
    await host.panel().send('look at **recv** in https://example.com/hub');
    await message(guest, 'look at').waitFor();
  });
  after(closeWindows);

  /** Right-clicks, and waits for these items. */
  async function offers(target: Locator, ...items: readonly string[]): Promise<void> {
    await target.click({ button: 'right' });
    const { page } = target.page() === guest.page ? guest : host;
    const labels = page.locator('.monaco-menu .action-item:not(.disabled) .action-label');
    await waitForResult(
      async () => (await labels.allTextContents()).filter((label) => label !== ''),
      [...items],
      'the menu',
    );
  }

  const copies = (window: EditorWindow, text: string) =>
    waitFor(
      async () => (await window.page.evaluate('navigator.clipboard.readText()')) === text,
      `${text} is on the clipboard`,
    );

  it('has what one does with it, and not the editor’s Cut and Paste', async () => {
    await offers(
      message(guest, 'look at').locator('.bubble strong'),
      ...['Reply', 'Copy Text', 'React…', 'Quote in Editor', 'Copy Link to Message', 'Pin Message'],
      'Bookmark Message',
    );
    await pickFromMenu(guest, 'Copy Text');
    await copies(guest, 'look at **recv** in https://example.com/hub');
  });

  it('replies, with the focus in the message box', async () => {
    await message(guest, 'look at').locator('.bubble').click({ button: 'right' });
    await pickFromMenu(guest, 'Reply');
    const { composer, frame } = guest.panel();
    await frame.locator('.composer-bar', { hasText: 'Ann' }).waitFor();
    await frame.locator('#composer:focus').waitFor();
    await composer.pressSequentially('I did');
    await composer.press('Enter');
    await message(host, 'I did').locator('.quote', { hasText: 'look at' }).waitFor();
  });

  it('reacts', async () => {
    await message(guest, 'look at').locator('.bubble').click({ button: 'right' });
    await pickFromMenu(guest, 'React…');
    const picker = guest.panel().frame.getByRole('dialog', { name: 'React' });
    await picker.getByRole('button', { name: '👀', exact: true }).click();
    await message(host, 'look at').getByRole('button', { name: /👀/ }).waitFor();
  });

  it('copies a link and the selected words', async () => {
    await message(guest, 'look at').locator('.text-link').click({ button: 'right' });
    await pickFromMenu(guest, 'Copy Link Address');
    await copies(guest, 'https://example.com/hub');
    const words = message(guest, 'look at').locator('.bubble strong');
    await words.dblclick();
    await words.click({ button: 'right' });
    await pickFromMenu(guest, 'Copy Selection');
    await copies(guest, 'recv');
  });

  it('edits one’s own, and the message box keeps Cut, Copy and Paste', async () => {
    await message(guest, 'I did').locator('.bubble').click({ button: 'right' });
    await pickFromMenu(guest, 'Edit Message');
    const { composer } = guest.panel();
    await waitFor(async () => (await composer.inputValue()) === 'I did', 'it is being edited');
    await composer.press('Escape');
    await offers(composer, 'Cut', 'Copy', 'Paste');
    await guest.press('Escape');
  });
});
