import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../../scripts/build';
import { launchBrowser } from '../../scripts/editor/browser';
import { bundlePanel, type PageFiles } from '../../test/webview/app/panel-browser';
import { integerOption, print, runBench } from '../command-line';
import { computer, inTurn, table } from '../comparison';
import { measure, rows } from './measure';

const usage = `npm run bench:panel -- [--messages 100,1000,10000] [--rounds 3] [--quick]

Opens the shipped panel in a real browser, types in it, and scrolls through the whole log; in turn, does
the same with a page that shows the same messages as plain elements, all at once. Figures are medians of
the rounds.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string', default: '100,1000,10000' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(usage);
  const sizes = values.messages
    .split(',')
    .map((size) => integerOption(size, '--messages', 1, 100_000));
  const rounds = integerOption(values.rounds ?? (values.quick ? '1' : '3'), '--rounds', 1, 100);
  const probe = (await bundlePanel('bench/panel/page-script.ts')).script;
  const pages = {
    panel: await shippedPanel(),
    plain: await bundlePanel('bench/panel/plain-list.ts'),
  };
  const browser = await launchBrowser();
  try {
    print(`Chromium ${browser.version()}, ${computer()}; ${rounds} rounds in turn.\n`);
    for (const messages of sizes) {
      const plan = {
        messages,
        keys: values.quick ? 20 : 60,
        news: values.quick ? 50 : 200,
        frames: values.quick ? 60 : 240,
      };
      const runs = await inTurn(['panel', 'plain'], rounds, (page) =>
        measure(browser, pages[page], probe, plan),
      );
      print(table(`${messages.toLocaleString('en')} messages`, rows, runs));
    }
  } finally {
    await browser.close();
  }
  print(
    'Ratio: panel / plain. First paint is measured from the arrival of the snapshot. The plain page shows\n' +
      'raw texts without markdown or buttons, and scrolls through elements that already exist.',
  );
}

/** The panel's files as they are packaged. */
async function shippedPanel(): Promise<PageFiles> {
  const outdir = await mkdtemp(path.join(tmpdir(), 'deskmate-bench-'));
  try {
    await build({ production: true, outdir });
    const read = (name: string) => readFile(path.join(outdir, name), 'utf8');
    const [script = '', style = '', highlighter = '', emoji = ''] = await Promise.all(
      ['panel.js', 'panel.css', 'highlighter.js', 'emoji.js'].map(read),
    );
    return { script, style, highlighter, emoji };
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

runBench(main);
