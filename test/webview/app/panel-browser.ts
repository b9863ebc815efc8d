import { resolve } from 'node:path';
import { build } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createNonce, panelHtml } from '../../../src/webview/html';
import type { FromPanel, PanelSnapshot, ToPanel } from '../../../src/webview/messages';
import { type ThemeName, themes } from './themes';

const origin = 'https://panel.invalid';

export interface PanelOptions {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: ThemeName;
}

interface FakeEditor {
  readonly posted: FromPanel[];
  state: unknown;
}

declare global {
  var fakeEditor: FakeEditor;
}

// As text: what the test runner's compiler adds to functions would be missing in the page.
const fakeEditorScript = `
  const kept = sessionStorage.getItem('state');
  globalThis.fakeEditor = { posted: [], state: kept ? JSON.parse(kept) : undefined };
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => fakeEditor.posted.push(message),
    getState: () => fakeEditor.state,
    setState: (state) => {
      fakeEditor.state = state;
      sessionStorage.setItem('state', JSON.stringify(state));
    },
  });
`;

/** The panel's script and styles as the build makes them. */
export async function bundlePanel(): Promise<{ script: string; style: string }> {
  const { outputFiles } = await build({
    entryPoints: [resolve(__dirname, '../../../src/webview/app/main.ts')],
    outfile: 'panel.js',
    bundle: true,
    format: 'iife',
    write: false,
  });
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  return { script: text('.js'), style: text('.css') };
}

/** The real page, with its real policy, in a real browser; the editor around it is a stand-in. */
export class PanelInBrowser {
  /** What the page complained about: errors, and whatever its policy did not allow. */
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
  ) {}

  static async open(
    browser: Browser,
    files: { script: string; style: string },
    options: PanelOptions = {},
  ): Promise<PanelInBrowser> {
    const { width = 320, height = 640, theme = 'dark' } = options;
    const context = await browser.newContext({ viewport: { width, height } });
    const page = await context.newPage();
    const panel = new PanelInBrowser(page, context);
    page.on('pageerror', (error) => panel.complaints.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error') panel.complaints.push(line.text());
    });
    await page.route(`${origin}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/panel.js') {
        return route.fulfill({ contentType: 'text/javascript', body: files.script });
      }
      if (pathname === '/panel.css') {
        return route.fulfill({ contentType: 'text/css', body: themeStyle(theme) + files.style });
      }
      const body = panelHtml({
        cspSource: origin,
        scriptUri: `${origin}/panel.js`,
        styleUri: `${origin}/panel.css`,
        language: 'en',
        place: 'view',
        nonce: createNonce(),
      }).replace('<body>', `<body class="${themes[theme].bodyClass}">`);
      return route.fulfill({ contentType: 'text/html', body });
    });
    await page.addInitScript({ content: fakeEditorScript });
    await page.goto(`${origin}/`);
    return panel;
  }

  async show(snapshot: PanelSnapshot): Promise<void> {
    await this.post({ type: 'snapshot', snapshot });
  }

  /** Says something to the page as the extension host would; resolves when it has been drawn. */
  async post(...messages: ToPanel[]): Promise<void> {
    await this.page.evaluate(async (list) => {
      for (const data of list) globalThis.dispatchEvent(new MessageEvent('message', { data }));
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    }, messages);
  }

  /** What the page has said so far. */
  posted(): Promise<FromPanel[]> {
    return this.page.evaluate(() => globalThis.fakeEditor.posted);
  }

  async postedOf<T extends FromPanel['type']>(type: T): Promise<Extract<FromPanel, { type: T }>[]> {
    const all = await this.posted();
    return all.filter(
      (message): message is Extract<FromPanel, { type: T }> => message.type === type,
    );
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

function themeStyle(name: ThemeName): string {
  const { variables } = themes[name];
  const lines = Object.entries(variables).map(([key, value]) => `--vscode-${key}: ${value};`);
  return `:root { ${lines.join(' ')} } body { background: var(--vscode-sideBar-background); }\n`;
}
