/**
 * The hub that one would write first, as a baseline: the same course lab protocol, each message encoded
 * again for each member and written separately; no batching, no pacing, no limits.
 */
import { createServer, type Socket } from 'node:net';

const members = new Map<Socket, string>();

function tellAll(text: string, except?: Socket): void {
  for (const socket of members.keys()) {
    if (socket !== except) socket.write(Buffer.from(text, 'utf8'));
  }
}

const server = createServer({ noDelay: true }, (socket) => {
  const name = `('${socket.remoteAddress}', ${socket.remotePort})`;
  members.set(socket, name);
  tellAll(`${name}已进入聊天室`);
  socket.on('data', (chunk) => {
    const text = chunk.toString('utf8');
    if (text === 'q') socket.end();
    else tellAll(`${name}:${text}`, socket);
  });
  socket.on('end', () => socket.end());
  // A member whose connection fails leaves like any other: 'close' follows.
  socket.on('error', () => {});
  socket.on('close', () => {
    members.delete(socket);
    tellAll(`${name}已离开聊天室`);
  });
});

server.listen(0, '127.0.0.1', () => {
  const bound = server.address();
  process.stdout.write(`${JSON.stringify({ kind: 'lab-hub', ...Object(bound) })}\n`);
});

process.once('SIGTERM', () => process.exit(0));
