import { defaultLimits } from '../protocol/limits';
import { hasHelpers, isByInvite } from '../protocol/room-kinds';
import { carrierOf } from '../protocol/weather';
import type { Session } from '../room/session/session';
import { linkName } from '../strings/inline-text';
import { turnedAwayText } from '../strings/room-text';
import { weatherNotice } from '../strings/weather-text';
import type { ParsedArgs } from './commands';
import { dataFolder } from './data-folder';
import { errnoText } from './errno-text';
import { ExitCode, UsageError } from './exit-codes';
import { folderProblem } from './folder-access';
import { type HostArguments, readHostArguments, unattendedText } from './host-arguments';
import { readRoster, setRoster } from './host-roster';
import { IdleMemory } from './idle-memory';
import {
  announceRoom,
  openHostedRoom,
  printOpened,
  reopenSaved,
  reportRecovery,
  savedRooms,
} from './open-hosted-room';
import { type OpenedSession, openSession } from './open-session';
import { openWideRoom, readServer } from './open-wide-room';
import { personName } from './person';
import { InputSender } from './pipe/input-sender';
import { RoomWriter } from './pipe/room-writer';
import { OwnMessages } from './pipe/wait-for-delivery';
import { safeLine } from './safe-text';
import { checkSavedOptions } from './saved-options';
import { isColored } from './terminal/colors';
import { note, type TerminalIo } from './terminal-io';

/** Hosts a room until the user ends it, or until the guest of a room for two lab clients leaves. */
export function run(args: ParsedArgs<'host'>, io: TerminalIo): Promise<ExitCode> {
  const options = readHostArguments(
    args.values,
    {
      kind: 'pair',
      person: (given) => personName(given, io),
      address: (kind) => (isByInvite(kind) ? '::' : '127.0.0.1'),
      data: (given) => dataFolder(given, io),
    },
    io.t,
  );
  return hostRoom(options, io, { noColor: args.values['no-color'] });
}

/**
 * Hosts a room. SIGTERM and SIGINT close it for good; after SIGHUP, or if the process is killed, a saved room is reopened by
 * the next call with its members, its log and its invites.
 * @throws {CommandError} if the room can't be opened
 */
export async function hostRoom(
  options: HostArguments,
  io: TerminalIo,
  { noColor }: { readonly noColor?: boolean | undefined } = {},
): Promise<ExitCode> {
  if (options.isService) {
    const { hostService } = await import('./service/host-service');
    return hostService(options, io);
  }
  const { host, limits, fileBytes } = options;
  // A lab room isn't saved.
  const data = isByInvite(host.kind) ? options.data : undefined;
  // The host talks, too: at a terminal, or with lines in a pipe.
  const talks = !options.json && io.stdin.isTTY === true && io.stdout.isTTY === true;
  if (hasHelpers(host.kind) && !talks) throw new UsageError(unattendedText(io.t));
  const problem = data === undefined ? undefined : folderProblem(data, 'write', io.t);
  if (problem) throw problem;
  const server = options.server === undefined ? undefined : await readServer(options.server, io);
  const names = options.roster === undefined ? undefined : readRoster(options.roster, io);
  const opened = openSession({
    ...{ io, data, limits, fileBytes },
    ...{ hasViewer: !options.json, closesForGood: true },
  });
  const { session } = opened;
  const ended = untilEnded(opened, io);
  try {
    await (server
      ? openWideRoom(opened, server, options, io)
      : openHostedRoom(options, io, () => openRoom(opened, options, io)));
    if (names) await setRoster(opened, names, io);
  } catch (error) {
    if (ended.isStopping) return ended.code;
    throw error;
  }
  const memory = new IdleMemory(opened.clock);
  void ended.code.then(() => memory.dispose());
  makeWeather(session, options, io);
  announceRoom(opened, options);
  noteUnusedNames(options, io);
  printOpened(session, options, io);
  // In a talk, it first clears what is typed.
  if (!talks && !options.json) {
    note(
      io,
      server
        ? io.t('Ctrl+C leaves the room, which stays on its server.')
        : io.t('Ctrl+C closes the room.'),
    );
  }
  if (talks) {
    const code = await talk(opened, io, noColor);
    // After a second Ctrl+C, nobody waits for the room to close.
    if (code !== ExitCode.interrupted) await ended.kept();
    return code;
  }
  reportProblems(session, io);
  return options.json ? ended.code : pipe(opened, ended.code, io);
}

/** Writes what is said from now on, and sends the lines of the input. At its end, the room stays open. */
async function pipe(
  { clock, session }: OpenedSession,
  ended: Promise<ExitCode>,
  io: TerminalIo,
): Promise<ExitCode> {
  const writer = new RoomWriter({ session, clock, io, json: false, backlog: 0 });
  writer.begin();
  const own = new OwnMessages(session);
  const sender = new InputSender({ session, io, own, maxBytes: defaultLimits.messageBytes });
  const stopping = io.onStop((reason) => {
    if (reason === 'output-closed') writer.close();
  });
  // Some shells give programs in the background an input that can't be read.
  void sender.run().catch((error: unknown) => {
    note(io, safeLine(io.t('Can’t read the input: {0}.', errnoText(error, io.t))));
  });
  const code = await ended;
  sender.stop();
  for (const each of [own, writer, stopping]) each.dispose();
  return code === ExitCode.done && sender.refused > 0 ? ExitCode.undelivered : code;
}

async function talk(
  { session, clock, stored }: OpenedSession,
  io: TerminalIo,
  noColor: boolean | undefined,
): Promise<ExitCode> {
  const { runTerminal } = await import('./terminal/chat-terminal');
  const isKept = stored !== undefined && session.invited !== undefined;
  return runTerminal({ session, io, clock, isKept, isColored: isColored(true, io.env, noColor) });
}

/** When the room ends: because the user ends the program, or because it is over. */
function untilEnded({ session, close, openRooms }: OpenedSession, io: TerminalIo) {
  let isStopping = false;
  let wasOpen = false;
  let resolve: (code: ExitCode) => void = () => {};
  const code = new Promise<ExitCode>((resolved) => {
    resolve = resolved;
  });
  const stop = async (ends: () => Promise<void>) => {
    if (isStopping) return;
    isStopping = true;
    await ends();
    openRooms?.dispose();
    resolve(ExitCode.done);
  };
  io.onStop((reason) => void stop(reason === 'SIGHUP' ? close : () => session.leave()));
  // A p2p room ends when its guest leaves, and the program ends with it.
  session.onDidChangeState(({ connection }) => {
    wasOpen ||= connection.kind === 'hosting' || connection.kind === 'joined';
    if (wasOpen && connection.kind === 'offline') void stop(() => session.leave());
  });
  return {
    code,
    /** Ends the process, but not a room that is still open. */
    kept: () => {
      void stop(close);
      return code;
    },
    get isStopping() {
      return isStopping;
    },
  };
}

/** Reopens the saved room that no other process is in, or opens a new one if there is none. */
async function openRoom(
  { session, archive, openRooms }: OpenedSession,
  options: HostArguments,
  io: TerminalIo,
): Promise<void> {
  const saved = savedRooms(archive, options).find(
    ({ role, pin }) => role === 'host' && !openRooms?.holder(pin),
  );
  if (!saved) {
    await session.host(options.host);
    return;
  }
  await checkSavedOptions(saved, archive, options, io.t);
  const name = linkName(saved.name);
  note(io, io.t('Reopening “{0}”. For a new room, give another --name.', name));
  await reopenSaved({ session }, saved, io.t);
}

/** A lab room has no names. */
function noteUnusedNames({ host, isNamed, given, announce, json }: HostArguments, io: TerminalIo) {
  if (isByInvite(host.kind) || json) return;
  const isUnused = (isNamed && !announce) || given.includes('person');
  if (!isUnused) return;
  const { t } = io;
  note(
    io,
    t(
      'In a lab room, everyone is called by their address: --person isn’t used, and --name only with --announce.',
    ),
  );
}

/** Makes the weather that the options ask for; everyone who comes in is told. */
function makeWeather(
  session: Session,
  { host, weather }: HostArguments,
  { t, language }: TerminalIo,
): void {
  const carrier = carrierOf(host.kind);
  if (!carrier || !weather) return;
  const notice = weatherNotice(weather, false, { carrier, language }, t);
  session.weather?.set({ weather, notice });
}

/** Says who was turned away, because nobody can be asked, and when the disk works again. */
function reportProblems(session: Session, io: TerminalIo): void {
  session.onDidChangeLog((change) => {
    if (change.type !== 'entry' || change.entry.kind !== 'system') return;
    const { event } = change.entry;
    if (event.type === 'turned-away') note(io, safeLine(turnedAwayText(event.name, io.t)));
  });
  reportRecovery(session, io);
}
