import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, ElementHandle, Locator, Page } from 'playwright-core';
import { waitMs } from '../limits.json';
import { clickUntil, inTime } from './click-until';
import { CHINESE } from './language-pack';
import { Panel, type PanelLabels, type PanelPlace, registerPanels } from './panel';
import { QuickInput } from './quick-input';
import type { EditorServer, Payload } from './server';

/**
 * A key pressed while the focus moves to a webview that is still loading is lost. One that arrives just before opens a
 * palette that closes at once, or before anything is typed.
 */
const PALETTE_ATTEMPTS = 5;
const PALETTE_MS = 1_000;
const LOST_PALETTE_MS = 5_000;
const TYPE_MS = 10_000;

/**
 * Runs in the page and lets only one palette key through to the workbench. On a busy machine a repeated key can
 * arrive late, and would replace the command's own question with the palette.
 */
const ONE_PALETTE_KEY = `
  if (globalThis.paletteKeys === undefined) {
    addEventListener('keydown', (event) => {
      if (event.key !== 'F1' && !(event.ctrlKey && event.key === 'p')) return;
      paletteKeys += 1;
      if (paletteKeys === 1) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    }, true);
  }
  globalThis.paletteKeys = 0;`;

/** How long to look for a notification among the toasts before opening the list. */
const TOAST_MS = 10_000;

/** Looks for a text in everything the editor stores in the browser. */
const IS_STORED = `async (text) => {
  const result = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  for (const { name } of await indexedDB.databases()) {
    const database = await result(indexedDB.open(name));
    try {
      if (!database.objectStoreNames.contains('ItemTable')) continue;
      const items = database.transaction('ItemTable').objectStore('ItemTable');
      if ((await result(items.getAll())).some((value) => String(value).includes(text))) return true;
    } finally {
      database.close();
    }
  }
  return false;
}`;

/** In the page: the text of each part that shows the state, and the element with the focus. */
const TEXTS = `[
  ['Status bar', '.statusbar-item[id$="deskmate.connection"]'],
  ['Notification', '.notifications-toasts .notification-list-item'],
  ['Listed notification', '.notifications-center .notification-list-item'],
  ['Dialog', '.monaco-dialog-box'],
  ['Quick input', '.quick-input-widget'],
  ['Menu', '.monaco-menu'],
  ['Tab in front', '.tab.active'],
].flatMap(([name, selector]) => [...document.querySelectorAll(selector)]
  .filter((element) => element.checkVisibility())
  .map((element) => name + ': ' + element.innerText))
  .concat('Keyboard: ' + document.activeElement?.tagName + '.' + document.activeElement?.className)`;

export interface WindowOptions {
  readonly folder: string;
  readonly language?: 'en' | typeof CHINESE;
  /** In CSS pixels. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Device pixels per CSS pixel; 2 makes pictures sharp. */
  readonly scale?: number;
  /** Folder of an extension to run under development; needs a server with `automation`. */
  readonly extensionDevelopmentPath?: string;
  /** Module whose `run()` the extension host calls; needs `extensionDevelopmentPath`. */
  readonly extensionTestsPath?: string;
  /** Receives the extension host's console while tests run. */
  readonly onLog?: (type: string, args: readonly unknown[]) => void;
  /** Called when the tests have ended, with 0 when all passed. */
  readonly onExit?: (code: number) => void;
}

/** One VS Code window: a browser page with storage, and an extension host, of its own. */
export class EditorWindow {
  readonly quickInput: QuickInput;
  readonly statusBarItem: Locator;

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly labels: PanelLabels,
  ) {
    this.quickInput = new QuickInput(page);
    this.statusBarItem = page.locator('.statusbar-item[id$="deskmate.connection"]');
  }

  /** Opens a window and waits until its workbench is drawn. */
  static async open(
    browser: Browser,
    server: EditorServer,
    options: WindowOptions,
  ): Promise<EditorWindow> {
    const language = options.language ?? 'en';
    await registerPanels();
    const context = await browser.newContext({
      locale: language === CHINESE ? 'zh-CN' : 'en-US',
      viewport: options.viewport ?? { width: 1280, height: 800 },
      deviceScaleFactor: options.scale ?? 1,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(waitMs);
    try {
      const page = await context.newPage();
      // The workbench calls these when it runs tests.
      await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) =>
        options.onLog?.(type, args),
      );
      await page.exposeFunction('codeAutomationExit', (code: number) => options.onExit?.(code));
      await page.goto(server.url(options.folder, payload(server, options)));
      const window = new EditorWindow(page, context, await panelLabels(language));
      await window.waitUntilDrawn();
      return window;
    } catch (error) {
      await context.close();
      throw error;
    }
  }

  /** Runs a command by its title in the command palette: "Chat: Host Room". */
  async runCommand(title: string): Promise<void> {
    await this.openPalette(`>${title}`);
    // A Chinese window lists "聊天: 创建房间" with the English title in a line below.
    const row = '.quick-input-widget:visible .quick-input-list .monaco-list-row';
    // Not one with a longer title, as “Join Room Again”.
    const hasText = new RegExp(`${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?! )`);
    // The palette's own text goes: the box closes, or the command asks something in it. The row of an answer can be
    // the command's, with the English title hidden in it.
    const shown = this.page
      .locator(`${row} :is(.label-name, .quick-input-list-label-meta):visible`, { hasText })
      .first();
    await clickUntil(
      `The command ${title}`,
      () => this.quickInput.click(this.page.locator(row, { hasText }).first()),
      (timeout) => shown.waitFor({ state: 'detached', timeout }),
    );
  }

  /** The same without a mouse. */
  async runCommandByKeyboard(title: string): Promise<void> {
    await this.openPalette(`>${title}`);
    await this.quickInput.waitForActive(title);
    await this.press('Enter');
  }

  /** Presses a key wherever the focus is: `Enter`, `Shift+Enter`. */
  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** Clicks an icon of the activity bar: "Deskmate", "Explorer". */
  async openContainer(name: string): Promise<void> {
    const icon = this.container(name);
    const open = icon.and(this.page.locator('[aria-selected="true"]'));
    await clickUntil(
      `The icon ${name}`,
      async () => {
        if ((await open.count()) === 0) await icon.click();
      },
      // A window that is still restoring its views may have opened it just before: then the click has closed it.
      (timeout) => open.waitFor({ timeout }),
    );
  }

  /** The number on an icon of the activity bar; detached where there is none. */
  badge(name: string): Locator {
    return this.container(name).locator('.badge-content:visible');
  }

  /** Opens the palette of commands (`F1`), or of files (`Control+P`), and types a text into it. */
  async openPalette(text: string, key: 'F1' | 'Control+P' = 'F1'): Promise<void> {
    // The palette lists what is there when it opens, and extensions come after the workbench.
    await this.statusBarItem.waitFor();
    await this.quickInput.waitUntilClosed();
    for (let attempt = 1; attempt <= PALETTE_ATTEMPTS; attempt += 1) {
      await this.page.evaluate(ONE_PALETTE_KEY);
      await this.press(key);
      const isOpen = await this.isPaletteOpen();
      if (isOpen && (await inTime(this.quickInput.type(text, TYPE_MS)))) return;
    }
    throw new Error(`No palette stays open for “${text}”`);
  }

  private async isPaletteOpen(): Promise<boolean> {
    if (await this.quickInput.opens(PALETTE_MS)) return true;
    const hasArrived = await this.page.evaluate<boolean>('paletteKeys > 0');
    return hasArrived && this.quickInput.opens(LOST_PALETTE_MS);
  }

  private container(name: string): Locator {
    return this.page.locator('.activitybar').getByRole('tab', { name: new RegExp(`^${name}`) });
  }

  /** A button in the title of the view in the side bar. */
  titleButton(name: string): Locator {
    return this.page.locator('.sidebar .title-actions').getByRole('button', { name });
  }

  /** Waits until Deskmate's status bar item says this. */
  async waitForStatus(text: string | RegExp): Promise<void> {
    await this.statusBarItem.filter({ hasText: text }).waitFor();
  }

  /** What Deskmate's status bar item says. */
  async statusBarText(): Promise<string> {
    return ((await this.statusBarItem.textContent()) ?? '').trim();
  }

  /** What the window shows right now, as text for a failure report. */
  async texts(): Promise<string[]> {
    return this.page.evaluate<string[]>(TEXTS);
  }

  /**
   * Waits for a notification and returns it; its buttons are found by role and name. A toast that the
   * editor has hidden by now, or never shown because there were too many, is found in the list.
   */
  async waitForNotification(text: string | RegExp): Promise<Locator> {
    const found = this.page
      .locator('.notifications-toasts, .notifications-center')
      .locator('.notification-list-item:visible', { hasText: text })
      .first();
    if (await inTime(found.waitFor({ timeout: TOAST_MS }))) return found;
    await this.listNotifications();
    await found.waitFor();
    return found;
  }

  /** Presses a button of a notification, wherever the editor shows it by then. */
  async answerNotification(text: string | RegExp, button: string): Promise<void> {
    const notification = await this.waitForNotification(text);
    const answer = notification.getByRole('button', { name: button });
    let shown: ElementHandle | undefined;
    await clickUntil(
      `${button} of ${text}`,
      async () => {
        shown = await answer.elementHandle({ timeout: TOAST_MS }).catch(() => undefined);
        if (await inTime(answer.click({ timeout: TOAST_MS }))) return;
        await this.listNotifications();
        await answer.click();
      },
      // A click on a notification that is still moving only focuses the button.
      async (timeout) => shown?.waitForElementState('hidden', { timeout }),
    );
  }

  private async listNotifications(): Promise<void> {
    const list = this.page.locator('.notifications-center:visible');
    // The icon closes a list that is open.
    if ((await list.count()) === 0) await this.page.locator('#status\\.notifications').click();
    await list.waitFor();
  }

  /** A question, with this text in it if any is given. */
  dialog(text?: string): Locator {
    const box = this.page.locator('.monaco-dialog-box');
    return text === undefined ? box : box.filter({ hasText: text });
  }

  /** The chat panel; it need not be in view yet. */
  panel(place: PanelPlace = 'view'): Panel {
    return new Panel(this.page, place, this.labels);
  }

  /** Waits until a text is in the editor's storage, from where a reloaded window reads it. */
  async waitUntilStored(text: string): Promise<void> {
    const deadline = Date.now() + waitMs;
    // As text: what a compiler adds to functions would be missing in the browser.
    while (!(await this.page.evaluate<boolean>(`(${IS_STORED})(${JSON.stringify(text)})`))) {
      if (Date.now() > deadline) throw new Error(`Not stored within ${waitMs} ms: ${text}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async screenshot(file: string): Promise<void> {
    await this.page.screenshot({ path: file, animations: 'disabled' });
  }

  /** Reloads the window with the command for it. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('domcontentloaded');
    await this.runCommandByKeyboard('Developer: Reload Window');
    await loaded;
    await this.waitUntilDrawn();
  }

  /** Opens the window again, after its server has crashed and started again. */
  async reopen(): Promise<void> {
    await this.page.goto(this.page.url());
    await this.waitUntilDrawn();
  }

  /** Closes the window, as its person would. */
  async close(): Promise<void> {
    if (!this.page.isClosed()) {
      // A closing page has half a second to hear of it, too little on a busy machine: without it the
      // extension host would live on and wait for the window to come back.
      await this.page.evaluate(`dispatchEvent(new PageTransitionEvent('pagehide'))`);
      await this.page.close({ runBeforeUnload: false });
    }
    await this.context.close();
  }

  private async waitUntilDrawn(): Promise<void> {
    await this.page.locator('.monaco-workbench .statusbar-item').first().waitFor();
  }
}

function payload(server: EditorServer, options: WindowOptions): Payload {
  const { extensionDevelopmentPath, extensionTestsPath } = options;
  const pairs: [string, string][] = [['skipWelcome', 'true']];
  if (extensionDevelopmentPath) {
    pairs.push(['extensionDevelopmentPath', server.remoteUri(extensionDevelopmentPath)]);
  }
  if (extensionTestsPath) pairs.push(['extensionTestsPath', server.remoteUri(extensionTestsPath)]);
  return pairs;
}

/** The panel's labels, translated as the extension translates them. */
async function panelLabels(language: string): Promise<PanelLabels> {
  const words = language === 'en' ? {} : await translations(language);
  const say = (english: string) => words[english] ?? english;
  return {
    messages: say('Messages'),
    message: say('Message'),
    send: say('Send'),
    participants: say('Participants'),
    waitingLine: say('Waiting line'),
  };
}

async function translations(language: string): Promise<Record<string, string>> {
  const file = path.resolve(__dirname, `../../l10n/bundle.l10n.${language}.json`);
  return JSON.parse(await readFile(file, 'utf8'));
}
