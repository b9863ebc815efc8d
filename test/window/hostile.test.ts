import assert from 'node:assert/strict';
import type { EditorWindow } from '../../scripts/editor/window';
import { RawClient } from '../helpers/raw-client';
import { waitFor } from '../helpers/wait-for';
import { closeWindows, openWindow } from './fixture';
import { hostHub, waitForArticle } from './steps';

const quit = '[click me](command:workbench.action.closeWindow)';
const texts = [
  '<img src=x onerror="top.hacked = 1">',
  '<script>top.hacked = 1</script><iframe srcdoc="<script>top.hacked=1</script>"></iframe>',
  quit,
  'command:workbench.action.closeWindow https://example.invalid/ javascript:top.hacked=1',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: somebody may send just this
  '**bold** `code` ${constructor.constructor("top.hacked = 1")()} {{7*7}} {0}',
  'user\u202Egnp.exe\u2066\u2067 right to left',
  `${'no-space-anywhere'.repeat(60)}`,
];

describe('text that means harm', () => {
  let window: EditorWindow;
  let stranger: RawClient;
  const errors: string[] = [];

  before(async () => {
    // A lab room has no mentions: only this setting tells of what strangers say in it.
    window = await openWindow({ settings: { 'deskmate.notifications': 'all' } });
    window.page.on('pageerror', (error) => errors.push(error.message));
    window.page.on('dialog', (dialog) => errors.push(dialog.message()));
    window.page.on('console', (line) => {
      if (line.type() === 'error' && /deskmate|panel|Content Security/i.test(line.text())) {
        errors.push(line.text());
      }
    });
    stranger = await RawClient.connect(await hostHub(window));
    await stranger.hears('已进入聊天室');
  });
  after(() => stranger?.destroy());
  after(closeWindows);

  it('is shown as the text that it is', async () => {
    for (const text of texts) {
      stranger.write(text);
      await waitForArticle(window.panel(), text);
    }
    const { log } = window.panel();
    assert.equal(await log.locator('img, script, iframe, a[href], b, code').count(), 0);
  });

  it('moves no line out of its place', async () => {
    const { frame, log, composer } = window.panel();
    for (const part of [log, frame.locator('html')]) {
      const over = await part.evaluate((element) => element.scrollWidth - element.clientWidth);
      assert.equal(over, 0, 'wider than its place');
    }
    const inner = await frame.locator('html').boundingBox();
    const field = await composer.boundingBox();
    assert.ok(inner && field && field.y + field.height <= inner.y + inner.height);
  });

  it('reaches neither terminal nor page with its control characters', async () => {
    stranger.write(
      '\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u0000nul\u0008\u007f \u009b2J end',
    );
    await window.panel().waitForText('red');
    const last = await window.panel().articles.last().locator('.bubble').textContent();
    assert.ok(last?.includes('end'));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    assert.doesNotMatch(last ?? '', /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
  });

  it('makes no link of a notification', async () => {
    await window.openContainer('Explorer');
    await window.panel().log.waitFor({ state: 'detached' });
    stranger.write(quit);
    const notice = await window.waitForNotification('click me');
    assert.equal(await notice.getByRole('link').count(), 0);
    assert.equal(await notice.locator('a[href], a[data-href]').count(), 0);
    await notice.getByRole('button', { name: 'Open Chat' }).click();
    await window.panel().log.waitFor();
  });

  it('ran nothing', async () => {
    assert.deepEqual(errors, []);
    assert.equal(await window.page.evaluate('window.hacked'), undefined);
    await waitFor(
      async () => /Hosting :\d+ · 2 people/.test(await window.statusBarText()),
      'still hosting',
    );
  });
});
