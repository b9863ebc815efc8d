import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { clickUntil } from '../../scripts/editor/click-until';
import type { EditorWindow } from '../../scripts/editor/window';
import { Classmate } from '../../scripts/screenshots/classmates';
import { parseInvite } from '../../src/protocol/invite';
import type { Session } from '../../src/room/session/session';
import { realSession } from '../helpers/real-session';
import { waitFor, waitForResult } from '../helpers/wait-for';
import { closeWindows, openPair } from './fixture';
import { answerPath, joinInvite } from './steps';

/** Ann hosts a class; Bo, a student, asks for help, is helped, and writes privately. */
describe('a class', () => {
  let host: EditorWindow;
  let student: EditorWindow;
  const other = new Classmate('Cy');
  let invite: string;
  let folder: string;
  const sessions: Session[] = [];

  before(async () => {
    [host, student] = await openPair({ files: { 'list.py': 'def insert():\n    pass\n' } });
    invite = await hostClass();
    await joinInvite(student, invite);
    // Who could be meant as well.
    await other.joinByInvite(invite);
    folder = await mkdtemp(path.join(tmpdir(), 'deskmate-class-'));
  });
  after(async () => {
    await Promise.all(sessions.map((session) => session.leave()));
    await rm(folder, { recursive: true, force: true });
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

  /** Presses a button of Bo's request in the queue: while the editor builds the rows anew, a click does nothing. */
  function serve(icon: string, effect: (timeout: number) => Promise<unknown>): Promise<void> {
    const request = row('Bo: insert');
    const click = async (timeout?: number) => {
      const options = timeout === undefined ? {} : { timeout };
      await request.hover(options);
      await request.locator(icon).click(options);
    };
    return clickUntil(icon, click, effect);
  }

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
    await row('paused').waitFor({ state: 'detached' });
  });

  it('tells the student who comes, until the request is done', async () => {
    const coming = strip().getByText('Ann is coming');
    await serve('.codicon-person-add', (timeout) => coming.waitFor({ timeout }));
    await row('Taken by you').waitFor();
    const privately = recipient(host).locator('option:checked', { hasText: /^Bo \(private\)$/ });
    await serve('.codicon-mail', (timeout) => privately.waitFor({ state: 'attached', timeout }));
    await recipient(host).selectOption('');
    await serve('.codicon-check', (timeout) => button('I’m Stuck').waitFor({ timeout }));
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

  it('lets the host decide about whoever isn’t on its roster', async () => {
    await writeFile(path.join(folder, 'wrong.csv'), 'Name,ID\nBo,1\n,2\n');
    await writeFile(path.join(folder, 'names.csv'), 'ID;Name\r\n1;Bo\r\n2;"Gus"\r\n');
    await host.runCommand('Chat: Choose Roster');
    await answerPath(host, path.join(folder, 'wrong.csv'), 'Choose');
    await host.answerNotification('Line 3: the name is missing.', 'Choose Another File');
    await answerPath(host, path.join(folder, 'names.csv'), 'Choose');
    const question = host.dialog('Use these 2 names?');
    await question.getByText('Bo, Gus', { exact: false }).waitFor();
    await question.getByRole('button', { name: 'Use Roster' }).click();
    // From now on it counts: whoever joined before would be in without it.
    await host.page.locator('.statusbar-item', { hasText: 'The roster has 2 names' }).waitFor();
    const read = parseInvite(invite);
    assert.ok(read.ok);
    const join = async (name: string) => {
      const session = realSession();
      sessions.push(session);
      await session.joinByInvite(read.invite, name);
      return () => session.state.connection;
    };
    const gus = await join('Gus');
    await waitFor(() => gus().kind === 'joined', 'Gus is in');
    const [di, ed] = [await join('Di $(zap)'), await join('Ed')];
    const waiting = host.panel().frame.getByRole('list', { name: 'Waiting for you' });
    await waiting.getByRole('listitem').nth(1).waitFor();
    await waiting.getByRole('button', { name: 'Admit: Di $(zap)' }).click();
    await waitFor(() => di().kind === 'joined', 'Di is in');
    await waiting.getByRole('button', { name: 'Turn Away: Ed' }).click();
    await waitFor(() => ed().kind === 'offline', 'Ed is turned away');
    await host.panel().waitForText('Di $(zap) wants to join, but isn’t on the roster.');
    await host.runCommand('Chat: Choose Roster');
    await host.quickInput.waitFor('Choose Roster');
    await host.quickInput.widget.getByPlaceholder('2 of 2 have joined').waitFor();
    await host.quickInput.pick('Remove Roster');
    await host.page.locator('.statusbar-item', { hasText: 'There’s no roster' }).waitFor();
    const fay = await join('Fay');
    await waitFor(() => fay().kind === 'joined', 'everyone with the invite gets in');
  });
});
