import { NetError, type NetErrorCode, toNetError } from '../../protocol/net-error';
import { ofConnecting } from '../socket/dial';

/** What a failed try tells about the host, the most telling first. */
const telling: readonly NetErrorCode[] = [
  'wrong-pin',
  'other-version',
  'no-encryption',
  'closed-at-once',
  'refused',
  'timed-out',
  'unreachable',
  'name-not-found',
  'address-unavailable',
];

/** The error that helps most of two that came of different addresses; the first of equals. */
export function moreTelling(one: NetError | undefined, other: NetError): NetError {
  return one && rank(one) <= rank(other) ? one : other;
}

function rank({ code }: NetError): number {
  const index = telling.indexOf(code);
  return index < 0 ? telling.length : index;
}

/** Says in the codes of this house why a TCP connection or its TLS handshake did not come about. */
export function toDialError(cause: Error, peer: string): NetError {
  const { code = '' } = cause as NodeJS.ErrnoException;
  // OpenSSL and BoringSSL call their reasons the same.
  if (code.includes('NO_APPLICATION_PROTOCOL')) {
    return new NetError('other-version', `${peer} speaks another protocol`, { cause });
  }
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return new NetError('no-encryption', `${peer} has no TLS 1.3: ${code}`, { cause });
  }
  const error = ofConnecting(toNetError(cause));
  if (error.code === 'connection-lost') {
    return new NetError('closed-at-once', `${peer} closed during the handshake`, { cause });
  }
  return new NetError(error.code, `${peer}: ${error.message}`, { cause });
}
