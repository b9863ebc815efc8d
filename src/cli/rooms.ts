import type { JournalRecord } from '../room/log/journal';
import { kindText } from '../strings/kind-text';
import type { Translate } from '../strings/translate';
import { runToEnd } from '../util/slices';
import type { ParsedArgs } from './commands';
import { ExitCode } from './exit-codes';
import { safeJson, safeLine } from './safe-text';
import { type SavedRoom, savedRooms, shortIds } from './saved-rooms';
import { fittedTable } from './table';
import { note, printLine, type TerminalIo } from './terminal-io';

/**
 * How a saved room stands: `open`: a window or another process is in it; `closed`: its host, this user, closed it and can
 * open it again; `ended`: for good; `missing`: its disk isn't connected.
 */
type RoomState = 'saved' | 'open' | 'closed' | 'ended' | 'missing';

/** `deskmate rooms`: lists the saved rooms. */
export async function run({ values }: ParsedArgs<'rooms'>, io: TerminalIo): Promise<ExitCode> {
  const { t } = io;
  const rooms = savedRooms(values.data, io);
  if (values.json) {
    for (const room of rooms) printLine(io, safeJson(roomJson(room)));
  } else if (rooms.length === 0) {
    note(io, t('No saved rooms'));
  } else {
    const shortId = shortIds(rooms.map(({ summary }) => summary.id));
    const head = [t('Room'), t('Members'), t('Kind'), t('Role'), t('Last used'), t('State'), 'ID'];
    const rows = rooms.map((room) => roomCells(room, shortId(room.summary.id), io));
    const { isTTY, columns = 80 } = io.stdout;
    const width = isTTY ? columns : Number.POSITIVE_INFINITY;
    for (const line of fittedTable([head, ...rows], [0, 1], width)) printLine(io, line);
  }
  return ExitCode.done;
}

/** A saved room for programs; docs/COMMAND-LINE.md has its fields. */
function roomJson(room: SavedRoom) {
  const { id, name, kind, role, time, entries, bytes, missing } = room.summary;
  return {
    ...{ id, name, kind, role, state: stateOf(room), time: new Date(time).toISOString() },
    ...{ members: membersOf(room), entries, bytes },
    ...(missing !== undefined && { folder: missing }),
  };
}

function roomCells(room: SavedRoom, id: string, { t, language }: TerminalIo): readonly string[] {
  const { name, kind, role, time, missing } = room.summary;
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return [
    name,
    membersOf(room).join(', '),
    kindText(kind, t).label,
    role === 'host' ? t('hosted by you') : t('joined'),
    missing === undefined ? when.format(time) : '',
    stateText(stateOf(room), t),
    id,
  ].map(safeLine);
}

function stateOf({ holder, summary: { over, closed, missing } }: SavedRoom): RoomState {
  if (missing !== undefined) return 'missing';
  if (over) return 'ended';
  if (holder) return 'open';
  return closed ? 'closed' : 'saved';
}

function stateText(state: RoomState, t: Translate): string {
  const texts: Readonly<Record<RoomState, string>> = {
    saved: '',
    open: t('open now'),
    closed: t('closed'),
    ended: t('ended'),
    missing: t('disk not connected'),
  };
  return texts[state];
}

/** The names of all who were in a room, by their latest names, the user first. */
function membersOf({ summary, archive }: SavedRoom): readonly string[] {
  const records = summary.missing === undefined ? runToEnd(archive.reading(summary.id)) : undefined;
  const names = new Map<string, string>();
  for (const record of records ?? []) learnNames(record, names);
  return [...names.values()];
}

/** @param names by member id, in order of appearance */
function learnNames(record: JournalRecord, names: Map<string, string>): void {
  // A header can be repeated, with the name that the user had at first.
  const learn = (id: string, name: string) => names.set(id, names.get(id) ?? name);
  switch (record.type) {
    case 'hosted':
      learn(record.host.id, record.host.name);
      return;
    case 'guest':
      learn(record.self.id, record.self.name);
      return;
    case 'message':
      learn(record.author, record.name);
      return;
    case 'earlier':
      learnNames(record.entry, names);
      return;
    case 'joined':
    case 'renamed':
      names.set(record.member, record.name);
  }
}
