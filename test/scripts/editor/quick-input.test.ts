import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../../scripts/editor/browser';
import { QuickInput } from '../../../scripts/editor/quick-input';

/** How long a click may take to have an effect before it is made again, in ms. */
const effectMs = 300;

/** A list with one row, in the editor's elements; `clicked` is called with the number of the click. */
const list = (clicked: string) => `
  <div class="quick-input-widget">
    <div class="quick-input-title">Join Room</div>
    <div class="quick-input-list"></div>
  </div>
  <script>
    const rows = document.querySelector('.quick-input-list');
    const show = (label, detail) => {
      rows.innerHTML =
        '<div class="monaco-list-row"><a class="label-name">' + label + '</a> ' + detail + '</div>';
      rows.firstChild.onclick = () => clicked(++clicks);
    };
    const clicked = ${clicked};
    let clicks = 0;
    show('Ann’s room', '127.0.0.1:5000');
  </script>`;

describe('a row of an editor’s list that a test picks', () => {
  let browser: Browser;
  let page: Page;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    page = await browser.newPage();
  });
  afterEach(() => page.close());

  async function pickIn(clicked: string): Promise<unknown> {
    await page.setContent(list(clicked));
    await new QuickInput(page, effectMs).pick('Ann’s room');
    return page.evaluate('[rows.textContent, clicks]');
  }

  it('is clicked again if the list was filled anew and lost the click', async () => {
    const filledAnew = `(count) => count === 1
      ? show('Ann’s room', '[::1]:5000')
      : show('Room Code', '')`;
    assert.deepEqual(await pickIn(filledAnew), ['Room Code ', 2]);
  });

  it('isn’t looked for any more if the next list only comes late', async () => {
    const late = `() => setTimeout(() => show('Room Code', ''), ${1.5 * effectMs})`;
    const [text] = (await pickIn(late)) as [string];
    assert.equal(text, 'Room Code ');
  });

  it('is an error if no click does anything', async () => {
    await assert.rejects(pickIn('() => {}'), /^Error: The row Ann’s room does nothing$/);
  });
});
