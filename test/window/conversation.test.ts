import assert from 'node:assert/strict';
import { frontTab, openFile } from '../../scripts/editor/editor-tabs';
import type { EditorWindow } from '../../scripts/editor/window';
import { waitFor, waitForResult } from '../helpers/wait-for';
import { closeWindows, openWindow } from './fixture';
import { hostKnownPair, joinInvite, pickFromMenu, waitForValue } from './steps';
import {
  card,
  message,
  press,
  selectLines,
  shownLines,
  waitForAttachment,
  waitForFocus,
} from './talk-steps';

const code = 'int main(void) {\n\treturn 42;\n}';
const main = 'int count;\nint main(void) {\n  count = 1;\n  return count;\n}\n';
const util = 'int twice(int n) {\n  return n + n;\n}\n';
/** The other copy of the assignment. */
const own = {
  'main.c': `// mine\n\n${main}`,
  'util.c': util.replace('n + n', '2 * n'),
  'notes.c': '\t\n',
};
/** Edits stay unsaved, and Undo is the editor's. */
const settings = { 'files.autoSave': 'off', 'editor.minimap.enabled': false };
const link = 'https://example.invalid/lab?x=1';

/** Two people who share a name talk: Ann, and the guest whom her room calls Ann 2. */
describe('a conversation', () => {
  let host: EditorWindow;
  let guest: EditorWindow;

  before(async () => {
    [host, guest] = await Promise.all([
      openWindow({
        person: 'Ann',
        profile: 'first',
        settings,
        files: { 'main.c': main, 'util.c': util },
      }),
      openWindow({ person: 'Ann', profile: 'second', settings, files: own }),
    ]);
    await joinInvite(guest, await hostKnownPair(host));
  });
  after(closeWindows);

  /** Sends a message, and waits until the other person has it. */
  async function say(from: EditorWindow, text: string, words = text) {
    await from.panel().send(text);
    await message(from === host ? guest : host, words).waitFor();
  }

  function copied(window: EditorWindow): Promise<unknown> {
    return window.page.evaluate('navigator.clipboard.readText()');
  }

  it('shows Markdown, and code in the colors of the editor’s theme', async () => {
    await say(
      host,
      `**bold**, \`inline\` and [the lab](${link})\n\`\`\`c\n${code}\n\`\`\``,
      'bold',
    );
    const article = message(guest, 'bold');
    await article.locator('strong', { hasText: 'bold' }).waitFor();
    await article.locator('code', { hasText: /^inline$/ }).waitFor();
    const keyword = article.locator('.code-keyword', { hasText: 'return' });
    await keyword.waitFor();
    const [own, around] = await keyword.evaluate((element) => {
      const { defaultView } = element.ownerDocument;
      return [element, element.parentElement].map(
        (each) => each && defaultView?.getComputedStyle(each).color,
      );
    });
    assert.ok(own && around && own !== around, `${own} in ${around}`);
  });

  it('copies code, and inserts it where the cursor is, indented as the line is', async () => {
    const block = message(guest, 'bold').locator('.code-block');
    await block.getByRole('button', { name: 'Copy' }).click();
    await waitFor(async () => (await copied(guest)) === code, 'the code is copied');
    await openFile(guest, 'notes.c');
    await guest.press('End');
    await block.getByRole('button', { name: 'Insert at Cursor' }).click();
    const lines = guest.page.locator('.editor-instance .view-line');
    await lines.filter({ hasText: 'return 42;' }).waitFor();
    const inserted = ['    int main(void) {', '        return 42;', '    }'];
    await waitForResult(async () => (await shownLines(guest)).slice(0, 3), inserted, 'the file');
    await guest.press('Control+S');
  });

  it('says where a link leads, and asks before it opens', async () => {
    const dialog = guest.page.locator('.monaco-dialog-box');
    await message(guest, 'bold').getByRole('link', { name: 'the lab' }).click();
    await dialog.getByText('Open a page on example.invalid in your browser?').waitFor();
    await dialog.getByText(link).waitFor();
    await dialog.getByRole('button', { name: 'Copy Link' }).click();
    await waitFor(async () => (await copied(guest)) === link, 'the link is copied');
    assert.equal(guest.page.context().pages().length, 1);
  });

  it('replies to a message; the quoted line leads back to it', async () => {
    await say(host, Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n'), 'line 39');
    await message(guest, 'line 39').waitFor();
    await guest.panel().log.evaluate((log) => log.scrollTo(0, 0));
    await press(guest, 'bold', 'Reply');
    await guest.panel().frame.locator('#composer-bar', { hasText: 'bold' }).waitFor();
    await say(guest, 'an answer');
    const quote = message(host, 'an answer').locator('button.quote', { hasText: 'bold' });
    await quote.click();
    // The focus stays there; the highlight soon disappears.
    await host.panel().log.locator('article:focus strong', { hasText: 'bold' }).waitFor();
  });

  it('completes a name, and marks the mention', async () => {
    const { composer, frame } = guest.panel();
    await composer.pressSequentially('thank you @a');
    await frame.getByRole('listbox').getByRole('option', { name: 'Ann', exact: true }).waitFor();
    await composer.press('Enter');
    await waitForValue(composer, 'thank you @Ann ');
    await composer.press('Enter');
    await host.panel().frame.getByRole('button', { name: 'New messages' }).click();
    const mention = host.panel().log.locator('article[data-mention]', { hasText: 'thank you' });
    await mention.waitFor();
    await message(guest, 'thank you').waitFor();
    assert.equal(await guest.panel().log.locator('article[data-mention]').count(), 0);
  });

  it('shows reactions, edits and deletions to the other person', async () => {
    await say(host, 'first try');
    await press(guest, 'first try', 'React');
    await guest.panel().frame.getByRole('dialog').getByRole('button', { name: '👍' }).click();
    await message(host, 'first try').locator('.chip', { hasText: '👍' }).waitFor();
    await host.panel().composer.press('ArrowUp');
    await host.panel().frame.locator('#composer-bar', { hasText: 'first try' }).waitFor();
    await host.panel().composer.fill('second try');
    await host.panel().composer.press('Enter');
    const edited = message(guest, 'second try');
    await edited.locator('.meta', { hasText: 'edited' }).waitFor();
    await edited.locator('.chip', { hasText: '👍' }).waitFor();
    await press(host, 'second try', 'Delete');
    const dialog = host.page.locator('.monaco-dialog-box', { hasText: 'Delete this message?' });
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await guest.panel().log.locator('.bubble.gone').waitFor();
    assert.equal(await guest.panel().log.getByText('second try').count(), 0);
  });

  it('is searched with the editor’s Find key', async () => {
    const { frame, composer } = guest.panel();
    await composer.focus();
    await guest.press('Control+F');
    await waitForFocus(guest, '#find');
    await frame.locator('#find').fill('RETURN 42');
    await frame.locator('.find-count', { hasText: /of 1$/ }).waitFor();
    await frame.locator('#find').press('Enter');
    await frame.locator('.find-count', { hasText: /^1 of 1$/ }).waitFor();
    await frame.locator('#find').press('Escape');
    await waitForFocus(guest, '#composer');
    await frame.getByRole('button', { name: 'Go to the newest message' }).click();
    await message(guest, 'thank you').waitFor();
  });

  it('is navigated with F6, part by part', async () => {
    await guest.panel().composer.focus();
    await guest.press('Shift+F6');
    await waitForFocus(guest, '#log article');
    await guest.press('Shift+F6');
    await waitForFocus(guest, '.people-toggle');
    await guest.press('F6');
    await guest.press('F6');
    await waitForFocus(guest, '#composer');
    await guest.press('F6');
    // Beyond the last part the key is the editor's own.
    await guest.page.locator('.part :focus').first().waitFor({ state: 'attached' });
    await guest.panel().frame.locator('#composer:focus').waitFor({ state: 'detached' });
  });

  it('shares code from the editor’s menu, which opens at its place in the reader’s copy', async () => {
    await openFile(host, 'main.c');
    await selectLines(host, 2, 3);
    await host.page
      .locator('.view-line', { hasText: 'count = 1' })
      .click({ button: 'right', position: { x: 30, y: 5 } });
    await pickFromMenu(host, 'Send Selection to Chat');
    await waitForAttachment(host, 'main.c, lines 2–3');
    await host.page.keyboard.type('from here');
    await host.press('Enter');
    await message(guest, 'from here').locator('[data-card]').waitFor();
    const sent = card(guest, 'main.c, lines 2–3');
    await sent.locator('.code-keyword, .code-type', { hasText: 'int' }).first().waitFor();
    await sent.locator('.card-place').click();
    await frontTab(guest.page, 'main.c').waitFor();
    await sent.getByText('moved to lines 4–5').waitFor();
    await guest.page.getByText(/^Ln 5, Col 13/).waitFor();
  });

  it('shares code with a key, which is compared when the reader’s copy differs', async () => {
    await openFile(host, 'util.c');
    await selectLines(host, 2, 2);
    await host.press('Control+K');
    await host.press('Control+Enter');
    await waitForAttachment(host, 'util.c, line 2');
    await host.press('Enter');
    const sent = card(guest, 'util.c, line 2');
    await sent.locator('.card-place').click();
    await frontTab(guest.page, 'Ann’s util.c ↔ yours').waitFor();
    await guest.page.locator('.monaco-diff-editor .view-line', { hasText: 'n + n' }).waitFor();
    await guest.page.locator('.monaco-diff-editor .view-line', { hasText: '2 * n' }).waitFor();
    await sent.getByText('differs from your copy').waitFor();
  });

  it('shares patches, applied with one key from the preview, and undone with Undo', async () => {
    const { page, quickInput } = guest;
    await openFile(host, 'main.c');
    await host.press('Control+End');
    await host.page.keyboard.type('// the end');
    await host.panel().frame.getByRole('button', { name: 'Send Patch' }).click();
    await host.quickInput.row(/main\.c/).waitFor();
    await host.quickInput.accept();
    await waitForAttachment(host, 'Patch: 1 file');
    await host.press('Enter');

    const patch = card(guest, 'Patch: 1 file');
    await patch.locator('.patch-preview').click();
    const title = 'main.c: your copy ↔ with Ann’s patch';
    await frontTab(page, title).waitFor();
    await patch.getByText('fits your copy').waitFor();
    await openFile(guest, 'main.c');
    assert.ok(!(await shownLines(guest)).includes('// the end'), 'the user wasn’t asked yet');

    await patch.getByRole('button', { name: 'Apply' }).click();
    await frontTab(page, title).waitFor();
    await quickInput.row(/main\.c/).waitFor();
    // No click: the list has the focus.
    await quickInput.input.and(page.locator(':focus')).waitFor();
    await guest.press('Enter');
    await patch.getByText('applied', { exact: true }).waitFor();
    await openFile(guest, 'main.c');
    await waitFor(async () => (await shownLines(guest)).includes('// the end'), 'applied');
    await guest.press('Control+Z');
    await waitFor(async () => !(await shownLines(guest)).includes('// the end'), 'undone');
  });

  it('comes back after a reload as it was left: draft, reply, position and unread messages', async () => {
    const before = guest.panel();
    await before.log.evaluate((log) => log.scrollTo(0, 0));
    await press(guest, 'bold', 'Reply');
    await before.composer.pressSequentially('half a thought');
    await before.log.evaluate((log) => log.scrollTo(0, 400));
    await host.panel().send('@Ann 2, are you there?');
    await host.panel().send('and another');
    await guest.waitForStatus('2 new, 1 for you');
    await guest.waitUntilStored('half a thought');
    const place = await message(guest, 'line 39').boundingBox();
    await guest.reload();
    await guest.waitForStatus('2 new, 1 for you');
    const { composer, frame, log } = guest.panel();
    await frame.locator('#composer-bar', { hasText: 'bold' }).waitFor();
    await waitForValue(composer, 'half a thought');
    await guest.badge('Deskmate').filter({ hasText: /^2$/ }).waitFor();
    await waitFor(async () => {
      const now = await message(guest, 'line 39').boundingBox();
      return place && now && Math.abs(place.y - now.y) < 2;
    }, `the scroll position is restored, at ${place?.y}`);
    await frame.getByRole('button', { name: 'Go to the newest message' }).click();
    await log.getByRole('separator', { name: 'New messages' }).waitFor();
    await waitFor(async () => !/new/.test(await guest.statusBarText()), 'everything is read');
    // Keys pressed before it accepts any are lost.
    await waitForResult(() => composer.isEnabled(), true, 'whether it can be sent');
    await composer.press('Enter');
    await message(host, 'half a thought').locator('.quote', { hasText: 'bold' }).waitFor();
  });
});
