import { strict as assert } from 'node:assert';
import type { PanelSentFile } from '../../../../src/webview/file-messages';
import { many, strings } from '../fixtures';
import { room } from '../room-scene';
import { usePanel } from '../use-panel';

const moving: PanelSentFile = {
  id: 3,
  name: 'capture.pcapng',
  size: '12 MB',
  transfer: {
    part: 0.25,
    text: '3 MB of 12 MB · 2.4 MB/s · 4 s left',
    actions: ['cancel'],
  },
};
const failed: PanelSentFile = {
  ...moving,
  id: 4,
  name: 'b.log',
  transfer: { text: 'The host’s disk is full.', stopped: true, actions: ['retry', 'remove'] },
};

describe('files on their way', () => {
  const panel = usePanel();
  const row = (name: string) =>
    panel.page
      .getByRole('list', { name: strings.filesBeingSent })
      .getByRole('listitem')
      .filter({ hasText: name });

  it('say how far they are, and are cancelled, repeated and removed by buttons', async () => {
    await panel.open(room([], { files: { waiting: [], sending: [moving, failed] } }));
    const bar = row(moving.name).getByRole('progressbar', { name: moving.name });
    assert.equal(await bar.evaluate((each: HTMLProgressElement) => each.value), 0.25);
    assert.equal(await bar.getAttribute('aria-valuetext'), moving.transfer.text);
    await row(moving.name).getByText(moving.transfer.text).waitFor();
    assert.equal(await row(failed.name).getByRole('progressbar').count(), 0);
    await row(moving.name)
      .getByRole('button', { name: `Cancel: ${moving.name}` })
      .click();
    await row(failed.name)
      .getByRole('button', { name: `Try Again: ${failed.name}` })
      .press('Enter');
    await row(failed.name)
      .getByRole('button', { name: `Remove: ${failed.name}` })
      .press(' ');
    assert.deepEqual(await panel.postedOf('sending'), [
      { type: 'sending', id: 3, action: 'cancel' },
      { type: 'sending', id: 4, action: 'retry' },
      { type: 'sending', id: 4, action: 'remove' },
    ]);
  });

  it('don’t turn Try Again into Cancel under the focus', async () => {
    await panel.open(room([], { files: { waiting: [], sending: [failed] } }));
    const { name } = failed;
    await row(name)
      .getByRole('button', { name: `Try Again: ${name}` })
      .focus();
    await panel.page.keyboard.press('Enter');
    const again = { ...moving, id: failed.id, name };
    await panel.post({ type: 'files', files: { waiting: [], sending: [again] } });
    await row(name)
      .getByRole('button', { name: `Cancel: ${name}` })
      .waitFor();
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(
      (await panel.postedOf('sending')).map(({ action }) => action),
      ['retry'],
    );
  });

  it('are below the newest message, which stays in sight', async () => {
    await panel.open(room(many(100)));
    assert.ok((await panel.distanceFromBottom()) < 1);
    await panel.post({ type: 'files', files: { waiting: [], sending: [moving, failed] } });
    assert.ok((await panel.distanceFromBottom()) < 1, 'the log follows');
    const newest = await panel.topOf('Message number 99');
    const sent = await row(moving.name).evaluate((each) => each.getBoundingClientRect().top);
    assert.ok(newest < sent);
    await panel.post({ type: 'files', files: { waiting: [], sending: [] } });
    assert.equal(await row(moving.name).count(), 0);
    assert.ok((await panel.distanceFromBottom()) < 1);
  });

  it('don’t move what the user reads further up', async () => {
    await panel.open(room(many(200)));
    await panel.wheel(-2000);
    await panel.jumpButton.waitFor();
    const before = await panel.firstVisible();
    await panel.post({ type: 'files', files: { waiting: [], sending: [moving] } });
    assert.deepEqual(await panel.firstVisible(), before);
  });

  it('are reached by Tab, after the messages', async () => {
    await panel.open(room(many(3), { files: { waiting: [], sending: [moving] } }));
    await panel.post({ type: 'do', action: 'focusMessages' });
    await panel.page.keyboard.press('Tab');
    const focused = () =>
      panel.page.evaluate(() => document.activeElement?.getAttribute('data-action'));
    for (let stops = 0; stops < 6 && (await focused()) !== 'cancel'; stops += 1) {
      await panel.page.keyboard.press('Tab');
    }
    assert.equal(await focused(), 'cancel');
    await panel.page.keyboard.press('Enter');
    assert.equal((await panel.postedOf('sending')).length, 1);
  });

  it('fit a narrow side bar', async () => {
    const name = `${'long-name-'.repeat(8)}.log`;
    await panel.open(room([], { files: { waiting: [], sending: [{ ...failed, name }] } }), {
      width: 170,
    });
    const box = await row(name).boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 170, JSON.stringify(box));
    const reason = await row(name).getByRole('alert').boundingBox();
    assert.ok(reason && reason.width > 60, JSON.stringify(reason));
  });
});
