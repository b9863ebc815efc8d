import { strict as assert } from 'node:assert';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import type { RoomInfo } from '../../../src/room/room';
import { exportedChat, messageEntry, pair } from '../../export/exported-chat';
import { corpus, entriesPerText, hostileEntries } from '../../export/hostile-chat';
import { allCards } from '../../helpers/cards';
import { axeFindings } from './axe-findings';
import { acquireBrowser, releaseBrowser } from './shared-browser';

describe('hostile texts in a chat exported as HTML, in a browser', () => {
  let browser: Browser;
  let folder: string;

  before('starts a browser', async () => {
    browser = await acquireBrowser();
    folder = await mkdtemp(path.join(tmpdir(), 'deskmate-export-'));
  });

  after('closes the browser', async () => {
    await rm(folder, { recursive: true, force: true });
    await releaseBrowser();
  });

  for (const kind of ['pair', 'lab-hub'] as const) {
    it(`run, load and become nothing in a ${kind} room`, async () => {
      const room: RoomInfo = { ...pair, kind, name: `<title>${corpus.at(-1)}` };
      const file = path.join(folder, `${kind}.html`);
      await writeFile(file, exportedChat('html', hostileEntries, room));
      const page = await browser.newPage();
      try {
        const requests: string[] = [];
        const complaints: string[] = [];
        page.on('request', (request) => requests.push(request.url()));
        page.on('console', (message) => complaints.push(message.text()));
        page.on('pageerror', (error) => complaints.push(error.message));
        await page.goto(pathToFileURL(file).href);
        const { tags, attributes, links, articles, events } = await page.evaluate(() => {
          const all = [...document.querySelectorAll('*')];
          return {
            tags: [...new Set(all.map(({ localName }) => localName))].sort(),
            attributes: [...new Set(all.flatMap((one) => one.getAttributeNames()))].sort(),
            links: all.flatMap((one) => one.getAttribute('href') ?? []),
            articles: document.querySelectorAll('main > section > article').length,
            events: document.querySelectorAll('main > section > p.event').length,
          };
        });
        assert.equal(articles, (entriesPerText - 1) * corpus.length);
        assert.equal(events, corpus.length);
        const allowed = `a article b bdi blockquote body code dd div dl dt em figcaption figure h1 h2 h3
          head header hr html img li main meta nav ol p pre s section small span strong style time title ul`;
        assert.deepEqual(
          tags.filter((tag) => !allowed.split(/\s+/).includes(tag)),
          [],
        );
        const named = `alt aria-label aria-labelledby charset class content datetime dir href http-equiv id lang
          name rel src value`;
        assert.deepEqual(
          attributes.filter((attribute) => !named.split(/\s+/).includes(attribute)),
          [],
        );
        for (const link of links) assert.match(link, /^(?:https?:\/\/|mailto:|#)/);
        // Pictures are inside.
        const loaded = requests.filter((url) => !url.startsWith('data:image/'));
        assert.deepEqual(loaded, [pathToFileURL(file).href]);
        assert.deepEqual(complaints, []);
        assert.equal(await page.evaluate(() => Reflect.get(globalThis, 'hacked')), undefined);
      } finally {
        await page.close();
      }
    });
  }

  it('are no obstacle to axe-core, which finds nothing in a light or a dark document', async () => {
    const file = path.join(folder, 'all.html');
    const said = [...allCards.map((card) => messageEntry('see `a.c:1`', { card }))];
    const reply = messageEntry('/me agrees', {
      ...{ author: 'm2', reply: { seq: 1, id: said[0]?.id ?? '' }, reactions: { '👍': ['m1'] } },
      edited: true,
    });
    const highlighted = messageEntry(
      '> why\n\n- [x] a\n- [b](https://x.test)\n\n```c\nint a; // b\n```',
    );
    const document = exportedChat('html', [
      ...said,
      reply,
      highlighted,
      messageEntry('', { deleted: true }),
    ]);
    await writeFile(file, document);
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ colorScheme });
      try {
        await page.goto(pathToFileURL(file).href);
        assert.deepEqual(await axeFindings(page), [], colorScheme);
      } finally {
        await page.close();
      }
    }
  });
});
