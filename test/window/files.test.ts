import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { clickUntil } from '../../scripts/editor/click-until';
import { frontTab } from '../../scripts/editor/editor-tabs';
import { Gate } from '../../scripts/editor/gate';
import type { EditorWindow } from '../../scripts/editor/window';
import { formatInvite, parseInvite } from '../../src/protocol/invite';
import { pictureOf } from '../helpers/drawn-pictures';
import { waitFor } from '../helpers/wait-for';
import { closeWindows, openPair } from './fixture';
import { answerPath, hostKnownPair, joinInvite } from './steps';
import { pastePicture, waitForFocus } from './talk-steps';

const MiB = 1024 * 1024;

describe('pictures and files', () => {
  let host: EditorWindow;
  let guest: EditorWindow;
  let gate: Gate;
  let folder: string;
  const log = 'line of the log\n'.repeat(5000);

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'deskmate-files-'));
    await writeFile(path.join(folder, 'hub.log'), log);
    await writeFile(path.join(folder, 'large.bin'), randomBytes(20 * MiB));
    [host, guest] = await openPair();
    const parsed = parseInvite(await hostKnownPair(host));
    assert.ok(parsed?.ok);
    gate = await Gate.open(parsed.invite.port);
    const invite = { ...parsed.invite, addresses: ['127.0.0.1'], port: gate.port };
    await joinInvite(guest, formatInvite(invite, 'vscode'));
  });
  after(async () => {
    gate?.close();
    await rm(folder, { recursive: true, force: true });
  });
  after(closeWindows);

  const frame = (window: EditorWindow) => window.panel().frame;
  const chip = (window: EditorWindow, name: string) =>
    frame(window).locator('.attached-file', { hasText: name });
  const card = (window: EditorWindow, name: string) =>
    window.panel().log.locator('.card.file', { hasText: name }).last();
  const sending = (window: EditorWindow, name: string) =>
    frame(window).locator('.sent-file', { hasText: name });

  async function attach(window: EditorWindow, name: string): Promise<void> {
    await window.runCommand('Chat: Send File to Chat');
    await answerPath(window, path.join(folder, name), 'Attach');
    await chip(window, name).waitFor();
    await waitForFocus(window, '#composer');
  }

  /** Sends what is attached, with a key: one pressed while the editor still moves the focus is lost. */
  async function sendAttached(window: EditorWindow, name: string): Promise<void> {
    await clickUntil(
      `Enter, for ${name}`,
      () => window.press('Enter'),
      (timeout) => chip(window, name).waitFor({ state: 'detached', timeout }),
    );
  }

  it('are attached by a command, and sent with Enter after the text', async () => {
    await attach(guest, 'hub.log');
    await guest.panel().composer.fill('the log');
    await sendAttached(guest, 'hub.log');
    await card(host, 'hub.log').waitFor();
    assert.deepEqual(
      (await host.panel().articles.allInnerTexts()).map(
        (text) => /the log|hub\.log/.exec(text)?.[0],
      ),
      ['the log', 'hub.log'],
    );
    await sending(guest, 'hub.log').waitFor({ state: 'detached' });
  });

  it('are saved where the user chooses, byte for byte', async () => {
    const target = path.join(folder, 'saved.log');
    await card(host, 'hub.log').getByRole('button', { name: 'Save hub.log' }).click();
    await answerPath(host, target, 'OK', 'hub.log');
    await card(host, 'hub.log').getByText('Saved as saved.log').waitFor();
    assert.equal(await readFile(target, 'utf8'), log);
  });

  it('open as text, read-only, and only if they are text', async () => {
    await card(host, 'hub.log').getByRole('button', { name: 'Open hub.log' }).click();
    await frontTab(host.page, 'hub.log').waitFor();
    const editor = host.page.locator('.editor-instance .monaco-editor');
    await editor.locator('.view-line', { hasText: 'line of the log' }).first().waitFor();
    await editor.locator('.view-lines').click();
    await host.page.keyboard.type('x');
    await host.page.getByText('Cannot edit in read-only editor').first().waitFor();
    await writeFile(path.join(folder, 'program.txt'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]));
    await attach(guest, 'program.txt');
    await sendAttached(guest, 'program.txt');
    await card(host, 'program.txt').getByRole('button', { name: 'Open program.txt' }).click();
    await host.waitForNotification('“program.txt” isn’t text');
    assert.equal(await host.page.locator('.tab', { hasText: 'program.txt' }).count(), 0);
  });

  it('are pasted as pictures, and open in an editor tab of the other', async () => {
    await pastePicture(guest, await pictureOf('png', 640, 480));
    await chip(guest, 'screen.png').locator('img').waitFor();
    await guest.panel().composer.press('Enter');
    await card(host, 'screen.png').locator('img').waitFor();
    await card(host, 'screen.png').getByRole('button', { name: 'Open screen.png' }).click();
    await frontTab(host.page, 'screen.png').waitFor();
    await waitFor(async () => (await pictureFrames(host)) > 0, 'the picture is drawn');
  });

  /** How many pictures the editor's own previews draw. */
  async function pictureFrames({ page }: EditorWindow): Promise<number> {
    const counts = page.frames().map((each) =>
      each
        .locator('body.image img, img.scale-to-fit')
        .count()
        // A frame may be gone by now.
        .catch(() => 0),
    );
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  it('are cancelled while they are on their way', async () => {
    gate.holdAfter(8 * MiB);
    await attach(guest, 'large.bin');
    await sendAttached(guest, 'large.bin');
    const row = sending(guest, 'large.bin');
    await row.getByRole('progressbar').waitFor();
    await row.getByText(/ of 21 MB/).waitFor();
    await row.getByRole('button', { name: 'Cancel: large.bin' }).click();
    await row.waitFor({ state: 'detached' });
    gate.release();
    await guest.panel().send('never mind');
    await host.panel().waitForText('never mind');
    assert.equal(await card(host, 'large.bin').count(), 0);
  });

  it('continue where they were after the connection was cut', async () => {
    const resumed = randomBytes(20 * MiB);
    await writeFile(path.join(folder, 'resumed.bin'), resumed);
    gate.holdAfter(8 * MiB);
    await attach(guest, 'resumed.bin');
    // Counted from before the file begins to pass, or less than the gate lets through is left to wait for.
    const before = gate.passed;
    await sendAttached(guest, 'resumed.bin');
    const row = sending(guest, 'resumed.bin');
    await waitFor(() => gate.passed > before + 8 * MiB, 'a part has passed');
    gate.cut();
    gate.release();
    const afterCut = gate.passed;
    await card(host, 'resumed.bin').waitFor();
    await row.waitFor({ state: 'detached' });
    const again = gate.passed - afterCut;
    assert.ok(again < resumed.length - 4 * MiB, `${again} bytes of ${resumed.length}`);
    const target = path.join(folder, 'saved.bin');
    await card(host, 'resumed.bin').getByRole('button', { name: 'Save resumed.bin' }).click();
    await answerPath(host, target, 'OK', 'hub.log');
    await card(host, 'resumed.bin').getByText('Saved as saved.bin').waitFor();
    assert.ok((await readFile(target)).equals(resumed));
  });

  it('are asked about before the room is left', async () => {
    gate.holdAfter(2 * MiB);
    await writeFile(path.join(folder, 'other.bin'), randomBytes(20 * MiB));
    await attach(guest, 'other.bin');
    await sendAttached(guest, 'other.bin');
    await sending(guest, 'other.bin').getByRole('progressbar').waitFor();
    await guest.runCommand('Chat: Leave Room');
    const question = guest.dialog('still on its way');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    await sending(guest, 'other.bin')
      .getByRole('button', { name: /^Cancel/ })
      .click();
    await sending(guest, 'other.bin').waitFor({ state: 'detached' });
    gate.release();
  });

  it('wait above the message box through a reload', async () => {
    // A name that nothing else of the window's storage has.
    await writeFile(path.join(folder, 'reloaded.txt'), 'x');
    await attach(guest, 'reloaded.txt');
    await guest.waitUntilStored('reloaded.txt');
    await guest.reload();
    await chip(guest, 'reloaded.txt').waitFor();
    await chip(guest, 'reloaded.txt').getByRole('button', { name: 'Remove reloaded.txt' }).click();
    await chip(guest, 'reloaded.txt').waitFor({ state: 'detached' });
  });
});
