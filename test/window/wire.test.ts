import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import type { EditorWindow } from '../../scripts/editor/window';
import { RawClient } from '../helpers/raw-client';
import { waitFor } from '../helpers/wait-for';
import { closeWindows, openWindow } from './fixture';
import { hostHub } from './steps';

describe('the wire view', () => {
  let window: EditorWindow;
  let wire: FrameLocator;
  let client: RawClient;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'deskmate-wire-'));
    window = await openWindow();
  });
  after(closeWindows);
  after(() => rm(folder, { recursive: true }));
  after(() => client?.destroy());

  const row = (text: string | RegExp) => wire.locator('[role=row]', { hasText: text }).first();

  /** Saves with the editor's dialog, and returns what was written. */
  async function save(button: string, name: string): Promise<Buffer> {
    const file = path.join(folder, name);
    await wire.getByRole('button', { name: button }).click();
    await window.quickInput.waitFor('Save');
    const proposed = `deskmate-wire${path.extname(name)}`;
    const { input } = window.quickInput;
    await waitFor(async () => (await input.inputValue()).endsWith(proposed), 'a name is proposed');
    await window.quickInput.type(file);
    // The dialog ignores Enter while it looks at the folder.
    return waitFor(async () => {
      const content = await readFile(file).catch(() => undefined);
      if (!content && (await window.quickInput.opens(100))) await window.press('Enter');
      // A file is empty before it is written.
      return content?.length ? content : undefined;
    }, `${name} is saved`);
  }

  it('shows what a client sends while it is open, and what is cut', async () => {
    const port = await hostHub(window);
    client = await RawClient.connect(port);
    await client.receives('已进入聊天室');
    await window.runCommand('Chat: Show Wire');
    wire = window.page.frameLocator('deskmate-panel=wire').frameLocator('#active-frame');
    await wire.getByText('No data has been sent or received').waitFor();
    client.write(Buffer.from('你好').subarray(0, 4));
    await row('a character is cut here').waitFor();
    client.write('the next message');
    await row('the next message').waitFor();
    assert.match(await row('a character is cut here').innerText(), /\b4\b[\s\S]*你\\xe5/);
  });

  it('copies a chunk as Python bytes', async () => {
    await row('a character is cut here').click();
    await wire.locator('#bytes').getByText('e4 bd a0 e5').waitFor();
    await wire.getByRole('button', { name: 'Copy as Python Bytes' }).click();
    const clipboard = () => window.page.evaluate('navigator.clipboard.readText()');
    await waitFor(
      async () => (await clipboard()) === "b'\\xe4\\xbd\\xa0\\xe5'",
      'it is on the clipboard',
    );
  });

  it('saves a capture, a text and the diagram', async () => {
    const capture = await save('Save for Wireshark', 'talk.pcapng');
    assert.equal(capture.readUInt32BE(), 0x0a0d0d0a);
    assert.ok(capture.includes(Buffer.from('你好').subarray(0, 4)));
    assert.ok(capture.includes('a character is cut here'));
    assert.match(`${await save('Save as Text', 'talk.txt')}`, /← .*4 B: 你\\xe5/);
    await wire.getByRole('button', { name: 'Diagram' }).click();
    await wire.getByRole('img', { name: /^Sequence diagram/ }).waitFor();
    assert.match(`${await save('Save as SVG', 'talk.svg')}`, /^<svg[\s\S]*a character is cut here/);
    await wire.getByRole('button', { name: 'Table' }).click();
  });

  it('keeps the rows when the room ends, and says so', async () => {
    client.destroy();
    // With anyone in the room, the command would ask.
    await window.waitForStatus('1 person');
    await window.runCommand('Chat: Close Room');
    await row('The room has ended').waitFor();
    await row('a character is cut here').waitFor();
  });
});
