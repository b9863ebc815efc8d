import { connect, type TLSSocket } from 'node:tls';
import type { Endpoint } from '../../protocol/endpoint';
import { alpn } from '../../protocol/frames';
import { NetError, type NetErrorCode, toNetError } from '../../protocol/net-error';
import type { Ticket } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import { type Disposable, toDisposable } from '../../util/disposable';
import { cancelled, ofConnecting } from '../socket/tcp';
import { pinOf } from './certificate';

export interface AttemptTarget {
  /** IP address, with its zone where it has one, or a host name. */
  readonly address: string;
  readonly port: number;
  /** SHA-256 of the certificate's DER, base64url without padding. */
  readonly pin: string;
}

/**
 * Tries one address: TCP, TLS 1.3, the protocol's name, the pin. Calls exactly one of the two back,
 * once, unless it is disposed before. Nothing is sent after the handshake.
 */
export function attemptSecure(
  { address, port, pin }: AttemptTarget,
  onProven: (socket: TLSSocket) => void,
  onFailed: (error: NetError) => void,
): Disposable {
  const peer = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  const socket = connect({
    host: address,
    port,
    // The pin is the proof; authorities of this computer have no say. An empty list also keeps
    // editors from adding theirs.
    ca: [],
    rejectUnauthorized: false,
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    ALPNProtocols: [alpn],
  });
  const settle = () => {
    socket.removeListener('secureConnect', onSecure);
    socket.removeListener('error', onError);
    socket.removeListener('close', onClose);
  };
  const attempt = toDisposable(() => {
    settle();
    socket.destroy();
  });
  const fail = (error: NetError) => {
    attempt.dispose();
    onFailed(error);
  };
  const onError = (cause: Error) => fail(toDialError(cause, peer));
  const onClose = () => fail(new NetError('closed-at-once', `${peer} closed during the handshake`));
  const onSecure = () => {
    const problem = check(socket, pin, peer);
    if (problem) return fail(problem);
    settle();
    onProven(socket);
  };
  socket.once('secureConnect', onSecure);
  socket.once('error', onError);
  socket.once('close', onClose);
  // A failure that follows the first has nobody left to hear it.
  socket.on('error', () => {});
  return attempt;
}

/** Whether the other end speaks deskmate/1 and holds the key to the pinned certificate. */
function check(socket: TLSSocket, pin: string, peer: string): NetError | undefined {
  const version = socket.getProtocol();
  if (version !== 'TLSv1.3') return new NetError('no-encryption', `${peer} speaks ${version}`);
  if (socket.alpnProtocol !== alpn) {
    return new NetError('no-encryption', `${peer} has TLS, but not for ${alpn}`);
  }
  const certificate = socket.getPeerX509Certificate();
  if (!certificate || pinOf(certificate.raw) !== pin) {
    return new NetError('wrong-pin', `${peer} shows another certificate than the invite's`);
  }
  return undefined;
}

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

/** A connection whose other end has proved the pin, and to which nothing was said yet. */
export interface ProvenSocket {
  readonly socket: TLSSocket;
  /** The address that answered first. */
  readonly address: string;
}

export interface SecureDialOptions {
  readonly clock: Clock;
  /** Time for all addresses together, in ms. */
  readonly timeoutMs: number;
}

/** How long, in ms, an address has before the next is tried beside it: RFC 8305, section 5. */
const staggerMs = 250;

/**
 * Places tried at most, as many as the stagger reaches in 10 s: a forged invite must not make a scanner
 * of ours.
 */
const maxEndpoints = 40;

/**
 * Races the addresses of a host through TCP, TLS and pin: the next starts when the one before has
 * failed or is slow. The first that proves the pin wins, and the others are cut off.
 * @throws {NetError} when none does, with the most telling failure; on abort with code `cancelled`
 */
export function secureDial(
  ticket: Pick<Ticket, 'addresses' | 'port' | 'others' | 'pin'>,
  { clock, timeoutMs }: SecureDialOptions,
  signal: AbortSignal,
): Promise<ProvenSocket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelled());
      return;
    }
    const { pin } = ticket;
    const untried = endpointsOf(ticket);
    const running = new Set<Disposable>();
    let stagger: Disposable | undefined;
    let failure: NetError | undefined;

    const settle = (finish: () => void) => {
      signal.removeEventListener('abort', onAbort);
      timer.dispose();
      stagger?.dispose();
      for (const attempt of running) attempt.dispose();
      finish();
    };
    const lose = (error: NetError) => settle(() => reject(error));
    const onAbort = () => lose(cancelled());
    const tryNext = () => {
      stagger?.dispose();
      const endpoint = untried.shift();
      if (endpoint === undefined) return;
      const { host: address, port } = endpoint;
      const attempt = attemptSecure(
        { address, port, pin },
        (socket) => {
          running.delete(attempt);
          settle(() => resolve({ socket, address }));
        },
        (error) => {
          running.delete(attempt);
          failure = moreTelling(failure, error);
          if (running.size === 0 && untried.length === 0) lose(failure);
          else tryNext();
        },
      );
      running.add(attempt);
      stagger = clock.after(staggerMs, tryNext);
    };

    signal.addEventListener('abort', onAbort);
    const timer = clock.after(timeoutMs, () => {
      const error = new NetError('timed-out', `no host proved itself within ${timeoutMs} ms`);
      lose(moreTelling(failure, error));
    });
    if (untried.length === 0) lose(new NetError('bad-invite', 'the invite holds no address'));
    else tryNext();
  });
}

/** Each place once, in the order in which they are tried. */
function endpointsOf({
  addresses,
  port,
  others = [],
}: Pick<Ticket, 'addresses' | 'port' | 'others'>): Endpoint[] {
  const all = [...addresses.map((host) => ({ host, port })), ...others];
  const byName = new Map(all.map((endpoint) => [`${endpoint.host} ${endpoint.port}`, endpoint]));
  return [...byName.values()].slice(0, maxEndpoints);
}
