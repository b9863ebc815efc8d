import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EditorWindow } from '../../scripts/editor/window';
import type { Card } from '../../src/protocol/card';
import { codeCard, errorCard } from '../helpers/cards';
import { waitFor } from '../helpers/wait-for';
import { closeWindows, openWindow } from './fixture';
import { HostileHub } from './hostile-hub';
import { addresses, forms, markup, names } from './hostile-texts';
import { PageWatch } from './page-watch';
import { joinInvite, openChat, waitForArticle } from './steps';

const [host = '', guest = '', ...others] = names;
const room = `${host} [leave](command:deskmate.leaveRoom) $(bug)\u202e`;
const secret = 'nobody else may read this';

describe('a malicious host', () => {
  let window: EditorWindow;
  let watch: PageWatch;
  let hub: HostileHub;
  /** A folder beside the open one. */
  let outside: string;

  before(async () => {
    outside = await mkdtemp(path.join(tmpdir(), 'deskmate-outside-'));
    await writeFile(path.join(outside, 'secret.txt'), `${secret}\n`);
    hub = await HostileHub.open(room, host);
    window = await openWindow({ person: 'Ann', files: { 'own.txt': 'mine\n' } });
    watch = new PageWatch(window);
    await openChat(window);
  });
  after(async () => {
    watch?.stop();
    await hub?.stop();
    await rm(outside, { recursive: true, force: true });
  });
  after(closeWindows);

  /** Addresses of the visible files and documents. */
  function opened(): Promise<string[]> {
    return window.page
      .locator('.editor-instance .monaco-editor[data-uri]')
      .evaluateAll((list) => list.map((element) => String(element.getAttribute('data-uri'))));
  }

  it('can’t give rooms or people names that do more than display', async () => {
    const joining = joinInvite(window, hub.invite);
    await hub.welcome(guest, others);
    await joining;
    const panel = window.panel();
    await watch.within(panel);
    await waitFor(
      async () => (await panel.participants.count()) === names.length,
      'everyone is there',
    );
    assert.ok((await panel.participants.allTextContents()).some((name) => name.includes('<img')));
    for (const line of await panel.participants.all()) {
      const box = await line.boundingBox();
      assert.ok(box && box.height < 40, `${box?.height} px high`);
    }
    await window.statusBarItem.hover();
    const hover = window.page.locator('.monaco-hover:visible', { hasText: 'onerror' });
    await hover.waitFor();
    assert.equal(await hover.locator('a, img, .codicon-bug').count(), 0);
    assert.equal(await window.statusBarItem.locator('.codicon-bug').count(), 0);
    await window.page.mouse.move(0, 0);
  });

  it('can’t make links that lead anywhere but the web', async () => {
    const { articles } = window.panel();
    for (const [index, form] of forms.entries()) {
      const list = addresses.map((address, at) => form(address, at)).join('\n\n');
      hub.say(`${list}\n\n**form ${index}**`);
      // Bold: the message was rendered as Markdown.
      await articles.locator('strong', { hasText: `form ${index}` }).waitFor();
    }
    assert.deepEqual((await watch.seenIn(window.panel())).links, []);
  });

  it('can’t send markup that renders as more than text or leaves its place', async () => {
    const { articles, log, frame, composer } = window.panel();
    assert.equal(watch.loads('highlighter.js'), 0);
    for (const [index, text] of markup.entries()) {
      hub.say(`${text}\n\n**markup ${index}**`);
      const article = articles.filter({ hasText: `markup ${index}` });
      await article.locator('strong').last().waitFor();
      // Two lines, the text and the marker, however many combining marks a letter has.
      const box = text.includes('heap') && (await article.locator('.bubble').boundingBox());
      if (box) assert.ok(box.height < 100, `${box.height} px high`);
    }
    await log.locator('.code-tag').first().waitFor();
    assert.equal(watch.loads('highlighter.js'), 1);
    for (const part of [log, frame.locator('html')]) {
      const over = await part.evaluate((element) => element.scrollWidth - element.clientWidth);
      assert.equal(over, 0, 'wider than its place');
    }
    const page = await frame.locator('html').boundingBox();
    const field = await composer.boundingBox();
    assert.ok(page && field && field.y + field.height <= page.y + page.height);
  });

  it('can’t hide where a link leads, or open it unasked', async () => {
    const dialog = window.page.locator('.monaco-dialog-box');
    hub.say('[https://bank.example/](https://bank.example@evil.invalid/login)');
    await window.panel().log.getByRole('link', { name: 'bank.example' }).click();
    await dialog.getByText('Open a page on evil.invalid in your browser?').waitFor();
    await dialog.getByText(/part before the @ is a user name/).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    const { links } = await watch.seenIn(window.panel());
    assert.ok(
      links.some((each) => each.includes('evil.invalid/login')),
      'links are seen',
    );
  });

  it('can’t open anything outside the folder, whatever a path says', async () => {
    const { articles, log } = window.panel();
    const file = path.join(outside, 'secret.txt');
    const near = `${path.basename(outside)}/secret.txt`;
    const paths = [
      `../${near}`,
      `src/../../${near}`,
      `..\\${near.replace('/', '\\')}`,
      file,
      `file://${file}`,
      'C:\\Windows\\win.ini',
      '\\\\evil.invalid\\share\\a.c',
      `own.txt\u0000${near}`,
      host,
    ];
    for (const [index, wrong] of paths.entries()) {
      const card = index % 2 === 0 ? codeCard : errorCard;
      const lines = { path: wrong, line: 1, endLine: 1, text: secret };
      const at = { line: 1, column: 1, endLine: 1, endColumn: 2 };
      hub.say(`card ${index}.`, {
        ...card,
        ...lines,
        ...(card.type === 'error' && { at }),
      } as Card);
      const article = articles.filter({ hasText: `card ${index}.` });
      await article.locator('.card-place').click();
      await article.getByText('you don’t have this file').waitFor();
    }
    const places = [file, 'C:\\Windows\\win.ini', '\\\\evil.invalid\\b\\a.c'];
    for (const place of places) {
      // As code: elsewhere Markdown would remove a backslash.
      hub.say(`see \`${place}:1\``);
      await log.locator('.reference', { hasText: place }).click();
      const name = /[^/\\]+$/.exec(place)?.[0] ?? '';
      await window.waitForNotification(new RegExp(`Your folder has no file “.*${name}”`));
      await window.page.keyboard.press('Escape');
    }
    const uris = await opened();
    assert.ok(uris.length > 0, 'no document was opened to check');
    for (const uri of uris) assert.match(uri, /^deskmate:/);
  });

  it('can’t change anything outside the folder with a patch, nor what tools run', async () => {
    const folder = decodeURIComponent(new URL(window.page.url()).searchParams.get('folder') ?? '');
    const wrong = [
      '../escaped.txt',
      path.join(outside, 'escaped.txt'),
      'C:\\escaped.txt',
      '.git/hooks/pre-commit',
      '.vscode/tasks.json',
      `<img src=x onerror=hacked=1>/../../escaped.txt`,
    ];
    const files = wrong.map((name) => ({
      path: name,
      change: 'added' as const,
      diff: '@@ -0,0 +1 @@\n+owned\n',
    }));
    hub.say('try this', { type: 'patch', files });
    const article = window.panel().articles.filter({ hasText: 'try this' });
    const notes = article.getByText('in a location that patches can’t change');
    const previews = article.locator('.patch-preview');
    const seen = new Set(await opened());
    for (const index of files.keys()) {
      await previews.nth(index).click();
      await notes.nth(index).waitFor();
      // Until it is there the layout shifts, and a click may miss.
      await waitFor(
        async () => (await opened()).some((uri) => !seen.has(uri)),
        `file ${index} of the patch is shown`,
      );
      for (const uri of await opened()) seen.add(uri);
    }
    await article.getByRole('button', { name: 'Apply' }).click();
    await window.waitForNotification('Nothing in this patch can be applied');
    assert.deepEqual(await readdir(outside), ['secret.txt']);
    assert.deepEqual((await readdir(folder)).sort(), ['own.txt']);
    for (const uri of await opened()) assert.match(uri, /^deskmate:/);
  });

  it('has run, loaded and opened nothing, and the chat still works', async () => {
    const panel = window.panel();
    hub.say('shall we talk?');
    await waitForArticle(panel, 'shall we talk?');
    await panel.send('as if nothing had happened');
    await hub.receives('as if nothing had happened');
    await panel.articles.last().locator('.delivery:not(.queued)').waitFor();
    assert.deepEqual(await watch.hacked(), []);
    assert.deepEqual((await watch.seenIn(panel)).foreign, []);
    assert.deepEqual(watch.complaints, []);
    assert.deepEqual(watch.strange, []);
    assert.equal(watch.newPages, 0);
    assert.equal(await window.page.locator('.tab', { hasText: 'Untitled' }).count(), 0);
    assert.doesNotMatch(await window.statusBarText(), /offline/);
  });
});
