import type { Archive, Journal } from '../room/log/journal';

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

/** Saves nothing: a room without a folder lives only as long as it is open. */
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
};
