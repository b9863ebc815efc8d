import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { canRun } from './hubs/contenders';

/**
 * Which processor cores run what: the hub has the first one, everything else the others. Only where the system has
 * `taskset`; elsewhere the system decides.
 */
const isPinned = availableParallelism() > 1 && canRun('taskset');
const others = `1-${availableParallelism() - 1}`;

/** Moves this process, and so the load processes that it starts, away from the hub's core. */
export function leaveHubCore(): void {
  if (isPinned) execFileSync('taskset', ['-c', '-p', others, String(process.pid)]);
}

/** A command that runs on the hub's core. */
export function onHubCore(command: readonly string[]): readonly string[] {
  return isPinned ? ['taskset', '-c', '0', ...command] : command;
}

/** How many load processes a crowd is spread over. */
export const loadProcesses = availableParallelism() > 2 ? 2 : 1;

export const placement = isPinned
  ? `the hub on one core, ${loadProcesses} load process${loadProcesses > 1 ? 'es' : ''} on the others`
  : 'not pinned to cores';
