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

/** Keeps nothing: what a room without a folder holds, it holds for as long as it is open. */
export const noArchive: Archive = {
  create: () => noJournal,
  open: () => undefined,
  read: () => undefined,
  list: () => [],
  forgetLog() {},
  delete() {},
};
