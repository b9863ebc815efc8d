import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultFileLimits } from '../protocol/file-limits';
import type { Archive, Journal } from '../room/log/journal';
import { DiskFiles } from '../store/file-store';
import { isProcessRunning } from '../store/open-rooms';
import { systemClock } from '../util/clock';

const noJournal: Journal = {
  id: '',
  problem: undefined,
  onDidChange: () => ({ dispose() {} }),
  append() {},
  commit: () => true,
  keep: () => true,
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
  delete() {},
  fileBytes: () => 0,
  removeFiles() {},
  files: () => {
    removeLeftovers();
    const name = `deskmate-files-${process.pid}-${randomBytes(8).toString('hex')}`;
    const folder = join(tmpdir(), name);
    const { roomBytes: maxBytes } = defaultFileLimits;
    return new DiskFiles({ folder, clock: systemClock, maxBytes, temporary: true });
  },
};

/** Removes the files of rooms whose process was killed. */
function removeLeftovers(): void {
  try {
    for (const name of readdirSync(tmpdir())) {
      const pid = /^deskmate-files-(\d+)-[0-9a-f]{16}$/.exec(name)?.[1];
      if (pid === undefined || isProcessRunning(Number(pid))) continue;
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    }
  } catch {
    // Someone else's, perhaps.
  }
}
