import { formatEndpoint } from '../protocol/endpoint';
import { defaultLabWire, formatLabEndpoint } from '../protocol/lab-endpoint';
import { NetError, type NetErrorCode } from '../protocol/net-error';
import { isByInvite, wires } from '../protocol/room-kinds';
import type { RoomSummary } from '../room/log/journal';
import type { SessionState } from '../room/room';
import type { Session } from '../room/session/session';
import { linkName } from '../strings/inline-text';
import { inviteAttempt } from '../strings/invite-attempt';
import { type FailedAttempt, joiningOf } from '../strings/problem';
import { missingText } from '../strings/storage-text';
import { terminalProblemText } from '../strings/terminal-problem';
import type { Translate } from '../strings/translate';
import { exhaustive } from '../util/exhaustive';
import { CommandError, ExitCode, exitCodeOf } from './exit-codes';
import { readLabEncoding } from './lab-encoding';
import type { OpenedSession } from './open-session';
import type { RoomTarget } from './room-target';
import type { TerminalIo } from './terminal-io';

export interface EnterOptions {
  readonly opened: Pick<OpenedSession, 'session' | 'openRooms'>;
  readonly io: Pick<TerminalIo, 'platform' | 't'>;
  /** The name of a new member. */
  readonly person: string;
  /** The value of `--encoding`. */
  readonly encoding?: string | undefined;
  readonly signal: AbortSignal;
  /** Whether to wait a while for another process of the user that is about to leave the room. */
  readonly waits?: boolean;
}

/**
 * Goes into a room as a guest: as a new member, or as the member that this computer was in it. Resolves when admitted, or in
 * line; in a lab room, also when connected and nothing is received yet.
 * @throws {CommandError} when it fails; the session may still try to come back
 * @throws {UsageError} if the room can't have that encoding
 */
export async function enterRoom(target: RoomTarget, options: EnterOptions): Promise<void> {
  const { io } = options;
  try {
    await enter(target, options);
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    throw new CommandError(problemText(target, error.code, io), exitCodeOf(error));
  }
}

/** Why a room couldn't be joined, or was lost, in words. */
export function problemText(
  target: RoomTarget,
  code: NetErrorCode,
  { platform, t }: EnterOptions['io'],
): string {
  return terminalProblemText(code, attemptAt(target, t), platform, t);
}

async function enter(target: RoomTarget, options: EnterOptions): Promise<void> {
  const { opened, person, signal, io } = options;
  const { session } = opened;
  const wire = target.type === 'lab' ? (target.endpoint.wire ?? defaultLabWire) : undefined;
  const hasEncodings = wire !== undefined && wires[wire].hasEncodings;
  const encoding = readLabEncoding(options.encoding, hasEncodings, io.t);
  switch (target.type) {
    case 'lab':
      await session.joinLab(target.endpoint, signal, encoding);
      break;
    case 'invite': {
      const { invite } = target;
      await claim(session.saved(invite.pin), invite.pin, linkName(invite.name), options);
      await session.joinByInvite(invite, person, { signal });
      break;
    }
    case 'saved':
      await claim(target.room, target.room.pin, linkName(target.room.name), options);
      await comeBack(target.room, options);
      break;
    default:
      exhaustive(target);
  }
}

/** Makes sure that this process is the only one of the user in the room. @throws {CommandError} if it can't be in it */
async function claim(
  kept: RoomSummary | undefined,
  pin: string,
  name: string,
  { opened: { openRooms }, io: { t }, waits = false }: EnterOptions,
): Promise<void> {
  const refuse = (message: string) => new CommandError(message, ExitCode.refused);
  if (kept?.missing !== undefined) throw refuse(missingText(kept.name, kept.missing, t));
  if (kept?.role === 'host') {
    throw refuse(
      t(
        'You host “{0}” on this computer. To join it as someone else, use another --data folder.',
        name,
      ),
    );
  }
  const holder = openRooms?.claim(pin, 'guest');
  const other = waits && holder?.brief ? await openRooms?.claimWithRetry(pin, 'guest') : holder;
  if (!other) return;
  throw refuse(
    t(
      'You’re in “{0}” in another program already (process {1} on {2}). End it first, or join as someone else with another --data folder.',
      name,
      other.pid,
      other.machine,
    ),
  );
}

/** Comes back into a saved room. @throws {NetError} if the first attempt fails */
async function comeBack(
  room: RoomSummary,
  { opened: { session }, io: { t }, signal }: EnterOptions,
): Promise<void> {
  if (room.over || !(await session.reopen(room.id, { signal }))) {
    throw new CommandError(
      t(
        '“{0}” is over: it was closed, or you were removed. You need a new invite.',
        linkName(room.name),
      ),
      ExitCode.refused,
    );
  }
  const isTried = ({ connection }: SessionState) =>
    connection.kind === 'joined' ||
    connection.kind === 'offline' ||
    (connection.kind === 'waiting' && connection.position !== undefined) ||
    (connection.kind === 'reconnecting' && connection.error !== undefined);
  const { connection } = await stateWhen(session, isTried, signal);
  if (connection.kind === 'joined' || connection.kind === 'waiting') return;
  const error = 'error' in connection ? connection.error : undefined;
  throw new NetError(error ?? 'cancelled', 'the first attempt to reconnect failed');
}

/** Resolves with the first state that is accepted, or the present one when the signal is aborted. */
export function stateWhen(
  session: Pick<Session, 'state' | 'onDidChangeState'>,
  accepts: (state: SessionState) => boolean,
  signal: AbortSignal,
): Promise<SessionState> {
  return new Promise((resolve) => {
    const check = () => {
      if (!signal.aborted && !accepts(session.state)) return;
      changed.dispose();
      signal.removeEventListener('abort', check);
      resolve(session.state);
    };
    const changed = session.onDidChangeState(check);
    signal.addEventListener('abort', check);
    check();
  });
}

/**
 * Whether the user is in a lab room that has said nothing yet: a host of a room for two lab clients may say nothing for long, and
 * takes messages meanwhile, and so does a program that isn't a lab room.
 */
export function isInSilence({ state }: Pick<Session, 'state'>): boolean {
  const { connection, room } = state;
  const isUnknown = connection.kind === 'waiting' && connection.position === undefined;
  return isUnknown && room !== undefined && !isByInvite(room.kind);
}

/** Says of such a room what is known about a text that was sent to it. */
export function silenceText({ state }: Pick<Session, 'state'>, t: Translate): string {
  return t(
    '{0} has said nothing yet, so only its host can tell whether the text arrived.',
    state.room?.name ?? '',
  );
}

/** Whether the user is in the room, and has all that was said before. */
export function isInside({ invited, state }: Pick<Session, 'invited' | 'state'>): boolean {
  const { connection, room } = state;
  if (connection.kind === 'hosting') return true;
  return connection.kind === 'joined' && (!isByInvite(room?.kind) || invited?.isCaughtUp === true);
}

function attemptAt(target: RoomTarget, t: Translate): FailedAttempt {
  switch (target.type) {
    case 'lab': {
      const address = formatLabEndpoint(target.endpoint);
      return { doing: 'join-lab', address, port: target.endpoint.port, room: address };
    }
    case 'invite':
      return inviteAttempt(target.invite);
    case 'saved': {
      const { endpoints, kind, name } = target.room;
      const [endpoint] = endpoints;
      const address = endpoint ? formatEndpoint(endpoint) : t('the room');
      return { doing: joiningOf(kind), address, port: endpoint?.port ?? 0, room: linkName(name) };
    }
    default:
      return exhaustive(target);
  }
}
