/**
 * A straightforward first implementation of the course's lab protocol, as a baseline: it encodes and
 * writes each message separately for each member, without batching, pacing or limits.
 */
import { createServer, type Socket } from 'node:net';

const members = new Map<Socket, string>();

function broadcast(text: string, except?: Socket): void {
  for (const socket of members.keys()) {
    if (socket !== except) socket.write(Buffer.from(text, 'utf8'));
  }
}

const server = createServer({ noDelay: true }, (socket) => {
  const name = `('${socket.remoteAddress}', ${socket.remotePort})`;
  members.set(socket, name);
  broadcast(`${name}已进入聊天室`);
  socket.on('data', (chunk) => {
    const text = chunk.toString('utf8');
    if (text === 'q') socket.end();
    else broadcast(`${name}:${text}`, socket);
  });
  socket.on('end', () => socket.end());
  // 'close' follows and handles a member whose connection fails.
  socket.on('error', () => {});
  socket.on('close', () => {
    members.delete(socket);
    broadcast(`${name}已离开聊天室`);
  });
});

server.listen(0, '127.0.0.1', () => {
  const bound = server.address();
  process.stdout.write(`${JSON.stringify({ kind: 'lab-hub', ...Object(bound) })}\n`);
});

process.once('SIGTERM', () => process.exit(0));
