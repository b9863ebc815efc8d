import path from 'node:path';
import type { Browser, Frame } from 'playwright-core';
import { launchBrowser } from '../../scripts/editor/browser';
import { type EditorServer, startServer } from '../../scripts/editor/server';
import { STORE } from '../../scripts/editor/store';
import { EditorWindow } from '../../scripts/editor/window';
import { temporaryWorkspace } from '../../scripts/editor/workspace';
import { waitFor } from '../../test/helpers/wait-for';
import { bundlePanel } from '../../test/webview/app/panel-browser';
import { buildProbe, type Probe, ProbeServer } from '../../test/window/probe';
import type { Requests } from './companion';
import type { PageMarks } from './page-marks';

declare global {
  var marks: PageMarks;
}

/** A window of one person, with the benchmark's companion in it. */
export interface BenchWindow {
  readonly window: EditorWindow;
  /** Asks the companion. */
  ask<What extends keyof Requests>(
    what: What,
    value?: Parameters<Requests[What]>[0],
  ): Promise<Awaited<ReturnType<Requests[What]>>>;
  /** The page of Deskmate's panel, or of the echo, with {@link PageMarks} in it. */
  page(place: 'view' | 'echo'): Promise<Frame>;
  close(): Promise<void>;
}

/** Servers of real VS Codes for two people, and one browser for all of their windows. */
export class BenchEditors {
  private readonly servers = new Map<string, EditorServer>();

  private constructor(
    private readonly browser: Browser,
    private readonly probes: ProbeServer,
    private readonly marksScript: string,
    private readonly extensions: readonly string[],
  ) {}

  /** @param deskmate the folder of the extension as it is installed */
  static async start(deskmate: string): Promise<BenchEditors> {
    const companion = path.join(STORE, 'build/bench-companion');
    await buildProbe(path.join(__dirname, 'companion.ts'), companion);
    const { script } = await bundlePanel('bench/editor/page-marks.ts');
    const [browser, probes] = await Promise.all([launchBrowser(), ProbeServer.open()]);
    return new BenchEditors(browser, probes, script, [deskmate, companion]);
  }

  get browserVersion(): string {
    return this.browser.version();
  }

  /** Opens a window on a folder of its own, in the editor of the user. */
  async open(person: string): Promise<BenchWindow> {
    const server = await this.server(person);
    const { folder, remove } = await temporaryWorkspace();
    const window = await EditorWindow.open(this.browser, server, {
      folder,
      viewport: { width: 1000, height: 700 },
    });
    const probe: Probe = this.probes.of(folder);
    return {
      window,
      ask: async (what, value) => (await probe.ask(what, value)).state as never,
      page: (place) => this.chatPage(window, place),
      close: async () => {
        await window.close();
        await remove();
      },
    };
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await Promise.all([...this.servers.values()].map((server) => server.stop()));
    this.probes.close();
  }

  private async server(person: string): Promise<EditorServer> {
    const running = this.servers.get(person);
    if (running) return running;
    const server = await startServer({
      extensions: this.extensions,
      settings: { 'deskmate.name': person },
      // Desktop editors keep no compiled code of extensions either.
      env: { ...this.probes.env, NODE_DISABLE_COMPILE_CACHE: '1' },
    });
    this.servers.set(person, server);
    return server;
  }

  private async chatPage(window: EditorWindow, place: 'view' | 'echo'): Promise<Frame> {
    const frame = await waitFor(async () => {
      const outer = await window.page.locator(`deskmate-panel=${place}`).elementHandle();
      const inner = await (await outer?.contentFrame())?.$('#active-frame');
      return inner?.contentFrame();
    }, `the page of ${place}`);
    await frame.locator('#composer').waitFor();
    if (!(await frame.evaluate(() => 'marks' in globalThis)))
      await frame.evaluate(this.marksScript);
    return frame;
  }
}
