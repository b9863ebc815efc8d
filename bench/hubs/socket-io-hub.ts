/** A peer: a socket.io server over TLS 1.3 and WebSocket that sends everyone what anyone says. */
import { createServer } from 'node:https';
import { Server } from 'socket.io';
import { createCertificate } from '../../src/net/deskmate/certificate';
import { sayListening } from './say-listening';

/** Long, because the members of the benchmark don't answer pings. */
const pingInterval = 600_000;

async function main(): Promise<void> {
  const { certificate: cert, privateKey: key } = await createCertificate();
  const server = createServer({ cert, key, minVersion: 'TLSv1.3', noDelay: true });
  const hub = new Server(server, { transports: ['websocket'], serveClient: false, pingInterval });
  hub.on('connection', (socket) => {
    socket.on('say', (text: string) => hub.emit('say', text));
  });
  sayListening(server);
}

void main();
