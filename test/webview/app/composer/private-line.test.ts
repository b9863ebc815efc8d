import assert from 'node:assert/strict';
import {
  classScenes,
  helpersOnly,
  studentClass,
  studentStatus,
  withoutName,
} from '../class-scenes';
import { usePanel } from '../use-panel';

describe('private messages in the panel', () => {
  const panel = usePanel();

  const recipient = () => panel.page.getByRole('combobox', { name: 'To:' });
  const sent = () => panel.postedOf('send');

  it('go to whom the box shows, from the moment it shows them', async () => {
    await panel.open(classScenes.classIdle);
    await panel.composer.fill('psst');
    assert.equal(await recipient().inputValue(), '');
    await recipient().selectOption({ label: helpersOnly.label });
    assert.equal(await panel.composer.inputValue(), 'psst', 'the text stays');
    await panel.composer.press('Enter');
    assert.deepEqual(await panel.postedOf('recipient'), [{ type: 'recipient', of: 0, to: 'm0' }]);
    assert.deepEqual(await sent(), [{ type: 'send', of: 0, id: 1, text: 'psst', to: 'm0' }]);
    await panel.post({ type: 'sent', id: 1 });
    await panel.composer.fill('and this');
    await panel.composer.press('Enter');
    assert.equal((await sent()).at(-1)?.to, 'm0', 'the next one goes there, too');
    await recipient().selectOption('');
    await panel.composer.fill('all');
    await panel.composer.press('Enter');
    assert.deepEqual((await sent()).at(-1), { type: 'send', of: 0, id: 3, text: 'all' });
  });

  it('look different, and say so to screen readers', async () => {
    await panel.open(classScenes.classPrivate);
    assert.equal(await panel.composer.getAttribute('placeholder'), 'Write a private message');
    assert.equal(await panel.page.locator('.composer.private .recipient.private').count(), 1);
    const region = panel.page.getByRole('region', { name: 'Private: only you and the helpers' });
    const messages = region.getByRole('listitem');
    assert.equal(await messages.count(), 3);
    assert.match((await messages.nth(1).textContent()) ?? '', /Ben[\s\S]*<b>i<\/b> starts at 1/);
    await region.getByRole('button', { name: 'src/list.c, line 42' }).press('Enter');
    assert.deepEqual(await panel.postedOf('openPrivateCard'), [
      { type: 'openPrivateCard', student: 'm0', author: 'm2', privateId: '1' },
    ]);
  });

  it('leave the message box its width in a low panel, with the messages above', async () => {
    for (const [width, height] of [
      [560, 240],
      [830, 220],
      [420, 300],
    ] as const) {
      await panel.open(classScenes.classPrivate, { width, height });
      const bar = await panel.page
        .locator('.room-bar')
        .evaluate(({ clientHeight, firstElementChild }) => ({
          clientHeight,
          headline: firstElementChild?.firstElementChild?.getBoundingClientRect().bottom ?? 0,
        }));
      assert.ok(bar.headline > 0 && bar.headline <= bar.clientHeight + 1, JSON.stringify(bar));
      const boxes = await panel.page.evaluate(() =>
        ['.log', '.class-strip', '.private-line', '#composer', '.composer-tools'].map((part) => {
          const box = document.querySelector(part)?.getBoundingClientRect();
          return [box?.top ?? 0, box?.bottom ?? 0, box?.width ?? 0] as const;
        }),
      );
      const [log, strip, line, composer, tools] = boxes;
      assert.ok(log && strip && line && composer && tools);
      const shown = `${width} × ${height}: ${JSON.stringify(boxes)}`;
      assert.ok(composer[2] > 0.3 * width && line[2] > 0.4 * width, shown);
      for (const [above, below] of [
        [log, strip],
        [strip, line],
        [line, composer],
      ] as const) {
        assert.ok(above[1] <= below[0] + 1, shown);
      }
      assert.ok(composer[1] <= height && tools[1] <= height, shown);
      assert.ok(tools[0] >= line[1] - 1, shown);
      assert.ok(log[1] - log[0] >= 30, shown);
    }
  });

  it('leave the message box whole in a low panel, however long the draft is', async () => {
    const { classLecture, classPrivate, classUnseen } = classScenes;
    for (const [name, scene] of Object.entries({ classLecture, classPrivate, classUnseen })) {
      for (const height of [200, 213, 240, 300]) {
        await panel.open(scene, { width: 560, height });
        for (const lines of [1, 2, 12]) {
          await panel.composer.fill('line\n'.repeat(lines).trim());
          const { bottom, log } = await panel.page.evaluate(() => ({
            bottom: document.querySelector('#composer')?.getBoundingClientRect().bottom ?? NaN,
            log: document.querySelector('.log')?.clientHeight ?? NaN,
          }));
          const shown = `${name}, ${lines} lines: ends at ${bottom} of ${height}, log ${log}`;
          assert.ok(bottom < height + 1 && log >= 30, shown);
        }
      }
    }
  });

  it('never become public by a reply or by a refusal', async () => {
    await panel.open(classScenes.classPrivate);
    const first = panel.log.locator('article[data-id="1"]');
    await first.hover();
    await first.getByRole('button', { name: 'Reply', exact: true }).click();
    assert.match(
      (await panel.page.getByRole('alert').textContent()) ?? '',
      /replies go to everyone/,
    );
    assert.equal(await recipient().inputValue(), 'm0');
    await panel.composer.press('Enter');
    await recipient().selectOption('');
    await panel.post({ type: 'refused', id: 1, reason: 'Not now.' });
    assert.equal(await recipient().inputValue(), 'm0', 'the text is back, and private');
    assert.equal(await panel.composer.inputValue(), 'psst');
    assert.deepEqual(
      (await sent()).map(({ to }) => to),
      ['m0'],
    );
  });

  it('become a reply to everyone only with an empty box', async () => {
    await panel.open(classScenes.classPrivate);
    await panel.composer.fill('');
    const first = panel.log.locator('article[data-id="1"]');
    await first.hover();
    await first.getByRole('button', { name: 'Reply', exact: true }).click();
    assert.equal(await recipient().inputValue(), '');
    await panel.composer.fill('public');
    await panel.composer.press('Enter');
    assert.deepEqual(await sent(), [{ type: 'send', of: 0, id: 1, text: 'public', reply: '1' }]);
  });

  it('stay private while the class isn’t known, and in the other page of the window', async () => {
    await panel.open({ ...classScenes.classPrivate, status: studentStatus });
    assert.equal(await recipient().inputValue(), 'm0');
    await panel.composer.press('Enter');
    assert.equal((await sent())[0]?.to, 'm0');
    await panel.open(classScenes.classIdle);
    await panel.post({ type: 'draft', draft: 'psst', of: 0, to: 'm0' });
    assert.equal(await recipient().inputValue(), 'm0');
    await panel.post({ type: 'draft', draft: 'all', of: 0 });
    assert.equal(await recipient().inputValue(), '');
  });

  it('are all that a student can write in a lecture', async () => {
    await panel.open(classScenes.classLecture);
    const everyone = recipient().getByRole('option', { name: 'Everyone' });
    assert.equal(await everyone.isDisabled(), true);
    assert.match(
      (await panel.page.locator('.class-status[role=status]').textContent()) ?? '',
      /Only helpers write to everyone now/,
    );
  });

  it('let a helper publish what a student wrote', async () => {
    const message = {
      id: '7',
      author: 'm3',
      authorName: 'Zoe',
      own: false,
      time: '12:00',
      text: 'Why?',
    };
    const line = {
      ...{ id: 'm3', student: 'm3' },
      title: 'Private',
      messages: [{ ...message, canPublish: true as const }],
    };
    const classroom = {
      ...studentClass,
      actions: [],
      recipients: [{ id: 'm3', label: 'Zoe' }],
      line,
    };
    await panel.open({
      ...classScenes.classIdle,
      status: { ...studentStatus, classroom },
      draftTo: 'm3',
    });
    await panel.page.getByRole('button', { name: 'Publish' }).press('Enter');
    assert.deepEqual(await panel.postedOf('publish'), [
      { type: 'publish', student: 'm3', privateId: '7' },
    ]);
  });

  it('may be published without the name, if the box says so', async () => {
    await panel.open(classScenes.classIdle);
    await recipient().selectOption({ label: withoutName.label });
    await panel.composer.fill('psst');
    await panel.composer.press('Enter');
    assert.deepEqual(await sent(), [{ type: 'send', of: 0, id: 1, text: 'psst', to: 'm0~' }]);
    const reason = 'This could tell classmates who you are.';
    await panel.post({ type: 'refused', id: 1, reason });
    await panel.page.getByRole('alert').getByText(reason).waitFor();
    assert.equal(await recipient().inputValue(), 'm0~');
    assert.equal(await panel.composer.inputValue(), 'psst');
    await panel.composer.press('Enter');
    assert.deepEqual((await sent()).at(-1)?.to, 'm0~');
    assert.deepEqual(await panel.postedOf('typing'), [], 'no one sees that someone writes');
  });

  it('are shown to a helper as everyone would see them, before they are published', async () => {
    await panel.open(classScenes.classPublish);
    const region = panel.page.getByRole('region', { name: 'Private: only Zoe' });
    await region.getByText('Asks to stay anonymous to other students').waitFor();
    const publish = region.getByRole('button', { name: 'Publish', exact: true });
    assert.equal(await publish.count(), 0, 'not before it is seen');
    await region.getByText('Publish without name…').press('Enter');
    await region.getByText('Everyone will see this as from an anonymous student').waitFor();
    assert.equal(
      await region.locator('pre').textContent(),
      'type: code\npath: src/list.c\ntext:\n  <b>while</b>',
    );
    assert.deepEqual(await panel.postedOf('publish'), []);
    await publish.press('Enter');
    assert.deepEqual(await panel.postedOf('publish'), [
      { type: 'publish', student: 'm3', privateId: '7' },
    ]);
  });

  it('aren’t offered outside a class', async () => {
    await panel.open({ ...classScenes.classIdle, status: studentStatus });
    assert.equal(await recipient().count(), 0);
  });
});
