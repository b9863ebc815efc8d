import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { RoomSummary } from '../room/log/journal';
import type { RoomHolder } from '../room/room';
import { type FileSystem, nodeFileSystem } from '../store/file-system';
import { isProcessRunning, OpenRooms } from '../store/open-rooms';
import { RoomArchive } from '../store/room-archive';
import type { Translate } from '../strings/translate';
import { systemClock as clock } from '../util/clock';
import { dataFolder } from './data-folder';
import { UsageError } from './exit-codes';
import { folderProblem } from './folder-access';
import { safeLine } from './safe-text';
import { note, type TerminalIo } from './terminal-io';

/** A saved room, and the archive that it is in. */
export interface SavedRoom {
  readonly summary: RoomSummary;
  readonly archive: Pick<RoomArchive, 'reading'>;
  /** The window or process that is in it now. */
  readonly holder: RoomHolder | undefined;
}

/** Changes nothing: a window may be in any of the rooms, and another process may be writing a file. */
const readOnlyFileSystem: FileSystem = { ...nodeFileSystem, remove() {} };

/**
 * The rooms in the folder that the user names, or in the user's own, newest first. The folder can be the command
 * line's or the editor's, which has its rooms in a folder `rooms` inside.
 * @throws {UsageError} if the user names a folder that doesn't exist
 * @throws {CommandError} if the user may not read it
 */
export function savedRooms(given: string | undefined, io: TerminalIo): readonly SavedRoom[] {
  const { t } = io;
  const data = dataFolder(given, io);
  const problem = folderProblem(data, 'read', t);
  if (problem) throw problem;
  if (given !== undefined && !existsSync(data)) {
    throw new UsageError(t('There’s no folder {0}.', data));
  }
  const openRooms = new OpenRooms({
    ...{ folder: join(data, 'open'), clock, pid: process.pid, machine: hostname() },
    ...{ isRunning: isProcessRunning, openFolder: () => undefined },
  });
  const rooms = [join(data, 'rooms'), data].flatMap((folder) => {
    const onFailure = ({ message }: Error) =>
      note(io, safeLine(t('Can’t read {0}: {1}', folder, message)));
    const archive = new RoomArchive({ folder, clock, onFailure, fs: readOnlyFileSystem });
    return archive.list().map((summary) => {
      const holder = openRooms.holder(summary.pin);
      return { summary, archive, holder };
    });
  });
  return rooms.sort((a, b) => b.summary.time - a.summary.time);
}

/**
 * The room that the user means: by its id, its name, or the beginning of either.
 * @throws {UsageError} if there is none, or several, which it lists
 */
export function findRoom<Room extends { readonly summary: Pick<RoomSummary, 'id' | 'name'> }>(
  wanted: string,
  rooms: readonly Room[],
  t: Translate,
): Room {
  const text = folded(wanted);
  const tests: readonly ((room: Room) => boolean)[] = [
    ({ summary: { id } }) => id === text,
    ({ summary: { name } }) => folded(name) === text,
    ({ summary: { id, name } }) => id.startsWith(text) || folded(name).startsWith(text),
  ];
  const found = text === '' ? [] : tests.map((test) => rooms.filter(test));
  const [only, ...others] = found.find(({ length }) => length > 0) ?? [];
  if (!only) {
    throw new UsageError(
      t('There’s no saved room “{0}”. To list them: {1}', safeLine(wanted), 'deskmate rooms'),
    );
  }
  if (others.length === 0) return only;
  const shortId = shortIds(rooms.map(({ summary: { id } }) => id));
  const lines = [only, ...others].map(
    ({ summary: { id, name } }) => `  ${shortId(id)}  ${safeLine(name)}`,
  );
  throw new UsageError(
    [t('Several saved rooms fit “{0}”:', safeLine(wanted)), ...lines].join('\n'),
  );
}

function folded(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
}

/** The shortest length of an id that a list shows. */
const minShown = 8;

/** Shortens ids to where they differ from each other. */
export function shortIds(ids: readonly string[]): (id: string) => string {
  const sorted = [...new Set(ids)].sort();
  let length = minShown;
  for (const [index, id] of sorted.slice(1).entries()) {
    let same = 0;
    while (same < id.length && id[same] === sorted[index]?.[same]) same += 1;
    length = Math.max(length, same + 1);
  }
  return (id) => id.slice(0, length);
}
