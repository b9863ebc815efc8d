import { strict as assert } from 'node:assert';
import { waitFor } from '../../../helpers/wait-for';
import { snapshot } from '../fixtures';
import { usePanel } from '../use-panel';

describe('emoji in the composer', () => {
  const panel = usePanel();

  const picker = () => panel.page.getByRole('dialog', { name: 'Insert Emoji' });
  const field = () => picker().getByRole('textbox', { name: 'Search emoji' });
  const cells = () => picker().getByRole('gridcell');
  const focused = () =>
    panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  const open = async () => {
    await panel.page.getByRole('button', { name: 'Insert Emoji' }).click();
    await cells().first().waitFor();
  };
  const list = () => panel.page.getByRole('listbox', { name: 'Emoji' });

  it('are loaded when the user first looks for one', async () => {
    const requests: string[] = [];
    await panel.load();
    panel.page.on('request', (request) => void requests.push(request.url()));
    await panel.show(snapshot());
    await panel.composer.pressSequentially('10:30 a::b x[1:ab] :D :)');
    assert.equal(requests.length, 0);
    await open();
    assert.equal(requests.filter((url) => url.endsWith('/emoji.js')).length, 1);
  });

  it('are loaded later if they couldn’t be at first', async () => {
    await panel.open(snapshot());
    await panel.page.route('**/emoji.js', (route) => route.abort(), { times: 1 });
    const failed = panel.page.waitForEvent('requestfailed');
    await panel.composer.pressSequentially(':tad');
    await failed;
    await waitFor(() => panel.takeErrors().length === 1, 'the browser’s report of it');
    await panel.composer.fill('');
    await panel.composer.pressSequentially(':tad');
    await list().getByRole('option').first().waitFor();
  });

  it('are searched, and inserted at the cursor with Enter', async () => {
    await panel.open(snapshot());
    await panel.composer.fill('well done!');
    await panel.composer.evaluate((box: HTMLTextAreaElement) => box.setSelectionRange(9, 9));
    await open();
    assert.equal(await focused(), 'Search emoji');
    await panel.page.keyboard.type('tada');
    await panel.page.keyboard.press('Enter');
    assert.equal(await picker().count(), 0);
    assert.equal(await panel.composer.inputValue(), 'well done🎉!');
    await panel.page.keyboard.press('Control+z');
    assert.equal(await panel.composer.inputValue(), 'well done!');
  });

  it('say when none was found', async () => {
    await panel.open(snapshot());
    await open();
    await field().fill('xyzzy');
    await picker().getByText('No emoji found').waitFor();
    await field().press('Enter');
    assert.match((await picker().getByRole('alert').textContent()) ?? '', /single emoji/);
    await field().fill('');
    await cells().first().waitFor();
  });

  it('are reached with the arrow keys; Escape returns to the message box', async () => {
    await panel.open(snapshot());
    await open();
    const columns = await picker().getByRole('row').nth(1).getByRole('gridcell').count();
    const label = (index: number) => cells().nth(index).getAttribute('aria-label');
    await panel.page.keyboard.press('ArrowDown');
    assert.equal(await focused(), await label(0));
    await panel.page.keyboard.press('ArrowRight');
    assert.equal(await focused(), await label(1));
    await panel.page.keyboard.press('ArrowDown');
    assert.equal(await focused(), await label(columns + 1));
    await panel.page.keyboard.press('Home');
    assert.equal(await focused(), await label(columns));
    await panel.page.keyboard.press('End');
    assert.equal(await focused(), await label(2 * columns - 1));
    await panel.page.keyboard.press('PageDown');
    const second = picker().getByRole('rowgroup').nth(1).getByRole('gridcell').first();
    assert.equal(await focused(), await second.getAttribute('aria-label'));
    await panel.page.keyboard.press('Control+Home');
    await panel.page.keyboard.press('ArrowUp');
    assert.equal(await focused(), 'Search emoji');
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.type('bug');
    assert.equal(await field().inputValue(), 'bug', 'letters search');
    await panel.page.keyboard.press('Escape');
    assert.equal(await focused(), 'Message');
    assert.equal(await panel.composer.inputValue(), '');
  });

  it('used before come first, also after a reload, in the chosen skin tone', async () => {
    await panel.open(snapshot());
    await open();
    await picker().getByRole('combobox', { name: 'Skin tone' }).selectOption({ index: 3 });
    await field().fill('thumbsup');
    await field().press('Enter');
    assert.equal(await panel.composer.inputValue(), '👍🏽');
    await panel.page.reload();
    await panel.show(snapshot());
    await open();
    const recent = picker().getByRole('rowgroup').first();
    assert.match((await recent.textContent()) ?? '', /Recently used\s*👍🏽/);
    await panel.page.keyboard.press('ArrowDown');
    assert.equal(await focused(), 'thumbs up');
  });

  it('fit into a narrow panel', async () => {
    await panel.open(snapshot(), { width: 170, height: 420 });
    await open();
    const box = await picker().boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 170, JSON.stringify(box));
    assert.ok(box.y >= 0 && box.y + box.height <= 420, JSON.stringify(box));
    const grid = picker().getByRole('grid');
    assert.ok(await grid.evaluate((element) => element.scrollWidth <= element.clientWidth));
  });

  it('are completed after a colon, in English and Chinese', async () => {
    await panel.open(snapshot());
    await panel.composer.pressSequentially('yes :tad');
    await list().getByRole('option').first().waitFor();
    assert.match((await list().getByRole('option').first().textContent()) ?? '', /🎉:tada:/);
    await panel.composer.press('Enter');
    assert.equal(await panel.composer.inputValue(), 'yes 🎉 ');
    await panel.composer.fill('好:庆祝');
    await list().getByRole('option').filter({ hasText: '🎉' }).click();
    assert.equal(await panel.composer.inputValue(), '好🎉 ');
  });

  it('don’t take the place of a Chinese sentence after a colon', async () => {
    await panel.open(snapshot());
    // Until they are loaded, none can be offered.
    await panel.composer.fill(':庆祝');
    await list().getByRole('option').first().waitFor();
    for (const text of ['结果：成功', '老师说：好的', '答：没有']) {
      await panel.composer.fill(text);
      assert.equal(await list().count(), 0, text);
    }
    for (const text of ['结果:成功', ':可以']) {
      await panel.composer.fill(text);
      await list().getByRole('option').first().waitFor();
      await panel.composer.press('Enter');
      assert.equal((await panel.postedOf('send')).at(-1)?.text, text);
    }
    await panel.composer.fill(':庆祝');
    await list().getByRole('option').first().waitFor();
    await panel.composer.press('Tab');
    assert.match(await panel.composer.inputValue(), /\p{Emoji_Presentation} $/u);
  });

  it('take the place of a shortcode once its second colon is typed; Undo brings it back', async () => {
    await panel.open(snapshot());
    await panel.composer.pressSequentially(':bu');
    await list().getByRole('option').first().waitFor();
    await panel.composer.pressSequentially('g:');
    assert.equal(await panel.composer.inputValue(), '🐛 ');
    await panel.page.keyboard.press('Control+z');
    assert.equal(await panel.composer.inputValue(), ':bug:');
  });

  it('aren’t offered in code', async () => {
    await panel.open(snapshot());
    await panel.composer.pressSequentially(':smile');
    await list().getByRole('option').first().waitFor();
    for (const text of [
      '`:smile',
      'x[:smile',
      'a:smile',
      'std::smile',
      'http://smile',
      '{k:smile',
    ]) {
      await panel.composer.fill('');
      await panel.composer.pressSequentially(text);
      assert.equal(await list().count(), 0, text);
    }
  });
});
