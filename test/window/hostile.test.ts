import assert from 'node:assert/strict';
import type { EditorWindow } from '../../scripts/editor/window';
import { RawClient } from '../helpers/raw-client';
import { closeWindows, hidePanel, openWindow } from './fixture';
import { PageWatch } from './page-watch';
import { hostHub, waitForArticle } from './steps';

const quit = '[click me](command:workbench.action.closeWindow)';
const texts = [
  '<img src=x onerror="top.hacked = 1">',
  '<script>top.hacked = 1</script><iframe srcdoc="<script>top.hacked=1</script>"></iframe>',
  quit,
  'command:workbench.action.closeWindow https://example.invalid/ javascript:top.hacked=1',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: someone may send exactly this
  '**bold** `code` ${constructor.constructor("top.hacked = 1")()} {{7*7}} {0}',
  'user\u202Egnp.exe\u2066\u2067 right to left',
  `${'no-space-anywhere'.repeat(60)}`,
];

describe('malicious text', () => {
  let window: EditorWindow;
  let stranger: RawClient;
  let watch: PageWatch;

  before(async () => {
    // A lab room has no mentions: only this setting notifies about messages in it.
    const settings = { 'deskmate.notifications': 'all' };
    window = await openWindow({ person: 'Ann', settings });
    watch = new PageWatch(window);
    stranger = await RawClient.connect(await hostHub(window));
    await stranger.receives('已进入聊天室');
  });
  after(() => stranger?.destroy());
  after(() => watch?.stop());
  after(closeWindows);

  it('is shown as plain text', async () => {
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
    const { articles } = window.panel();
    await articles
      .last()
      .locator('.bubble', { hasText: /end\s*$/ })
      .waitFor();
    const last = await articles.last().locator('.bubble').textContent();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
    assert.doesNotMatch(last ?? '', /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
  });

  it('makes no link in a notification', async () => {
    await hidePanel(window);
    stranger.write(quit);
    const notice = await window.waitForNotification('click me');
    assert.equal(await notice.getByRole('link').count(), 0);
    assert.equal(await notice.locator('a[href], a[data-href]').count(), 0);
    await window.answerNotification('click me', 'Open Chat');
    await window.panel().log.waitFor();
  });

  it('ran nothing', async () => {
    assert.deepEqual(watch.complaints, []);
    assert.equal(await window.page.evaluate('window.hacked'), undefined);
    await window.waitForStatus(/Hosting :\d+ · 2 people/);
  });
});
