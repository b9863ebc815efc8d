import { createNearby } from '../net/nearby/nearby';
import { listAdapters, reachableAddresses } from '../net/socket/adapters';
import { formatInvite, type Invite } from '../protocol/invite';
import { formatLabEndpoint } from '../protocol/lab-endpoint';
import { cleanRoomName } from '../protocol/names';
import { NetError } from '../protocol/net-error';
import { wireOf } from '../protocol/room-kinds';
import { shortInvite } from '../protocol/short-invite';
import { announcedRoom } from '../room/announced-room';
import type { Archive, RoomSummary } from '../room/log/journal';
import type { Session } from '../room/session/session';
import { netProblem } from '../strings/error-text';
import { linkName } from '../strings/inline-text';
import { eventText } from '../strings/room-text';
import type { Translate } from '../strings/translate';
import { maxQrLength, qrCode, qrLines } from '../util/qr-code';
import { CommandError, ExitCode } from './exit-codes';
import type { HostArguments } from './host-arguments';
import type { OpenedSession } from './open-session';
import { safeLine } from './safe-text';
import { note, printLine, type TerminalIo } from './terminal-io';

/** The editor that opens the printed invite on a click; a pasted invite works in any editor. */
const scheme = 'vscode';

/**
 * Opens the room that the command line asks for.
 * @param open opens it, or throws a `NetError`
 * @throws {CommandError} if it can't be opened
 */
export async function openHostedRoom(
  options: HostArguments,
  io: TerminalIo,
  open: () => Promise<void>,
): Promise<void> {
  try {
    await open();
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    const { address, port, name: room } = options.host;
    const attempt = { doing: 'host', address, port, room } as const;
    const problem = netProblem(error.code, attempt, io.platform, io.t);
    throw new CommandError(problem.message, ExitCode.fault);
  }
}

/** The saved rooms that the command line may mean and that weren't closed, the newest first. */
export function savedRooms(
  archive: Archive,
  { host, isNamed }: HostArguments,
): readonly RoomSummary[] {
  const wanted = cleanRoomName(host.name);
  return archive
    .list()
    .filter(
      ({ kind, over, closed, name }) =>
        kind === host.kind && !over && !closed && (!isNamed || name === wanted),
    );
}

/**
 * Reopens a saved room. Nobody wants a new one in its place, which would have another invite.
 * @throws {CommandError} if it can't be opened
 */
export async function reopenSaved(
  { session }: Pick<OpenedSession, 'session'>,
  { id, missing, name }: RoomSummary,
  t: Translate,
): Promise<void> {
  if (missing !== undefined) {
    const where = t(
      '“{0}” is saved in {1}, which isn’t available. Connect its disk and start again, or give a new room another --name.',
      ...[linkName(name), safeLine(missing)],
    );
    throw new CommandError(where, ExitCode.fault);
  }
  if (await session.reopen(id)) return;
  throw new CommandError(
    t(
      'Can’t open the saved room “{0}”. To open a new one, give it another --name.',
      linkName(name),
    ),
    ExitCode.fault,
  );
}

/**
 * Prints where the room is and how to join it, as JSON or in words.
 * @param more fields of the JSON
 */
export function printOpened(
  session: Session,
  { json, qr, host }: HostArguments,
  io: TerminalIo,
  more: { readonly metrics?: number } = {},
): void {
  const { t } = io;
  const { kind, name, address, port } = session.state.room ?? host;
  const invite = session.invited?.inviteActions?.invite;
  const link = invite && formatInvite(invite, scheme);
  if (json) {
    printLine(io, JSON.stringify({ kind, address, port, ...(link && { invite: link }), ...more }));
  } else if (link) {
    const hasRoster = (session.invited?.classroom?.hostActions?.roster.length ?? 0) > 0;
    const shown = safeLine(name);
    printLine(
      io,
      hasRoster
        ? t('“{0}” is open. Those on the roster can join with this invite:', shown)
        : t('“{0}” is open. Anyone with this invite can join:', shown),
    );
    printLine(io, link);
    printLine(io, t('In a terminal: {0}', `npx deskmate join '${link}'`));
  } else {
    const wire = wireOf(kind);
    const endpoint = formatLabEndpoint({ host: address, port, wire });
    printLine(io, t('The lab room is open at {0}.', endpoint));
    const [reachable = address] = reachableAddresses(address, listAdapters());
    const target = formatLabEndpoint({ host: reachable, port, wire });
    printLine(io, t('In a terminal: {0}', `npx deskmate join ${target}`));
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

/** Says when the disk works again. */
export function reportRecovery(session: Session, io: TerminalIo): void {
  const { t, language } = io;
  let waits = false;
  session.onDidChangeState(({ room }) => {
    const waited = waits;
    waits = room?.storage !== undefined;
    if (waited && !waits) note(io, eventText({ type: 'kept-again' }, language, t).text);
  });
}
