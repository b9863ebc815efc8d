import assert from 'node:assert/strict';
import { classScenes, studentClass, studentStatus } from '../class-scenes';
import { usePanel } from '../use-panel';

describe('a student’s request in the panel', () => {
  const panel = usePanel();

  const region = () => panel.page.locator('.class-status[role=status][aria-live=polite]');
  const button = (name: string) => panel.page.getByRole('button', { name, exact: true });

  it('begins with a button that is reachable by keyboard', async () => {
    await panel.open(classScenes.classIdle);
    await button('I’m Stuck').press('Enter');
    assert.deepEqual(await panel.postedOf('command'), [{ type: 'command', command: 'imStuck' }]);
  });

  it('says in a live region what becomes of it, with what can be done', async () => {
    await panel.open(classScenes.classIdle);
    assert.equal(await region().count(), 1, 'there before its content, so that it is announced');
    await panel.show(classScenes.classWaiting);
    await region().getByText('2 before you').waitFor();
    await button('Pause').click();
    await button('Withdraw').click();
    assert.deepEqual(
      (await panel.postedOf('command')).map(({ command }) => command),
      ['pauseRequest', 'withdrawRequest'],
    );
    await panel.show(classScenes.classTaken);
    await region().getByText('Ben is coming').waitFor();
  });

  it('leads to private messages that are new', async () => {
    await panel.open(classScenes.classWaiting);
    await panel.composer.fill('half a text');
    await button('Private message from Ben').click();
    assert.deepEqual(await panel.postedOf('recipient'), [{ type: 'recipient', of: 0, to: 'm0' }]);
    assert.equal(await panel.composer.inputValue(), 'half a text');
  });

  it('marks helpers for everyone', async () => {
    await panel.open(classScenes.classIdle);
    const ben = panel.page.getByRole('listitem').filter({ hasText: 'Ben' }).first();
    assert.match((await ben.textContent()) ?? '', /Helper/);
  });

  it('takes no space outside a class', async () => {
    await panel.open({ ...classScenes.classIdle, status: studentStatus });
    assert.equal(await panel.page.locator('.class-strip').count(), 0);
    await panel.open({
      ...classScenes.classIdle,
      status: { ...studentStatus, classroom: { ...studentClass, actions: [] } },
    });
    const box = await panel.page.locator('.class-strip').boundingBox();
    assert.equal(box?.height, 0);
  });

  it('never covers what a request has become, however wide its words are', async () => {
    const { classroom } = classScenes.classWaiting.status;
    const actions = [
      { command: 'pauseRequest', label: '暂停' },
      { command: 'withdrawRequest', label: '撤回' },
    ] as const;
    assert.ok(classroom);
    for (const text of [
      '2 before you',
      '你前面还有 23 人',
      'Alexandra-Maria Konstantinou is coming',
    ]) {
      for (let width = 170; width <= 400; width += 10) {
        const request = {
          topic: '段错误 in list_insert, only with -O2',
          look: 'waiting',
          text,
        } as const;
        const { classWaiting } = classScenes;
        await panel.open(
          {
            ...classWaiting,
            status: { ...classWaiting.status, classroom: { ...classroom, actions, request } },
          },
          { width },
        );
        const [place, buttons, strip] = await panel.page.evaluate(() => {
          const words = document.createRange();
          words.selectNodeContents(document.querySelector('.class-place') as Element);
          return [words, '.class-actions', '.class-strip'].map((part) =>
            (typeof part === 'string' ? (document.querySelector(part) as Element) : part)
              .getBoundingClientRect()
              .toJSON(),
          ) as DOMRect[];
        });
        assert.ok(place && buttons && strip);
        const shown = `${text} at ${width}: ${JSON.stringify({ place, buttons })}`;
        assert.ok(place.right <= buttons.left + 1 || place.bottom <= buttons.top + 1, shown);
        assert.ok(place.right <= strip.right + 1, shown);
      }
    }
  });
});
