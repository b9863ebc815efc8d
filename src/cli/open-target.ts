import { linkName } from '../strings/inline-text';
import { dataFolder } from './data-folder';
import type { CommandError } from './exit-codes';
import { folderProblem } from './folder-access';
import { type OpenedSession, openSession } from './open-session';
import { type RoomTarget, readTarget } from './room-target';
import { note, type TerminalIo } from './terminal-io';

export interface OpenedTarget {
  readonly opened: OpenedSession;
  readonly target: RoomTarget;
}

/**
 * Opens a session for a room that the user names. Who hosts a room in one terminal and tries it from another one is a guest
 * there, about whom nothing is saved: the saved room is the host's.
 * @param room what the user wrote
 * @param data the value of `--data`
 * @param isBrief whether the command leaves the room in a moment
 * @throws {UsageError} if there is no such room
 * @throws {CommandError} if the room can't be saved
 */
export async function openTarget(
  room: string,
  data: string | undefined,
  io: TerminalIo,
  isBrief = false,
): Promise<OpenedTarget> {
  const folder = dataFolder(data, io);
  const problem = folderProblem(folder, 'write', io.t);
  if (problem) {
    const target = labTarget(room, problem, io);
    return { opened: openSession({ io, isBrief }), target };
  }
  const opened = openSession({ io, data: folder, isBrief });
  try {
    const target = readTarget(room, opened.archive.list(), io.t);
    if (!isHostedNow(target, opened)) return { opened, target };
    await opened.close();
    note(
      io,
      io.t(
        'You host “{0}” in another program, so you join it as a guest here, and nothing is saved.',
        linkName(target.invite.name),
      ),
    );
    return { opened: openSession({ io }), target };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** The address of a lab room, of which nothing is saved. @throws {CommandError} the problem with saving, if it's another room */
function labTarget(room: string, problem: CommandError, { t }: TerminalIo): RoomTarget {
  try {
    const target = readTarget(room, [], t);
    if (target.type === 'lab') return target;
  } catch {
    // It may name a saved room.
  }
  throw problem;
}

/** Whether another process of the user hosts the room of this invite now. */
function isHostedNow(
  target: RoomTarget,
  { openRooms, session }: OpenedSession,
): target is Extract<RoomTarget, { readonly type: 'invite' }> {
  if (target.type !== 'invite') return false;
  const { pin } = target.invite;
  return session.saved(pin)?.role === 'host' && openRooms?.holder(pin) !== undefined;
}
