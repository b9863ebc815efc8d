import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultFileLimits } from '../protocol/file-limits';
import type { Archive, Journal } from '../room/log/journal';
import { nodeAsyncFileSystem, removeNow } from '../store/async-file-system';
import { DiskFileStore } from '../store/disk-file-store';
import { isProcessRunning } from '../store/open-rooms';
import { systemClock } from '../util/clock';

const noJournal: Journal = {
  id: '',
  problem: undefined,
  onDidChange: () => ({ dispose() {} }),
  appended: 0,
  synced: 0,
  onDidSync: () => ({ dispose() {} }),
  append() {},
  commit: () => true,
  store: () => true,
  moveTo: async () => undefined,
  close() {},
};

/** Saves nothing: a room without a folder lives only as long as it is open, and so do its files. */
export const noArchive: Archive = {
  create: () => noJournal,
  open: () => undefined,
  read: () => undefined,
  // biome-ignore lint/correctness/useYield: there is nothing to read
  *reading() {
    return undefined;
  },
  list: () => [],
  forgetLog() {},
  replace: () => false,
  delete() {},
  copyFiles: async () => {},
  fileBytes: () => 0,
  removeFiles() {},
  files: () => {
    removeLeftovers();
    const name = `deskmate-files-${process.pid}-${randomBytes(8).toString('hex')}`;
    const folder = join(tmpdir(), name);
    const { roomBytes: maxBytes } = defaultFileLimits;
    return new DiskFileStore({ folder, clock: systemClock, maxBytes, temporary: true });
  },
};

/** Removes the files of rooms whose process was killed. */
function removeLeftovers(): void {
  for (const name of temporaryNames()) {
    const pid = /^deskmate-files-(\d+)-[0-9a-f]{16}$/.exec(name)?.[1];
    // One that can't be removed may be another user's; that says nothing about the next.
    if (pid !== undefined && !isProcessRunning(Number(pid))) {
      removeNow(nodeAsyncFileSystem, join(tmpdir(), name));
    }
  }
}

function temporaryNames(): readonly string[] {
  try {
    return nodeAsyncFileSystem.names(tmpdir());
  } catch {
    return [];
  }
}
