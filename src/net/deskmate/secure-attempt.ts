import { connect, type TLSSocket } from 'node:tls';
import { alpn } from '../../protocol/frames';
import { NetError } from '../../protocol/net-error';
import { type Disposable, toDisposable } from '../../util/disposable';
import { pinOf } from './certificate';
import { toDialError } from './dial-error';

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
