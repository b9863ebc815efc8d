import { build } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { webviewBundle } from '../../../scripts/build';
import { waitMs } from '../../../scripts/limits.json';
import type { FromPanel } from '../../../src/webview/from-panel';
import { createNonce, panelHtml } from '../../../src/webview/html';
import type { PanelSnapshot, ToPanel } from '../../../src/webview/messages';
import type { PanelSurface } from '../../../src/webview/panel-model';
import { type PageFile, PageServer } from './page-server';
import { type ThemeName, themes } from './themes';

export interface PanelOptions {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: ThemeName;
  /** Defaults to the view. */
  readonly place?: PanelSurface;
  /** The page is on a touch screen, without a pointer. */
  readonly touch?: boolean;
  /** A script that runs before the page's own. */
  readonly prepare?: string;
  /** The test changes what outlives a page, such as its clock or what it is permitted. */
  readonly alone?: boolean;
}

interface FakeEditor {
  readonly posted: FromPanel[];
  state: unknown;
}

declare global {
  var fakeEditor: FakeEditor;
}

// A string: helpers that the test runner's compiler adds to functions don't exist in the page.
const fakeEditorScript = `
  const key = 'state' + location.search;
  const saved = sessionStorage.getItem(key);
  globalThis.fakeEditor = { posted: [], state: saved ? JSON.parse(saved) : undefined };
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => fakeEditor.posted.push(message),
    getState: () => fakeEditor.state,
    setState: (state) => {
      fakeEditor.state = state;
      sessionStorage.setItem(key, JSON.stringify(state));
    },
  });
`;

/** The files that the page loads. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
  readonly highlighter: string;
  readonly emoji: string;
}

/** Bundles scripts and styles as the build does; `script` defaults to the panel's. */
export async function bundlePanel(script = 'src/webview/app/main.ts'): Promise<PageFiles> {
  const [page, highlighter, emoji] = await Promise.all([
    bundle({ panel: script }),
    bundle({ highlighter: 'src/webview/app/code/highlighter.ts' }),
    bundle({ emoji: 'src/webview/app/emoji/main.ts' }),
  ]);
  return {
    script: page('.js'),
    style: page('.css'),
    highlighter: highlighter('.js'),
    emoji: emoji('.js'),
  };
}

/** Bundles scripts and styles as the build does. @returns the text of the output with an extension */
export async function bundle(
  entryPoints: Record<string, string>,
): Promise<(extension: string) => string> {
  const options = webviewBundle(entryPoints, { production: true });
  // Not minified, so that errors contain readable names.
  const { outputFiles = [] } = await build({ ...options, minify: false, write: false });
  return (extension) => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
}

/** The real page with its content security policy in a real browser; only the editor is a fake. */
export class PanelInBrowser {
  /** Errors in the page, including violations of its content security policy. */
  readonly errors: string[] = [];

  /**
   * How often the page was loaded anew. A reload finds what the page has stored; a page of the next test doesn't, also if the
   * one before stores something on its way out.
   */
  private loads = 0;

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly server: PageServer,
    private options: PanelOptions,
  ) {}

  static async open(
    browser: Browser,
    files: PageFiles,
    options: PanelOptions = {},
  ): Promise<PanelInBrowser> {
    const server = await PageServer.start((url) => fileAt(url, server.origin, files));
    const context = await browser.newContext({
      viewport: viewportOf(options),
      ...(options.touch && { hasTouch: true, isMobile: true }),
    });
    context.setDefaultTimeout(waitMs);
    const page = await context.newPage();
    const panel = new PanelInBrowser(page, context, server, options);
    page.on('pageerror', (error) => panel.errors.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error') panel.errors.push(line.text());
    });
    await page.addInitScript({ content: fakeEditorScript });
    if (options.prepare) await page.addInitScript({ content: options.prepare });
    await page.goto(panel.url);
    return panel;
  }

  /**
   * Loads the page anew, as if it had just been opened: nothing is stored, hovered or emulated. A new context would
   * start a new process, which takes four times as long as this.
   *
   * @returns whether it could; some options need a page of their own
   */
  async openAgain(options: PanelOptions = {}): Promise<boolean> {
    if (needsOwnPage(this.options) || needsOwnPage(options)) return false;
    this.options = options;
    this.loads += 1;
    // The browser soon tells a new page, too, where the pointer is.
    await this.page.mouse.move(0, 0);
    await this.page.evaluate(() => sessionStorage.clear());
    await this.page.emulateMedia({ reducedMotion: null, forcedColors: null });
    await this.page.setViewportSize(viewportOf(options));
    await this.page.goto(this.url);
    return true;
  }

  get origin(): string {
    return this.server.origin;
  }

  private get url(): string {
    const { theme = 'dark', place = 'view' } = this.options;
    return `${this.origin}/?${new URLSearchParams({ theme, place, load: `${this.loads}` })}`;
  }

  async show(snapshot: PanelSnapshot): Promise<void> {
    await this.post({ type: 'snapshot', snapshot });
  }

  /** Posts messages to the page as the extension host does; resolves when the page has drawn them. */
  async post(...messages: ToPanel[]): Promise<void> {
    // One string, because Playwright takes seconds to serialize thousands of objects.
    await this.page.evaluate(async (json) => {
      for (const data of JSON.parse(json))
        globalThis.dispatchEvent(new MessageEvent('message', { data }));
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    }, JSON.stringify(messages));
  }

  /** The messages that the page has posted so far. */
  posted(): Promise<FromPanel[]> {
    return this.page.evaluate(() => globalThis.fakeEditor.posted);
  }

  async postedOf<T extends FromPanel['type']>(type: T): Promise<Extract<FromPanel, { type: T }>[]> {
    const all = await this.posted();
    return all.filter(
      (message): message is Extract<FromPanel, { type: T }> => message.type === type,
    );
  }

  async close(): Promise<void> {
    await this.context.close();
    this.server.close();
  }
}

/** What the page's server has at an address, whose query names the theme and the panel's place. */
function fileAt({ pathname, searchParams }: URL, origin: string, files: PageFiles): PageFile {
  const theme = (searchParams.get('theme') ?? 'dark') as ThemeName;
  switch (pathname) {
    case '/panel.js':
      return { type: 'text/javascript', body: files.script };
    case '/highlighter.js':
      return { type: 'text/javascript', body: files.highlighter };
    case '/emoji.js':
      return { type: 'text/javascript', body: files.emoji };
    case '/panel.css':
      return { type: 'text/css', body: themeStyle(theme) + files.style };
  }
  const body = panelHtml({
    cspSource: origin,
    scriptUri: `${origin}/panel.js`,
    styleUri: `${origin}/panel.css?theme=${theme}`,
    highlighterUri: `${origin}/highlighter.js`,
    emojiUri: `${origin}/emoji.js`,
    language: 'en',
    surface: (searchParams.get('place') ?? 'view') as PanelSurface,
    nonce: createNonce(),
  }).replace('<body>', `<body class="${themes[theme].bodyClass}">`);
  return { type: 'text/html', body };
}

function viewportOf({ width = 320, height = 640 }: PanelOptions) {
  return { width, height };
}

function needsOwnPage({ touch, prepare, alone }: PanelOptions): boolean {
  return touch === true || prepare !== undefined || alone === true;
}

/** The style sheet that the editor adds to a page. */
export function themeStyle(name: ThemeName): string {
  const { variables } = themes[name];
  const lines = Object.entries(variables).map(([key, value]) => `--vscode-${key}: ${value};`);
  return `:root { ${lines.join(' ')} } body { background: var(--vscode-sideBar-background); }\n`;
}
