import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import {
  AuthorizationError,
  ClosedConnectionError,
  InvalidArgumentError,
  NoRespondersError,
  PermissionViolationError,
} from '@nats-io/transport-node';
import { type LinkEnd, NetError, toNetError } from '../../protocol/net-error';
import { Unavailable } from './engine';

/** The server has too few nodes for a new stream now. */
const noPeers = 10005;

/** The leader has got the message already, but hasn't a majority for it yet. */
const inProcess = 10158;

/** Refusals that don't last. */
const passing: ReadonlySet<number> = new Set([noPeers, inProcess]);

/** JetStream is off, for the account or at all, or has no space left. */
const offCodes: ReadonlySet<number> = new Set([10023, 10028, 10039, 10047, 10076]);

export function isNoStream(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
}

/** Why a request failed: {@link Unavailable} if it is worth trying again. */
export function toRequestError(error: unknown): NetError | Unavailable {
  if (error instanceof NetError || error instanceof Unavailable) return error;
  const { message, cause, name } = error as Error;
  const reasons = [error, cause];
  const isA = (...kinds: readonly (new (...args: never[]) => Error)[]) =>
    reasons.some((reason) => kinds.some((kind) => reason instanceof kind));
  if (isA(PermissionViolationError, AuthorizationError)) {
    return new NetError('not-permitted', `the server refuses it: ${message}`, { cause: error });
  }
  if (isA(InvalidArgumentError)) {
    return new NetError('failed', `the client refuses it: ${message}`, { cause: error });
  }
  if (error instanceof JetStreamApiError && error.status < 500 && !passing.has(error.code)) {
    return new NetError('failed', `the server refuses it: ${message}`, { cause: error });
  }
  const said =
    error instanceof JetStreamApiError ||
    name === 'JetStreamNotEnabled' ||
    isA(NoRespondersError, ClosedConnectionError);
  const isOff =
    name === 'JetStreamNotEnabled' ||
    (error instanceof JetStreamApiError && offCodes.has(error.code));
  return new Unavailable(message, said, { cause: error, isOff });
}

/** Why the server didn't let a member in. */
export function toConnectError(error: unknown): NetError {
  if (error instanceof NetError) return error;
  const { message, name } = error as Error;
  if (message.toLowerCase().includes('connections exceeded')) {
    return new NetError('room-full', `the server has no room: ${message}`, { cause: error });
  }
  if (error instanceof AuthorizationError) {
    return new NetError('not-permitted', `the server refuses the credentials: ${message}`, {
      cause: error,
    });
  }
  const code = name === 'TimeoutError' ? 'timed-out' : 'closed-at-once';
  return new NetError(code, `the server didn't let us in: ${message}`, { cause: error });
}

/** Why a connection ended that we didn't end. */
export function toEnd(error: Error | undefined): LinkEnd {
  if (!error) return { reason: 'lost', error: new NetError('connection-lost', 'the server left') };
  if (/slow consumer/i.test(error.message)) {
    return { reason: 'lost', error: new NetError('too-slow', error.message, { cause: error }) };
  }
  const { code, message } = toNetError(error);
  const known = code === 'failed' ? 'connection-lost' : code;
  return { reason: 'lost', error: new NetError(known, message, { cause: error }) };
}
