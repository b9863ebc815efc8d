import type { AccessControl } from '../../protocol/access';
import { defaultFileLimits } from '../../protocol/file-limits';
import { formatLabEndpoint } from '../../protocol/lab-endpoint';
import { cleanRoomName, proposeName } from '../../protocol/names';
import { NetError } from '../../protocol/net-error';
import type { Network } from '../../protocol/network';
import { type InviteKind, isForTwo, wireOf } from '../../protocol/room-kinds';
import { type Clock, delay } from '../../util/clock';
import type { Logger } from '../../util/logger';
import { Epochs, nextEpoch, type Opening } from '../log/epochs';
import type { Archive, HostHeader, Journal, JournalRecord } from '../log/journal';
import type { RoomLog } from '../log/room-log';
import { MemberServer } from '../member-server';
import { type RoomInfo, selfId } from '../room';
import type { SuccessionState } from '../succession/state';
import { HostRoom } from './host-room';
import type { HostOptions, HostRoomOptions, SessionLimits } from './host-state';
import { type Named, type RestoredHost, restoreHosted } from './restored-room';

export interface OpenRoomDeps {
  readonly network: Network;
  readonly archive: Archive;
  readonly limits: SessionLimits;
  readonly clock: Clock;
  readonly log: RoomLog;
  readonly logger: Logger;
  /** Whether the log of a hosted room is displayed in this process; true by default. */
  readonly hasViewer?: boolean;
  /** Whether a room that its host closes keeps no secrets, so that it can't be reopened. */
  readonly closesForGood?: boolean;
  /** Multiplies the times of succession; 1 by default. */
  readonly pace?: number;
  /** The largest file that a hosted room accepts, in bytes; asked for each file. */
  readonly fileBytes?: () => number;
}

/** The host's member id in an invite room. */
export const hostId = 'm0';

/** How long and how often to retry a port that the previous window still holds, in ms. */
const maxPortWaitMs = 10_000;
const portRetryMs = 250;

/**
 * Opens a new room; an invite room gets a journal.
 * @throws {NetError} when the address or port isn't available, or the room can't be stored
 */
export async function openRoom(deps: OpenRoomDeps, options: HostOptions): Promise<HostRoom> {
  const { archive, clock, log, network } = deps;
  const { kind, address, port, bare = false } = options;
  let journal: Journal | undefined;
  let epochs: Epochs | undefined;
  const encoding = await network.encoding(options.encoding ?? 'utf-8');
  const memberServer = await MemberServer.open(network, { kind, address, port, encoding, bare });
  const { server } = memberServer;
  const { access } = server;
  const at = { address: server.address, port: server.port };
  const endpoint = formatLabEndpoint({ host: at.address, port: at.port, wire: wireOf(kind) });
  const name = cleanRoomName(options.name) || endpoint;
  const info: RoomInfo = { kind, name, ...at, ...(bare && { bare }) };
  const most = isForTwo(kind) ? 1 : options.maxClients;
  const host = access
    ? { id: hostId, name: proposeName(options.person, []) }
    : { id: selfId, name: server.hostName };
  if (access) {
    const header: HostHeader = {
      ...{ type: 'hosted', version: 1, ...info, most, host },
      door: access.state,
    };
    journal = archive.create(header);
    // The secrets are on disk before anyone gets an invite, and the epoch before anyone is admitted.
    epochs = begin([], 0, journal, clock);
    if (!epochs) {
      journal.close(false);
      archive.delete(journal.id);
      await server.close();
      throw notKept(journal);
    }
  }
  log.reset([]);
  const room = new HostRoom(
    server,
    {
      ...commonOptions(deps, info, most),
      host,
      ...(journal && { journal, files: archive.files(journal.id) }),
      ...(epochs && { epochs, memberServer }),
    },
    log,
    clock,
  );
  memberServer.room = room;
  return room;
}

/**
 * Reopens a stored room at the address where its guests look for it. Returns undefined if its host has
 * closed it, unless `again` is set.
 * @param seen what its journal contained a moment ago
 * @param again whether to reopen it even if its host has closed it
 * @throws {NetError} when the address or port isn't available, the signal is aborted, or nothing can be
 * stored
 */
export async function reopenRoom(
  deps: OpenRoomDeps,
  seen: RestoredHost,
  journalId: string,
  again: boolean,
  signal: AbortSignal,
): Promise<HostRoom | undefined> {
  const { archive, clock } = deps;
  const deadline = clock.now() + maxPortWaitMs;
  let known: RestoredHost | undefined = seen.closed && !again ? undefined : seen;
  while (known) {
    if (signal.aborted) throw new NetError('cancelled', 'cancelled by the user');
    const memberServer = await listenAgain(deps, known, deadline);
    if (!memberServer) {
      await delay(clock, portRetryMs, signal);
      continue;
    }
    // Read the journal now: the previous window may have written to it until it released the port.
    const opened = archive.open(journalId);
    const stored = opened && restoreHosted(opened.records);
    const journal = opened?.journal;
    const isOpen = stored && (again || !stored.closed);
    if (isOpen && journal && isSameAccess(stored, known)) {
      const room = resume(deps, memberServer, stored, journal);
      if (room) return room;
    }
    journal?.close(false);
    await memberServer.server.close();
    if (journal?.problem) throw notKept(journal);
    known = isOpen ? stored : undefined;
  }
  return undefined;
}

/** A room to open with a log that this computer has. */
export interface CopiedRoom {
  readonly kind: InviteKind;
  readonly name: string;
  /** The user, as in that log. */
  readonly host: Named;
  readonly address: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Maximum number of guests at a time; a room for two always has one. */
  readonly maxClients: number;
  /** The stored room whose files it gets. */
  readonly filesOf: string;
}

/**
 * Opens a new room that begins with an existing log.
 * @param recordsOf returns what to store, beginning with this header; called when all else is ready. Undefined if the
 *   room isn't wanted any more
 * @returns undefined if it isn't wanted any more
 * @throws {NetError} when the address or port isn't available, or the room can't be stored
 */
export async function openCopy(
  deps: OpenRoomDeps,
  { kind, name, host, maxClients, filesOf, ...place }: CopiedRoom,
  recordsOf: (header: HostHeader) => readonly JournalRecord[] | undefined,
): Promise<HostRoom | undefined> {
  const { archive, network } = deps;
  const memberServer = await MemberServer.open(network, { kind, ...place });
  const { access, address, port } = memberServer.server;
  // The server of an invite room has access control.
  const door = (access as AccessControl).state;
  const most = isForTwo(kind) ? 1 : maxClients;
  const header: HostHeader = {
    ...{ type: 'hosted', version: 1, kind, name, address, port, most, host, door },
  };
  const journal = archive.create(header);
  journal.close(false);
  const { id } = journal;
  await archive.copyFiles(filesOf, id);
  const records = recordsOf(header);
  const opened = records && archive.replace(id, records) ? archive.open(id) : undefined;
  const stored = opened && restoreHosted(opened.records);
  const room = stored && resume(deps, memberServer, stored, opened.journal);
  if (room) {
    // No one learns of it before it is on disk.
    room.commit();
    return room;
  }
  opened?.journal.close(false);
  archive.delete(id);
  await memberServer.server.close();
  if (records) throw new NetError('storage-failed', 'the copy of a room can’t be stored');
  return undefined;
}

/** Listens where the room was; undefined if the port is in use but may become free. */
async function listenAgain(
  { network, clock }: OpenRoomDeps,
  { header, restored }: RestoredHost,
  deadline: number,
): Promise<MemberServer | undefined> {
  const { kind, address, port } = header;
  try {
    return await MemberServer.open(network, { kind, address, port, access: restored.access });
  } catch (error) {
    const { code } = error as NetError;
    if (code !== 'port-in-use' || clock.now() >= deadline) throw error;
    return undefined;
  }
}

function isSameAccess(one: RestoredHost, other: RestoredHost): boolean {
  return JSON.stringify(one.restored.access) === JSON.stringify(other.restored.access);
}

/** Opens a room again in the same term. */
function resume(
  deps: OpenRoomDeps,
  memberServer: MemberServer,
  stored: RestoredHost,
  journal: Journal,
): HostRoom | undefined {
  const { last, openings } = stored.restored;
  const epochs = begin(openings, last, journal, deps.clock);
  return epochs && openStored(deps, memberServer, stored, journal, undefined, epochs);
}

/** Opens a stored room whose epoch has begun. @param took this member's part in succession, if it takes the room over */
export function openStored(
  deps: OpenRoomDeps,
  memberServer: MemberServer,
  { header, restored }: RestoredHost,
  journal: Journal,
  took: SuccessionState | undefined,
  epochs = new Epochs(restored.openings),
): HostRoom {
  const { archive, clock, log } = deps;
  const { server } = memberServer;
  const { kind, name, most, host, firstPin } = header;
  const info: RoomInfo = { kind, name, address: server.address, port: server.port };
  const files = archive.files(journal.id);
  const options = {
    ...{ ...commonOptions(deps, info, most), host, journal, restored, epochs, files, memberServer },
    ...(firstPin !== undefined && { firstPin }),
    ...(took && { took }),
  };
  const room = log.refill(() => new HostRoom(server, options, log, clock));
  memberServer.room = room;
  return room;
}

/**
 * Begins the epoch of this opening. It is on disk before anyone is admitted, so that no two entries ever
 * have the same epoch and number.
 *
 * @param openings the earlier openings
 * @param last number of the last entry
 * @returns undefined if it can't be stored
 */
function begin(
  openings: readonly Opening[],
  last: number,
  journal: Journal,
  clock: Clock,
): Epochs | undefined {
  const epochs = new Epochs(openings);
  const epoch = nextEpoch(openings.at(-1), clock.now());
  journal.append({ type: 'opening', ...epoch, after: last });
  if (!journal.commit()) return undefined;
  epochs.begin(epoch, last);
  return epochs;
}

function notKept({ problem }: Journal): NetError {
  return new NetError('storage-failed', `the room can't be stored: ${problem ?? 'disk-error'}`);
}

function commonOptions(
  {
    closesForGood = false,
    fileBytes,
    hasViewer = true,
    limits,
    logger,
    network,
    pace = 1,
  }: OpenRoomDeps,
  info: RoomInfo,
  maxClients: number,
): Omit<HostRoomOptions, 'host'> {
  const { awayMs, presenceMs, logEntries, waitingLine } = limits;
  return {
    info,
    maxClients,
    waitingLine: isForTwo(info.kind) ? 0 : waitingLine,
    hasViewer,
    closesForGood,
    limits: { awayMs, presenceMs, logEntries, waitingLine },
    ...{ logger, network, pace },
    fileLimits: () => ({ ...defaultFileLimits, ...(fileBytes && { fileBytes: fileBytes() }) }),
    reachable: () => network.reachable(info.address),
  };
}
