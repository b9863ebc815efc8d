/**
 * A baseline: a plain Node hub that writes once per member and turn of the event loop, and knows nothing else.
 * `node-batch-hub.js plain` speaks the lab's protocol: it puts the author's address before each read, and doesn't
 * send it back to its author. `node-batch-hub.js tls` sends lines to everyone, over TLS 1.3.
 */
import { createServer, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { createCertificate } from '../../src/net/deskmate/certificate';
import { sayListening } from './say-listening';

interface Piece {
  readonly bytes: Buffer;
  /** Doesn't get it; undefined for a piece that everyone gets. */
  readonly author?: Socket;
}

const sockets = new Set<Socket>();
let pieces: Piece[] = [];

function broadcast(bytes: Buffer, author?: Socket): void {
  pieces.push({ bytes, ...(author && { author }) });
  if (pieces.length === 1) setImmediate(flush);
}

function flush(): void {
  const turn = pieces;
  pieces = [];
  const authors = new Set(turn.map(({ author }) => author));
  const all = Buffer.concat(turn.map(({ bytes }) => bytes));
  for (const socket of sockets) {
    if (!authors.has(socket)) socket.write(all);
    else {
      const others = turn.filter(({ author }) => author !== socket);
      if (others.length > 0) socket.write(Buffer.concat(others.map(({ bytes }) => bytes)));
    }
  }
}

function add(socket: Socket): void {
  sockets.add(socket);
  socket.on('error', () => {});
  socket.on('close', () => sockets.delete(socket));
}

function serveLab(socket: Socket): void {
  add(socket);
  const name = `('${socket.remoteAddress}', ${socket.remotePort})`;
  const prefix = Buffer.from(`${name}:`);
  broadcast(Buffer.from(`${name}已进入聊天室`), socket);
  socket.on('data', (chunk: Buffer) => broadcast(Buffer.concat([prefix, chunk]), socket));
  socket.on('close', () => broadcast(Buffer.from(`${name}已离开聊天室`)));
}

function serveLines(socket: Socket): void {
  add(socket);
  let rest: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => {
    const end = chunk.lastIndexOf('\n') + 1;
    if (end > 0) broadcast(Buffer.concat([...rest.splice(0), chunk.subarray(0, end)]));
    if (end < chunk.length) rest = [...rest, chunk.subarray(end)];
  });
}

async function main(): Promise<void> {
  if (process.argv[2] === 'plain') return sayListening(createServer({ noDelay: true }, serveLab));
  const { certificate: cert, privateKey: key } = await createCertificate();
  const options = { cert, key, minVersion: 'TLSv1.3', noDelay: true } as const;
  sayListening(createSecureServer(options, serveLines));
}

void main();
