import { spawn, spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { TestProgram } from './test-program';

/** Starts a program, by the path of its file. */
export function startPython(file: string, args: readonly string[]): TestProgram {
  // Without -I, a PYTHON* variable or module of this machine could change what is tested.
  const child = spawn(python(), ['-I', '-u', '-X', 'utf8', file, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return new TestProgram(basename(file), child);
}

let found: string | undefined;

/** @throws {Error} with a clear message when Python 3 is missing */
function python(): string {
  found ??= ['python3', 'python'].find((command) => {
    const { stdout, status } = spawnSync(command, ['--version'], { encoding: 'utf8' });
    return status === 0 && stdout.startsWith('Python 3');
  });
  if (found) return found;
  throw new Error(
    'The tests need Python 3 on the PATH: install it from https://www.python.org or with ' +
      'your package manager (for example "apt install python3").',
  );
}
