import { strict as assert } from 'node:assert';
import type { Locator } from 'playwright-core';
import { deliveries } from '../invited-scenes';
import { fromAnn, own, room, roomStatus } from '../room-scene';
import { usePanel } from '../use-panel';

describe('the actions of a message', () => {
  const panel = usePanel();

  const article = (id: string): Locator => panel.log.locator(`article[data-id="${id}"]`);
  const actions = (id: string): Locator =>
    article(id).getByRole('group', { name: /Message actions/ });
  const action = (id: string, name: string): Locator =>
    actions(id).getByRole('button', { name, exact: true });
  const labels = async (id: string) => {
    await article(id).hover();
    return actions(id)
      .getByRole('button')
      .evaluateAll((list) => list.map((button) => button.ariaLabel));
  };
  const picker = (): Locator => panel.page.getByRole('dialog', { name: 'React' });
  const focus = () => panel.page.evaluate(() => document.activeElement?.ariaLabel);

  it('cover no name, even in a narrow panel', async () => {
    const conversation = [
      fromAnn('1', 'hi'),
      own('2', 'hello'),
      fromAnn('3', 'ok', { authorName: 'Somebody with a rather long name' }),
      fromAnn('4', 'and', { authorName: 'Somebody with a rather long name' }),
      own('5', 'bye'),
    ];
    await panel.open(room(conversation), { width: 170, height: 800 });
    for (const width of [170, 320]) {
      await panel.page.setViewportSize({ width, height: 800 });
      for (const { id } of conversation) {
        await panel.log.locator(`[data-id="${id}"] .bubble`).hover();
        const bar = await panel.log.locator(`[data-id="${id}"] .message-actions`).boundingBox();
        const names = await panel.log
          .locator('.byline:not(.hidden-text) .name')
          .evaluateAll((list) => list.map((name) => name.getBoundingClientRect().toJSON()));
        assert.ok(bar && names.length >= 3);
        const covered = names.filter(
          ({ left, right, top, bottom }) =>
            bar.x < right && left < bar.x + bar.width && bar.y < bottom && top < bar.y + bar.height,
        );
        assert.deepEqual(covered, [], `message ${id} at ${width} px: ${JSON.stringify(bar)}`);
      }
    }
  });

  it('depend on the author', async () => {
    await panel.open(room([fromAnn('1', 'theirs'), own('2', 'mine')]));
    const more = 'More Actions…';
    assert.deepEqual(await labels('1'), ['Reply', 'React', 'Copy Text', more]);
    assert.deepEqual(await labels('2'), ['Reply', 'React', 'Copy Text', 'Edit', 'Delete', more]);
  });

  it('are none until it is delivered, after deletion, and while messages can’t be acted on', async () => {
    const { queued, unsent } = deliveries;
    const messages = [
      own('1', 'waits', { delivery: queued }),
      own('2', 'never went', { delivery: unsent }),
      own('3', '', { deleted: true }),
      own('4', 'is there'),
    ];
    await panel.open(room(messages));
    for (const id of ['1', '2', '3']) assert.deepEqual(await labels(id), [], id);
    assert.equal((await labels('4')).length, 6);
    await panel.post({ type: 'status', status: { ...roomStatus, canAct: false } });
    assert.deepEqual(await labels('4'), []);
  });

  it('appear while the pointer is over it, without moving anything', async () => {
    await panel.open(room([fromAnn('1', 'one'), fromAnn('2', 'two'), fromAnn('3', 'three')]));
    assert.equal(await panel.log.locator('.action').count(), 0, 'not in the page at all');
    const before = await Promise.all(['one', 'two', 'three'].map((text) => panel.topOf(text)));
    await article('2').hover();
    assert.ok(await actions('2').isVisible());
    assert.equal(await article('1').locator('.action').count(), 0);
    const after = await Promise.all(['one', 'two', 'three'].map((text) => panel.topOf(text)));
    assert.deepEqual(after, before);
  });

  describe('are those of one message at a time', () => {
    /** The messages whose buttons are visible. */
    const shown = () =>
      panel.log
        .locator('.actions-rail')
        .evaluateAll((rails) =>
          rails
            .filter((rail) =>
              rail.checkVisibility({ visibilityProperty: true, opacityProperty: true }),
            )
            .map((rail) => rail.closest('article')?.dataset.id),
        );
    const conversation = room([fromAnn('1', 'one'), own('2', 'two'), fromAnn('3', 'three')]);

    it('the one under the pointer, although another one was clicked', async () => {
      await panel.open(conversation);
      await panel.log.getByText('one', { exact: true }).click();
      assert.deepEqual(await shown(), ['1']);
      await article('3').hover();
      assert.deepEqual(await shown(), ['3']);
      await panel.composer.hover();
      assert.deepEqual(await shown(), ['1'], 'the one with the focus');
    });

    it('the one that is reached by keyboard, although the pointer rests on another one', async () => {
      await panel.open(conversation);
      await article('3').hover();
      await panel.composer.press('Shift+F6');
      await panel.page.keyboard.press('Home');
      assert.deepEqual(await shown(), ['1']);
      await panel.page.keyboard.press('ArrowDown');
      assert.deepEqual(await shown(), ['2']);
      await panel.page.keyboard.press('Enter');
      await panel.page.keyboard.press('Tab');
      assert.equal(await focus(), 'React');
      assert.deepEqual(await shown(), ['2']);
      await article('1').hover();
      assert.deepEqual(await shown(), ['1'], 'the pointer has moved');
      await panel.page.keyboard.press('Tab');
      assert.deepEqual(await shown(), ['2'], 'and the keyboard is used again');
      assert.equal(await focus(), 'Copy Text');
    });

    it('the clicked one when Enter leads into it, although the pointer is elsewhere', async () => {
      await panel.open(conversation);
      await panel.log.getByText('one', { exact: true }).click();
      await article('3').hover();
      await panel.page.keyboard.press('Enter');
      assert.equal(await focus(), 'Reply');
      assert.deepEqual(await shown(), ['1']);
    });

    it('the one for which a reaction is chosen, until then', async () => {
      await panel.open(conversation);
      await article('1').hover();
      await action('1', 'React').click();
      await panel.log.getByText('three', { exact: true }).hover({ force: true });
      assert.deepEqual(await shown(), ['1']);
      await panel.page.keyboard.press('Escape');
      await article('2').hover();
      assert.deepEqual(await shown(), ['2']);
    });

    it('the tapped one on a touch screen', async () => {
      await panel.open(conversation, { touch: true });
      for (const id of ['1', '3', '1']) {
        await panel.log.locator(`[data-id="${id}"] .bubble`).tap();
        assert.deepEqual(await shown(), [id]);
      }
      await action('1', 'Copy Text').tap();
      assert.deepEqual(await panel.postedOf('copy'), [{ type: 'copy', text: 'one' }]);
    });
  });

  it('leave most of the text visible, and stay inside the panel', async () => {
    await panel.open(room([own('1', 'ok'), own('2', 'ok')]), { width: 200 });
    for (const id of ['1', '2']) {
      await article(id).hover();
      const buttons = await actions(id).boundingBox();
      const text = await article(id).locator('.bubble').boundingBox();
      assert.ok(buttons && text);
      assert.ok(buttons.x >= 0 && buttons.x + buttons.width <= 200);
      assert.ok(buttons.y + buttons.height < text.y + text.height / 2);
    }
  });

  it('stay visible if the message is taller than the panel', async () => {
    await panel.open(room([fromAnn('1', 'line\n'.repeat(200))]));
    await article('1').hover();
    assert.ok(await action('1', 'Reply').isVisible());
    const top = (await action('1', 'Reply').boundingBox())?.y ?? -1;
    const log = await panel.log.boundingBox();
    assert.ok(log && top >= log.y && top < log.y + 40);
  });

  it('are posted to the extension host, and a click leaves the focus in the message box', async () => {
    await panel.open(room([fromAnn('1', '**bold** words'), own('2', 'mine')]));
    await panel.composer.focus();
    await article('1').hover();
    await action('1', 'Copy Text').click();
    await article('2').hover();
    await action('2', 'Delete').click();
    assert.deepEqual(await panel.postedOf('copy'), [{ type: 'copy', text: '**bold** words' }]);
    assert.deepEqual(await panel.postedOf('delete'), [{ type: 'delete', messageId: '2' }]);
    assert.equal(await focus(), 'Message');
  });

  it('can be reached by keyboard inside the message only', async () => {
    await panel.open(room([fromAnn('1', 'one'), own('2', 'two')]));
    await article('2').focus();
    await panel.page.keyboard.press('Enter');
    const stops = [await focus()];
    for (const key of ['Tab', 'ArrowRight', 'Tab', 'ArrowRight']) {
      await panel.page.keyboard.press(key);
      stops.push(await focus());
    }
    assert.deepEqual(stops, ['Reply', 'React', 'Copy Text', 'Edit', 'Delete']);
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.postedOf('delete'), [{ type: 'delete', messageId: '2' }]);
    assert.equal(await actions('1').count(), 0);
  });

  it('don’t react to letters typed in the message box', async () => {
    await panel.open(room([own('1', 'one')]));
    await panel.composer.focus();
    await panel.page.keyboard.type('reacted');
    assert.equal(await panel.composer.inputValue(), 'reacted');
    assert.equal(await panel.page.locator('.composer-bar').count(), 0);
  });

  describe('a reaction', () => {
    it('is chosen with the mouse', async () => {
      await panel.open(room([fromAnn('1', 'one')]));
      await article('1').hover();
      await action('1', 'React').click();
      assert.equal(await picker().getByRole('button').count(), 8);
      await picker().getByRole('button', { name: '🎉', exact: true }).click();
      assert.deepEqual(await panel.postedOf('react'), [
        { type: 'react', messageId: '1', emoji: '🎉', on: true },
      ]);
      assert.equal(await picker().count(), 0);
    });

    it('is found by typing, wherever the focus is in the picker', async () => {
      await panel.open(room([fromAnn('1', 'one')]));
      await article('1').focus();
      await action('1', 'React').press('Enter');
      await picker().getByRole('button', { name: '👍', exact: true }).press('t');
      await panel.page.keyboard.type('ada');
      await picker().getByRole('gridcell').first().waitFor();
      await panel.page.keyboard.press('Enter');
      assert.deepEqual(await panel.postedOf('react'), [
        { type: 'react', messageId: '1', emoji: '🎉', on: true },
      ]);
    });

    it('is chosen or canceled by keyboard, and the focus returns', async () => {
      await panel.open(room([fromAnn('1', 'one')]));
      await panel.composer.fill('draft');
      await article('1').focus();
      await action('1', 'React').press('Enter');
      await panel.page.keyboard.press('Escape');
      assert.equal(await picker().count(), 0);
      assert.equal(await focus(), 'React', 'Escape closed only the picker');
      assert.ok(await actions('1').isVisible(), 'the message’s buttons are still visible');
      assert.deepEqual(await panel.postedOf('react'), []);
      await panel.page.keyboard.press('Enter');
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'Enter']) {
        await panel.page.keyboard.press(key);
      }
      assert.deepEqual(await panel.postedOf('react'), [
        { type: 'react', messageId: '1', emoji: '❤️', on: true },
      ]);
      assert.equal(await focus(), 'React');
    });

    it('can be any emoji, typed or found, and nothing else', async () => {
      await panel.open(room([fromAnn('1', 'one')]));
      await article('1').hover();
      await action('1', 'React').click();
      const field = picker().getByRole('textbox', { name: 'Search emoji' });
      await picker().getByRole('gridcell').first().waitFor();
      const focusedTag = () => panel.page.evaluate(() => document.activeElement?.tagName);
      const stops: (string | undefined)[] = [await focusedTag()];
      for (let i = 0; i < 5; i++) {
        await panel.page.keyboard.press('Tab');
        stops.push(await focusedTag());
      }
      assert.deepEqual(stops, ['BUTTON', 'INPUT', 'BUTTON', 'SELECT', 'BUTTON', 'INPUT']);
      await panel.page.keyboard.insertText('xyzzy');
      await field.press('Enter');
      assert.match((await picker().getByRole('alert').textContent()) ?? '', /single emoji/);
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
      await field.fill('🧪');
      assert.equal(await picker().getByRole('alert').count(), 0);
      await field.press('Enter');
      assert.deepEqual(await panel.postedOf('react'), [
        { type: 'react', messageId: '1', emoji: '🧪', on: true },
      ]);
    });

    it('by the user is removed with the same button', async () => {
      const reactions = [{ emoji: '👍', count: 1, own: true, title: 'you' }];
      await panel.open(room([fromAnn('1', 'one', { reactions })]));
      await panel.log.getByRole('button', { name: 'Add a reaction' }).click();
      const thumb = picker().getByRole('button', { name: '👍' });
      assert.equal(await thumb.getAttribute('aria-pressed'), 'true');
      await thumb.click();
      assert.deepEqual(await panel.postedOf('react'), [
        { type: 'react', messageId: '1', emoji: '👍', on: false },
      ]);
    });

    it('can be chosen wherever the message is, even in a narrow panel', async () => {
      await panel.open(room([fromAnn('1', 'one'), own('2', 'two')]), { width: 200, height: 560 });
      for (const id of ['1', '2']) {
        await article(id).hover();
        await action(id, 'React').click();
        const box = await picker().boundingBox();
        assert.ok(box && box.x >= 0 && box.x + box.width <= 200, `${id} ${JSON.stringify(box)}`);
        assert.ok(box.y >= 0 && box.y + box.height <= 560, `${id} ${JSON.stringify(box)}`);
        await panel.page.keyboard.press('Escape');
      }
    });
  });
});
