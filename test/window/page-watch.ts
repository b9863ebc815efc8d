import type { BrowserContext, ConsoleMessage, Dialog, Request } from 'playwright-core';
import type { Panel } from '../../scripts/editor/panel';
import type { EditorWindow } from '../../scripts/editor/window';

/**
 * Records inside the panel's page what must never be there: elements that load or run, their attributes,
 * and what the page's policy blocked. It is text, because the helpers that a compiler adds to functions
 * don't exist in the browser.
 */
const WATCH = `() => {
  const seen = { foreign: [], links: [] };
  globalThis.deskmateSeen = seen;
  const tags = 'img, iframe, frame, object, embed, video, audio, form, base, meta, style, template';
  const loads = '[href], [src], [srcdoc], [srcset], [action], [data], [background], [poster]';
  const own = 'script[src*="/dist/"], form.composer';
  const look = (element) => {
    const runs = element.getAttributeNames().some((name) => name.startsWith('on'));
    if ((element.matches(tags + ',' + loads + ', script') && !element.matches(own)) || runs) {
      seen.foreign.push(element.outerHTML.slice(0, 200));
    }
    if (element.matches('[role=link]')) seen.links.push(element.title + ' ' + element.textContent);
  };
  new MutationObserver((records) => {
    for (const { target, addedNodes, type } of records) {
      if (type === 'attributes') look(target);
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        for (const element of [node, ...node.querySelectorAll('*')]) look(element);
      }
    }
  }).observe(document, { subtree: true, childList: true, attributes: true });
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    seen.foreign.push(violatedDirective + ' ' + blockedURI);
  });
}`;

interface Seen {
  readonly foreign: readonly string[];
  readonly links: readonly string[];
}

/** Whether an address is that of one of the extension's own files in a webview. */
function isOwnFile({ hostname, pathname }: URL): boolean {
  return hostname.endsWith('.vscode-resource.vscode-cdn.net') && /\/(dist|media)\//.test(pathname);
}

/**
 * Whether an error in the console is about the extension: its page wrote it, or it names the extension's id or bundle.
 * Other errors are the editor's own, and quote addresses, such as that of the open folder, which hold all kinds of words.
 */
function isOwnError(line: ConsoleMessage): boolean {
  if (line.type() !== 'error') return false;
  const { url } = line.location();
  return (
    (URL.canParse(url) && isOwnFile(new URL(url))) ||
    /deskmate\.deskmate|\/dist\/extension/i.test(line.text())
  );
}

/** Records what a window does without being asked. */
export class PageWatch {
  /** Errors and dialogs of the page. */
  readonly complaints: string[] = [];
  /** Stops watching: another suite may use the window. */
  readonly stop: () => void;
  private readonly requests: URL[] = [];
  private pages = 0;

  constructor(private readonly window: EditorWindow) {
    const { page } = window;
    const context: BrowserContext = page.context();
    const onError = (error: Error) => this.complaints.push(error.message);
    const onDialog = (dialog: Dialog) => {
      this.complaints.push(dialog.message());
      return dialog.dismiss();
    };
    const onConsole = (line: ConsoleMessage) => {
      if (isOwnError(line) || /Content Security|Refused to/i.test(line.text())) {
        this.complaints.push(line.text());
      }
    };
    const onRequest = (request: Request) => this.requests.push(new URL(request.url()));
    const onPage = () => {
      this.pages += 1;
    };
    page.on('pageerror', onError).on('dialog', onDialog).on('console', onConsole);
    context.on('request', onRequest).on('page', onPage);
    this.stop = () => {
      page.off('pageerror', onError).off('dialog', onDialog).off('console', onConsole);
      context.off('request', onRequest).off('page', onPage);
    };
  }

  /** Starts watching the page of the visible panel. */
  async within({ frame }: Panel): Promise<void> {
    await frame.locator('html').evaluate(`(${WATCH})()`);
  }

  seenIn({ frame }: Panel): Promise<Seen> {
    return frame.locator('html').evaluate('globalThis.deskmateSeen') as Promise<Seen>;
  }

  /** Requested addresses that are neither the editor's nor the extension's own files. */
  get strange(): string[] {
    const editor = new URL(this.window.page.url()).host;
    // The editor queries its extension gallery whenever it likes.
    const own = (url: URL) =>
      url.host === editor ||
      url.protocol === 'blob:' ||
      url.pathname.startsWith('/vscode/gallery/') ||
      isOwnFile(url);
    return this.requests.filter((url) => !own(url)).map(({ href }) => href);
  }

  /** How often one of the extension's own files was requested. */
  loads(file: string): number {
    return this.requests.filter(({ pathname }) => pathname.endsWith(`/${file}`)).length;
  }

  get newPages(): number {
    return this.pages;
  }

  /** Addresses of the frames in which a message's script has run. */
  async hacked(): Promise<string[]> {
    const frames = this.window.page.frames();
    const flags = await Promise.all(frames.map((frame) => frame.evaluate('globalThis.hacked')));
    return frames.filter((_, index) => flags[index] !== undefined).map((frame) => frame.url());
  }
}
