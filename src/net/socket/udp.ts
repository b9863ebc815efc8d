import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { SocketAddress } from '../../protocol/endpoint';
import { type NetError, toNetError } from '../../protocol/net-error';
import type { WireMark } from '../../protocol/wire-event';
import { Emitter, type Event } from '../../util/event';
import { toConnectError } from './tcp';

/** A bound UDP socket, or a layer around one. */
export interface DatagramPort {
  readonly address: SocketAddress;
  readonly onDatagram: Event<{ readonly bytes: Buffer; readonly from: SocketAddress }>;
  /**
   * Sends one datagram; what can't be sent is lost, as on any network. Returns what network weather does to
   * it.
   */
  send(bytes: Uint8Array, to: SocketAddress): readonly WireMark[];
  /** Resolves when the port is free. */
  close(): Promise<void>;
}

/** A port that exchanges datagrams with one other address only. */
export interface ConnectedPort extends DatagramPort {
  /** The operating system reports that nothing is listening there, or that it can't be reached. */
  readonly onUnreachable: Event<NetError>;
}

/** Sizes of the operating system's buffers to ask for, in bytes: the first that it allows. */
const bufferSizes = [4 * 1024 * 1024, 1024 * 1024, 256 * 1024];

const noMarks: readonly WireMark[] = [];

/** Maximum number of bytes that may wait for a full socket; what exceeds them is lost. */
const maxQueuedBytes = 4 * 1024 * 1024;

class UdpPort implements ConnectedPort {
  readonly address: SocketAddress;
  private readonly datagrams = new Emitter<{ bytes: Buffer; from: SocketAddress }>();
  readonly onDatagram = this.datagrams.event;
  private readonly errors = new Emitter<NetError>();
  readonly onUnreachable = this.errors.event;
  private closing: Promise<void> | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly isConnected: boolean,
  ) {
    const { address, port } = socket.address();
    this.address = { address, port };
    socket.on('message', (bytes: Buffer, { address, port }: RemoteInfo) =>
      this.datagrams.fire({ bytes, from: { address, port } }),
    );
    // Errors concern one datagram, not the socket: the next one may arrive.
    socket.on('error', (cause) => this.errors.fire(toConnectError(toNetError(cause))));
  }

  send(bytes: Uint8Array, to: SocketAddress): readonly WireMark[] {
    if (this.closing || this.socket.getSendQueueSize() > maxQueuedBytes) return noMarks;
    const sent = (cause: Error | null) => {
      if (cause) this.errors.fire(toConnectError(toNetError(cause)));
    };
    try {
      if (this.isConnected) this.socket.send(bytes, sent);
      else this.socket.send(bytes, to.port, to.address, sent);
    } catch (cause) {
      // Port 0, for example, which only a forged datagram comes from.
      this.errors.fire(toNetError(cause));
    }
    return noMarks;
  }

  close(): Promise<void> {
    this.closing ??= new Promise((resolve) => {
      this.datagrams.dispose();
      this.errors.dispose();
      this.socket.close(() => resolve());
    });
    return this.closing;
  }
}

/**
 * Binds a UDP port. `address` is that of a network adapter, or `0.0.0.0` or `::` for all; falls back from
 * `::` to `0.0.0.0` on a computer without IPv6. Port 0 is any free one.
 * @throws {NetError} when the address or port isn't available
 */
export async function bindUdp(where: SocketAddress): Promise<DatagramPort> {
  try {
    return new UdpPort(await open(where), false);
  } catch (cause) {
    const error = toNetError(cause);
    // Without IPv6, all IPv4 networks still work.
    if (where.address !== '::' || error.code !== 'address-unavailable') throw error;
    return bindUdp({ ...where, address: '0.0.0.0' });
  }
}

/**
 * Opens a UDP port to one address, which is an IP address and not a name.
 * @throws {NetError} when there is no route to it
 */
export async function connectUdp(remote: SocketAddress): Promise<ConnectedPort> {
  const socket = await open({ address: isIPv6(remote.address) ? '::' : '0.0.0.0', port: 0 });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.connect(remote.port, remote.address, (cause?: Error) =>
        cause ? reject(cause) : resolve(),
      );
    });
  } catch (cause) {
    socket.close();
    throw toConnectError(toNetError(cause));
  }
  return new UdpPort(socket, true);
}

function open({ address, port }: SocketAddress): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const type = isIPv6(address) ? 'udp6' : 'udp4';
    const family = type === 'udp6' ? 6 : 4;
    const socket = createSocket({
      type,
      // Addresses are never names here, so nothing has to be looked up, and sending stays synchronous.
      lookup: (host, _options, callback) => callback(null, host, family),
    });
    socket.once('error', (cause) => {
      socket.close();
      reject(toNetError(cause));
    });
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      enlargeBuffers(socket);
      resolve(socket);
    });
  });
}

/** A burst to many members, or from them, should fit. */
function enlargeBuffers(socket: Socket): void {
  for (const set of ['setRecvBufferSize', 'setSendBufferSize'] as const) {
    for (const size of bufferSizes) {
      try {
        socket[set](size);
        break;
      } catch {
        // More than the operating system allows.
      }
    }
  }
}
