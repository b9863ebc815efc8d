import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { launchOptions } from './editor/browser';
import { fetchEditor } from './editor/editor';
import { Failure, runMain } from './editor/failure';
import { STORE } from './editor/store';
import { NEWEST, OLDEST } from './editor/versions';
import { findNatsServers } from './nats-server';
import { missingNamespaces } from './networks/namespaces';
import { findNft } from './networks/nft';

/** An npm script, and what has to be fetched for it. */
type Step = readonly [script: string, needs?: keyof Fetched];

/** Steps that run one after the other. */
type Lane = readonly Step[];

/**
 * The steps of `npm test`, quickest first. The lanes of a stage run at the same time, because half of
 * what they do is waiting.
 */
const STAGES: readonly (readonly Lane[])[] = [
  [[['check']], [['lint']], [['test:package']]],
  [[['test:unit', 'unit']], [['test:host', 'editors']]],
  [[['test:window', 'newest']]],
];

/** Packing takes 12 s of processor time: the windows run the VSIX that the tests of the package have made. */
const VSIX = path.join(STORE, 'build', 'deskmate.vsix');

/** Lines shown again of a step that failed: at most these, or the last ones if it has no summary. */
const MAX_LINES = 120;
const LAST_LINES = 40;

/** Runs all checks and tests, up to the first stage that fails, and says how long each step took. */
async function main(): Promise<number> {
  const started = performance.now();
  const times: string[] = [];
  const fetched = fetchMissing();
  for (const stage of STAGES) {
    const runs = stage.flatMap((lane) => startLane(lane, fetched));
    const failed: Run[] = [];
    for (const run of runs) {
      if (!(await run.starts)) continue;
      run.show();
      if ((await run.code) !== 0) failed.push(run);
      times.push(`${run.name} ${run.took} s`);
    }
    if (failed.length > 0) {
      // Again at the end, where it is looked for, and which a shortened log still has.
      for (const run of failed) console.log(`\n── ${run.name} failed:\n${failureIn(run.output)}`);
      const names = failed.map(({ name }) => `npm run ${name}`).join(' and ');
      const all = `after ${seconds(started)} s (${times.join(', ')})`;
      throw new Failure(`\n${names} failed, ${all}.`);
    }
  }
  console.log(`\nAll passed in ${seconds(started)} s (${times.join(', ')}).`);
  return 0;
}

/** What later steps need: each resolves when it is there. */
interface Fetched {
  /** The browser, the servers of wide rooms, and nft where the tests can use it. */
  readonly unit: Promise<unknown>;
  /** The browser, and the newest editor. */
  readonly newest: Promise<unknown>;
  /** The browser, and both editors. */
  readonly editors: Promise<unknown>;
}

/** Starts fetching what later tests need while the first ones run. */
function fetchMissing(): Fetched {
  const browser = launchOptions();
  const newest = browser.then(() => fetchEditor(NEWEST));
  const editors = newest.then(() => fetchEditor(OLDEST));
  const nft = missingNamespaces() === undefined && findNft();
  const unit = Promise.all([browser, findNatsServers(), nft]);
  // The step that needs it reports the failure.
  for (const each of [unit, editors]) each.catch(() => {});
  return { unit, newest, editors };
}

/** Starts the first step now, and each other one when the one before it has passed. */
function startLane(lane: Lane, fetched: Fetched): Run[] {
  const runs: Run[] = [];
  for (const [name, needs] of lane) {
    runs.push(new Run(name, needs && fetched[needs], runs.at(-1)));
  }
  return runs;
}

/** An npm script that runs as soon as it can. Its output is held back until `show`. */
class Run {
  /** Resolves when it starts; with false if it doesn't, because the step before it failed. */
  readonly starts: Promise<boolean>;
  /** 0 when it passed. */
  readonly code: Promise<number>;
  /** Seconds, as text. */
  took = '';
  private readonly chunks: Buffer[] = [];
  private isShown = false;

  constructor(
    readonly name: string,
    needed: Promise<unknown> | undefined,
    before: Run | undefined,
  ) {
    this.starts = Promise.all([before?.code ?? 0, needed]).then(([code]) => code === 0);
    this.code = this.run();
    // Whoever awaits the code gets the error.
    this.code.catch(() => {});
  }

  show(): void {
    console.log(`\n── npm run ${this.name}`);
    this.isShown = true;
    process.stdout.write(this.output);
  }

  /** All it has printed so far. */
  get output(): string {
    return Buffer.concat(this.chunks).toString();
  }

  private async run(): Promise<number> {
    // It hasn't passed, so the next one doesn't start either.
    if (!(await this.starts)) return 1;
    const started = performance.now();
    // npm is a batch file on Windows, which only a shell starts.
    const shell = process.platform === 'win32';
    const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
    const child = spawn('npm', ['run', '--silent', this.name], {
      stdio: ['inherit', 'pipe', 'pipe'],
      // The compiler is written in Go: it collects garbage less often, which takes a fifth of its processor time.
      env: { GOGC: '400', DESKMATE_VSIX: VSIX, ...process.env, ...color },
      shell,
    });
    for (const stream of [child.stdout, child.stderr]) this.hear(stream);
    // Ctrl+C also reaches the child; a signal to this process doesn't.
    const pass = (signal: NodeJS.Signals) => child.kill(signal);
    process.on('SIGINT', pass).on('SIGTERM', pass);
    const [code] = await once(child, 'close');
    process.off('SIGINT', pass).off('SIGTERM', pass);
    this.took = seconds(started);
    // A step ended by a signal has no code.
    return code ?? 1;
  }

  private hear(stream: Readable): void {
    stream.on('data', (chunk: Buffer) => {
      this.chunks.push(chunk);
      if (this.isShown) process.stdout.write(chunk);
    });
  }
}

/** What failed, as Mocha lists it below its summary; without one, the last lines. */
function failureIn(output: string): string {
  const summary = output.search(/^(?:\S*m)?\s+\d+ failing/m);
  const lines = output.slice(Math.max(summary, 0)).trimEnd().split('\n');
  return (summary < 0 ? lines.slice(-LAST_LINES) : lines.slice(0, MAX_LINES)).join('\n');
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}

runMain(main);
