import { hostname } from 'node:os';
import { join } from 'node:path';
import { createNetwork } from '../net/network';
import { defaultLimits, type Limits } from '../protocol/limits';
import type { Network } from '../protocol/network';
import type { Archive } from '../room/log/journal';
import { Session } from '../room/session/session';
import { isProcessRunning, OpenRooms } from '../store/open-rooms';
import { RoomArchive } from '../store/room-archive';
import { type Clock, systemClock } from '../util/clock';
import { type Logger, silentLogger } from '../util/logger';
import { noArchive } from './no-archive';
import { safeLine } from './safe-text';
import { note, type TerminalIo } from './terminal-io';

export interface OpenSessionOptions {
  /** Gets problems on standard error. */
  readonly io: Pick<TerminalIo, 'stderr' | 't'>;
  /** Folder for saved rooms; without one, nothing is saved. */
  readonly data?: string | undefined;
  readonly limits?: Limits;
  /** Whether this process leaves its room in a moment; false by default. */
  readonly isBrief?: boolean;
  /** Whether the log of a hosted room is displayed in this process; true by default. */
  readonly hasViewer?: boolean;
  /** Whether closed rooms keep no secrets, so that they can't be reopened. */
  readonly closesForGood?: boolean;
  /** The longest file that a hosted invite room takes, in bytes; 25 MiB if absent. */
  readonly fileBytes?: number | undefined;
}

/** A session, and what it was made from. */
export interface OpenedSession {
  readonly session: Session;
  readonly archive: Archive;
  /** The archive, unless nothing is saved. */
  readonly stored: RoomArchive | undefined;
  readonly network: Network;
  readonly clock: Clock;
  /** Gets problems of what isn't part of the session, such as announcing the room. */
  readonly logger: Logger;
  /** Which process is in which of the saved rooms; undefined if nothing is saved. */
  readonly openRooms: OpenRooms | undefined;
  /** Disconnects, so that a saved room can be reopened. Does nothing more after `session.leave()`. */
  close(): Promise<void>;
}

/** Creates the parts of a command that hosts or joins a room, and connects them. */
export function openSession(options: OpenSessionOptions): OpenedSession {
  const { io, data, limits = defaultLimits, fileBytes, isBrief = false, ...how } = options;
  const clock = systemClock;
  const logger: Logger = {
    info() {},
    warn: (message) => note(io, safeLine(message)),
    error: (message) => note(io, safeLine(message)),
  };
  const network = createNetwork({ clock, limits });
  const stored = data === undefined ? undefined : openArchive(data, io);
  const archive = stored ?? noArchive;
  const session = new Session({
    ...{ network, limits, clock, archive },
    // A command says in words what failed.
    logger: silentLogger,
    ...(fileBytes !== undefined && { fileBytes: () => fileBytes }),
    ...how,
  });
  const openRooms = data === undefined ? undefined : openRoomsIn(data, clock, isBrief);
  if (openRooms) holdCurrentRoom(session, openRooms);
  const close = async () => {
    await session.suspend();
    openRooms?.dispose();
  };
  return { session, archive, stored, network, clock, logger, openRooms, close };
}

/** Opens the rooms saved in a folder. */
function openArchive(folder: string, { stderr, t }: OpenSessionOptions['io']): RoomArchive {
  const onFailure = ({ message }: Error) =>
    note(
      { stderr },
      t(
        'Cannot save the room: {0}. Free up some space, or copy {1} to another disk and start again with --data there.',
        message,
        folder,
      ),
    );
  return new RoomArchive({ folder, clock: systemClock, onFailure });
}

function openRoomsIn(data: string, clock: Clock, isBrief: boolean): OpenRooms {
  return new OpenRooms({
    ...{ folder: join(data, 'open'), clock, pid: process.pid, machine: hostname() },
    ...{ isRunning: isProcessRunning, isBrief, openFolder: () => undefined },
  });
}

/** Lets other processes that save in the same folder know which room this one is in. */
function holdCurrentRoom(session: Session, openRooms: OpenRooms): void {
  let held: string | undefined;
  session.onDidChangeState(({ connection }) => {
    const { pin } = session;
    if (pin === held) return;
    held = pin;
    if (pin !== undefined) openRooms.claim(pin, connection.kind === 'hosting' ? 'host' : 'guest');
    openRooms.keepOnly(pin);
  });
}
