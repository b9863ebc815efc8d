import assert from 'node:assert/strict';
import { pair } from '../invited-scenes';
import { states } from '../states';
import { usePanel } from '../use-panel';

describe('requests to join', () => {
  const panel = usePanel();

  it('show the digits large, and give them to screen readers one by one', async () => {
    for (const state of ['asking', 'askingAgain'] as const) {
      const { snapshot: shown } = states[state] ?? assert.fail(state);
      const { asking: _, ...before } = shown.status;
      await panel.open({ ...shown, status: before }, { width: 200 });
      // The region is there before its content, and so a screen reader announces it.
      const region = panel.page.locator('.asking[role=status]');
      assert.equal(await region.count(), 1, state);
      await panel.post({ type: 'status', status: shown.status });
      await region.getByText('4, 8, 2, 1, 9, 3').waitFor({ state: 'attached' });
      const code = region.locator('.join-code');
      assert.equal(await code.textContent(), '482 193');
      assert.equal(await code.getAttribute('aria-hidden'), 'true');
      const { width = 999 } = (await code.boundingBox()) ?? {};
      assert.ok(width < 200, `${width} pixels of 200`);
      await panel.page.getByRole('button', { name: 'Cancel Request to Join' }).press('Enter');
      assert.deepEqual(await panel.postedOf('command'), [
        { type: 'command', command: 'cancelRequest' },
      ]);
      await panel.post({ type: 'status', status: before });
      await code.waitFor({ state: 'detached' });
    }
  });

  it('are listed for the host, each with its address and two buttons', async () => {
    const { snapshot: shown } = states.requests ?? assert.fail();
    await panel.open(shown, { width: 260 });
    const list = panel.page.getByRole('list', { name: 'Requests to join' });
    const first = list.getByRole('listitem').first();
    assert.match((await first.textContent()) ?? '', /Bo\s+10\.0\.0\.7/);
    await first.getByRole('button', { name: 'Enter Code' }).press('Enter');
    await list.getByRole('listitem').nth(1).getByRole('button', { name: 'Deny' }).click();
    assert.deepEqual(await panel.postedOf('answerRequest'), [
      { type: 'answerRequest', requestId: 1 },
      { type: 'answerRequest', requestId: 2, deny: true },
    ]);
    await panel.post({ type: 'status', status: pair });
    await list.waitFor({ state: 'detached' });
  });
});
