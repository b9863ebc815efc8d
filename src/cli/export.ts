import { once } from 'node:events';
import { extname, join, resolve } from 'node:path';
import type { ChatToExport } from '../export/chat-record';
import { loadHighlighter } from '../export/code-html';
import {
  type ExportFormatName,
  exportFormat,
  exportFormats,
  exportSteps,
} from '../export/export-formats';
import { savedChatSteps } from '../room/session/stored-log';
import { roomInLinks } from '../store/room-in-links';
import { MemberNames } from '../strings/member-names';
import { notSavedText } from '../strings/storage-text';
import { systemClock as clock } from '../util/clock';
import { runToEnd } from '../util/slices';
import type { ParsedArgs } from './commands';
import { CommandError, ExitCode, UsageError } from './exit-codes';
import { writeOutputFile } from './output-file';
import { printableDocument } from './printable-document';
import { safeLine } from './safe-text';
import { findRoom, type SavedRoom, savedRooms } from './saved-rooms';
import { note, type TerminalIo } from './terminal-io';

/** `deskmate export`: writes a saved chat as a document, to a file or to standard output. */
export async function run(
  { values, positionals }: ParsedArgs<'export'>,
  io: TerminalIo,
): Promise<ExitCode> {
  const { t } = io;
  const [wanted, ...others] = positionals;
  if (wanted === undefined || others.length > 0) {
    throw new UsageError(t('Name one room: by its ID, its name, or the beginning of either.'));
  }
  const { format, file } = readTarget(values, io);
  const room = findRoom(wanted, savedRooms(values.data, io), t);
  const content = document(room, format, io);
  if (file === undefined) {
    await print(content, format, io);
  } else {
    await writeOutputFile(file, content, values.force === true, t);
    note(io, t('Saved {0}', safeLine(file)));
  }
  return ExitCode.done;
}

/** The format by its name, or by what the file is called; the file, unless it is standard output. */
function readTarget(
  { format: name, output }: ParsedArgs<'export'>['values'],
  { t, cwd, stdout }: TerminalIo,
): { readonly format: ExportFormatName; readonly file: string | undefined } {
  const file = output === undefined || output === '-' ? undefined : resolve(cwd, output);
  const format = name === undefined ? formatOfFile(file) : exportFormat(name) && name;
  if (format === undefined) {
    throw new UsageError(t('--format must be one of {0}.', Object.keys(exportFormats).join(', ')));
  }
  if (format === 'html' && file === undefined && stdout.isTTY) {
    throw new UsageError(t('A page in HTML is for a browser: name a file with --output.'));
  }
  return { format: format as ExportFormatName, file };
}

function formatOfFile(file: string | undefined): ExportFormatName {
  const extension = extname(file ?? '').slice(1);
  const found = Object.entries(exportFormats).find(([, each]) => each.extension === extension);
  return (found?.[0] as ExportFormatName | undefined) ?? 'markdown';
}

/**
 * The document, with the bytes that the editor gives.
 * @throws {CommandError} if the room can't be read
 */
function document(
  { summary, archive }: SavedRoom,
  name: ExportFormatName,
  { t, language }: TerminalIo,
): string {
  const saved = runToEnd(savedChatSteps(archive, summary.id, clock));
  if (!saved) {
    throw new CommandError(notSavedText(summary.id, summary, t), ExitCode.fault);
  }
  const members = new MemberNames();
  for (const entry of saved.entries) members.addEntry(entry);
  const chat: ChatToExport = {
    ...{ room: saved.room, entries: saved.entries, members, language },
    ...{ linkRoom: roomInLinks(summary.firstPin), now: clock.now() },
  };
  const format = exportFormats[name];
  const highlight =
    name === 'html' ? loadHighlighter(join(__dirname, 'highlighter.js')) : undefined;
  return runToEnd(exportSteps(chat, format, { highlight }, t));
}

/** How much is written at a time, in UTF-16 units. */
const pieceLength = 64 * 1024;

/** Writes the document no faster than it is read. */
async function print(content: string, format: ExportFormatName, io: TerminalIo): Promise<void> {
  const { stdout } = io;
  for (const piece of printableDocument(content, format, stdout.isTTY === true, pieceLength)) {
    if (!stdout.write(piece)) await once(stdout, 'drain');
  }
}
