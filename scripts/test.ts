import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { launchOptions } from './editor/browser';
import { fetchEditor } from './editor/editor';
import { Failure, runMain } from './editor/failure';
import { NEWEST, OLDEST } from './editor/versions';

/** The npm scripts that make up `npm test`, quickest first, and what each needs. */
const STEPS: readonly (readonly [script: string, needs?: 'browser' | 'editors'])[] = [
  ['check'],
  ['lint'],
  ['test:unit', 'browser'],
  ['test:host', 'editors'],
  ['test:window'],
  ['test:package'],
];

/** Runs all checks and tests, up to the first that fails, and says how long each took. */
async function main(): Promise<number> {
  const started = performance.now();
  const times: string[] = [];
  const fetched = fetchMissing();
  for (const [step, needs] of STEPS) {
    if (needs) await fetched[needs];
    console.log(`\n── npm run ${step}`);
    const stepStarted = performance.now();
    const code = await runScript(step);
    times.push(`${step} ${seconds(stepStarted)} s`);
    if (code !== 0) {
      throw new Failure(
        `\nnpm run ${step} failed, after ${seconds(started)} s (${times.join(', ')}).`,
      );
    }
  }
  console.log(`\nAll passed in ${seconds(started)} s (${times.join(', ')}).`);
  return 0;
}

/** Begins to fetch what tests run in while others run already. */
function fetchMissing(): Record<'browser' | 'editors', Promise<unknown>> {
  const browser = launchOptions();
  const editors = browser.then(async () => {
    for (const version of [NEWEST, OLDEST]) await fetchEditor(version);
  });
  // A failure is told by the step that needs it.
  editors.catch(() => {});
  return { browser, editors };
}

async function runScript(name: string): Promise<number> {
  // npm is a batch file on Windows, which only a shell starts.
  const shell = process.platform === 'win32';
  const child = spawn('npm', ['run', '--silent', name], { stdio: 'inherit', shell });
  // Ctrl+C reaches the child by itself, a signal to this process alone does not.
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  const [code] = await once(child, 'exit');
  process.off('SIGINT', pass).off('SIGTERM', pass);
  // A step that a signal ended has no code.
  return code ?? 1;
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}

runMain(main);
