import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';
import {
  type CertificatePair,
  createCertificate,
  pinOf,
} from '../../../src/net/deskmate/certificate';
import { alpn } from '../../../src/protocol/frames';

/** A server that sends nothing on its own and records what it receives. */
export class Listener {
  readonly sockets: Socket[] = [];
  /** Sockets that have completed the handshake. */
  readonly secure: TLSSocket[] = [];
  /** What was received after the handshakes. */
  heard = '';
  closed = 0;

  private constructor(private readonly server: Server) {}

  /** @param port 0 for any; a second server may take the same port at another address */
  static async start(server: Server, port = 0, address = '127.0.0.1'): Promise<Listener> {
    const listener = new Listener(server);
    server.on('connection', (socket: Socket) => {
      listener.sockets.push(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        listener.closed += 1;
      });
    });
    server.on('secureConnection', (socket: TLSSocket) => {
      listener.secure.push(socket);
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        listener.heard += chunk;
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, address, resolve);
    });
    return listener;
  }

  /** A server with a host's TLS; `options` may differ from what a host uses. */
  static tls(pair: CertificatePair, options: TlsOptions = {}, port = 0, address?: string) {
    const server = createTlsServer({
      cert: pair.certificate,
      key: pair.privateKey,
      minVersion: 'TLSv1.3',
      ALPNProtocols: [alpn],
      ...options,
    });
    return Listener.start(server, port, address);
  }

  /** A plain TCP server that stays silent, or passes each connection to `talk`. */
  static plain(talk: (socket: Socket) => void = () => {}, port = 0, address?: string) {
    const server = createServer((socket) => {
      // A socket must be read to notice its end.
      socket.resume();
      talk(socket);
    });
    return Listener.start(server, port, address);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export interface Identity {
  readonly pair: CertificatePair;
  readonly pin: string;
}

export async function createIdentity(): Promise<Identity> {
  const pair = await createCertificate();
  return { pair, pin: pinOf(pair.certificate) };
}
