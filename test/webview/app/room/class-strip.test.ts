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
});
