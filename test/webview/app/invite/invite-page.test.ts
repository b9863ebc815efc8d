import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { waitMs } from '../../../../scripts/limits.json';
import { formatInvite, type Invite } from '../../../../src/protocol/invite';
import { shortInvite } from '../../../../src/protocol/short-invite';
import { maxQrLength } from '../../../../src/util/qr-code';
import { createNonce, inviteHtml } from '../../../../src/webview/html';
import type { FromInvitePage, InvitePageState } from '../../../../src/webview/invite-messages';
import { longestInvite, shortestInvite, usualInvite } from '../../../helpers/invites';
import { readQr } from '../../../helpers/qr';
import { waitFor } from '../../../helpers/wait-for';
import { axeFindings } from '../axe-findings';
import { bundle, themeStyle } from '../panel-browser';
import { acquireBrowser, releaseBrowser } from '../shared-browser';
import { type ThemeName, themes } from '../themes';

const origin = 'https://invite.invalid';

const state: InvitePageState = {
  title: 'Pair room “Lab 3”',
  link: formatInvite(usualInvite, 'vscode'),
  label: 'QR code of the invite to “Lab 3”',
  steps: ['Scan this code with a phone.', 'Get the link to your computer, and open it there.'],
  notes: ['Show it only to your partner: anyone who scans it can join.'],
  actions: [{ command: 'copyInvite', label: 'Copy Invite' }],
  close: 'Close',
};

/** The invites whose codes are the smallest and the largest. */
const invites: Readonly<Record<string, string>> = {
  shortest: formatInvite(shortestInvite, 'vscode'),
  usual: formatInvite(usualInvite, 'vscode'),
  longest: shortInvite(longestInvite, 'vscode', maxQrLength).link,
};

describe('the page of the invite as a QR code', () => {
  let browser: Browser;
  let files: (extension: string) => string;
  let context: BrowserContext | undefined;
  let page: Page;
  const posted: FromInvitePage[] = [];
  const errors: string[] = [];

  before(async () => {
    [browser, files] = await Promise.all([
      acquireBrowser(),
      bundle({ invite: 'src/webview/app/invite/main.ts' }),
    ]);
  });
  after(() => releaseBrowser());
  afterEach(async () => {
    await context?.close();
    context = undefined;
    assert.deepEqual(errors, []);
    posted.length = 0;
  });

  /** Opens the page, as large as an editor on a laptop's whole screen. */
  async function open({
    theme = 'dark' as ThemeName,
    width = 1366,
    height = 700,
    forced = false,
  } = {}): Promise<void> {
    const viewport = { width, height };
    context = await browser.newContext({ viewport, ...(forced && { forcedColors: 'active' }) });
    context.setDefaultTimeout(waitMs);
    page = await context.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error') errors.push(line.text());
    });
    await page.route(`${origin}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      const background = 'body { background: var(--vscode-editor-background) !important; }\n';
      if (pathname === '/invite.js') {
        return route.fulfill({ contentType: 'text/javascript', body: files('.js') });
      }
      if (pathname === '/invite.css') {
        const body = themeStyle(theme) + background + files('.css');
        return route.fulfill({ contentType: 'text/css', body });
      }
      const body = inviteHtml({
        cspSource: origin,
        scriptUri: `${origin}/invite.js`,
        styleUri: `${origin}/invite.css`,
        language: 'en',
        nonce: createNonce(),
      }).replace('<body>', `<body class="${themes[theme].bodyClass}">`);
      return route.fulfill({ contentType: 'text/html', body });
    });
    await page.exposeFunction('toHost', (message: FromInvitePage) => posted.push(message));
    // A string: helpers that the test runner's compiler adds to functions don't exist in the page.
    await page.addInitScript({
      content: 'globalThis.acquireVsCodeApi = () => ({ postMessage: globalThis.toHost });',
    });
    await page.goto(`${origin}/`);
    await waitFor(() => posted.length > 0, 'the page is ready');
    assert.deepEqual(posted.splice(0), [{ type: 'ready' }]);
  }

  async function show(change: Partial<InvitePageState> = {}): Promise<void> {
    await page.evaluate(
      (data) => {
        globalThis.dispatchEvent(new MessageEvent('message', { data }));
      },
      { ...state, ...change },
    );
    await page.locator('main').waitFor();
  }

  const code = () => page.getByRole('img', { name: 'QR code of the invite to “Lab 3”' });
  const read = async () => readQr(await page.screenshot());

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`is read from the screen, with the shortest and the longest invite: ${theme}`, async () => {
      await open({ theme, forced: theme.startsWith('contrast') });
      for (const [name, link] of Object.entries(invites)) {
        await show({ link });
        assert.equal(await read(), link, name);
      }
    });
  }

  it('is read by a phone at 2 m from the screen of a laptop', async () => {
    await open();
    // At 2 m, a phone's camera has about 2.7 m before it, in 1920 pixels of video. A 14-inch screen is 0.31 m wide.
    const width = Math.round((1920 * 0.31) / 2.7);
    for (const [name, link] of Object.entries(invites)) {
      await show({ link });
      const far = sharp(await page.screenshot()).resize({ width, kernel: 'cubic' });
      const photo = await far.jpeg({ quality: 80 }).toBuffer();
      // Readers enlarge what is small.
      assert.equal(await readQr(sharp(photo).resize({ width: 3 * width })), link, name);
    }
  });

  it('is read in a narrow side bar and in a low panel', async () => {
    for (const [width, height] of [
      [220, 600],
      [900, 280],
    ] as const) {
      await open({ width, height });
      await show();
      assert.equal(await read(), state.link, `${width} × ${height}`);
      const overflow = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
      assert.equal(overflow, false);
      await context?.close();
    }
  });

  it('draws another code after a reset, and none while no one can join', async () => {
    await open();
    await show();
    const link = formatInvite(
      { ...(usualInvite satisfies Invite), token: 'C'.repeat(22) },
      'vscode',
    );
    await show({ link });
    assert.equal(await read(), link);
    const { link: _, ...locked } = state;
    await page.evaluate(
      (data) => {
        globalThis.dispatchEvent(new MessageEvent('message', { data }));
      },
      { ...locked, notes: ['The room is locked.'] },
    );
    await code().waitFor({ state: 'detached' });
    assert.equal(await read(), undefined);
    assert.equal(await page.getByRole('status').innerText(), 'The room is locked.');
    assert.equal((await page.content()).includes(usualInvite.token), false);
  });

  describe('of a room code', () => {
    const digits: Partial<InvitePageState> = {
      code: '482 193',
      label: 'Room code: 4, 8, 2, 1, 9, 3',
    };

    /** Shows the digits in place of a QR code. */
    async function showDigits(change: Partial<InvitePageState> = {}): Promise<void> {
      const { link: _, ...rest } = state;
      await page.evaluate(
        (data) => {
          globalThis.dispatchEvent(new MessageEvent('message', { data }));
        },
        { ...rest, ...digits, ...change },
      );
      await page.getByRole('img', { name: digits.label ?? '' }).waitFor();
    }

    it('is read from the last row of a lab', async () => {
      await open();
      await showDigits();
      const box = await page.locator('svg text').boundingBox();
      // A projector's picture is 2 m wide. At 12 m, letters of 1/200 of the distance are read with ease.
      const height = ((box?.height ?? 0) * 0.7 * 2) / 1366;
      assert.ok(height > 12 / 200, `${height} m`);
    });

    it('has one line that fits, with everything else below it, in every size', async () => {
      for (const [width, height] of [
        [1920, 1000],
        [1366, 700],
        [700, 900],
        [400, 700],
        [220, 600],
        [900, 280],
      ] as const) {
        await open({ width, height });
        await showDigits();
        const at = await page.locator('svg text').boundingBox();
        const below = await page.locator('section').boundingBox();
        assert.ok(at && below, `${width} × ${height}`);
        assert.ok(at.x >= 0 && at.x + at.width <= width, `${at.x} + ${at.width} of ${width}`);
        assert.ok(at.width > width * 0.45 || at.height > 60, `${at.width} of ${width}`);
        assert.ok(below.y >= at.y + at.height * 0.8, `${width} × ${height}`);
        const overflow = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
        assert.equal(overflow, false);
        await context?.close();
      }
    });

    it('changes and goes with the state', async () => {
      await open();
      await showDigits();
      await showDigits({ code: '000 001' });
      assert.equal(await page.locator('svg text').textContent(), '000 001');
      const { link: _, ...paused } = state;
      await page.evaluate(
        (data) => {
          globalThis.dispatchEvent(new MessageEvent('message', { data }));
        },
        { ...paused, notes: ['The room code is paused.'] },
      );
      await page.locator('svg').waitFor({ state: 'detached' });
      assert.equal(await page.getByRole('status').innerText(), 'The room code is paused.');
    });

    it('has no problems that axe-core finds, in any theme, and stands out from the background', async () => {
      for (const theme of Object.keys(themes) as ThemeName[]) {
        await open({ theme, forced: theme.startsWith('contrast') });
        await showDigits();
        assert.deepEqual(await axeFindings(page), [], theme);
        // axe-core doesn't check the contrast of SVG texts.
        const { channels } = await sharp(await page.locator('svg').screenshot())
          .greyscale()
          .stats();
        const [{ min = 0, max = 0 } = {}] = channels;
        assert.ok(max - min > 120, `${theme}: ${min} to ${max}`);
        await context?.close();
      }
    });
  });

  it('closes with Escape, and its buttons work by keyboard', async () => {
    await open();
    await show();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await waitFor(() => posted.length === 1, 'Copy Invite runs');
    await page.keyboard.press('Escape');
    await waitFor(() => posted.length === 2, 'the tab closes');
    assert.deepEqual(posted, [{ type: 'command', command: 'copyInvite' }, { type: 'close' }]);
  });

  it('has no problems that axe-core finds, in any theme', async () => {
    for (const theme of Object.keys(themes) as ThemeName[]) {
      await open({ theme });
      await show();
      assert.deepEqual(await axeFindings(page), [], theme);
      await context?.close();
    }
  });
});
