import { once } from 'node:events';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { type CertificatePair, createCertificate } from '../../src/net/deskmate/certificate';

/** Created once: that takes a while, and tests need no other. */
let certificate: Promise<CertificatePair> | undefined;

/** Both ends of one TLS 1.3 connection over the loopback address. */
export interface SecurePair {
  readonly server: TLSSocket;
  readonly client: TLSSocket;
  /** Resets the TCP connection from the client's end. */
  reset(): void;
  /** Closes both ends, whatever their state. */
  dispose(): void;
}

export async function securePair(): Promise<SecurePair> {
  certificate ??= createCertificate();
  const { certificate: cert, privateKey: key } = await certificate;
  const listener = createServer({ cert, key, minVersion: 'TLSv1.3' });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const tcp = connectTcp({ host: '127.0.0.1', port });
  const client = connect({ socket: tcp, ca: [], rejectUnauthorized: false });
  const [[server]] = (await Promise.all([
    once(listener, 'secureConnection'),
    once(client, 'secureConnect'),
  ])) as [[TLSSocket], unknown];
  listener.close();
  for (const socket of [server, client, tcp]) socket.on('error', () => {});
  return {
    server,
    client,
    reset() {
      tcp.resetAndDestroy();
    },
    dispose() {
      server.destroy();
      client.destroy();
    },
  };
}
