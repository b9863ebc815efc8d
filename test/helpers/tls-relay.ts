import { type AddressInfo, createServer, type Server } from 'node:net';
import { connect as connectTls, createServer as createTls, type TLSSocket } from 'node:tls';
import { createCertificate } from '../../src/net/deskmate/certificate';

/**
 * Someone between two sides: passes every line on between two TLS connections, with its own certificate to the guest.
 * @param target the hub's port on 127.0.0.1
 */
export async function tlsRelay(
  target: number,
  alpn: string,
): Promise<{ readonly server: Server; readonly port: number }> {
  const { certificate: cert, privateKey: key } = await createCertificate();
  const tls = createTls({ cert, key, ALPNProtocols: [alpn] }, (near: TLSSocket) => {
    const far = connectTls({
      ...{ host: '127.0.0.1', port: target, ca: [], rejectUnauthorized: false },
      ALPNProtocols: [alpn],
    });
    near.pipe(far).pipe(near);
    for (const [one, two] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => two.destroy());
      one.on('close', () => two.destroy());
    }
  });
  const server = createServer((socket) => tls.emit('connection', socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}
