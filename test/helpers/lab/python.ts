import { resolve } from 'node:path';
import { startPython } from '../python';
import type { TestProgram } from '../test-program';

const folder = resolve('test', 'helpers', 'lab');

/** Starts the course's client; with `file` it sends that file's lines as fast as it can. */
export function startLabClient(
  port: number,
  host = '127.0.0.1',
  file = '',
  encoding = 'utf-8',
): TestProgram {
  return start('client.py', [host, String(port), file, encoding]);
}

/** Starts the course's hub on a free port. */
export async function startLabHub(
  max = 10,
  host = '127.0.0.1',
): Promise<{ program: TestProgram; port: number }> {
  return withPort(start('hub.py', ['0', String(max), host]));
}

/** Starts the course's p2p server on a free port. */
export async function startLabP2pServer(): Promise<{ program: TestProgram; port: number }> {
  return withPort(start('p2p_server.py', ['0']));
}

/** The port is the first line that a server prints. */
async function withPort(program: TestProgram): Promise<{ program: TestProgram; port: number }> {
  await program.until(() => program.lines.length > 0, 'it prints its port');
  return { program, port: Number(program.lines.shift()) };
}

function start(file: string, args: readonly string[]): TestProgram {
  return startPython(resolve(folder, file), args);
}
