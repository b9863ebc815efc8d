import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Failure, runMain } from './editor/failure';

/** The npm scripts that make up `npm test`, quickest first. */
const STEPS = ['check', 'lint', 'test:unit', 'test:host', 'test:window', 'test:package'];

/** Runs all checks and tests, up to the first that fails, and says how long each took. */
async function main(): Promise<number> {
  const started = performance.now();
  const times: string[] = [];
  for (const step of STEPS) {
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
