/** A peer: the broadcast server of ws's documentation, over TLS 1.3, that sends everyone what anyone says. */
import { createServer } from 'node:https';
import { WebSocketServer } from 'ws';
import { createCertificate } from '../../src/net/deskmate/certificate';
import { sayListening } from './say-listening';

async function main(): Promise<void> {
  const { certificate: cert, privateKey: key } = await createCertificate();
  const server = createServer({ cert, key, minVersion: 'TLSv1.3', noDelay: true });
  const hub = new WebSocketServer({ server });
  hub.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.on('message', (message, isBinary) => {
      for (const client of hub.clients) client.send(message, { binary: isBinary });
    });
  });
  sayListening(server);
}

void main();
