import { strict as assert } from 'node:assert';
import type { Locator } from 'playwright-core';
import type { PanelTerminal } from '../../../../src/webview/card-messages';
import { waitFor } from '../../../helpers/wait-for';
import { failedCommand, snapshot } from '../fixtures';
import { fromAnn, room } from '../room-scene';
import { themes } from '../themes';
import { usePanel } from '../use-panel';
import { useTextPage } from '../use-text-page';
import { visibleEnds } from '../visible-ends';

const card: PanelTerminal = {
  ...failedCommand,
  output: [
    'cc hub.c\n',
    ['hub.c:12:2: ', '1'],
    ['error: ', '1;31'],
    'too few arguments\n  File "client.py", ',
    ['line 7', '32'],
    ', in recv\nend',
  ],
  gaps: [
    { after: 1, label: '40 lines left out' },
    { after: 4, label: '2 lines left out' },
  ],
};

const long = Array.from({ length: 240 }, (_, index) => `line ${index + 1} of output`);
const longCard: PanelTerminal = { ...card, output: [long.join('\n')], gaps: [] };

/** Where parts of an element's text begin on its line, in CSS pixels. */
function leftEdges(element: Locator, parts: readonly string[]): Promise<readonly number[]> {
  return element.evaluate((line, wanted) => {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    return wanted.map((part) => {
      const text = texts.find(({ data }) => data.includes(part));
      if (!text) return Number.NaN;
      const range = document.createRange();
      range.setStart(text, text.data.indexOf(part));
      range.setEnd(text, text.data.indexOf(part) + part.length);
      return range.getBoundingClientRect().left;
    });
  }, parts);
}

describe('a terminal card', () => {
  const page = useTextPage();

  it('keeps a long command and its facts on one line each, with the program and the end', async () => {
    const command = 'python3 semester-3/networks/lab-2/solutions/hub.py --port 9000';
    const facts = 'semester-3/networks/lab-2/solutions · exit code 1 · 0.2 s';
    const shown = await page.card({ ...card, command, facts }, { width: 200 });
    const line = shown.locator('.card-command .command');
    assert.equal(await line.getAttribute('title'), command);
    assert.deepEqual(await visibleEnds(line), { first: true, last: true, lines: 1 });
    const box = await line.boundingBox();
    assert.ok(box && box.height < 24, JSON.stringify(box));
    const below = shown.locator('.card-facts .end-first');
    assert.equal(await below.getAttribute('title'), facts);
    assert.deepEqual(await visibleEnds(below), { first: false, last: true, lines: 1 });
  });

  it('shows a command and its facts in the order in which they are, whatever script a name is in', async () => {
    const name = '\u05e9\u05dc\u05d5\u05dd';
    const shown = await page.card({
      ...{ ...card, command: `echo ${name} && rm -rf x`, facts: `${name}/lab · exit code 1` },
    });
    for (const [place, after] of [
      ['.card-command .end-first', 'rm -rf'],
      ['.card-facts .end-first', 'exit code'],
    ] as const) {
      const [first, second] = await leftEdges(shown.locator(place), [name, after]);
      assert.ok(first !== undefined && second !== undefined && first < second, place);
    }
  });

  it('shows the command, how it ended, and the output', async () => {
    const shown = await page.card(card);
    assert.equal(await shown.getAttribute('aria-label'), '$ make test');
    assert.equal(await shown.locator('.card-command .command').textContent(), 'make test');
    assert.equal(await shown.locator('.card-facts.failed').innerText(), card.facts);
    assert.equal(
      await shown.locator('code').textContent(),
      'cc hub.c\nhub.c:12:2: error: too few arguments\n  File "client.py", line 7, in recv\nend',
    );
    assert.deepEqual(
      await shown
        .locator('.output-gap')
        .evaluateAll((gaps) =>
          gaps.map((gap) => [
            (gap as HTMLElement).dataset.label,
            gap.closest('.code-line')?.textContent?.trim().slice(0, 5),
            getComputedStyle(gap, '::before').content,
          ]),
        ),
      [
        ['40 lines left out', 'hub.c', '"⋯ 40 lines left out ⋯"'],
        ['2 lines left out', 'end', '"⋯ 2 lines left out ⋯"'],
      ],
    );
    await shown.getByRole('button', { name: 'Copy', exact: true }).click();
    const [copied] = await page.posted();
    assert.deepEqual(copied, {
      type: 'copy',
      text: await shown.locator('code').textContent(),
    });
  });

  it('links places across styles', async () => {
    const shown = await page.card(card);
    const links = shown.getByRole('link');
    assert.deepEqual(
      await links.allTextContents(),
      ['hub.c:12:2', 'File "client.py", line 7'].map((text) => text.replace('File ', '')),
    );
    await links.first().click();
    await links.last().press('Enter');
    assert.deepEqual(await page.posted(), [
      { type: 'openReference', path: 'hub.c', line: 12, column: 2 },
      { type: 'openReference', path: 'client.py', line: 7 },
    ]);
    assert.equal(await links.last().locator('span').textContent(), 'line 7');
  });

  it('asks with the source line that a traceback quotes, unless lines are left out below', async () => {
    const frames = [
      'Traceback (most recent call last):',
      '  File "hub.py", line 11, in serve',
      '    conn, addr = sock.accept()',
      '  File "client.py", line 7, in recv',
      '    raise OSError',
    ];
    const output = [frames[0] ?? '', [`\n${frames[1]}\n    conn, `, '1'], 'addr = sock.accept()\n'];
    const shown = await page.card({
      ...card,
      output: [...(output as PanelTerminal['output']), frames.slice(3).join('\n')],
      gaps: [{ after: 4, label: '2 lines left out' }],
    });
    const links = shown.getByRole('link');
    await links.first().click();
    await links.last().click();
    assert.deepEqual(await page.posted(), [
      { type: 'openReference', path: 'hub.py', line: 11, quoted: 'conn, addr = sock.accept()' },
      { type: 'openReference', path: 'client.py', line: 7 },
    ]);
  });

  it('shows the end of a long output first', async () => {
    const shown = await page.card(longCard);
    assert.equal(await shown.locator('.code-line').count(), 16);
    assert.match(
      (await shown.locator('code').textContent()) ?? '',
      /^line 225 .*line 240 of output$/s,
    );
    const all = shown.getByRole('button', { name: 'Show all 240 lines' });
    assert.ok(
      await all.evaluate((button) => {
        const code = button.closest('code-view')?.querySelector('code') as Element;
        return Boolean(button.compareDocumentPosition(code) & Node.DOCUMENT_POSITION_FOLLOWING);
      }),
    );
    await all.click();
    assert.equal(await shown.locator('.code-line').count(), 240);
  });

  it('says that there was no output', async () => {
    const shown = await page.card({ ...card, output: [], gaps: [] });
    assert.equal(await shown.locator('.card-note').textContent(), 'No output');
    assert.equal(await shown.locator('code-view').count(), 0);
  });

  it('shows hostile texts as plain text', async () => {
    const hostile = '<img src=x onerror=alert(1)>\u202e';
    await page.load();
    await page.draw([
      {
        card: {
          ...card,
          title: hostile,
          command: hostile,
          facts: hostile,
          output: [hostile, [`\n${hostile}`, '31'], ['x', '38;5;999;999;38;2;9']],
          gaps: [{ after: 9_000_000, label: hostile }],
        },
      },
    ]);
    const shown = page.page.locator('[data-card]');
    assert.equal(await shown.locator('img, [onerror]').count(), 0);
    assert.equal(await shown.locator('.card-command .command').textContent(), hostile);
    assert.equal(await shown.locator('code').textContent(), `${hostile}\n${hostile}x`);
    assert.equal(await shown.locator('code .override-mark').count(), 2);
  });

  it('fits a narrow side bar', async () => {
    await page.load({ width: 200, theme: 'contrast' });
    await page.draw([
      {
        card: {
          ...longCard,
          command: 'x'.repeat(300),
          facts: 'y'.repeat(300),
          output: ['z'.repeat(900)],
        },
      },
    ]);
    const log = page.page.locator('#log');
    assert.equal(await log.evaluate((element) => element.scrollWidth > element.clientWidth), false);
    const code = page.page.locator('.code-scroll');
    assert.ok(await code.evaluate((element) => element.scrollWidth > element.clientWidth));
    assert.equal(await code.getAttribute('tabindex'), '0');
  });
});

describe('a terminal card in the panel', () => {
  const panel = usePanel();
  const message = fromAnn('1', '', { card: longCard });

  it('unfolds for a match that is hidden', async () => {
    await panel.open(room([message]));
    await panel.post({ type: 'do', action: 'find' });
    await panel.page.keyboard.type('line 7 of');
    await waitFor(
      async () => (await panel.page.locator('.find-count').textContent()) === '1 of 1',
      'the match is found',
    );
    await waitFor(
      async () => (await panel.page.locator('.card .code-line').count()) === 240,
      'the output is unfolded',
    );
    const current = await panel.page.evaluate(() =>
      [...(CSS.highlights.get('deskmate-find-current') ?? [])].map((place) => {
        const range = document.createRange();
        range.setStart(place.startContainer, place.startOffset);
        range.setEnd(place.endContainer, place.endOffset);
        return range.toString();
      }),
    );
    assert.deepEqual(current, ['line 7 of']);
  });

  it('takes the theme’s colors, also when the theme changes', async () => {
    const colored = fromAnn('1', '', {
      card: {
        ...card,
        output: [
          ['red', '31'],
          ['rgb', '38;2;9;8;7'],
        ],
      },
    });
    await panel.open(room([colored]), { theme: 'light' });
    const colors = () =>
      panel.page
        .locator('code span[style]')
        .evaluateAll((parts) => parts.map((part) => getComputedStyle(part).color));
    assert.deepEqual(await colors(), ['rgb(205, 49, 49)', 'rgb(9, 8, 7)']);
    await panel.page.evaluate(({ variables, bodyClass }) => {
      for (const [name, value] of Object.entries(variables)) {
        document.documentElement.style.setProperty(`--vscode-${name}`, value);
      }
      document.body.className = bodyClass;
    }, themes.contrast);
    await waitFor(async () => (await colors())[1] !== 'rgb(9, 8, 7)', 'the colors change');
    const [red = '', rgb = ''] = await colors();
    assert.notEqual(red, 'rgb(205, 49, 49)');
    assert.match(rgb, /^rgb\((1\d\d|2\d\d), /, 'light enough on black');
  });

  it('has no style that the page’s policy forbids', async () => {
    // `close` fails when the browser has reported a violation.
    await panel.open(snapshot({ messages: [fromAnn('1', '', { card })] }));
    await panel.page.locator('.card code').waitFor();
  });
});
