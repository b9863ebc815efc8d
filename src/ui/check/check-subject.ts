import { type GuestTarget, guestPlan } from '../../net/check/guest-check';
import { type ComputerPlanOptions, computerPlan, hostPlan } from '../../net/check/host-check';
import { type CheckRun, runChecks } from '../../net/check/run-checks';
import { type WideTarget, widePlan } from '../../net/check/wide-check';
import type { Report } from '../../protocol/connection-report';
import type { Endpoint } from '../../protocol/endpoint';
import { type Invite, routeOf } from '../../protocol/invite';
import { isByInvite, isOnServer } from '../../protocol/room-kinds';
import type { Session } from '../../room/session/session';
import { exhaustive } from '../../util/exhaustive';
import type { Attempt } from '../rooms/attempt';

/** What a check is about. */
export type CheckSubject =
  /** The connection to a wide room's server; `invite`: what to join it with. */
  | { readonly type: 'server'; readonly target: WideTarget; readonly invite: Invite }
  /** The room that this window hosts. */
  | { readonly type: 'hosted' }
  /** The connection to a room; `invite`: what to join it with. */
  | { readonly type: 'guest'; readonly target: GuestTarget; readonly invite?: Invite }
  /** This computer alone. */
  | { readonly type: 'computer' };

export interface SubjectDeps {
  readonly session: Pick<Session, 'arrivals' | 'saved' | 'pin' | 'state' | 'invited'>;
  /** What this window tried last. */
  readonly lastAttempt: Attempt | undefined;
}

/** What to check now; undefined if the user has to choose. */
export function currentSubject({ session, lastAttempt }: SubjectDeps): CheckSubject | undefined {
  const { connection, room } = session.state;
  switch (connection.kind) {
    case 'hosting':
      return { type: 'hosted' };
    case 'joined':
    case 'waiting':
    case 'reconnecting': {
      if (!room) return undefined;
      if (isOnServer(room.kind)) {
        const invite = ownWideInvite({ session, lastAttempt });
        return invite ? inviteSubject(invite, session) : { type: 'computer' };
      }
      const here = { host: room.address, port: room.port };
      if (isByInvite(room.kind)) return memberSubject(session, session.pin, [here]);
      return { type: 'guest', target: { type: 'lab', endpoint: here, code: 'proven' } };
    }
    case 'connecting':
      return lastAttempt && attemptSubject(session, lastAttempt);
    case 'offline':
      // A room that ended normally needs no check.
      return connection.error === undefined || connection.error === 'room-closed'
        ? undefined
        : lastAttempt && attemptSubject(session, lastAttempt);
    default:
      return exhaustive(connection);
  }
}

/** The connection to an invite's room. */
export function inviteSubject(invite: Invite, session: Pick<Session, 'saved'>): CheckSubject {
  const { addresses, pin, port, token } = invite;
  const route = routeOf(invite);
  if (route) return { type: 'server', target: { ...route, pin }, invite };
  const endpoints = addresses.map((host) => ({ host, port }));
  const known = session.saved(pin)?.endpoints ?? [];
  const target = { type: 'invite', endpoints: [...endpoints, ...known], pin, token } as const;
  return { type: 'guest', target, invite };
}

/** The invite to the wide room that the user is in: its owner and moderators have it, others have joined with it. */
function ownWideInvite({ session, lastAttempt }: SubjectDeps): Invite | undefined {
  const own = session.invited?.inviteActions?.invite;
  if (own?.wide) return own;
  const used = lastAttempt?.doing === 'join-by-invite' ? lastAttempt.invite : undefined;
  return used?.wide && used.pin === session.pin ? used : undefined;
}

function attemptSubject(
  session: SubjectDeps['session'],
  attempt: Attempt,
): CheckSubject | undefined {
  switch (attempt.doing) {
    case 'host':
    case 'host-wide':
      return { type: 'computer' };
    case 'join-by-invite':
      return inviteSubject(attempt.invite, session);
    case 'join-lab': {
      const { connection } = session.state;
      const code = connection.kind === 'offline' ? connection.error : undefined;
      if (code === undefined) return { type: 'computer' };
      return { type: 'guest', target: { type: 'lab', endpoint: attempt.endpoint, code } };
    }
    case 'reopen':
      return attempt.room.role === 'host' || isOnServer(attempt.room.kind)
        ? { type: 'computer' }
        : memberSubject(session, attempt.room.pin, []);
    default:
      return exhaustive(attempt);
  }
}

/** The connection to a room that the user is a member of; a member needs no token, so it isn't checked. */
function memberSubject(
  session: Pick<Session, 'saved'>,
  pin: string | undefined,
  here: readonly Endpoint[],
): CheckSubject | undefined {
  if (pin === undefined) return undefined;
  const endpoints = [...here, ...(session.saved(pin)?.endpoints ?? [])];
  return { type: 'guest', target: { type: 'invite', endpoints, pin } };
}

/** Runs the checks about a subject. Never rejects. */
export function checkSubject(
  subject: CheckSubject,
  session: SubjectDeps['session'],
  parts: ComputerPlanOptions,
  run: CheckRun,
): Promise<Report> {
  const { connection, room } = session.state;
  if (subject.type === 'server')
    return runChecks(widePlan({ ...parts, target: subject.target }), run);
  if (subject.type === 'guest') {
    return runChecks(guestPlan({ ...parts, target: subject.target }), run);
  }
  // The room may have been closed since, and the check is repeated.
  const isOpen = subject.type === 'hosted' && connection.kind === 'hosting';
  if (!isOpen || !room) return runChecks(computerPlan(parts), run);
  const { address, kind, locked = false, port } = room;
  const { arrivals, pin } = session;
  const hosted = { kind, address, port, locked, ...(pin !== undefined && { pin }) };
  return runChecks(hostPlan({ ...parts, room: hosted, arrivals }), run);
}
