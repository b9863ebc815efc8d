import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frontTab, openFile } from '../../scripts/editor/editor-tabs';
import type { EditorWindow } from '../../scripts/editor/window';
import { EpochSeal } from '../../src/net/wide/epoch-seal';
import { parseInvite } from '../../src/protocol/invite';
import { formatServerLink } from '../../src/protocol/wide-server-file';
import { CliProcess } from '../helpers/cli/cli-process';
import { pictureOf } from '../helpers/drawn-pictures';
import { type InstalledPackage, installNpmPackage } from '../helpers/installed-npm';
import { natsSuite } from '../helpers/nats/suite';
import { waitFor } from '../helpers/wait-for';
import { closeWindows, openPair } from './fixture';
import { joinInvite, waitForArticle, waitForChatFocus } from './steps';
import { card, message, pastePicture, press, selectLines, waitForAttachment } from './talk-steps';

/** Ann opens a wide room on a cluster of three; Bo joins in a window, and Cy in a terminal. */
describe('a wide room', () => {
  const servers = natsSuite({ nodes: 3 });
  let owner: EditorWindow;
  let guest: EditorWindow;
  let folder: string;
  let installed: InstalledPackage;
  let terminal: CliProcess;
  let invite: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'deskmate-wide-'));
    [[owner, guest], installed] = await Promise.all([
      openPair({ files: { 'hub.py': 'def hub():\n    pass\n' } }),
      installNpmPackage(folder),
    ]);
  });
  after(closeWindows);
  after(() => {
    terminal?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is opened after a question for a server, and its invite copied', async () => {
    const { quickInput } = owner;
    await owner.runCommand('Chat: Host Room');
    await quickInput.waitFor('Host Room (1/');
    await quickInput.pick('Wide room');
    await quickInput.waitFor('Host Room (2/');
    await quickInput.pick('Paste Link to Server…');
    await quickInput.waitForMessage('Paste the link that you got from whoever runs the server.');
    await quickInput.type('nothing');
    await quickInput.accept();
    await quickInput.waitForMessage('This isn’t a server for wide rooms');
    await quickInput.type(formatServerLink(servers().access, 'vscode'));
    await quickInput.accept();
    await quickInput.waitForMessage('It will be on Test, and stays there when you leave.');
    await quickInput.type('Networks');
    await quickInput.accept();
    await waitForChatFocus(owner);
    await owner.waitForNotification('The invite is on the clipboard. Send it only to people');
    invite = String(await owner.page.evaluate('navigator.clipboard.readText()'));
    await owner.waitForStatus(/Networks · 1 person/);
  });

  it('is joined with the invite, in a window and in a terminal', async () => {
    await joinInvite(guest, invite);
    await guest.waitForStatus(/Networks · 2 people/);
    terminal = CliProcess.start(installed.dist, ['join', invite, '--person', 'Cy']);
    terminal.type('hello from a terminal\n');
    for (const window of [owner, guest]) {
      await waitForArticle(window.panel(), 'hello from a terminal');
      await window.waitForStatus(/Networks · 3 people/);
    }
    await guest.panel().send('first try');
    await waitForArticle(owner.panel(), 'first try');
    await terminal.writes('\tBo\tfirst try\n');
    await owner.panel().send('hello by the owner');
    await waitForArticle(guest.panel(), 'hello by the owner');
    await terminal.writes('\tAnn\thello by the owner\n');
  });

  it('has an owner and no host', async () => {
    const { frame, participants } = guest.panel();
    const list = frame.getByRole('button', { name: /^Participants/ });
    if ((await list.getAttribute('aria-expanded')) === 'false') await list.click();
    await participants.filter({ hasText: 'Ann' }).locator('.tag', { hasText: 'owner' }).waitFor();
    await frame.locator('.tag', { hasText: /^host$/ }).waitFor({ state: 'detached' });
  });

  it('shows reactions, edits, and who has received a message', async () => {
    await press(owner, 'first try', 'React');
    await owner.panel().frame.getByRole('dialog').getByRole('button', { name: '👍' }).click();
    await message(guest, 'first try').locator('.chip', { hasText: '👍' }).waitFor();
    await guest.panel().composer.press('ArrowUp');
    await guest.panel().frame.locator('#composer-bar', { hasText: 'first try' }).waitFor();
    await guest.panel().composer.fill('second try');
    await guest.panel().composer.press('Enter');
    const edited = message(owner, 'second try');
    await edited.locator('.meta', { hasText: 'edited' }).waitFor();
    await edited.locator('.chip', { hasText: '👍' }).waitFor();
    await message(guest, 'second try').locator('[title^="Received by all 2"]').waitFor();
  });

  it('carries code', async () => {
    await openFile(owner, 'hub.py');
    await selectLines(owner, 1, 2);
    await owner.runCommand('Chat: Send Selection to Chat');
    await waitForAttachment(owner);
    await owner.panel().composer.press('Enter');
    await card(guest, 'hub.py').waitFor();
  });

  it('carries pictures, which open in an editor tab of the other', async () => {
    await pastePicture(guest, await pictureOf('png', 640, 480));
    await guest.panel().frame.locator('.attached-file img').waitFor();
    await guest.panel().composer.press('Enter');
    const picture = owner.panel().log.locator('.card.file', { hasText: 'screen.png' });
    await picture.locator('img').waitFor();
    await picture.getByRole('button', { name: 'Open screen.png' }).click();
    await frontTab(owner.page, 'screen.png').waitFor();
  });

  it('is there again after a reload, with what was said meanwhile', async () => {
    await guest.reload();
    await guest.waitForStatus(/Networks · 3 people/);
    await owner.panel().send('after the reload');
    await waitForArticle(guest.panel(), 'after the reload');
    await guest.panel().send('still me');
    await terminal.writes('\tBo\tstill me\n');
  });

  it('goes on when the node that leads it is killed', async () => {
    const cluster = servers();
    const leader = await cluster.leaderOf(streamOf(invite));
    await cluster.kill(leader);
    await guest.panel().send('said while the nodes elect');
    terminal.type('typed while the nodes elect\n');
    for (const window of [owner, guest]) {
      await waitForArticle(window.panel(), 'said while the nodes elect');
      await waitForArticle(window.panel(), 'typed while the nodes elect');
    }
    await terminal.writes('\tBo\tsaid while the nodes elect\n');
    await cluster.restart(leader);
    await owner.panel().send('all nodes are back');
    await waitForArticle(guest.panel(), 'all nodes are back');
    await terminal.writes('\tAnn\tall nodes are back\n');
  });

  it('lets its owner remove a member, who can read nothing that is said then', async () => {
    const { quickInput } = owner;
    await owner.runCommand('Chat: Remove Member');
    await quickInput.waitFor('Remove Member');
    await quickInput.pick('Bo');
    await quickInput.waitForMessage('Why remove Bo?');
    await quickInput.type('wrong room');
    await quickInput.accept();
    await owner.waitForNotification('Bo was removed');
    await guest.waitForStatus('Deskmate: offline');
    await guest.panel().waitForText('wrong room');
    await owner.panel().send('without Bo');
    await terminal.writes('\tAnn\twithout Bo\n');
    terminal.type('gone\n');
    await waitForArticle(owner.panel(), 'gone');
    await owner.waitForStatus(/Networks · 2 people/);
    await message(guest, 'without Bo').waitFor({ state: 'detached' });
    // Nor with the old invite.
    await guest.runCommand('Chat: Join Room');
    await guest.quickInput.waitFor('Join Room');
    await guest.quickInput.type(invite);
    await guest.quickInput.row(/^\s*Join “/).waitFor();
    await guest.quickInput.accept();
    await guest.waitForNotification('This invite is no longer valid');
  });

  it('stays when its owner leaves', async () => {
    await owner.runCommand('Chat: Leave Room');
    await owner.waitForStatus('Deskmate: offline');
    terminal.type('alone\n');
    await terminal.writes('\tCy\talone\n');
    await owner.runCommand('Chat: Join Room Again');
    await owner.waitForStatus(/Networks · 2 people/);
    await waitForArticle(owner.panel(), 'alone');
    terminal.endInput();
    await waitFor(
      async () => (await terminal.end()) === 0,
      () => terminal.errors,
    );
  });
});

/** The stream of the room that an invite leads to. */
function streamOf(link: string): string {
  const parsed = parseInvite(link);
  if (!parsed.ok || !parsed.invite.wide) throw new Error(`not an invite to a wide room: ${link}`);
  const { pin, token, wide } = parsed.invite;
  return new EpochSeal({ number: wide.epoch, token }, pin).stream;
}
