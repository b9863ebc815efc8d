import { strict as assert } from 'node:assert';
import type { PanelAttachment, PanelReview } from '../../../../src/webview/card-messages';
import { waitFor } from '../../../helpers/wait-for';
import { room } from '../room-scene';
import { usePanel } from '../use-panel';

const lines = Array.from({ length: 100 }, (_, index) => `line ${index + 1}`);

const review: PanelReview = {
  card: {
    kind: 'terminal',
    title: '$ login',
    command: 'login\n--token abc',
    facts: 'exit code 1',
    failed: true,
    output: [lines.join('\n'), ['\ntoken=abc', '31']],
    gaps: [],
  },
  marked: [100],
  markedCommand: true,
  parts: [
    { part: 'all', label: 'All 101 lines', chosen: true },
    { part: 'errors', label: 'Error lines', chosen: false },
    { part: 50, label: 'Last 50 lines', chosen: false },
  ],
  secrets: { warning: '2 marked lines', label: 'Leave out marked lines', leftOut: false },
};

const attachment: PanelAttachment = {
  id: 3,
  kind: 'terminal',
  label: '$ login',
  detail: 'token=abc',
  review,
};

describe('an output that waits to be sent', () => {
  const panel = usePanel();
  const output = () => panel.page.getByRole('group', { name: 'All of this will be sent' });
  const select = () => panel.page.getByRole('combobox', { name: 'Lines to send' });
  const box = () => panel.page.getByRole('checkbox', { name: 'Leave out marked lines' });

  it('is shown as a whole, with marked lines and a warning', async () => {
    await panel.open(room([], { attachment }));
    assert.equal(await output().locator('.code-line').count(), 101);
    assert.equal(
      await output().locator('.card-command .command').textContent(),
      'login\n--token abc',
    );
    assert.deepEqual(await output().locator('.code-line.marked').allTextContents(), ['token=abc']);
    assert.equal(await output().locator('.review-command.marked').count(), 1);
    await panel.page.getByRole('status').getByText('2 marked lines').waitFor();
    assert.equal(await panel.page.getByText('login', { exact: false }).count(), 1, 'once');
    const card = panel.page.getByRole('group', { name: 'Attached: $ login' });
    assert.ok(await card.getByRole('button', { name: 'Remove $ login' }).isVisible());
    const { height } = (await output().boundingBox()) ?? { height: 0 };
    assert.ok(height > 60 && height < 300, `${height}`);
    assert.ok(await output().evaluate((element) => element.scrollHeight > element.clientHeight));
  });

  it('is removed with its button, by mouse and by keyboard', async () => {
    for (const key of [undefined, 'Delete', 'Backspace']) {
      await panel.open(room([], { attachment }));
      const remove = panel.page.getByRole('button', { name: 'Remove $ login' });
      if (key === undefined) await remove.click();
      else await remove.press(key);
      assert.deepEqual(await panel.postedOf('detach'), [{ type: 'detach', id: 3 }]);
      assert.equal(await output().count(), 0);
    }
  });

  it('has no list of lines where there are none', async () => {
    const empty = { ...review, card: { ...review.card, output: [] }, marked: [], parts: [] };
    await panel.open(room([], { attachment: { ...attachment, review: empty } }));
    await box().waitFor();
    assert.equal(await select().count(), 0);
  });

  it('is scrolled to the first marked line, for each card', async () => {
    const marked = { ...attachment, review: { ...review, markedCommand: false } };
    await panel.open(room([], { attachment: marked }));
    const isInView = () =>
      output().evaluate((element) => {
        const mark = element.querySelector('.code-line.marked')?.getBoundingClientRect();
        const frame = element.getBoundingClientRect();
        return mark !== undefined && mark.bottom <= frame.bottom + 1 && mark.top >= frame.top;
      });
    await waitFor(isInView, 'the marked line is in view');
    await output().evaluate((element) => {
      element.scrollTop = 0;
    });
    await panel.post({ type: 'attachment', attachment: { ...marked, id: 4 } });
    await waitFor(isInView, 'the marked line is in view again');
  });

  it('is scrolled and trimmed by keyboard', async () => {
    await panel.open(room([], { attachment }));
    await output().focus();
    await panel.page.keyboard.press('End');
    await select().focus();
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('ArrowDown');
    await box().press('Space');
    assert.deepEqual(
      (await panel.postedOf('trim')).map(({ part, leaveOutMarked }) => [part, leaveOutMarked]),
      [
        ['errors', false],
        [50, false],
        ['all', true],
      ],
    );
    assert.deepEqual(await panel.postedOf('send'), []);
    const trimmed = {
      ...attachment,
      review: {
        ...review,
        marked: [],
        markedCommand: false,
        parts: review.parts.map((each) => ({ ...each, chosen: each.part === 50 })),
        secrets: { warning: 'Left out.', label: 'Leave out marked lines', leftOut: true },
        card: { ...review.card, output: ['b'] },
      },
    };
    await panel.post({ type: 'attachment', attachment: trimmed });
    await output().getByText('b', { exact: true }).waitFor();
    assert.equal(await select().inputValue(), '2');
    assert.equal(await box().isChecked(), true);
    assert.equal(
      await panel.page.evaluate(() => document.activeElement?.getAttribute('type')),
      'checkbox',
    );
  });

  it('isn’t drawn again while the user types', async () => {
    await panel.open(room([], { attachment }));
    await output().evaluate((element) => {
      element.querySelector('.code-line')?.setAttribute('data-same', '');
    });
    await panel.composer.fill('why?');
    assert.equal(await output().locator('[data-same]').count(), 1);
  });

  it('isn’t sent twice by a key that is held down', async () => {
    await panel.open(room([], { attachment }));
    await panel.composer.focus();
    await panel.page.keyboard.down('Enter');
    await panel.post({ type: 'refused', id: 1, reason: 'Send again to send it anyway.' });
    await panel.page.getByRole('alert').waitFor();
    await panel.page.keyboard.down('Enter');
    assert.equal((await panel.postedOf('send')).length, 1);
    await panel.page.keyboard.up('Enter');
    await panel.page.keyboard.press('Enter');
    assert.equal((await panel.postedOf('send')).length, 2);
  });

  it('fits a narrow and low panel', async () => {
    await panel.open(room([], { attachment }), { width: 170, height: 400 });
    const widest = await panel.page
      .locator('.composer *')
      .evaluateAll((all) =>
        Math.max(
          ...all
            .filter((each) => !each.closest('.code-scroll'))
            .map((each) => each.getBoundingClientRect().right),
        ),
      );
    assert.ok(widest <= 170, `${widest}`);
    const { y = 999, height = 999 } = (await panel.composer.boundingBox()) ?? {};
    assert.ok(y + height <= 400, `${y + height}`);
  });
});
