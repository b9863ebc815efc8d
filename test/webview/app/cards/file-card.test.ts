import { strict as assert } from 'node:assert';
import type { PanelFile } from '../../../../src/webview/card-messages';
import { pictureOf } from '../../../helpers/drawn-pictures';
import { strings } from '../fixtures';
import { fromAnn, room } from '../room-scene';
import { usePanel } from '../use-panel';

const file: PanelFile = {
  kind: 'file',
  name: 'hub $& .log',
  size: '12 kB',
  isKept: true,
};

describe('a file in a message', () => {
  const panel = usePanel();
  const card = () => panel.log.getByRole('group', { name: `${file.name}, ${file.size}` });
  const show = (change: Partial<PanelFile>, width = 320) =>
    panel.open(room([fromAnn('1', '', { card: { ...file, ...change } })]), { width });
  const thumbnail = async (width: number, height: number) => ({
    data: (await pictureOf('webp', width, height)).toString('base64'),
    width,
    height,
  });

  it('shows its name and size, and is saved by a button', async () => {
    await show({});
    await card()
      .getByRole('button', { name: `Save ${file.name}` })
      .click();
    assert.deepEqual(await panel.postedOf('saveFile'), [{ type: 'saveFile', messageId: '1' }]);
    assert.equal(await card().getByRole('button').count(), 1);
  });

  for (const opens of ['text', 'picture'] as const) {
    it(`opens as ${opens} by a click on its name, and by keyboard`, async () => {
      await show({ opens });
      const name = card().getByRole('button', { name: `Open ${file.name}` });
      assert.equal(await name.innerText(), `${file.name} ${file.size}`);
      await name.click();
      await name.press('Enter');
      assert.deepEqual(await panel.postedOf('openCard'), [
        { type: 'openCard', messageId: '1' },
        { type: 'openCard', messageId: '1' },
      ]);
    });
  }

  it('shows a picture’s thumbnail, and opens it by click and by keyboard', async () => {
    await show({ opens: 'picture', thumbnail: await thumbnail(320, 200) });
    const picture = card().getByRole('button', { name: `Open ${file.name}` });
    const image = picture.locator('img');
    await image.evaluate((each: HTMLImageElement) => each.decode());
    assert.equal(await image.evaluate((each: HTMLImageElement) => each.naturalWidth), 320);
    await picture.click();
    await panel.post({ type: 'do', action: 'focusMessages' });
    await panel.page.keyboard.press('Enter');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.postedOf('openCard'), [
      { type: 'openCard', messageId: '1' },
      { type: 'openCard', messageId: '1' },
    ]);
  });

  it('cuts a long name off in a narrow side bar, with all of it on hover', async () => {
    const name = `${'measurements'.repeat(8)}.csv`;
    await show({ name }, 200);
    const shown = panel.log.locator('.file-title bdi');
    assert.equal(await shown.getAttribute('title'), name);
    assert.ok(await shown.evaluate((each) => each.scrollWidth > each.clientWidth));
    const box = await shown.boundingBox();
    assert.ok(box && box.height < 24, JSON.stringify(box));
  });

  it('shows a thumbnail at 320 px at most, and never wider than the panel', async () => {
    for (const [width, most] of [
      [1000, 320],
      [170, 170],
    ] as const) {
      await show({ opens: 'picture', thumbnail: await thumbnail(640, 640) }, width);
      const box = await card().locator('img').boundingBox();
      assert.ok(box && box.width <= most && box.height <= most, JSON.stringify(box));
      assert.ok(box.width > 60, JSON.stringify(box));
    }
  });

  it('takes its height before the thumbnail is decoded, and shows nothing for a broken one', async () => {
    const broken = { data: 'bm90IGEgcGljdHVyZQ==', width: 200, height: 120 };
    await show({ opens: 'picture', thumbnail: broken });
    await card().locator('file-thumbnail[data-broken]').waitFor();
    const box = await card().locator('file-thumbnail').boundingBox();
    assert.ok(box && Math.abs(box.height - 120) < 2, JSON.stringify(box));
    assert.ok(await card().locator('img').isHidden());
    await card()
      .getByRole('button', { name: `Open ${file.name}` })
      .click();
    assert.equal((await panel.postedOf('openCard')).length, 1);
  });

  it('releases thumbnails that are out of view', async () => {
    const made = `
      globalThis.addresses = new Set();
      const { createObjectURL, revokeObjectURL } = URL;
      URL.createObjectURL = (blob) => {
        const address = createObjectURL.call(URL, blob);
        addresses.add(address);
        return address;
      };
      URL.revokeObjectURL = (address) => {
        addresses.delete(address);
        revokeObjectURL.call(URL, address);
      };`;
    const shown = { ...file, opens: 'picture', thumbnail: await thumbnail(300, 300) };
    const messages = Array.from({ length: 120 }, (_, index) =>
      fromAnn(`${index}`, '', { card: { ...shown, name: `${index}.png` } }),
    );
    await panel.open(room(messages), { prepare: made });
    const count = () =>
      panel.page.evaluate(
        () => (globalThis as unknown as { addresses: Set<string> }).addresses.size,
      );
    for (let turn = 0; turn < 5; turn += 1) await panel.wheel(-3000);
    assert.ok((await count()) < 30, `${await count()}`);
    assert.equal(await count(), await panel.page.locator('file-thumbnail').count());
  });

  it('says how far it is received, and is cancelled or repeated', async () => {
    await show({
      transfer: { part: 0.5, text: '6 kB of 12 kB · 3 kB/s · 2 s left', actions: ['cancel'] },
    });
    await card().getByRole('progressbar', { name: file.name }).waitFor();
    await card().getByText('2 s left').waitFor();
    await card()
      .getByRole('button', { name: `${strings.cancelTransfer}: ${file.name}` })
      .click();
    assert.deepEqual(await panel.postedOf('fileTransfer'), [
      { type: 'fileTransfer', messageId: '1', action: 'cancel' },
    ]);
    const transfer = { text: 'The connection broke.', stopped: true, actions: ['retry'] } as const;
    await panel.postMessages(fromAnn('1', '', { card: { ...file, transfer } }));
    await card()
      .getByRole('button', { name: `${strings.retryTransfer}: ${file.name}` })
      .click();
    assert.equal((await panel.postedOf('fileTransfer')).at(-1)?.action, 'retry');
  });

  it('says that it is gone, and can’t be saved or opened then', async () => {
    const note = 'No longer kept in the room';
    await show({ isKept: false, note, thumbnail: await thumbnail(50, 50) });
    await card().getByText(note).waitFor();
    assert.equal(await card().getByRole('button', { name: /^Save/ }).count(), 0);
    const picture = card().getByRole('button', { name: /^Open/ });
    assert.ok(await picture.isDisabled());
    assert.equal(await picture.getAttribute('title'), null);
  });

  it('is found by its name', async () => {
    await show({});
    await panel.post({ type: 'do', action: 'find' });
    await panel.page.getByRole('searchbox').fill('HUB $&');
    await panel.page.getByText('1 of 1').waitFor();
  });
});
