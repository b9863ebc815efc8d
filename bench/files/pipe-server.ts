/**
 * The least that can send a file over TLS 1.3: `pipe-server.ts FILE` sends it to whoever connects. Sends its port to
 * its parent.
 */
import { createReadStream } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { createCertificate } from '../../src/net/deskmate/certificate';

const path = process.argv[2] ?? '';

async function main(): Promise<void> {
  const { certificate: cert, privateKey: key } = await createCertificate();
  const server = createServer({ cert, key, minVersion: 'TLSv1.3' }, (socket) => {
    socket.on('error', () => {});
    createReadStream(path).pipe(socket);
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

void main();
