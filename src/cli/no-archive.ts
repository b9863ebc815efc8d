import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultFileLimits } from '../protocol/file-limits';
import type { Archive, Journal } from '../room/log/journal';
import { DiskFiles } from '../store/file-store';
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
  files: () => {
    const folder = join(
      tmpdir(),
      `deskmate-files-${process.pid}-${randomBytes(8).toString('hex')}`,
    );
    const { roomBytes: maxBytes } = defaultFileLimits;
    return new DiskFiles({ folder, clock: systemClock, maxBytes, temporary: true });
  },
};
