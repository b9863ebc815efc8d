import { mkdirSync, renameSync, rmdirSync, statSync } from 'node:fs';

/** Whoever holds a lock for longer than this has ended, or was stopped, in ms. */
const maxHeldMs = 2000;

/** How long to sleep before the next attempt, in ms. */
const pauseMs = 2;

/** What nothing ever wakes, to sleep on. */
const asleep = new Int32Array(new SharedArrayBuffer(4));

/**
 * Runs `work` while no other process does so with the same path. The lock is a folder, because every file system creates
 * one for a single process only. It blocks: `work` MUST take no longer than a few calls of the file system.
 *
 * A lock that nobody releases is removed after two seconds. Where no folder can be created, `work` runs without a lock.
 */
export function withFolderLock<T>(path: string, work: () => T): T {
  const isLocked = acquire(path);
  try {
    return work();
  } finally {
    if (isLocked) attempt(() => rmdirSync(path));
  }
}

/** Returns whether it has the lock. */
function acquire(path: string): boolean {
  let seen: string | undefined;
  let since = performance.now();
  for (;;) {
    try {
      mkdirSync(path, { mode: 0o700 });
      return true;
    } catch (error) {
      // EPERM: on Windows, the folder is being removed.
      if (!['EEXIST', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    }
    const now = identityOf(path);
    if (now !== seen) {
      seen = now;
      since = performance.now();
    } else if (performance.now() - since > maxHeldMs) {
      if (!remove(path, seen)) return false;
      since = performance.now();
    }
    Atomics.wait(asleep, 0, 0, pauseMs);
  }
}

/** Removes the lock that this identity was read from, but not one that took its place. Returns whether it can be moved. */
function remove(path: string, identity: string | undefined): boolean {
  const away = `${path}.${process.pid}`;
  const isMoved = attempt(() => renameSync(path, away));
  if (!isMoved) return identityOf(path) !== identity;
  if (identityOf(away) === identity) attempt(() => rmdirSync(away));
  else attempt(() => renameSync(away, path));
  return true;
}

/** Tells a folder from another one at the same path. */
function identityOf(path: string): string | undefined {
  let identity: string | undefined;
  attempt(() => {
    const { ino, birthtimeNs, mtimeNs } = statSync(path, { bigint: true });
    identity = `${ino} ${birthtimeNs} ${mtimeNs}`;
  });
  return identity;
}

function attempt(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
