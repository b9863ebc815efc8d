import { createNearby } from '../net/nearby/nearby';
import { formatInvite, type Invite } from '../protocol/invite';
import { formatLabEndpoint } from '../protocol/lab-endpoint';
import { NetError } from '../protocol/net-error';
import { isByInvite, wireOf } from '../protocol/room-kinds';
import { shortInvite } from '../protocol/short-invite';
import { carrierOf } from '../protocol/weather';
import { announcedRoom } from '../room/announced-room';
import type { Session } from '../room/session/session';
import { netProblem } from '../strings/error-text';
import { eventText, turnedAwayText } from '../strings/room-text';
import { weatherNotice } from '../strings/weather-text';
import { maxQrLength, qrCode, qrLines } from '../util/qr-code';
import type { ParsedArgs } from './commands';
import { dataFolder } from './data-folder';
import { CommandError, ExitCode } from './exit-codes';
import { type HostArguments, readHostArguments } from './host-arguments';
import { IdleMemory } from './idle-memory';
import { type OpenedSession, openSession } from './open-session';
import { personName } from './person';
import { safeLine } from './safe-text';
import { isColored } from './terminal/colors';
import { note, printLine, type TerminalIo } from './terminal-io';

/** The editor that opens the printed invite on a click; a pasted invite works in any editor. */
const scheme = 'vscode';

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
  const { data, limits, fileBytes, host } = options;
  // At a terminal, the host talks, too.
  const talks = !options.json && io.stdin.isTTY === true && io.stdout.isTTY === true;
  const opened = openSession({
    ...{ io, data, limits, fileBytes },
    ...{ hasViewer: talks, closesForGood: true },
  });
  const { session } = opened;
  const ended = untilEnded(opened, io);
  try {
    await openRoom(opened, options);
  } catch (error) {
    if (ended.isStopping) return ended.code;
    if (!(error instanceof NetError)) throw error;
    const { address, port, name: room } = host;
    const problem = netProblem(
      error.code,
      { doing: 'host', address, port, room },
      io.platform,
      io.t,
    );
    throw new CommandError(problem.message, ExitCode.fault);
  }
  new IdleMemory(opened.clock);
  makeWeather(session, options, io);
  announceRoom(opened, options);
  printOpened(session, options, io);
  // In a talk, it first clears what is typed.
  if (!talks && !options.json) note(io, io.t('Ctrl+C closes the room.'));
  if (talks) {
    const code = await talk(opened, io, noColor);
    // After a second Ctrl+C, nobody waits for the room to close.
    if (code !== ExitCode.interrupted) await ended.code;
    return code;
  }
  reportProblems(session, io);
  return ended.code;
}

async function talk(
  { session, clock }: OpenedSession,
  io: TerminalIo,
  noColor: boolean | undefined,
): Promise<ExitCode> {
  const { runTerminal } = await import('./terminal/chat-terminal');
  return runTerminal({ session, io, clock, isColored: isColored(true, io.env, noColor) });
}

/** When the room ends: because the user ends the program, or because it is over. */
function untilEnded({ session, close, openRooms }: OpenedSession, io: TerminalIo) {
  let isStopping = false;
  const code = new Promise<ExitCode>((resolve) => {
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
      if (connection.kind === 'offline') void stop(() => session.leave());
    });
  });
  return {
    code,
    get isStopping() {
      return isStopping;
    },
  };
}

/** Reopens the saved room of this kind that wasn't closed, or opens a new one. */
async function openRoom(
  { session, archive, openRooms }: OpenedSession,
  { host, isNamed }: HostArguments,
): Promise<void> {
  const kept = archive
    .list()
    .find(
      ({ kind, role, over, closed, name, pin }) =>
        kind === host.kind &&
        role === 'host' &&
        !over &&
        !closed &&
        (!isNamed || name === host.name) &&
        !openRooms?.holder(pin),
    );
  if (kept && (await session.reopen(kept.id))) return;
  await session.host(host);
}

/** Prints where the room is and how to join it, as JSON or in words. */
function printOpened(session: Session, { json, qr, host }: HostArguments, io: TerminalIo): void {
  const { t } = io;
  const { kind, name, address, port } = session.state.room ?? host;
  const invite = session.invited?.hostActions?.invite;
  const link = invite && formatInvite(invite, scheme);
  if (json) {
    printLine(io, JSON.stringify({ kind, address, port, ...(link && { invite: link }) }));
  } else if (link) {
    printLine(io, t('“{0}” is open. Anyone with this invite can join:', safeLine(name)));
    printLine(io, link);
    printLine(io, t('In a terminal: {0}', `npx deskmate join '${link}'`));
  } else {
    const endpoint = formatLabEndpoint({ host: address, port, wire: wireOf(kind) });
    printLine(io, t('The lab room is open at {0}.', endpoint));
  }
  if (qr && invite) printQr(invite, io);
}

/** Prints the invite as a QR code on standard error: programs read standard output. */
function printQr(invite: Invite, io: TerminalIo): void {
  const { t } = io;
  const code = qrCode(shortInvite(invite, scheme, maxQrLength).link);
  const { columns = code.size } = io.stderr;
  if (columns < code.size) {
    note(
      io,
      t(
        'The QR code needs a terminal of {0} columns, and this one has {1}: make it wider and start again.',
        code.size,
        columns,
      ),
    );
    return;
  }
  for (const line of qrLines(code)) note(io, line);
  note(io, t('Anyone who scans this code can join the room.'));
}

/** Announces the room on the network, until it closes. */
function announceRoom(
  { session, clock, logger }: OpenedSession,
  { announce }: HostArguments,
): void {
  if (!announce) return;
  const nearby = createNearby({ clock, logger, adapters: () => announce });
  const id = nearby.randomId();
  // Nobody is there to type the digits of a knock or to show a room code.
  const update = () => nearby.responder.announce(announcedRoom(session.state, id));
  session.onDidChangeState(update);
  update();
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
  const { t, language } = io;
  session.onDidChangeLog((change) => {
    if (change.type !== 'entry' || change.entry.kind !== 'system') return;
    const { event } = change.entry;
    if (event.type === 'turned-away') note(io, safeLine(turnedAwayText(event.name, t)));
  });
  let waits = false;
  session.onDidChangeState(({ room }) => {
    const waited = waits;
    waits = room?.storage !== undefined;
    if (waited && !waits) note(io, eventText({ type: 'kept-again' }, language, t).text);
  });
}
