import type { Browser } from 'playwright-core';
import { build } from '../../scripts/build';
import { launchBrowser } from '../../scripts/editor/browser';
import { Failure, runMain } from '../../scripts/editor/failure';
import { type EditorServer, startServer } from '../../scripts/editor/server';
import { editorNamed, NEWEST, OLDEST } from '../../scripts/editor/versions';
import { EditorWindow } from '../../scripts/editor/window';
import { temporaryRoots } from '../../scripts/editor/workspace';
import { runMs } from '../../scripts/limits.json';
import { bundleSuite } from './bundle';

/** Begins the lines that mocha prints in the extension host. */
const MARK = '\u0001';
const ROOT = `${__dirname}/../..`;

/**
 * Runs the extension host tests in the newest VS Code and in the lowest supported one, or only in the
 * one that the argument `newest` or `lowest` names. DESKMATE_VERBOSE=1 prints the extension host's
 * whole output.
 */
async function main(): Promise<number> {
  const named = process.argv[2];
  const chosen = named === undefined ? [NEWEST, OLDEST] : [editorNamed(named)];
  const [suite] = await Promise.all([bundleSuite(), build()]);
  const env = { DESKMATE_TEST_MARK: MARK, DESKMATE_TEST_COLOR: process.stdout.isTTY ? '1' : '0' };
  const servers: EditorServer[] = [];
  // Each has its own: the windows of one browser share its clipboard.
  const browsers: Browser[] = [];
  try {
    // One after the other, because they share some downloads.
    for (const version of chosen) {
      servers.push(await startServer({ version, automation: true, env }));
      browsers.push(await launchBrowser());
    }
    return await runAll(browsers, servers, suite);
  } finally {
    for (const browser of browsers) await browser.close();
    for (const server of servers) await server.stop();
  }
}

/** Runs the tests in all editors at once, since they mostly wait, and prints the results one by one. */
async function runAll(
  browsers: readonly Browser[],
  servers: readonly EditorServer[],
  suite: string,
): Promise<number> {
  const runs = servers.map((server, index) => {
    const output = new TestOutput();
    return { server, output, code: runIn(browsers[index] as Browser, server, suite, output) };
  });
  const ended = Promise.allSettled(runs.map(({ code }) => code));
  try {
    for (const { server, output, code } of runs) {
      console.log(`\nTests inside VS Code ${server.version.vscode}`);
      output.show();
      const result = await code;
      if (result !== 0) return result;
    }
    return 0;
  } finally {
    await ended;
  }
}

async function runIn(
  browser: Browser,
  server: EditorServer,
  suite: string,
  output: TestOutput,
): Promise<number> {
  const workspace = await temporaryRoots();
  try {
    return await new Promise<number>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Failure(`The tests did not end within ${runMs / 1000} s.`)),
        runMs,
      );
      EditorWindow.open(browser, server, {
        folder: workspace.file,
        extensionDevelopmentPath: ROOT,
        extensionTestsPath: suite,
        onLog: output.add,
        onExit: (code) => {
          clearTimeout(timer);
          if (code !== 0) output.explainSilence();
          resolve(code);
        },
      }).catch(reject);
    });
  } finally {
    await workspace.remove();
  }
}

/**
 * Prints the tests' output once it is shown, and keeps the rest of the extension host's console for a
 * failure.
 */
class TestOutput {
  private readonly others: string[] = [];
  private printed = false;
  /** Output from before `show` was called. */
  private held: string[] | undefined = [];

  show(): void {
    const { held } = this;
    this.held = undefined;
    for (const line of held ?? []) console.log(line);
  }

  /** `args` begins with the text; what follows styles it in a browser's console. */
  readonly add = (type: string, args: readonly unknown[]): void => {
    const text = String(args[0] ?? '');
    if (text.startsWith(MARK)) {
      this.printed = true;
      this.print(text.slice(MARK.length));
    } else if (process.env.DESKMATE_VERBOSE === '1') {
      this.print(`[${type}] ${text}`);
    } else {
      this.others.push(`[${type}] ${text}`);
    }
  };

  /** When the tests printed nothing, the reason is among the other lines. */
  explainSilence(): void {
    if (!this.printed) this.print(this.others.join('\n'));
  }

  private print(line: string): void {
    if (this.held) this.held.push(line);
    else console.log(line);
  }
}

runMain(main);
