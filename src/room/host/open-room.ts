import { formatEndpoint } from '../../protocol/endpoint';
import { cleanRoomName, proposeName } from '../../protocol/names';
import { NetError } from '../../protocol/net-error';
import { isForTwo } from '../../protocol/room-kinds';
import type { Network, RoomServer } from '../../protocol/transport';
import { type Clock, delay } from '../../util/clock';
import { Epochs, nextEpoch, type Opening } from '../log/epochs';
import type { Archive, HostHeader, Journal } from '../log/journal';
import type { RoomLog } from '../log/room-log';
import { type RoomInfo, selfId } from '../room';
import { HostRoom } from './host-room';
import type { HostOptions, HostRoomOptions, SessionLimits } from './host-state';
import { type RestoredHost, restoreHosted } from './restored-room';

export interface OpenRoomParts {
  readonly network: Network;
  readonly archive: Archive;
  readonly limits: SessionLimits;
  readonly clock: Clock;
  readonly log: RoomLog;
  /** A room that its host closes keeps no secrets, so that nobody hosts it again. */
  readonly closesForGood?: boolean;
}

/** The host's member id in a room by invite. */
const hostId = 'm0';

/** How long a port is tried again that the window before still holds, and how often, ms. */
const portPatienceMs = 10_000;
const portRetryMs = 250;

/**
 * Opens a new room; one by invite gets a journal.
 * @throws {NetError} when the address or port cannot be had, or the room cannot be kept
 */
export async function openRoom(parts: OpenRoomParts, options: HostOptions): Promise<HostRoom> {
  const { archive, clock, log, network } = parts;
  const { kind, address, port } = options;
  let journal: Journal | undefined;
  let epochs: Epochs | undefined;
  let room: HostRoom | undefined;
  const commit = () => room?.commit() ?? true;
  const encoding = await network.encoding(options.encoding ?? 'utf-8');
  const server = await network.listen({ kind, address, port, encoding, commit });
  const { access } = server;
  const at = { address: server.address, port: server.port };
  const endpoint = formatEndpoint({ host: at.address, port: at.port });
  const info: RoomInfo = { kind, name: cleanRoomName(options.name) || endpoint, ...at };
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
    // The secrets are on disk before anybody gets an invite, and the epoch before anybody is let in.
    epochs = begin([], 0, journal, clock);
    if (!epochs) {
      journal.close(false);
      archive.delete(journal.id);
      await server.close();
      throw notKept(journal);
    }
  }
  log.reset([]);
  room = new HostRoom(
    server,
    {
      ...commonOptions(parts, info, most),
      host,
      ...(journal && { journal }),
      ...(epochs && { epochs }),
    },
    log,
    clock,
  );
  return room;
}

/**
 * Opens a kept room again, where its guests look for it. Undefined when it was closed in the meantime, or
 * before and is not to be hosted again.
 * @param seen what its journal held a moment ago
 * @param again also when its host has closed it
 * @throws {NetError} when the address or port cannot be had, the signal is aborted, or nothing can be kept
 */
export async function reopenRoom(
  parts: OpenRoomParts,
  seen: RestoredHost,
  journalId: string,
  again: boolean,
  signal: AbortSignal,
): Promise<HostRoom | undefined> {
  const { archive, clock } = parts;
  const deadline = clock.now() + portPatienceMs;
  let known: RestoredHost | undefined = seen.closed && !again ? undefined : seen;
  while (known) {
    if (signal.aborted) throw new NetError('cancelled', 'given up');
    let room: HostRoom | undefined;
    const server = await listenAgain(parts, known, () => room?.commit() ?? true, deadline);
    if (!server) {
      await delay(clock, portRetryMs, signal);
      continue;
    }
    // The window before may have written until it let go of the port; from now on nobody else does.
    const opened = archive.open(journalId);
    const kept = opened && restoreHosted(opened.records);
    const journal = opened?.journal;
    const isOpen = kept && (again || !kept.closed);
    if (isOpen && journal && isSameAccess(kept, known)) {
      room = resume(parts, server, kept, journal);
      if (room) return room;
    }
    journal?.close(false);
    await server.close();
    if (journal?.problem) throw notKept(journal);
    known = isOpen ? kept : undefined;
  }
  return undefined;
}

/** Listens where the room was; undefined when the port is taken and may yet become free. */
async function listenAgain(
  { network, clock }: OpenRoomParts,
  { header, restored }: RestoredHost,
  commit: () => boolean,
  deadline: number,
): Promise<RoomServer | undefined> {
  const { kind, address, port } = header;
  try {
    return await network.listen({ kind, address, port, access: restored.door, commit });
  } catch (error) {
    const { code } = error as NetError;
    if (code !== 'port-in-use' || clock.now() >= deadline) throw error;
    return undefined;
  }
}

function isSameAccess(one: RestoredHost, other: RestoredHost): boolean {
  return JSON.stringify(one.restored.door) === JSON.stringify(other.restored.door);
}

function resume(
  parts: OpenRoomParts,
  server: RoomServer,
  { header, restored }: RestoredHost,
  journal: Journal,
): HostRoom | undefined {
  const { clock, log } = parts;
  const { kind, name, most, host } = header;
  const info: RoomInfo = { kind, name, address: server.address, port: server.port };
  const epochs = begin(restored.openings, restored.last, journal, clock);
  if (!epochs) return undefined;
  const options = { ...commonOptions(parts, info, most), host, journal, restored, epochs };
  return log.refill(() => new HostRoom(server, options, log, clock));
}

/**
 * Begins the epoch of this opening, which is on disk before anybody is let in: no other entry is ever known by
 * the same epoch and number.
 *
 * @param openings those before it
 * @param last number of the last entry there is
 * @returns undefined when it cannot be kept
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
  return new NetError('storage-failed', `the room cannot be kept: ${problem ?? 'disk-error'}`);
}

function commonOptions(
  { closesForGood = false, limits, network }: OpenRoomParts,
  info: RoomInfo,
  maxClients: number,
): Omit<HostRoomOptions, 'host'> {
  const { awayMs, presenceMs, logEntries, waitingLine } = limits;
  return {
    info,
    maxClients,
    waitingLine: isForTwo(info.kind) ? 0 : waitingLine,
    closesForGood,
    limits: { awayMs, presenceMs, logEntries, waitingLine },
    reachable: () => network.reachable(info.address),
  };
}
