import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { waitMs } from '../../../../scripts/limits.json';
import type { WireConnection, WireEvent } from '../../../../src/protocol/wire-event';
import type { SessionState } from '../../../../src/room/room';
import { english, type Translate } from '../../../../src/strings/translate';
import { type SavedFile, WireAdapter } from '../../../../src/ui/wire/wire-adapter';
import { WireLog, type WireLogLimits } from '../../../../src/ui/wire/wire-log';
import { systemClock } from '../../../../src/util/clock';
import { Emitter } from '../../../../src/util/event';
import { createNonce, wireHtml } from '../../../../src/webview/html';
import { WirePageConnection } from '../../../../src/webview/wire-connection';
import type { ToWirePage } from '../../../../src/webview/wire-messages';
import { wireConnection } from '../../../ui/wire/chunks';
import { bundle, themeStyle } from '../panel-browser';
import { acquireBrowser, releaseBrowser } from '../shared-browser';
import { type ThemeName, themes } from '../themes';

const origin = 'https://wire.invalid';

/** 12:00:00 local time. */
export const noon = new Date(2026, 2, 4, 12).getTime();

export interface WireSceneOptions {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: ThemeName;
  readonly limits?: WireLogLimits;
  readonly t?: Translate;
  readonly language?: string;
}

const hosting: SessionState = {
  connection: { kind: 'hosting' },
  room: { kind: 'lab-hub', name: '', address: '192.168.1.5', port: 9000 },
  members: [],
  waiting: [],
} as unknown as SessionState;

export const offlineState: SessionState = { ...hosting, connection: { kind: 'offline' } };

// A string: helpers that the test runner's compiler adds to functions don't exist in the page.
const fakeEditorScript = `
  let state = JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined;
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => globalThis.toHost(message),
    getState: () => state,
    setState: (next) => {
      state = next;
      sessionStorage.setItem('state', JSON.stringify(next));
    },
  });
`;

let files: Promise<(extension: string) => string> | undefined;

/** The real page of the wire view in a real browser, with its real model; only the editor is a fake. */
export class WireScene {
  /** Errors in the page, including violations of its content security policy. */
  private readonly errors: string[] = [];
  readonly copied: string[] = [];
  readonly saved: SavedFile[] = [];
  readonly warnings: string[] = [];
  readonly ann = wireConnection(50412);
  readonly ben = wireConnection(50413);
  readonly udp = wireConnection(50414, 'lab-udp');
  private time = noon;
  private browser: Browser | undefined;
  private context: BrowserContext | undefined;
  private current: { page: Page; log: WireLog; connection: WirePageConnection } | undefined;
  private readonly changes = new Emitter<SessionState>();
  private session = hosting;

  async start(): Promise<void> {
    files ??= bundle({ wire: 'src/webview/app/wire/main.ts' });
    [this.browser] = await Promise.all([acquireBrowser(), files]);
  }

  stop(): Promise<void> {
    return releaseBrowser();
  }

  async open(options: WireSceneOptions = {}): Promise<void> {
    const { width = 1100, height = 640, theme = 'dark', limits, t = english } = options;
    const { language = 'en' } = options;
    await this.close();
    assert.ok(this.browser && files);
    const built = await files;
    const context = await this.browser.newContext({ viewport: { width, height } });
    this.context = context;
    context.setDefaultTimeout(waitMs);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error') this.errors.push(line.text());
    });
    await page.route(`${origin}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/wire.js') {
        return route.fulfill({ contentType: 'text/javascript', body: built('.js') });
      }
      if (pathname === '/wire.css') {
        const background = 'body { background: var(--vscode-editor-background) !important; }\n';
        return route.fulfill({
          contentType: 'text/css',
          body: themeStyle(theme) + background + built('.css'),
        });
      }
      const body = wireHtml({
        cspSource: origin,
        scriptUri: `${origin}/wire.js`,
        styleUri: `${origin}/wire.css`,
        language,
        nonce: createNonce(),
      }).replace('<body>', `<body class="${themes[theme].bodyClass}">`);
      return route.fulfill({ contentType: 'text/html', body });
    });
    this.time = noon;
    this.session = hosting;
    const log = new WireLog(limits);
    const model = new WireAdapter({
      ...{ log, language, t },
      state: () => this.session,
      onDidChangeState: this.changes.event,
      now: () => this.time,
      copy: (text) => this.copied.push(text),
      save: (file) => this.saved.push(file),
      warn: (text) => this.warnings.push(text),
    });
    const received = new Emitter<unknown>();
    const connection = new WirePageConnection(
      { postMessage: (message) => this.post(message), onDidReceiveMessage: received.event },
      model,
      systemClock,
    );
    this.current = { page, log, connection };
    await page.exposeFunction('toHost', (message: unknown) => received.fire(message));
    await page.addInitScript({ content: fakeEditorScript });
    await page.goto(`${origin}/`);
    await page.locator('.wire').waitFor();
  }

  /** Closes the page, and asserts that it has reported no errors. */
  async close(): Promise<void> {
    this.current?.connection.dispose();
    this.current = undefined;
    await this.context?.close();
    this.context = undefined;
    for (const list of [this.copied, this.saved, this.warnings]) list.length = 0;
    assert.deepEqual(this.errors, []);
  }

  get page(): Page {
    assert.ok(this.current);
    return this.current.page;
  }

  get log(): WireLog {
    assert.ok(this.current);
    return this.current.log;
  }

  get grid(): Locator {
    return this.page.getByRole('grid', { name: 'Chunks on the wire' });
  }

  /** The drawn rows, without the heading. */
  get rows(): Locator {
    return this.grid.locator('[data-index]');
  }

  get bytes(): Locator {
    return this.page.locator('#bytes');
  }

  /** Reports a chunk, some time after the last one. */
  note(text: string | Buffer, change: Partial<WireEvent> = {}, afterMs = 5): void {
    this.time += afterMs;
    this.log.record({
      time: this.time,
      connection: this.ann,
      direction: 'in',
      bytes: Buffer.from(text as string),
      marks: [],
      ...change,
    });
  }

  noteMany(count: number, connection: WireConnection = this.ann): void {
    for (let each = 0; each < count; each += 1) this.note(`message ${each}`, { connection });
  }

  /** Ends the room, or opens one. */
  setRoom(isOpen: boolean): void {
    this.session = isOpen ? hosting : offlineState;
    this.changes.fire(this.session);
  }

  /** Waits until the row with this text is drawn. */
  async shows(text: string | RegExp): Promise<void> {
    await this.rows.filter({ hasText: text }).first().waitFor();
  }

  private async post(message: ToWirePage): Promise<boolean> {
    const { page } = this;
    await page
      .evaluate((json) => {
        globalThis.dispatchEvent(new MessageEvent('message', { data: JSON.parse(json) }));
      }, JSON.stringify(message))
      .catch(() => undefined);
    return true;
  }
}

/** Gives the tests of a suite a wire view in a browser, and closes it after each test. */
export function useWire(): WireScene {
  const scene = new WireScene();
  before('starts a browser', () => scene.start());
  after('releases the browser', () => scene.stop());
  afterEach('closes the page', () => scene.close());
  return scene;
}

/** A talk in a lab room in which a good deal goes wrong. */
export function labTalk(scene: WireScene): void {
  const { ann, ben, udp } = scene;
  const hello = Buffer.from("('192.168.1.5', 9000):同桌你好");
  scene.note("('192.168.1.42', 50412)已进入聊天室", { direction: 'out' });
  scene.note(
    Buffer.from('你好，这是第一条消息').subarray(0, 11),
    { marks: ['character-cut'] },
    1300,
  );
  scene.note(Buffer.from('你好，这是第一条消息').subarray(11), { marks: ['message-continued'] });
  scene.note(hello, { direction: 'out', connection: ben }, 900);
  scene.note("('a', 1):one('a', 1):two\n", { direction: 'out', marks: ['messages-joined'] }, 12);
  scene.note(
    'D1\x04\0SAY',
    { connection: udp, direction: 'out', summary: 'SAY 3', marks: ['lost'] },
    40,
  );
  scene.note(
    'D1\x04\0SAY',
    { connection: udp, direction: 'out', summary: 'SAY 3', marks: ['retransmission'] },
    1000,
  );
  scene.note('D1\x05', { connection: udp, summary: 'ACK 3', marks: ['acknowledgement'] }, 22);
  scene.note('q', { connection: ann }, 70_000);
}
