import { strict as assert } from 'node:assert';
import type { PanelExcerpt, PanelPatch } from '../../../../src/webview/card-messages';
import { useTextPage } from '../use-text-page';
import { visibleEnds } from '../visible-ends';

const code: PanelExcerpt = {
  kind: 'code',
  place: 'src/a.c, lines 10–12',
  path: 'src/a.c',
  line: 10,
  language: 'c',
  text: 'int a;\nint b;\nint c;',
};

const error: PanelExcerpt = {
  ...code,
  kind: 'error',
  place: 'src/a.c, line 11',
  error: {
    severity: 'warning',
    severityLabel: 'Warning',
    message: "unused variable 'b'",
    origin: 'gcc -Wunused',
    from: 11,
    to: 11,
    frames: [],
    locals: [],
  },
};

const { error: unused } = error;
const stack: PanelExcerpt = {
  ...error,
  ...(unused && {
    error: {
      ...unused,
      frames: [
        { name: 'read_all', path: 'src/a.c', line: 11 },
        ...Array.from({ length: 8 }, (_, index) => ({ name: `library_${index}` })),
        { name: 'main', path: 'src/main.c', line: 3 },
      ],
      locals: [
        { name: 'n: int', value: '-1' },
        { name: 'buf', value: '"a\u202eb"' },
      ],
    },
  }),
};

const patch: PanelPatch = {
  kind: 'patch',
  applicable: true,
  applied: [],
  title: 'Patch: 2 files',
  files: [
    { path: 'src/a.c', change: 'modified', changeLabel: 'modified', added: 3, removed: 1 },
    { path: 'b.c', change: 'added', changeLabel: 'added', added: 9, removed: 0, note: 'applied' },
  ],
};

const hostile = '<img src=x onerror=alert(1)>\u202e';

describe('cards', () => {
  const page = useTextPage();

  it('shows code with its location, language and line numbers', async () => {
    const card = await page.card({ ...code, note: 'moved to lines 14–16' });
    assert.equal(await card.getAttribute('role'), 'group');
    assert.equal(await card.getAttribute('aria-label'), code.place);
    await card.locator('.code-type').first().waitFor();
    assert.equal(await card.locator('code').textContent(), code.text);
    const numbers = await card
      .locator('.code-line')
      .evaluateAll((list) => list.map((line) => (line as HTMLElement).dataset.line));
    assert.deepEqual(numbers, ['10', '11', '12']);
    assert.equal(await card.locator('.code-language').textContent(), 'C');
    assert.equal(await card.locator('.card-note').textContent(), 'moved to lines 14–16');
  });

  for (const width of [200, 320]) {
    it(`shortens a long path at its beginning, on one line of ${width} px`, async () => {
      const path = 'semester-3/networks/lab-2/solutions/group-17/src/hub.py';
      const long = { ...code, path, place: `${path}, lines 15–20` };
      const file = { ...(patch.files[0] ?? assert.fail()), path };
      const shown: readonly (readonly [PanelExcerpt | PanelPatch, string])[] = [
        [long, '.card-place .end-first'],
        [{ ...error, place: long.place }, '.card-place .end-first'],
        [{ ...patch, files: [file] }, '.patch-preview .end-first'],
      ];
      for (const [content, selector] of shown) {
        const place = (await page.card(content, { width })).locator(selector);
        assert.deepEqual(await visibleEnds(place), { first: false, last: true, lines: 1 });
        const [label] = await place.evaluate((each) => [
          each.closest('button')?.title,
          each.textContent,
        ]);
        assert.ok(label?.includes(path), label);
      }
    });
  }

  it('hides the indentation that all lines share, and copies them with it', async () => {
    const text = '    if ready:\n\n\tpass\n'.replace('\t', '        ');
    const card = await page.card({ ...code, language: 'python', text });
    await card.locator('.code-keyword').first().waitFor();
    assert.equal(await card.locator('code').textContent(), 'if ready:\n\n    pass\n');
    assert.deepEqual(
      await card
        .locator('.code-line')
        .evaluateAll((list) => list.map((line) => (line as HTMLElement).dataset.line)),
      ['10', '11', '12', '13'],
    );
    await card.getByRole('button', { name: 'Copy', exact: true }).click();
    assert.deepEqual(await page.posted(), [{ type: 'copy', text }]);
  });

  it('opens the location, copies and inserts', async () => {
    const card = await page.card(code);
    await card.getByRole('button', { name: code.place }).click();
    await card.getByRole('button', { name: 'Copy', exact: true }).click();
    await card.getByRole('button', { name: 'Insert at Cursor' }).click();
    assert.deepEqual(await page.posted(), [
      { type: 'openCard', messageId: 'm0' },
      { type: 'copy', text: code.text },
      { type: 'insert', text: code.text },
    ]);
  });

  it('folds long code', async () => {
    const text = Array.from({ length: 60 }, (_, i) => `int a${i};`).join('\n');
    const card = await page.card({ ...code, text });
    assert.equal(await card.locator('.code-line').count(), 16);
    await card.getByRole('button', { name: 'Show all 60 lines' }).click();
    assert.equal(await card.locator('.code-line').count(), 60);
  });

  it('shows an error with its message and code', async () => {
    const card = await page.card(error);
    assert.equal(await card.getByRole('img', { name: 'Warning' }).count(), 1);
    assert.equal(
      await card.locator('.card-error p').innerText(),
      "unused variable 'b' gcc -Wunused",
    );
    assert.deepEqual(await card.locator('.code-line.marked').allTextContents(), ['int b;\n']);
    await card.getByRole('button', { name: error.place }).click();
    assert.deepEqual(await page.posted(), [{ type: 'openCard', messageId: 'm0' }]);
  });

  it('shows the call stack, whose own frames open, and variables', async () => {
    const card = await page.card(stack);
    const frames = card.getByRole('group', { name: 'Call stack' });
    const first = frames.getByRole('listitem').first();
    assert.equal(await first.innerText(), 'read_all src/a.c:11');
    assert.equal(await frames.getByRole('link').count(), 1, 'the rest is folded');
    await first.getByRole('link').press('Enter');
    await frames.getByText('4 more frames').click();
    await frames.getByRole('link', { name: 'src/main.c:3' }).click();
    assert.deepEqual(await page.posted(), [
      { type: 'openReference', path: 'src/a.c', line: 11 },
      { type: 'openReference', path: 'src/main.c', line: 3 },
    ]);
    assert.deepEqual(await card.locator('.locals dt, .locals dd').allTextContents(), [
      'n: int',
      '-1',
      'buf',
      '"a\u202eb"',
    ]);
    assert.equal(await card.locator('.locals .override-mark').count(), 1);
  });

  it('shows a patch file by file', async () => {
    const card = await page.card(patch);
    assert.equal(await card.getAttribute('aria-label'), 'Patch: 2 files');
    const [first, second] = await card.getByRole('listitem').all();
    assert.ok(first && second);
    assert.equal(await first.getByRole('img', { name: 'modified' }).count(), 1);
    assert.equal(await first.getByRole('img', { name: '3 lines added, 1 removed' }).count(), 1);
    assert.equal(await second.locator('.card-note').textContent(), 'applied');
    await second.getByRole('button', { name: 'Preview: b.c' }).click();
    await card.getByRole('button', { name: 'Apply…' }).click();
    assert.deepEqual(await page.posted(), [
      { type: 'openCard', messageId: 'm0', file: 1 },
      { type: 'applyPatch', messageId: 'm0' },
    ]);
  });

  it('doesn’t offer to apply the user’s own patch, and shows who applied it', async () => {
    const applied = ['Ben applied 2 of 3 files', 'Cy applied it'];
    const card = await page.card({ ...patch, applicable: false, applied });
    assert.equal(await card.getByRole('button', { name: 'Apply…' }).count(), 0);
    assert.deepEqual(await card.locator('p.card-note').allTextContents(), applied);
  });

  it('says what the user has applied, and offers the rest or to apply it again', async () => {
    const shown = async (here: PanelPatch['here']) => {
      const foot = (await page.card({ ...patch, ...(here && { here }) })).locator('.card-foot');
      const [label, ...more] = await foot.getByRole('button').allTextContents();
      assert.deepEqual(more, []);
      // Rows are drawn again as people scroll, so a live region would read it out each time.
      assert.equal(await foot.locator('[role="status"], [aria-live]').count(), 0);
      return [await foot.locator('.applied-here').allTextContents(), label];
    };
    assert.deepEqual(await shown(undefined), [[], 'Apply…']);
    const part = { label: '1 of 2 files applied', whole: false };
    assert.deepEqual(await shown(part), [[part.label], 'Apply the Rest…']);
    const all = { label: 'Applied', whole: true };
    assert.deepEqual(await shown(all), [[all.label], 'Apply Again…']);
  });

  it('shows hostile texts as plain text', async () => {
    await page.load();
    const file = {
      path: hostile,
      change: 'added',
      changeLabel: 'added',
      added: 1,
      removed: 0,
    } as const;
    await page.draw([
      { card: { ...error, place: hostile, path: hostile, text: hostile, language: hostile } },
      { card: { ...patch, title: hostile, files: [{ ...file, note: hostile }] } },
    ]);
    const cards = page.page.locator('[data-card]');
    assert.equal(await cards.locator('img, [onerror]').count(), 0);
    assert.equal(await cards.locator('code').textContent(), hostile);
    assert.equal(await cards.locator('.override-mark').count(), 1);
    for (const place of await cards.locator('.card-place bdi, .patch-preview bdi').all()) {
      assert.equal(await place.textContent(), hostile);
    }
  });

  it('fits a narrow side bar', async () => {
    await page.load({ width: 200, theme: 'contrast' });
    const long = { path: 'a/very/long/path/without/an/end/'.repeat(4), place: 'x'.repeat(300) };
    const [file] = patch.files;
    assert.ok(file);
    await page.draw([
      { card: { ...error, ...long } },
      { card: { ...patch, files: [{ ...file, path: long.path }] } },
    ]);
    const log = page.page.locator('#log');
    assert.equal(await log.evaluate((element) => element.scrollWidth > element.clientWidth), false);
    const outside = await page.page
      .locator('[data-card] button')
      .evaluateAll(
        (list) => list.filter((button) => button.getBoundingClientRect().right > innerWidth).length,
      );
    assert.equal(outside, 0);
  });
});
