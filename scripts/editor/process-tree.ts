import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { stopOnShutdown } from './shutdown';

/** How long each, asking and telling, may take, in milliseconds. */
const ASK_MS = 2_000;
const POLL_MS = 20;

/** A process with all it has started. */
export interface ProcessTree {
  readonly process: ChildProcess;
  /** Resolves when the process ends on its own. */
  readonly died: Promise<void>;
  /** Kills it and everything it started, as when a computer loses power. `ended` isn't called. */
  crash(): Promise<void>;
  /** Ends it and everything it started: asks first. Safe to call more than once. */
  stop(): Promise<void>;
}

/**
 * Starts a Node program in a process group of its own and makes sure that the group ends with this
 * process: on a normal exit, on a signal, and (through a pipe that breaks) when this process is killed.
 *
 * @param ended called once, after the last resort too, unless it crashes; must be synchronous
 */
export function startNode(
  node: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  ended: () => void,
): ProcessTree {
  const guard = path.join(__dirname, 'parent-guard.cjs');
  const child = spawn(node, ['--require', guard, ...args], {
    env: { ...env, PARENT_GUARD_FD: '3' },
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let stopping: Promise<void> | undefined;
  const finish = () => {
    forget();
    ended();
  };
  const stop = () => {
    stopping ??= endTree(child).finally(finish);
    return stopping;
  };
  const forget = stopOnShutdown({
    stop,
    kill: () => {
      signalTree(child, 'SIGKILL');
      finish();
    },
  });
  const died = new Promise<void>((resolve) => {
    child.once('exit', () => {
      if (!stopping) resolve();
    });
  });
  const crash = async () => {
    signalTree(child, 'SIGKILL');
    await isGone(child);
    forget();
  };
  return { process: child, died, crash, stop };
}

async function endTree(child: ChildProcess): Promise<void> {
  if (process.platform === 'win32') {
    const exited = child.exitCode === null ? once(child, 'exit') : undefined;
    signalTree(child, 'SIGKILL');
    await exited;
    return;
  }
  // The program itself first, which ends its children in order; then what is left of the group.
  child.kill('SIGTERM');
  if (await isGone(child)) return;
  signalTree(child, 'SIGTERM');
  if (await isGone(child)) return;
  signalTree(child, 'SIGKILL');
  await isGone(child);
}

async function isGone(child: ChildProcess): Promise<boolean> {
  const deadline = performance.now() + ASK_MS;
  while (signalTree(child, 0)) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return true;
}

/** Whether there was a process to signal; signal 0 only checks that. */
function signalTree(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  if (process.platform === 'win32') {
    const args = ['/pid', String(child.pid), '/T', '/F'];
    return spawnSync('taskkill', args, { stdio: 'ignore' }).status === 0;
  }
  try {
    return process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}
