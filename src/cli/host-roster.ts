import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { maxRosterBytes, type RosterFile, readRosterFile } from '../protocol/roster-file';
import { rosterProblemText, rosterQuestion } from '../strings/roster-text';
import { storageFailedText } from '../strings/storage-text';
import { errnoText } from './errno-text';
import { CommandError, ExitCode, UsageError } from './exit-codes';
import type { OpenedSession } from './open-session';
import { safeLine, safeText } from './safe-text';
import { note, type TerminalIo } from './terminal-io';

/**
 * Reads the names that may join a class.
 * @throws {UsageError} if the file isn't a roster
 */
export function readRoster(file: string, { cwd, t }: TerminalIo): readonly string[] {
  const shown = safeLine(file);
  let read: RosterFile;
  try {
    read = readFile(path.resolve(cwd, file));
  } catch (error) {
    throw new UsageError(t('Can’t read “{0}”: {1}.', shown, errnoText(error, t)));
  }
  if (read.ok) return read.names;
  throw new UsageError(`--roster ${shown}: ${rosterProblemText(read.problem, t)}`);
}

function readFile(file: string): RosterFile {
  const { size } = statSync(file);
  if (size > maxRosterBytes) return { ok: false, problem: { code: 'too-large' } };
  return readRosterFile(readFileSync(file));
}

/**
 * Sets the roster of the room that is open, and says what was read.
 * @throws {CommandError} if it can't be saved: the room isn't meant for everyone then
 */
export async function setRoster(
  { session, close }: Pick<OpenedSession, 'session' | 'close'>,
  names: readonly string[],
  io: TerminalIo,
): Promise<void> {
  const actions = session.invited?.classroom?.hostActions;
  if (!actions?.setRoster(names)) {
    await close();
    throw new CommandError(storageFailedText(io.t), ExitCode.fault);
  }
  note(io, io.t('The roster has {0} names.', names.length));
  note(io, safeText(rosterQuestion(names, io.language, io.t).detail.replaceAll('\n\n', '\n')));
}
