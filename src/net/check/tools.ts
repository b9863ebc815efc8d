import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, open } from 'node:fs/promises';
import path from 'node:path';

/** How long a tool may run, in ms, and how much it may print, in bytes. */
export const toolMs = 3000;
export const toolBytes = 64 * 1024;

/** A program of the operating system, and its arguments. */
export interface Tool {
  /** Absolute paths; the first that exists is run. A name alone could find a program in an opened folder. */
  readonly programs: readonly string[];
  readonly args: readonly string[];
}

/** What checks need from the operating system; tests pass recorded output. */
export interface Tools {
  readonly platform: NodeJS.Platform;
  /** What the tool printed, also if it failed; undefined if it isn't there, can't be started, took too long or printed too much. Never rejects. */
  run(tool: Tool, signal: AbortSignal): Promise<string | undefined>;
  /** The beginning of a text file; undefined if it can't be read. */
  read(file: string): Promise<string | undefined>;
}

/** The path of a Windows tool. */
export function system32(name: string): string {
  return path.win32.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', name);
}

/** The paths of a Linux tool; users often don't have `sbin` in their PATH. */
export function linuxTool(name: string): readonly string[] {
  return ['/usr/sbin', '/sbin', '/usr/bin', '/bin', '/run/current-system/sw/bin'].map(
    (folder) => `${folder}/${name}`,
  );
}

/** The tools of this computer, run without a shell, as the user, in English where they know it. */
export const systemTools: Tools = {
  platform: process.platform,
  run: (tool, signal) => runTool(tool, signal),
  read,
};

/** Runs a tool as {@link Tools.run} does. `limitMs`: how long it may take. */
export async function runTool(
  { programs, args }: Tool,
  signal: AbortSignal,
  limitMs: number = toolMs,
): Promise<string | undefined> {
  const program = await firstThere(programs);
  if (program === undefined || signal.aborted) return undefined;
  const { SystemRoot } = process.env;
  return new Promise((resolve) => {
    const options = {
      timeout: limitMs,
      killSignal: 'SIGKILL',
      maxBuffer: toolBytes,
      windowsHide: true,
      cwd: path.parse(program).root,
      env: {
        LC_ALL: 'C',
        LANG: 'C',
        PATH: path.dirname(program),
        ...(SystemRoot && { SystemRoot }),
      },
      signal,
    } as const;
    try {
      const child = execFile(program, [...args], options, (error, stdout) => {
        // Some tools say “no” with an exit code. A signal, a missing file or too much output has no number.
        resolve(error && typeof error.code !== 'number' ? undefined : stdout);
      });
      child.stdin?.end();
    } catch {
      // Node throws where programs may not start others, as in some sandboxes.
      resolve(undefined);
    }
  });
}

async function firstThere(programs: readonly string[]): Promise<string | undefined> {
  for (const program of programs) {
    const isThere = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return program;
  }
  return undefined;
}

async function read(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(toolBytes), 0, toolBytes, null);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}
