import { strict as assert } from 'node:assert';
import { hosting, offline, said, snapshot } from '../fixtures';
import { invitedScenes, pair } from '../invited-scenes';
import { states } from '../states';
import { usePanel } from '../use-panel';

describe('the room bar', () => {
  const panel = usePanel();

  const button = (name: string) => panel.page.getByRole('button', { name, exact: true });

  it('breaks a long headline between words in a narrow side bar', async () => {
    const { reconnecting } = invitedScenes;
    assert.ok(reconnecting);
    await panel.open(reconnecting, { width: 200, place: 'view' });
    const words = panel.page.locator('.headline span');
    const lines = await words.evaluate((span) => {
      const text = [...span.childNodes].find((node) => node instanceof Text) as Text;
      const range = document.createRange();
      range.setStart(text, text.data.lastIndexOf(' ') + 1);
      range.setEnd(text, text.length);
      return range.getClientRects().length;
    });
    assert.equal(lines, 1);
  });

  it('shows its buttons as icons when narrow, and with labels when wide', async () => {
    for (const [width, hasLabels] of [
      [200, false],
      [600, true],
    ] as const) {
      await panel.open(snapshot({ status: pair }), { width, place: 'editor' });
      const copy = button('Copy Invite');
      assert.equal(
        await panel.page.getByText('Copy Invite', { exact: true }).isVisible(),
        hasLabels,
      );
      assert.ok(await copy.isVisible());
      await copy.press('Enter');
      await button('Close Room').press('Space');
      const commands = await panel.postedOf('command');
      assert.deepEqual(
        commands.map(({ command }) => command),
        ['copyInvite', 'leave'],
      );
    }
  });

  it('offers to go on without the host in words, at every width', async () => {
    const { reconnecting } = invitedScenes;
    assert.ok(reconnecting);
    const actions = [
      { command: 'continueRoom', label: 'Continue as New Room' },
      { command: 'showLog', label: 'Show Log' },
    ] as const;
    const status = { ...reconnecting.status, actions };
    for (const width of [200, 600, 1100]) {
      await panel.open({ ...reconnecting, status }, { width, place: 'view' });
      const offer = panel.page.getByText('Continue as New Room', { exact: true });
      const box = await offer.boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= width, `${width}`);
      await offer.click();
      assert.deepEqual(await panel.postedOf('command'), [
        { type: 'command', command: 'continueRoom' },
      ]);
    }
  });

  it('leaves out commands that are in the view’s title bar', async () => {
    for (const [place, count] of [
      ['view', 0],
      ['editor', 1],
    ] as const) {
      await panel.open(snapshot({ status: pair }), { place });
      for (const name of ['Copy Invite', 'Close Room']) {
        assert.equal(await button(name).count(), count, `${name} in the ${place}`);
      }
    }
  });

  it('is one line with accessible names, and shows details on demand', async () => {
    const title = 'A room with a rather long name, for the whole of the second year';
    const headline = `Pair room “${title}” · 2 people`;
    for (const [width, height] of [
      [170, 730],
      [320, 640],
      [1100, 240],
    ] as const) {
      await panel.open(snapshot({ status: { ...pair, title, headline } }), { width, height });
      const bar = panel.page.locator('.room-bar');
      assert.ok(((await bar.boundingBox())?.height ?? 99) <= 36, `${width} × ${height}`);
      assert.equal(await panel.page.getByRole('status').getByText(headline).count(), 1);
      const about = button('Encrypted, by invite only.');
      await about.press('Enter');
      await panel.page.getByRole('status').getByText('Encrypted, by invite only.').waitFor();
      await about.click();
      assert.equal(await bar.locator('.detail').count(), 0);
    }
  });

  it('leaves several messages visible in a low bottom panel', async () => {
    const texts = Array.from({ length: 9 }, (_, i) => said(`${i}`, `message ${i}`));
    await panel.open(snapshot({ status: pair, messages: texts }), { width: 1100, height: 200 });
    const log = await panel.log.boundingBox();
    const boxes = await panel.log
      .locator('.bubble')
      .evaluateAll((list) => list.map((bubble) => bubble.getBoundingClientRect().top));
    const visible = boxes.filter((top) => top >= (log?.y ?? 0));
    assert.ok(visible.length >= 4, `${visible.length} of ${boxes.length}`);
  });

  it('has welcome buttons that work with the keyboard', async () => {
    await panel.open(snapshot({ status: offline }), { height: 200 });
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.press('Enter');
    await panel.page.keyboard.press('Tab');
    const before = await panel.page.locator('.welcome').evaluate((element) => element.scrollTop);
    await panel.page.keyboard.press('Space');
    const after = await panel.page.locator('.welcome').evaluate((element) => element.scrollTop);
    assert.equal(after, before, 'Space does not scroll');
    const commands = await panel.postedOf('command');
    assert.deepEqual(
      commands.map(({ command }) => command),
      ['host', 'join'],
    );
  });

  it('offers sending code only while the room supports it', async () => {
    await panel.open(snapshot({ status: pair }));
    await button('Send Selection').click();
    await button('Send Patch').click();
    await button('Send Terminal Output').click();
    const commands = await panel.postedOf('command');
    assert.deepEqual(
      commands.map(({ command }) => command),
      ['sendSelection', 'sendPatch', 'sendTerminalOutput'],
    );
    await panel.post({ type: 'status', status: { ...pair, canSend: false } });
    assert.equal(await button('Send Selection').count(), 0);
    await panel.post({ type: 'status', status: hosting });
    assert.equal(await button('Send Patch').count(), 0);
  });

  it('explains in a lab room what the room doesn’t support', async () => {
    const plainText = 'This room carries plain text only.';
    await panel.open(snapshot({ status: { ...hosting, plainText } }));
    await button(plainText).click();
    await panel.page.getByRole('status').getByText(plainText).waitFor();
  });

  it('shows the network weather, which a click changes', async () => {
    const weather = { label: 'Train', title: 'Network weather for everyone: Train (5% loss).' };
    await panel.open(snapshot({ status: { ...hosting, weather } }));
    assert.equal((await button(weather.title).textContent())?.trim(), 'Train');
    assert.equal(await button(weather.title).getAttribute('title'), weather.title);
    await button(weather.title).click();
    assert.deepEqual(await panel.postedOf('command'), [{ type: 'command', command: 'setWeather' }]);
    await panel.page.setViewportSize({ width: 200, height: 600 });
    assert.ok(await button(weather.title).isVisible());
    assert.ok(!(await panel.page.getByText('Train', { exact: true }).isVisible()));
    await panel.page.setViewportSize({ width: 400, height: 600 });
    await panel.post({ type: 'status', status: hosting });
    assert.equal(await button(weather.title).count(), 0);
  });

  it('uses the editor’s colors for code, and removes colors that are gone', async () => {
    const colors = () =>
      panel.page.evaluate(() => {
        const { style } = document.documentElement;
        return ['--code-keyword', '--code-string'].map((name) => style.getPropertyValue(name));
      });
    await panel.open(snapshot());
    await panel.post({ type: 'colors', colors: { keyword: '#112233', string: '#445566cc' } });
    assert.deepEqual(await colors(), ['#112233', '#445566cc']);
    await panel.post({ type: 'colors', colors: { string: '#000000' } });
    assert.deepEqual(await colors(), ['', '#000000']);
  });

  it('doesn’t move for people who prefer reduced motion', async () => {
    const { connecting } = states;
    assert.ok(connecting);
    await panel.open(connecting.snapshot);
    const spinner = panel.page.locator('.room-bar .spins');
    const animation = () => spinner.evaluate((icon) => getComputedStyle(icon).animationName);
    assert.equal(await animation(), 'spin');
    await panel.page.emulateMedia({ reducedMotion: 'reduce' });
    assert.equal(await animation(), 'none');
  });

  it('still shows presence in forced colors', async () => {
    const { all } = states;
    assert.ok(all);
    await panel.open(all.snapshot);
    await panel.page.emulateMedia({ forcedColors: 'active' });
    const dots = await panel.page
      .getByRole('list', { name: 'Participants' })
      .locator('.dot')
      .evaluateAll((list) => list.map((dot) => getComputedStyle(dot).forcedColorAdjust));
    assert.ok(dots.length > 0 && dots.every((adjust) => adjust === 'none'));
  });

  it('leaves space for the messages in a low panel', async () => {
    const all = states.all;
    assert.ok(all);
    const { snapshot: content } = all;
    const problem = 'The connection was lost. Ask the host whether the room is open. '.repeat(3);
    const full = { ...content, status: { ...content.status, problem, plainText: problem } };
    for (const [width, height, minLog] of [
      [234, 400, 120],
      [200, 300, 90],
      [320, 200, 48],
      [800, 200, 48],
    ] as const) {
      await panel.open(full, { width, height });
      const heights = await panel.page.evaluate(() =>
        ['.log', '.composer', '.room'].map(
          (part) => document.querySelector(part)?.getBoundingClientRect().height ?? 0,
        ),
      );
      const [log = 0, composer = 0, room] = heights;
      assert.ok(log >= minLog && composer >= 30, `${width} × ${height}: ${heights}`);
      assert.equal(room, height);
    }
    // Parts that don't fit scroll; they don't cover anything.
    const overlaps = await panel.page.evaluate(() => {
      const parts = [...document.querySelectorAll('.room-bar :is(.headline, .detail, .problem)')];
      const boxes = parts.map((part) => part.getBoundingClientRect());
      return boxes.filter(
        (box, i) => i > 0 && box.height > 0 && box.top < (boxes[i - 1]?.bottom ?? 0),
      );
    });
    assert.deepEqual(overlaps, []);
  });

  it('fits a narrow side bar, even at 200% zoom', async () => {
    await panel.open(snapshot());
    // A nudge shakes, also beyond the edge.
    await panel.page.emulateMedia({ reducedMotion: 'reduce' });
    for (const [name, { snapshot: content }] of Object.entries(states)) {
      // At 200% zoom, 320 px are 160 CSS pixels.
      for (const width of [200, 160]) {
        await panel.page.setViewportSize({ width, height: 640 });
        await panel.show(content);
        assert.deepEqual(await panel.page.evaluate(overflowing), [], `${name} at ${width} px`);
      }
    }
    await panel.page.emulateMedia({ reducedMotion: null });
  });
});

/** The elements wider than the page, except scrollable code. A string because it runs in the page. */
const overflowing = `[...document.querySelectorAll('#panel :not(.hidden-text, .hidden-text *, .code-scroll *)')]
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
  .map((element) => element.outerHTML)`;
