import { strict as assert } from 'node:assert';
import type { PanelMessage } from '../../../../src/webview/messages';
import { fromAnn, room } from '../room-scene';
import { usePanel } from '../use-panel';
import { visibleEnds } from '../visible-ends';

const address = `vscode://deskmate.deskmate/message?r=${'a'.repeat(22)}&m=7&t=1`;
const link = { address, label: 'Message from Ann · 10:02', quote: 'the hub drops it' };

describe('a link to a message', () => {
  const panel = usePanel();
  const show = (message: PanelMessage, width = 320) => panel.open(room([message]), { width });
  const chip = () => panel.log.getByRole('link', { name: link.label });
  const selected = (element: string) =>
    panel.log.locator(element).evaluate((each) => {
      getSelection()?.selectAllChildren(each);
      const clipboardData = new DataTransfer();
      const event = new ClipboardEvent('copy', { bubbles: true, cancelable: true, clipboardData });
      each.dispatchEvent(event);
      return [clipboardData.getData('text/plain'), getSelection()?.toString()];
    });

  it('shows what it leads to instead of its address, and opens by click and by keyboard', async () => {
    await show(fromAnn('1', `see ${address} please`, { links: [link] }));
    assert.equal(await panel.log.locator('.markup').innerText(), `see ${link.label} please`);
    assert.equal(await chip().getAttribute('title'), link.quote);
    await chip().click();
    await chip().press('Enter');
    assert.deepEqual(await panel.postedOf('openLink'), [
      { type: 'openLink', url: address },
      { type: 'openLink', url: address },
    ]);
  });

  it('is on one line, but says all of it in a narrow side bar', async () => {
    const long = { ...link, label: `Message from ${'Annabel '.repeat(9)} · 10:02` };
    await show(fromAnn('1', address, { links: [long] }));
    const ends = await visibleEnds(panel.log.locator('.message-link'));
    assert.deepEqual(ends, { first: true, last: false, lines: 1 });
    await show(fromAnn('1', address, { links: [link] }), 200);
    const { first, last } = await visibleEnds(panel.log.locator('.message-link'));
    assert.deepEqual([first, last], [true, true]);
    const box = await panel.log.locator('.message-link').boundingBox();
    assert.ok(box && box.width < 170 && box.height < 50, JSON.stringify(box));
  });

  it('is found by its label, and by nothing in its address', async () => {
    await show(fromAnn('1', `see ${address}`, { links: [link] }));
    await panel.post({ type: 'do', action: 'find' });
    const field = panel.page.locator('#find');
    await field.fill('from ann');
    await panel.page.getByText('1 of 1', { exact: true }).waitFor();
    await field.fill('deskmate.deskmate');
    await panel.page.getByText('No results').waitFor();
  });

  it('is copied as its address: with the message’s text, and with what is selected', async () => {
    const text = `see ${address}\n\nand`;
    await show(fromAnn('1', text, { links: [link] }));
    await panel.log.locator('article').hover();
    await panel.log.getByRole('button', { name: 'Copy Text' }).click();
    assert.deepEqual(await panel.postedOf('copy'), [{ type: 'copy', text }]);
    assert.deepEqual(await selected('.markup'), [text, `see ${link.label}\n\nand`]);
    const [part] = await selected('.message-link > span');
    assert.equal(part, address);
    assert.equal(await panel.log.locator('.markup p').first().innerText(), `see ${link.label}`);
  });

  it('leaves other selections to the browser', async () => {
    await show(fromAnn('1', 'no **link**'));
    assert.deepEqual(await selected('.markup'), ['', 'no link']);
  });

  it('changes with the message that it leads to', async () => {
    await show(fromAnn('1', address, { links: [link] }));
    await panel.postMessages(fromAnn('1', address, { links: [{ ...link, quote: 'gone' }] }));
    await panel.log.locator('.message-link[title="gone"]').waitFor();
  });

  it('is shown by its label above the message box while it is replied to', async () => {
    await show(fromAnn('1', `see ${address}`, { links: [link] }));
    await panel.log.locator('article').hover();
    await panel.log.getByRole('button', { name: 'Reply' }).click();
    const bar = panel.page.locator('#composer-bar .quote-text');
    await bar.waitFor();
    assert.equal(await bar.innerText(), `see ${link.label}`);
  });

  it('is announced by its label', async () => {
    await panel.open(room([]));
    await panel.stopLongTimers();
    await panel.postMessages(fromAnn('1', `see ${address}`, { links: [link] }));
    await panel.page
      .getByText(`Ann: see ${link.label}`, { exact: true })
      .waitFor({ state: 'attached' });
  });
});
