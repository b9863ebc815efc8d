import { createNearby } from '../net/nearby/nearby';
import { formatInvite, type Invite } from '../protocol/invite';
import { formatLabEndpoint } from '../protocol/lab-endpoint';
import { NetError } from '../protocol/net-error';
import { wireOf } from '../protocol/room-kinds';
import { shortInvite } from '../protocol/short-invite';
import { announcedRoom } from '../room/announced-room';
import type { Session } from '../room/session/session';
import { netProblem } from '../strings/error-text';
import { maxQrLength, qrCode, qrLines } from '../util/qr-code';
import { CommandError, ExitCode } from './exit-codes';
import type { HostArguments } from './host-arguments';
import type { OpenedSession } from './open-session';
import { safeLine } from './safe-text';
import { note, printLine, type TerminalIo } from './terminal-io';

/** The editor that opens the printed invite on a click; a pasted invite works in any editor. */
const scheme = 'vscode';

/**
 * Opens the room that the command line asks for: a saved one again, or a new one.
 * @throws {CommandError} if it can't be opened
 */
export async function openHostedRoom(
  opened: OpenedSession,
  options: HostArguments,
  io: TerminalIo,
): Promise<void> {
  try {
    await openRoom(opened, options);
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    const { address, port, name: room } = options.host;
    const attempt = { doing: 'host', address, port, room } as const;
    const problem = netProblem(error.code, attempt, io.platform, io.t);
    throw new CommandError(problem.message, ExitCode.fault);
  }
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
export function printOpened(
  session: Session,
  { json, qr, host }: HostArguments,
  io: TerminalIo,
): void {
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
export function announceRoom(
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
