import { strict as assert } from 'node:assert';
import { hosting, snapshot } from '../fixtures';
import { fromAnn, room, roomStatus } from '../room-scene';
import { usePanel } from '../use-panel';

describe('completing names in the composer', () => {
  const panel = usePanel();

  const list = () => panel.page.getByRole('listbox', { name: 'People to mention' });
  const options = () => list().getByRole('option').allTextContents();
  const selected = () => list().getByRole('option', { selected: true }).textContent();

  it('offers the other members, and filters them', async () => {
    await panel.open(room([]));
    await panel.composer.pressSequentially('@');
    assert.deepEqual(await options(), ['Ann', 'Ben', 'Zoë from the third row']);
    await panel.composer.pressSequentially('b');
    assert.deepEqual(await options(), ['Ben']);
    await panel.composer.pressSequentially('x');
    assert.equal(await list().count(), 0);
  });

  it('exposes the selected name to assistive technology', async () => {
    await panel.open(room([]));
    assert.equal(await panel.composer.getAttribute('aria-controls'), null);
    await panel.composer.pressSequentially('hi @');
    await panel.composer.press('ArrowDown');
    assert.equal(
      await panel.composer.getAttribute('aria-controls'),
      await list().getAttribute('id'),
    );
    const active = await panel.composer.getAttribute('aria-activedescendant');
    assert.equal(await panel.page.locator(`#${active}`).textContent(), await selected());
    assert.equal(await selected(), 'Ben');
  });

  it('inserts the name with Enter or Tab, and sends with the next Enter', async () => {
    for (const key of ['Enter', 'Tab']) {
      await panel.open(room([]));
      await panel.composer.pressSequentially('hi @zo');
      await panel.composer.press(key);
      assert.equal(await panel.composer.inputValue(), 'hi @Zoë from the third row ');
      assert.equal(await list().count(), 0);
      assert.deepEqual(await panel.postedOf('send'), []);
      await panel.composer.press('Enter');
      assert.equal((await panel.postedOf('send'))[0]?.text, 'hi @Zoë from the third row ');
    }
  });

  it('inserts the name in the middle of a text, and Undo removes it', async () => {
    await panel.open(room([]));
    await panel.composer.fill('ask  about it');
    await panel.composer.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(4, 4));
    await panel.page.keyboard.type('@an');
    await panel.page.keyboard.press('Enter');
    assert.equal(await panel.composer.inputValue(), 'ask @Ann about it');
    await panel.page.keyboard.press('Control+z');
    assert.equal(await panel.composer.inputValue(), 'ask @an about it');
  });

  it('inserts a clicked name and keeps the focus', async () => {
    await panel.open(room([]));
    await panel.composer.pressSequentially('@');
    await list().getByRole('option', { name: 'Ben' }).click();
    await panel.page.keyboard.type('hello');
    assert.equal(await panel.composer.inputValue(), '@Ben hello');
  });

  it('closes on Escape, which cancels nothing else, and when the focus leaves', async () => {
    await panel.open(room([fromAnn('1', 'question')]));
    await panel.log.locator('article').hover();
    await panel.log.getByRole('button', { name: 'Reply' }).click();
    await panel.composer.pressSequentially('@');
    await panel.composer.press('Escape');
    assert.equal(await list().count(), 0);
    assert.equal(await panel.page.locator('.composer-bar').count(), 1);
    await panel.composer.pressSequentially(' @');
    assert.equal(await list().count(), 1);
    await panel.log.focus();
    assert.equal(await list().count(), 0);
  });

  it('fits the panel with 500 people, and shows the selected one', async () => {
    const crowd = Array.from({ length: 500 }, (_, i) => ({
      id: `s${i}`,
      name: i === 7 ? `\u202e${'\u0301'.repeat(5000)}` : `Student number ${i} of the whole year`,
      self: false,
      host: false,
      hue: i % 6,
    }));
    const status = { ...roomStatus, members: crowd };
    await panel.open(room([], { status }), { width: 200, height: 500 });
    await panel.composer.pressSequentially('@');
    assert.equal(await list().getByRole('option').count(), 50);
    const box = await list().boundingBox();
    assert.ok(box && box.y >= 0 && box.x >= 0 && box.x + box.width <= 200);
    await panel.composer.press('ArrowUp');
    const last = await list().getByRole('option', { selected: true }).boundingBox();
    assert.ok(last && last.y >= box.y && last.y + last.height <= box.y + box.height);
    const rows = await list()
      .getByRole('option')
      .evaluateAll((all) => new Set(all.map((row) => row.getBoundingClientRect().height)).size);
    assert.equal(rows, 1, 'all rows have the same height');
  });

  it('isn’t offered in a lab room or in an address', async () => {
    await panel.open(snapshot({ status: hosting }));
    await panel.composer.pressSequentially('@');
    assert.equal(await list().count(), 0);
    await panel.open(room([]));
    await panel.composer.pressSequentially('mail ann@b');
    assert.equal(await list().count(), 0);
  });
});
