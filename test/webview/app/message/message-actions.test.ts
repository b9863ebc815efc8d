import { strict as assert } from 'node:assert';
import type { Locator } from 'playwright-core';
import type { FromPanel } from '../../../../src/webview/from-panel';
import { waitForResult } from '../../../helpers/wait-for';
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
  /** Waits until the page has posted this, and nothing else of its type. */
  const posts = (expected: FromPanel) =>
    waitForResult(() => panel.postedOf(expected.type), [expected], 'what is posted');

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
    await waitForResult(() => labels('1'), ['Reply', 'React', 'Copy Text', more], 'the actions');
    await waitForResult(
      () => labels('2'),
      ['Reply', 'React', 'Copy Text', 'Edit', 'Delete', more],
      'the actions',
    );
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
    for (const id of ['1', '2', '3']) await waitForResult(() => labels(id), [], id);
    await waitForResult(async () => (await labels('4')).length, 6, 'the number of actions');
    await panel.post({ type: 'status', status: { ...roomStatus, canAct: false } });
    await waitForResult(() => labels('4'), [], 'the actions');
  });

  it('appear while the pointer is over it, without moving anything', async () => {
    await panel.open(room([fromAnn('1', 'one'), fromAnn('2', 'two'), fromAnn('3', 'three')]));
    assert.equal(await panel.log.locator('.action').count(), 0, 'not in the page at all');
    const before = await Promise.all(['one', 'two', 'three'].map((text) => panel.topOf(text)));
    await article('2').hover();
    await actions('2').waitFor();
    await waitForResult(() => article('1').locator('.action').count(), 0, 'the other’s actions');
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
    const shows = (ids: string[], what = 'the messages with buttons') =>
      waitForResult(shown, ids, what);
    const conversation = room([fromAnn('1', 'one'), own('2', 'two'), fromAnn('3', 'three')]);

    it('the one under the pointer, although another one was clicked', async () => {
      await panel.open(conversation);
      await panel.log.getByText('one', { exact: true }).click();
      await shows(['1']);
      await article('3').hover();
      await shows(['3']);
      await panel.composer.hover();
      await shows(['1'], 'the one with the focus');
    });

    it('the one that is reached by keyboard, although the pointer rests on another one', async () => {
      await panel.open(conversation);
      await article('3').hover();
      await panel.composer.press('Shift+F6');
      await panel.page.keyboard.press('Home');
      await shows(['1']);
      await panel.page.keyboard.press('ArrowDown');
      await shows(['2']);
      await panel.page.keyboard.press('Enter');
      await panel.page.keyboard.press('Tab');
      await waitForResult(focus, 'React', 'the focus');
      await shows(['2']);
      await article('1').hover();
      await shows(['1'], 'the pointer has moved');
      await panel.page.keyboard.press('Tab');
      await shows(['2'], 'and the keyboard is used again');
      await waitForResult(focus, 'Copy Text', 'the focus');
    });

    it('the clicked one when Enter leads into it, although the pointer is elsewhere', async () => {
      await panel.open(conversation);
      await panel.log.getByText('one', { exact: true }).click();
      await article('3').hover();
      await panel.page.keyboard.press('Enter');
      await waitForResult(focus, 'Reply', 'the focus');
      await shows(['1']);
    });

    it('so a key that presses an unseen button shows it first', async () => {
      await panel.open(conversation);
      await article('2').focus();
      await panel.page.keyboard.press('Enter');
      await waitForResult(focus, 'Reply', 'the focus');
      await action('2', 'Delete').focus();
      for (const key of ['Enter', 'Space']) {
        await article('1').hover();
        await shows(['1']);
        await panel.page.keyboard.press(key);
        await shows(['2']);
        assert.deepEqual(await panel.postedOf('delete'), [], key);
        await article('3').hover();
      }
      await panel.page.keyboard.press('Enter');
      assert.deepEqual(await panel.postedOf('delete'), []);
      await panel.page.keyboard.press('Enter');
      await posts({ type: 'delete', messageId: '2' });
    });

    it('the one for which a reaction is chosen, until then', async () => {
      await panel.open(conversation);
      await article('1').hover();
      await action('1', 'React').click();
      await panel.log.getByText('three', { exact: true }).hover({ force: true });
      await shows(['1']);
      await panel.page.keyboard.press('Escape');
      await article('2').hover();
      await shows(['2']);
    });

    it('the tapped one on a touch screen', async () => {
      await panel.open(conversation, { touch: true });
      for (const id of ['1', '3', '1']) {
        await panel.log.locator(`[data-id="${id}"] .bubble`).tap();
        await shows([id]);
      }
      await action('1', 'Copy Text').tap();
      await posts({ type: 'copy', text: 'one' });
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
    await action('1', 'Reply').waitFor();
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
    await posts({ type: 'copy', text: '**bold** words' });
    await posts({ type: 'delete', messageId: '2' });
    await waitForResult(focus, 'Message', 'the focus');
  });

  it('can be reached by keyboard inside the message only', async () => {
    await panel.open(room([fromAnn('1', 'one'), own('2', 'two')]));
    await article('2').focus();
    await panel.page.keyboard.press('Enter');
    await waitForResult(focus, 'Reply', 'the focus');
    for (const [key, name] of [
      ['Tab', 'React'],
      ['ArrowRight', 'Copy Text'],
      ['Tab', 'Edit'],
      ['ArrowRight', 'Delete'],
    ] as const) {
      await panel.page.keyboard.press(key);
      await waitForResult(focus, name, 'the focus');
    }
    await panel.page.keyboard.press('Enter');
    await posts({ type: 'delete', messageId: '2' });
    await waitForResult(() => actions('1').count(), 0, 'the other’s actions');
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
      await waitForResult(() => picker().getByRole('button').count(), 8, 'the emoji');
      await picker().getByRole('button', { name: '🎉', exact: true }).click();
      await posts({ type: 'react', messageId: '1', emoji: '🎉', on: true });
      await picker().waitFor({ state: 'detached' });
    });

    it('is found by typing, wherever the focus is in the picker', async () => {
      await panel.open(room([fromAnn('1', 'one')]));
      await article('1').focus();
      await action('1', 'React').press('Enter');
      await picker().getByRole('button', { name: '👍', exact: true }).press('t');
      await panel.page.keyboard.type('ada');
      await picker().getByRole('gridcell').first().waitFor();
      await panel.page.keyboard.press('Enter');
      await posts({ type: 'react', messageId: '1', emoji: '🎉', on: true });
    });

    it('is chosen or canceled by keyboard, and the focus returns', async () => {
      await panel.open(room([fromAnn('1', 'one')]));
      await panel.composer.fill('draft');
      await article('1').focus();
      await action('1', 'React').press('Enter');
      await panel.page.keyboard.press('Escape');
      await picker().waitFor({ state: 'detached' });
      await waitForResult(focus, 'React', 'Escape closed only the picker');
      await actions('1').waitFor();
      assert.deepEqual(await panel.postedOf('react'), []);
      await panel.page.keyboard.press('Enter');
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'Enter']) {
        await panel.page.keyboard.press(key);
      }
      await posts({ type: 'react', messageId: '1', emoji: '❤️', on: true });
      await waitForResult(focus, 'React', 'the focus');
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
      await posts({ type: 'react', messageId: '1', emoji: '🧪', on: true });
    });

    it('by the user is removed with the same button', async () => {
      const reactions = [{ emoji: '👍', count: 1, own: true, title: 'you' }];
      await panel.open(room([fromAnn('1', 'one', { reactions })]));
      await panel.log.getByRole('button', { name: 'Add a reaction' }).click();
      const thumb = picker().getByRole('button', { name: '👍' });
      assert.equal(await thumb.getAttribute('aria-pressed'), 'true');
      await thumb.click();
      await posts({ type: 'react', messageId: '1', emoji: '👍', on: false });
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
