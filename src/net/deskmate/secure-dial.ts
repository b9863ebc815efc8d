import { connect, type TLSSocket } from 'node:tls';
import type { Endpoint } from '../../protocol/endpoint';
import { alpn as chatAlpn } from '../../protocol/frames';
import type { Ticket } from '../../protocol/member-link';
import { NetError, toNetError } from '../../protocol/net-error';
import type { Clock } from '../../util/clock';
import { type Disposable, toDisposable } from '../../util/disposable';
import { race } from '../socket/race';
import { toConnectError } from '../socket/tcp';
import { type CertificatePair, pinOf } from './certificate';

/** A connection whose other end matches the pin. Nothing was sent yet. */
export interface VerifiedSocket {
  readonly socket: TLSSocket;
  /** The address and port that won. */
  readonly address: string;
  readonly port: number;
  /** The pin of its certificate. */
  readonly pin: string;
}

export interface SecureDialOptions {
  readonly clock: Clock;
  /** Time limit for all addresses together, in ms. */
  readonly timeoutMs: number;
  /** The protocol to speak; deskmate/1 if absent. */
  readonly alpn?: string;
  /** The certificate that this end presents if the other one asks for it. */
  readonly identity?: CertificatePair;
}

/** How long, in ms, to wait for an address before trying the next one in parallel (RFC 8305, section 5). */
const staggerMs = 250;

/**
 * Maximum number of endpoints to try: as many as the stagger reaches in 10 s. A forged invite must not turn this client
 * into a port scanner.
 */
const maxEndpoints = 40;

/** Where to dial. Without a pin, whoever answers first is taken. */
export type DialTarget = Pick<Ticket, 'addresses' | 'port' | 'others'> & {
  readonly pin?: string;
};

/**
 * Races a host's addresses through TCP, TLS and the pin: the next one starts when the previous one fails or
 * is slow. The first that matches the pin wins, and the others are closed.
 * @throws {NetError} the most specific error if none does; code `cancelled` if the signal is aborted
 */
export function secureDial(
  ticket: DialTarget,
  { clock, timeoutMs, alpn = chatAlpn, identity }: SecureDialOptions,
  signal: AbortSignal,
): Promise<VerifiedSocket> {
  const { pin } = ticket;
  return race(
    endpointsOf(ticket),
    ({ host: address, port }, onWon, onFailed) =>
      attemptSecure(
        { address, port, pin, alpn, identity },
        (socket, seen) => onWon({ socket, address, port, pin: seen }),
        onFailed,
      ),
    {
      ...{ clock, timeoutMs, staggerMs, none: 'the invite has no addresses' },
      late: `no address matched the pin within ${timeoutMs} ms`,
    },
    signal,
  );
}

/** Each endpoint once, in the order to try. */
function endpointsOf({
  addresses,
  port,
  others = [],
}: Pick<Ticket, 'addresses' | 'port' | 'others'>): Endpoint[] {
  const all = [...addresses.map((host) => ({ host, port })), ...others];
  const byName = new Map(all.map((endpoint) => [`${endpoint.host} ${endpoint.port}`, endpoint]));
  return [...byName.values()].slice(0, maxEndpoints);
}

export interface AttemptTarget {
  /** IP address, with its zone if it has one, or a host name. */
  readonly address: string;
  readonly port: number;
  /** SHA-256 of the certificate's DER, base64url without padding; any certificate if absent. */
  readonly pin: string | undefined;
  readonly alpn: string;
  readonly identity?: CertificatePair | undefined;
}

/**
 * Tries one address: TCP, TLS 1.3, ALPN, the pin. Calls exactly one of the two callbacks, once, unless it
 * is disposed first. Sends nothing after the handshake.
 * @param onProven called with the pin of the other end's certificate
 * @param onConnected called first, when TCP has connected
 */
export function attemptSecure(
  { address, port, pin, alpn, identity }: AttemptTarget,
  onProven: (socket: TLSSocket, pin: string) => void,
  onFailed: (error: NetError) => void,
  onConnected?: () => void,
): Disposable {
  const peer = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  const socket = connect({
    host: address,
    port,
    // The pin authenticates the host, not a certificate authority. An empty list also keeps editors from
    // adding theirs.
    ca: [],
    rejectUnauthorized: false,
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    ALPNProtocols: [alpn],
    ...(identity && { cert: identity.certificate, key: identity.privateKey }),
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
    const checked = check(socket, { pin, alpn }, peer);
    if (checked instanceof NetError) return fail(checked);
    settle();
    onProven(socket, checked);
  };
  if (onConnected) socket.once('connect', onConnected);
  socket.once('secureConnect', onSecure);
  socket.once('error', onError);
  socket.once('close', onClose);
  // Ignore later errors: a callback has already run.
  socket.on('error', () => {});
  return attempt;
}

/**
 * Checks that the other end speaks the protocol and has the pinned certificate. Returns its pin, or what is
 * wrong.
 */
function check(
  socket: TLSSocket,
  { pin, alpn }: Pick<AttemptTarget, 'pin' | 'alpn'>,
  peer: string,
): NetError | string {
  const version = socket.getProtocol();
  if (version !== 'TLSv1.3') return new NetError('no-encryption', `${peer} uses ${version}`);
  if (socket.alpnProtocol !== alpn) {
    return new NetError('no-encryption', `${peer} uses TLS, but not for ${alpn}`);
  }
  const certificate = socket.getPeerX509Certificate();
  const seen = certificate && pinOf(certificate.raw);
  if (seen === undefined || (pin !== undefined && seen !== pin)) {
    return new NetError('wrong-pin', `${peer} has a different certificate from the invite's`);
  }
  return seen;
}

/** Converts the error of a failed TCP connection or TLS handshake. It uses the codes in docs/ERRORS.md. */
function toDialError(cause: Error, peer: string): NetError {
  const { code = '' } = cause as NodeJS.ErrnoException;
  // OpenSSL and BoringSSL use the same reason names.
  if (code.includes('NO_APPLICATION_PROTOCOL')) {
    return new NetError('other-version', `${peer} uses another protocol version`, { cause });
  }
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return new NetError('no-encryption', `${peer} has no TLS 1.3: ${code}`, { cause });
  }
  const error = toConnectError(toNetError(cause));
  if (error.code === 'connection-lost') {
    return new NetError('closed-at-once', `${peer} closed during the handshake`, { cause });
  }
  return new NetError(error.code, `${peer}: ${error.message}`, { cause });
}
