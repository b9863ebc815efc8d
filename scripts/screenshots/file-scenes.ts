import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { formatInvite, parseInvite } from '../../src/protocol/invite';
import { bytesSource } from '../../src/store/file-streams';
import { Gate } from '../editor/gate';
import type { EditorWindow } from '../editor/window';
import type { Classmate } from './classmates';
import type { Look } from './looks';
import type { Scene, Stage } from './stage';
import { textsOf } from './texts';
import { closeToasts, hostHub, joinByInvite, narrow, say, widen } from './window-steps';

const MiB = 1024 * 1024;

/** What the picture in the chat shows: a capture of the lab's traffic. */
const CAPTURE = path.resolve(__dirname, '../../docs/images/wire-cut-character.png');

/** In the page: pastes files, given as pairs of a name and Base64, or of a name and a size in bytes. */
const PASTE = new Function(
  'box',
  'files',
  `const clipboardData = new DataTransfer();
  for (const [name, content] of files) {
    const bytes = typeof content === 'number'
      ? new Uint8Array(content)
      : Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    clipboardData.items.add(new File([bytes], name));
  }
  box.dispatchEvent(
    new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData }),
  );`,
) as (box: object, files: unknown) => void;

/** In the page: drags a file over it. */
const DRAG = new Function(
  'body',
  `const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(['x'], 'capture.png'));
  body.dispatchEvent(new DragEvent('dragenter', { bubbles: true, cancelable: true, dataTransfer }));`,
) as (body: object) => void;

/** Pictures and files in the chat. */
export const fileScenes: Readonly<Record<string, Scene>> = {
  async files(stage, look, name) {
    const [window, classmate, gate] = await together(stage, look);
    const { frame, log } = window.panel();
    const capture = await readFile(CAPTURE);
    classmate.say(textsOf(look).capture);
    await sendPicture(classmate, 'cut-character.png', capture);
    classmate.session.invited?.files.send(bytesSource('lab2.pcapng', randomBytes(3 * MiB)));
    await log.locator('.card.file', { hasText: 'lab2.pcapng' }).waitFor();
    await log.locator('.card.file img').waitFor();
    await paste(window, [
      ['my-hub.png', capture.toString('base64')],
      ['hub.log', 182_000],
      ['ubuntu.iso', 30 * MiB],
    ]);
    await frame.locator('.attached-file img').waitFor();
    await frame.locator('.attached-file.refused').waitFor();
    await stage.shoot(window, `${name}-attached`);
    await frame.locator('.attached-file.refused .action').click();
    await say(window, textsOf(look).captured);
    await log.locator('.own .card.file', { hasText: 'hub.log' }).waitFor();
    gate.holdAfter(MiB);
    await paste(window, [['traces.zip', 24 * MiB]]);
    await frame.locator('.attached-file', { hasText: 'traces.zip' }).waitFor();
    await window.panel().composer.press('Enter');
    // How much of it is sent, of how much.
    await frame.locator('.transfer-text', { hasText: /MB.*MB/ }).waitFor();
    await stage.shoot(window, name);
    await frame.locator('body').evaluate(DRAG);
    await frame.locator('.drop-overlay').waitFor();
    await stage.shoot(window, `${name}-drop`, { keepMouse: true });
    // The editor gives the pointer back.
    await window.page.mouse.move(900, 500);
    await window.page.mouse.move(910, 500);
    await log.locator('.file-picture').last().click();
    await window.page.locator('.tab.active', { hasText: 'my-hub.png' }).waitFor();
    await picture(window).waitFor();
    await stage.shoot(window, `${name}-picture`);
    gate.release();
  },

  async 'files-narrow'(stage, look, name) {
    const [window, classmate] = await together(stage, look, narrow);
    await sendPicture(classmate, 'cut-character.png', await readFile(CAPTURE));
    await window.panel().log.locator('.card.file img').waitFor();
    await paste(window, [
      ['hub.log', 182_000],
      ['ubuntu.iso', 30 * MiB],
    ]);
    await window.panel().frame.locator('.attached-file.refused').waitFor();
    await stage.shoot(window, name);
  },

  /** A transfer that waits for the connection. */
  async transfers(stage, look, name) {
    const [window, classmate, gate] = await together(stage, look);
    const { frame, log } = window.panel();
    classmate.session.invited?.files.send(bytesSource('lab2.pcapng', randomBytes(3 * MiB)));
    await log.locator('.card.file', { hasText: 'lab2.pcapng' }).waitFor();
    gate.holdAfter(MiB);
    await paste(window, [['traces.zip', 24 * MiB]]);
    await frame.locator('.attached-file', { hasText: 'traces.zip' }).waitFor();
    await window.panel().composer.press('Enter');
    await frame.locator('.sent-file progress').waitFor();
    gate.close();
    await frame.locator('.sent-file', { hasText: /Waiting|等待/ }).waitFor();
    await stage.shoot(window, name);
  },

  /** A lab room takes none, and says why. */
  async 'lab-files'(stage, look, name) {
    const window = await stage.window(look);
    await hostHub(window);
    await closeToasts(window);
    await paste(window, [['hub.log', 100]]);
    await window.panel().frame.locator('.refusal').waitFor();
    await stage.shoot(window, name);
  },
};

/** A window in the pair room of a classmate, and what is between them. */
async function together(
  stage: Stage,
  look: Look,
  resize = widen,
): Promise<[EditorWindow, Classmate, Gate]> {
  const { classmates, roomOf } = textsOf(look);
  const window = await stage.window(look, { open: 'hub.py', height: 960 });
  const classmate = stage.classmate(classmates[0]);
  const parsed = parseInvite(await classmate.host('pair', roomOf(classmates[0])));
  if (!parsed?.ok) throw new Error('The classmate has no invite.');
  const gate = await Gate.open(parsed.invite.port);
  stage.onClear(() => gate.close());
  const invite = { ...parsed.invite, addresses: ['127.0.0.1'], port: gate.port };
  await joinByInvite(window, formatInvite(invite, 'vscode'));
  await resize(window);
  return [window, classmate, gate];
}

/** The picture in the editor's own preview. */
function picture({ page }: EditorWindow) {
  return page
    .frameLocator('iframe.webview[src*="media-preview"]')
    .frameLocator('#active-frame')
    .locator('img');
}

async function sendPicture(classmate: Classmate, name: string, bytes: Buffer): Promise<void> {
  const thumb = await sharp(bytes).resize(320).webp({ quality: 60 }).toBuffer();
  const extras = { mime: 'image/png', thumb: thumb.toString('base64') };
  classmate.session.invited?.files.send(bytesSource(name, bytes, extras));
}

async function paste(
  window: EditorWindow,
  files: readonly (readonly [name: string, content: string | number])[],
): Promise<void> {
  await window.panel().frame.locator('#composer').evaluate(PASTE, files);
}
