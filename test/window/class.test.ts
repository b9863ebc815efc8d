import assert from 'node:assert/strict';
import type { EditorWindow } from '../../scripts/editor/window';
import { Classmate } from '../../scripts/screenshots/classmates';
import { waitForResult } from '../helpers/wait-for';
import { closeWindows, openPair } from './fixture';
import { joinInvite } from './steps';

/** Ann hosts a class; Bo, a student, asks for help, is helped, and writes privately. */
describe('a class', () => {
  let host: EditorWindow;
  let student: EditorWindow;
  const other = new Classmate('Cy');

  before(async () => {
    [host, student] = await openPair({ files: { 'list.py': 'def insert():\n    pass\n' } });
    const invite = await hostClass();
    await joinInvite(student, invite);
    // Who could be meant as well.
    await other.joinByInvite(invite);
  });
  after(closeWindows);
  after(() => other.session.leave());

  /** Hosts a class on this computer. @returns its invite */
  async function hostClass(): Promise<string> {
    const { quickInput } = host;
    await host.runCommand('Chat: Host Room');
    await quickInput.waitFor('Host Room (1/');
    await quickInput.pick('Class');
    await quickInput.waitFor('Host Room (2/');
    await quickInput.pick('This computer only');
    await quickInput.waitFor('Host Room (3/');
    await quickInput.accept();
    await host.waitForNotification('The invite is on the clipboard. Send it only to people');
    return String(await host.page.evaluate('navigator.clipboard.readText()'));
  }

  const row = (words: string) =>
    host.page.locator('.pane .monaco-list-row', { hasText: words }).first();
  const strip = () => student.panel().frame.locator('.class-strip');
  const button = (name: string) => strip().getByRole('button', { name, exact: true });
  const recipient = (window: EditorWindow) =>
    window.panel().frame.getByRole('combobox', { name: 'To:' });
  const privateTexts = (window: EditorWindow) =>
    window.panel().frame.locator('.private-text').allTextContents();

  it('has a queue at the host, in which a student who is stuck appears', async () => {
    const { quickInput } = student;
    await host.page.locator('.pane-header', { hasText: 'Help Queue' }).waitFor();
    await student.runCommand('View: Close All Editors');
    await button('I’m Stuck').click();
    await quickInput.waitFor('I’m Stuck (1/2)');
    await quickInput.type('insert $(zap) [x](command:y)');
    await quickInput.accept();
    await quickInput.waitFor('I’m Stuck (2/2)');
    await quickInput.accept();
    await strip().getByText('You’re next').waitFor();
    await student.waitForStatus(/You’re next/);
    await row('Bo: insert').waitFor();
    // What a student wrote is neither an icon nor a link there.
    assert.equal(await row('Bo: insert').locator('.codicon-zap, a[href]').count(), 0);
    await host.waitForStatus(/1 waiting for help/);
  });

  it('lets the student pause and resume', async () => {
    await button('Pause').click();
    await strip().getByText('Paused').waitFor();
    await row('paused').waitFor();
    await button('Resume').click();
    await strip().getByText('You’re next').waitFor();
  });

  it('tells the student who comes, until the request is done', async () => {
    await row('Bo: insert').hover();
    await row('Bo: insert').locator('.codicon-person-add').click();
    await strip().getByText('Ann is coming').waitFor();
    await row('Taken by you').waitFor();
    await row('Bo: insert').hover();
    await row('Bo: insert').locator('.codicon-mail').click();
    await waitForResult(
      () => recipient(host).locator('option:checked').allTextContents(),
      ['Bo (private)'],
      'the recipient',
    );
    await recipient(host).selectOption('');
    await row('Bo: insert').hover();
    await row('Bo: insert').locator('.codicon-check').click();
    await button('I’m Stuck').waitFor();
    await row('Bo: insert').waitFor({ state: 'detached' });
  });

  it('carries private messages that aren’t part of the chat', async () => {
    await recipient(student).selectOption({ label: 'Helpers only (private)' });
    await student.panel().composer.fill('only for you');
    await student.panel().composer.press('Enter');
    await host.panel().frame.getByRole('button', { name: 'Private message from Bo' }).click();
    for (const window of [host, student]) {
      await waitForResult(() => privateTexts(window), ['only for you'], 'the private messages');
    }
    await host.panel().composer.fill('all right');
    await host.panel().composer.press('Enter');
    await waitForResult(() => privateTexts(student), ['only for you', 'all right'], 'the reply');
    await recipient(host).selectOption('');
    await host.panel().send('for everyone');
    await student.panel().waitForText('for everyone');
    for (const window of [host, student]) {
      assert.equal(await window.panel().log.getByText('only for you').count(), 0);
      assert.equal(await window.panel().log.getByText('all right').count(), 0);
    }
  });

  it('lets the host alone write to everyone, and a helper publish a question', async () => {
    await host.runCommand('Chat: Choose Who Can Write to Everyone');
    await host.quickInput.pick('Questions First');
    await strip().getByText('goes to the helpers first').waitFor();
    await recipient(host).selectOption({ label: 'Bo (private)' });
    await host.panel().frame.getByRole('button', { name: 'Publish' }).first().click();
    await host.panel().waitForText('only for you');
    await student.panel().waitForText('only for you');
  });
});
