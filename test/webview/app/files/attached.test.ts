import { strict as assert } from 'node:assert';
import type { PanelAttachedFile } from '../../../../src/webview/file-messages';
import { pictureOf } from '../../../helpers/drawn-pictures';
import { strings } from '../fixtures';
import { fromAnn, room } from '../room-scene';
import { usePanel } from '../use-panel';

const log: PanelAttachedFile = { id: 1, name: 'hub $& .log', size: '12 kB' };
const big: PanelAttachedFile = {
  id: 2,
  name: 'dump.core',
  size: '2,147.5 MB',
  problem: '“dump.core” is too large: files in this room can be up to 25 MiB.',
};

describe('files above the message box', () => {
  const panel = usePanel();

  const chips = () => panel.page.getByRole('list', { name: strings.filesToSend });
  const chip = (name: string) => chips().getByRole('listitem').filter({ hasText: name });
  const send = () => panel.page.getByRole('button', { name: 'Send', exact: true });
  const open = async (waiting: readonly PanelAttachedFile[], width = 320) => {
    await panel.open(room([fromAnn('1', 'a')], { files: { waiting, sending: [] } }), { width });
    await panel.post({ type: 'do', action: 'focusComposer' });
  };

  it('are named with their size, and sent by Enter without those that can’t be', async () => {
    await open([log, big]);
    assert.match((await chip(log.name).innerText()) ?? '', /12 kB/);
    await chip(big.name).getByRole('alert').getByText('is too large').waitFor();
    assert.match((await panel.composer.getAttribute('aria-describedby')) ?? '', /attached-files/);
    await panel.page.keyboard.press('Enter');
    assert.deepEqual((await panel.postedOf('send')).at(-1), {
      type: 'send',
      id: 1,
      text: '',
      of: 0,
      files: [1],
    });
    assert.equal(await chip(log.name).count(), 0, 'gone as soon as it is sent');
    assert.equal(await chip(big.name).count(), 1);
    await panel.page.keyboard.press('Enter');
    assert.equal((await panel.postedOf('send')).length, 1, 'sent only once');
    await panel.post(
      { type: 'files', files: { waiting: [big], sending: [] } },
      { type: 'sent', id: 1 },
    );
    assert.equal(await send().isEnabled(), false);
  });

  it('come back with the text after a refusal', async () => {
    await open([log]);
    await panel.composer.fill('look');
    await panel.page.keyboard.press('Enter');
    await panel.post({ type: 'refused', id: 1, reason: 'Too fast.' });
    await chip(log.name).waitFor();
    assert.equal(await panel.composer.inputValue(), 'look');
  });

  it('are removed by their button, by Delete, and by Backspace in the empty box', async () => {
    const button = () => chip(log.name).getByRole('button', { name: `Remove ${log.name}` });
    for (const remove of [
      () => button().click(),
      () => button().press('Delete'),
      () => button().press('Backspace'),
      () => panel.composer.press('Backspace'),
    ]) {
      await open([log]);
      await remove();
      assert.deepEqual(await panel.postedOf('removeFile'), [{ type: 'removeFile', id: 1 }]);
      assert.equal(await chip(log.name).count(), 0);
      await panel.page.locator('#composer:focus').waitFor();
    }
  });

  it('show how much of a large one is read', async () => {
    await open([{ ...log, read: 0.25 }]);
    const bar = chip(log.name).getByRole('progressbar', { name: `Reading ${log.name}` });
    assert.equal(await bar.evaluate((each: HTMLProgressElement) => each.value), 0.25);
    await panel.post({ type: 'files', files: { waiting: [log], sending: [] } });
    assert.equal(await bar.count(), 0);
    assert.ok(await send().isEnabled());
  });

  it('show a thumbnail, which the page’s policy allows', async () => {
    const data = (await pictureOf('webp', 64, 32)).toString('base64');
    await open([{ ...log, thumbnail: { data, width: 64, height: 32 } }]);
    const image = chip(log.name).locator('img');
    await image.evaluate((each: HTMLImageElement) => each.decode());
    assert.equal(await image.evaluate((each: HTMLImageElement) => each.naturalWidth), 64);
  });

  it('fit a narrow side bar, ten of them too', async () => {
    const ten = Array.from({ length: 10 }, (_, index) => ({
      ...(index % 2 ? big : log),
      id: index + 1,
      name: `${'long-name-'.repeat(8)}${index}.log`,
    }));
    await open(ten, 170);
    const box = await chips().boundingBox();
    const height = panel.page.viewportSize()?.height ?? 0;
    assert.ok(box && box.x >= 0 && box.x + box.width <= 170, JSON.stringify(box));
    assert.ok(box.height <= height * 0.4, 'the messages stay visible');
    const wide = await chips()
      .getByRole('listitem')
      .evaluateAll((all) => all.filter((each) => each.getBoundingClientRect().right > 170).length);
    assert.equal(wide, 0);
  });
});
