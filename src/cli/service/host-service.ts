import { linkName } from '../../strings/inline-text';
import type { Translate } from '../../strings/translate';
import { systemClock } from '../../util/clock';
import { errnoText } from '../errno-text';
import { CommandError, ExitCode, exitCodeOfNetError } from '../exit-codes';
import type { HostArguments } from '../host-arguments';
import { IdleMemory } from '../idle-memory';
import {
  announceRoom,
  openHostedRoom,
  printOpened,
  reopenSaved,
  reportRecovery,
  savedRooms,
} from '../open-hosted-room';
import { type OpenedSession, openSession } from '../open-session';
import { checkSavedOptions } from '../saved-options';
import { note, type TerminalIo } from '../terminal-io';
import { LoopDelay } from './loop-delay';
import { MetricsServer } from './metrics-server';
import { metricsText } from './metrics-text';
import { roomMetrics } from './room-metrics';

/**
 * How long to wait for another process that is in the room, in ms: longer than one that was killed on another computer,
 * or in another container, is taken for alive.
 */
const maxHeldMs = 75_000;

/**
 * Hosts a room for a service manager: says where it is, and nothing more. SIGTERM and SIGINT end the process, not the
 * room, which the next start opens again; SIGHUP opens the room's file anew.
 * @throws {CommandError} if the room can't be opened
 */
export async function hostService(options: HostArguments, io: TerminalIo): Promise<ExitCode> {
  const { data, fileBytes, limits } = options;
  const opened = openSession({
    ...{ io, data, limits, fileBytes },
    ...{ hasViewer: false, closesForGood: true },
  });
  const { clock, session } = opened;
  const over = untilOver(opened, io);
  let metrics: Metrics | undefined;
  let memory: IdleMemory | undefined;
  try {
    metrics = await serveMetrics(opened, options.metrics, io.t);
    const opening = openHostedRoom(options, io, () => openOwnRoom(opened, options, io));
    const code = await Promise.race([over, opening.then(() => undefined)]);
    if (code !== undefined) return code;
    memory = new IdleMemory(clock);
    announceRoom(opened, options);
    printOpened(session, options, io, metrics && { metrics: metrics.port });
    reportRecovery(session, io);
    return await over;
  } finally {
    memory?.dispose();
    await opened.close();
    await metrics?.close();
  }
}

/** The exit code, when the process is asked to end or the room is over. */
function untilOver({ session, stored }: OpenedSession, io: TerminalIo): Promise<ExitCode> {
  return new Promise((resolve) => {
    io.onStop((reason) => {
      // It has said what it had to say.
      if (reason === 'output-closed') return;
      // On Windows, it means that the console was closed.
      if (reason === 'SIGHUP' && io.platform !== 'win32') stored?.reopenFiles();
      else resolve(ExitCode.done);
    });
    let wasIn = false;
    session.onDidChangeState(({ connection }) => {
      wasIn ||= connection.kind === 'hosting' || connection.kind === 'joined';
      // If another member has become the host, it can be handed back.
      session.invited?.setMayTakeOver?.(true);
      if (!wasIn || connection.kind !== 'offline') return;
      const { error = 'room-closed' } = connection;
      resolve(error === 'room-closed' ? ExitCode.done : exitCodeOfNetError(error));
    });
  });
}

/**
 * Opens the saved room again, also if another member hosts it now. It is never a new one while there is a saved one:
 * that would have another invite.
 */
async function openOwnRoom(
  { archive, openRooms, session }: OpenedSession,
  options: HostArguments,
  io: TerminalIo,
): Promise<void> {
  const { t } = io;
  const [saved] = savedRooms(archive, options);
  if (!saved) {
    await session.host(options.host);
    return;
  }
  await checkSavedOptions(saved, archive, options, t);
  const name = linkName(saved.name);
  const other = openRooms?.holder(saved.pin);
  if (other) {
    note(
      io,
      t('“{0}” is open in another process ({1} on {2}). Waiting…', name, other.pid, other.machine),
    );
  }
  if (await openRooms?.claimWithRetry(saved.pin, 'host', maxHeldMs)) {
    throw new CommandError(t('“{0}” is still open in another process.', name), ExitCode.fault);
  }
  await reopenSaved({ session }, saved, t);
}

interface Metrics {
  readonly port: number;
  close(): Promise<void>;
}

/** @throws {CommandError} if it can't listen */
async function serveMetrics(
  { clock, session, stored }: OpenedSession,
  port: number | undefined,
  t: Translate,
): Promise<Metrics | undefined> {
  if (port === undefined) return undefined;
  const started = systemClock.now() - process.uptime() * 1000;
  const delay = new LoopDelay(clock);
  const text = () => metricsText(roomMetrics({ session, stored, delay, started }));
  try {
    const server = await MetricsServer.listen(port, text, clock);
    return {
      port: server.port,
      async close() {
        delay.dispose();
        await server.close();
      },
    };
  } catch (error) {
    delay.dispose();
    throw new CommandError(
      t('Can’t serve metrics on port {0}: {1}.', port, errnoText(error, t)),
      ExitCode.fault,
    );
  }
}
