import assert from 'node:assert/strict';
import { waitFor } from '../../../helpers/wait-for';
import { axeFindings } from '../axe-findings';
import { type ThemeName, themes } from '../themes';
import { labTalk, useWire } from './wire-scene';

describe('the page of the wire view', () => {
  const wire = useWire();
  const selected = () => wire.grid.locator('[aria-selected=true] .text').allInnerTexts();
  const open = (name: string) => wire.page.getByRole('button', { name, exact: true }).click();
  const texts = () => wire.rows.locator('.text > bdi').allInnerTexts();
  const picked = () => wire.page.locator('#picked').innerText();

  it('explains itself while nothing has come, and draws what comes', async () => {
    await wire.open();
    await wire.page.getByText('No data has been sent or received').waitFor();
    wire.note('你好', { marks: ['character-cut'] });
    await wire.shows('a character is cut here');
    wire.note('second', { direction: 'out' }, 1500);
    const row = wire.rows.nth(1);
    await row.waitFor();
    const cells = await row.getByRole('gridcell').allTextContents();
    assert.deepEqual(
      cells.map((text) => text.replace(/\s+/g, ' ').trim()),
      ['12:00:01.505', '+1.500 s', "Sent('127.0.0.1', 50412)", '6', 'second', '73 65 63 6f 6e 64'],
    );
  });

  it('draws only the rows in view of 100,000, and follows the newest one', async () => {
    await wire.open({ height: 500 });
    wire.noteMany(100_000);
    await wire.shows('message 99999');
    assert.equal(await wire.grid.getAttribute('aria-rowcount'), '100001');
    assert.ok((await wire.rows.count()) < 60);
    wire.note('and one more');
    await wire.shows('and one more');
    await wire.grid.evaluate((grid) => grid.scrollTo(0, 22 * 50_000));
    await wire.shows('message 50001');
    const first = async () => (await texts())[0];
    const before = await first();
    wire.note('out of view');
    await wire.page.getByText('older entries were dropped').waitFor();
    await waitFor(async () => (await first()) === before, 'the rows stay');
    await wire.page.getByRole('button', { name: 'Go to the newest chunk' }).click();
    await wire.shows('out of view');
  });

  it('is used with the keyboard', async () => {
    await wire.open({ height: 500 });
    wire.noteMany(100);
    await wire.shows('message 99');
    await wire.grid.focus();
    for (const [key, text] of [
      ['Home', 'message 0'],
      ['ArrowDown', 'message 1'],
      ['ArrowUp', 'message 0'],
      ['End', 'message 99'],
      ['ArrowUp', 'message 98'],
    ] as const) {
      await wire.page.keyboard.press(key);
      await waitFor(async () => `${await selected()}` === text, `${key} selects ${text}`);
      const active = await wire.grid.getAttribute('aria-activedescendant');
      assert.equal(await wire.page.locator(`#${active} .text`).innerText(), text);
    }
    await wire.page.keyboard.press('Shift+ArrowUp');
    await waitFor(async () => (await selected()).length === 2, 'two rows are selected');
    await wire.page.keyboard.press('Control+c');
    await waitFor(() => wire.copied.length > 0, 'it is copied');
    assert.deepEqual(wire.copied, ['message 97\nmessage 98']);
    await wire.page.keyboard.press('Control+f');
    assert.equal(await wire.page.evaluate('document.activeElement.id'), 'find');
  });

  it('selects the text of bytes, and the bytes of a text', async () => {
    await wire.open();
    wire.note('a你\n');
    await wire.shows('a你');
    await wire.rows.first().click();
    const hex = wire.bytes.locator('.hex');
    const chars = wire.bytes.locator('.chars');
    await hex.waitFor();
    assert.deepEqual(
      [await hex.innerText(), await chars.innerText()],
      ['61 e4 bd a0 0a', 'a你\\n'],
    );
    const width =
      (await hex.evaluate((element) => {
        const range = new Range();
        range.setStart(element.firstChild ?? element, 0);
        range.selectNodeContents(element);
        return range.getBoundingClientRect().width;
      })) / 14;
    await hex.click({ position: { x: 6.5 * width, y: 8 } });
    await waitFor(async () => (await picked()) === 'Bytes 2 to 2: 你', 'the bytes are selected');
    await wire.page.keyboard.press('Shift+ArrowRight');
    await waitFor(async () => (await picked()) === 'Bytes 2 to 3: 你', 'the bytes are selected');
    await open('Copy as Python Bytes');
    await waitFor(() => wire.copied.length === 1, 'it is copied');
    await chars.click({ position: { x: 1.5 * width, y: 8 } });
    await waitFor(async () => (await picked()) === 'Bytes 1 to 3: 你', 'the bytes are selected');
    await wire.page.keyboard.press('ArrowRight');
    await waitFor(async () => (await picked()) === 'Bytes 4 to 4: \\n', 'the bytes are selected');
    await wire.page.keyboard.press('Control+a');
    await waitFor(
      async () => (await picked()) === 'Bytes 0 to 4: a你\\n',
      'the bytes are selected',
    );
    await wire.page.keyboard.press('Control+c');
    await waitFor(() => wire.copied.length === 2, 'it is copied');
    assert.deepEqual(wire.copied, ["b'\\xbd\\xa0'", 'a你\\n']);
  });

  it('highlights the same bytes on both sides, over several lines', async () => {
    await wire.open();
    wire.note('0123456789abcde你xyz');
    await wire.shows('xyz');
    await wire.rows.first().click();
    await wire.bytes.locator('.line').nth(1).waitFor();
    await wire.bytes.focus();
    await wire.page.keyboard.press('Control+a');
    await wire.page.keyboard.press('Home');
    await waitFor(async () => (await picked()) === 'Bytes 16 to 16: 你', 'the bytes are selected');
    const highlighted = () =>
      wire.page.evaluate(() =>
        Array.from(CSS.highlights.get('wire-selected-bytes') ?? [], (range) => `${range}`),
      );
    assert.deepEqual(await highlighted(), ['bd']);
    await wire.page.keyboard.press('Shift+ArrowLeft');
    await waitFor(async () => (await highlighted()).length === 3, 'both lines');
    assert.deepEqual(await highlighted(), ['e4', '你', 'bd']);
  });

  it('filters, pauses and searches', async () => {
    await wire.open();
    labTalk(wire);
    await wire.shows('q');
    await wire.page.getByLabel('Marks').selectOption('lost');
    await waitFor(async () => (await wire.rows.count()) === 1, 'one row is left');
    await wire.page.getByLabel('Marks').selectOption('');
    await wire.page.getByLabel('Peer').selectOption({ label: "('127.0.0.1', 50413)" });
    await waitFor(async () => (await texts()).join().includes('同桌你好'), 'the other peer’s row');
    await wire.page.getByLabel('Direction').selectOption('in');
    await wire.page.getByText('No entry matches the filter.').waitFor();
    await wire.page.getByLabel('Direction').selectOption('');
    await wire.page.getByLabel('Peer').selectOption('');
    await waitFor(async () => (await wire.rows.count()) === 9, 'all rows');
    await open('Pause');
    await wire.page.getByRole('button', { name: 'Resume' }).waitFor();
    wire.note('while paused');
    await wire.page.getByText('1 newer').waitFor();
    assert.equal(await wire.rows.count(), 9);
    await open('Resume');
    await wire.shows('while paused');
    const field = wire.page.getByRole('searchbox');
    await field.fill('SAY');
    await wire.page.getByText('? of 2').waitFor();
    await field.press('Enter');
    await wire.page.getByText('1 of 2').waitFor();
    await field.press('Enter');
    await wire.page.getByText('2 of 2').waitFor();
    await waitFor(async () => /sent again/.test(`${await selected()}`), 'the second is selected');
    await open('Hex');
    await field.fill('ef bc 8c');
    await wire.page.getByText('? of 1').waitFor();
  });

  it('keeps the rows of the room before, and says where it ended', async () => {
    await wire.open();
    wire.note('before');
    wire.setRoom(false);
    await wire.shows('The room has ended');
    wire.setRoom(true);
    await wire.shows('A room begins');
    assert.deepEqual(await texts(), ['before']);
  });

  it('draws the events as a diagram, and saves it as a file of its own', async () => {
    await wire.open();
    labTalk(wire);
    await wire.shows('q');
    await open('Diagram');
    const drawing = wire.page.getByRole('img', {
      name: /^Sequence diagram of 9 events .* 3 peers$/,
    });
    await drawing.waitFor();
    assert.equal(await drawing.locator('.arrow').count(), 9);
    assert.equal(await drawing.locator('.cross').count(), 1);
    await open('Save as SVG');
    await waitFor(() => wire.saved.length === 1, 'it is saved');
    const [svg] = wire.saved[0]?.parts ?? [];
    assert.match(`${svg}`, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    assert.match(`${svg}`, /<title[^>]*>Sequence diagram/);
    assert.match(`${svg}`, /SAY 3.*fill="#1f2328"|fill="#1f2328".*SAY 3/s);
    assert.doesNotMatch(`${svg}`, /class=|var\(|<!--/);
    await wire.page.getByLabel('Number of events').selectOption('20');
    await open('Table');
    await wire.shows('q');
  });

  it('shows foreign names and bytes as inert text', async () => {
    await wire.open();
    const evil = '<img src=x onerror=alert(1)>\u202e';
    wire.note(evil, { connection: { ...wire.ann, peer: evil } });
    await wire.shows('<img src=x');
    await wire.rows.first().click();
    await wire.bytes.locator('.line').first().waitFor();
    await open('Diagram');
    await wire.page.locator('#ladder svg').waitFor();
    assert.equal(await wire.page.locator('#wire img').count(), 0);
    assert.doesNotMatch(await wire.page.locator('#wire').innerText(), /\u202e.*bytes/);
  });

  it('comes back as it was when the tab was hidden', async () => {
    await wire.open();
    labTalk(wire);
    await wire.shows('q');
    await wire.page.getByLabel('Marks').selectOption('lost');
    await open('Diagram');
    await wire.page.getByRole('img', { name: /1 events/ }).waitFor();
    await wire.page.reload();
    await wire.page.getByRole('img', { name: /1 events/ }).waitFor();
    assert.equal(await wire.page.getByLabel('Marks').inputValue(), 'lost');
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`has no accessibility problem that axe-core finds: ${theme}`, async () => {
      const found: string[] = [];
      // Only these depend on the theme.
      const rules = theme === 'dark' ? undefined : ['color-contrast', 'link-in-text-block'];
      const check = async (state: string) => {
        const lines = await axeFindings(wire.page, rules);
        found.push(...lines.map((line) => `${state}: ${line}`));
      };
      for (const width of [1100, 480]) {
        await wire.open({ theme, width });
        await check(`${width} empty`);
        labTalk(wire);
        await wire.shows('q');
        await wire.rows.nth(1).click();
        await wire.bytes.locator('.line').first().waitFor();
        await check(`${width} table`);
        await open('Diagram');
        await wire.page.locator('#ladder svg').waitFor();
        await check(`${width} diagram`);
      }
      assert.deepEqual(found, []);
    });
  }
});
