/**
 * A straightforward first implementation of the encrypted protocol, as a baseline: the same TLS and frames,
 * but it encodes and writes each entry separately for each member, and resends the whole log on reconnect.
 */

import { createInterface } from 'node:readline';
import { createServer, type TLSSocket } from 'node:tls';
import { createCertificate } from '../src/net/deskmate/certificate';
import { alpn, type ToHub, type ToMember } from '../src/protocol/frames';

const members = new Map<TLSSocket, string>();
const log: ToMember[] = [];

function send(socket: TLSSocket, frame: ToMember): void {
  socket.write(`${JSON.stringify(frame)}\n`);
}

function append(entry: ToMember): void {
  log.push(entry);
  for (const socket of members.keys()) send(socket, entry);
}

function handle(socket: TLSSocket, frame: ToHub): void {
  const seq = log.length + 1;
  const time = Date.now();
  if (frame.type === 'join' || frame.type === 'resume') {
    const isResume = frame.type === 'resume';
    const id = isResume ? frame.member : `m${members.size + 1}`;
    const name = isResume ? id : frame.name;
    members.set(socket, id);
    const room = { name: 'naive', kind: 'group', most: 500 } as const;
    const you = { id, name, key: 'A'.repeat(43) };
    send(socket, { type: 'welcome', version: 1, room, you, first: 1, last: log.length });
    for (const entry of log) send(socket, entry);
    if (!isResume) append({ type: 'joined', seq, time, member: id, name, waited: false });
  } else if (frame.type === 'say') {
    const author = members.get(socket) ?? 'm0';
    append({ type: 'message', seq, time, author, name: author, id: frame.id, text: frame.text });
  }
}

async function main(): Promise<void> {
  const { certificate, privateKey } = await createCertificate();
  const server = createServer(
    { cert: certificate, key: privateKey, ALPNProtocols: [alpn], minVersion: 'TLSv1.3' },
    (socket) => {
      socket.setNoDelay(true);
      const lines = createInterface({ input: socket });
      lines.on('line', (line) => handle(socket, JSON.parse(line) as ToHub));
      lines.on('error', () => {});
      socket.on('error', () => {});
      socket.on('close', () => members.delete(socket));
    },
  );
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`${JSON.stringify({ kind: 'group', ...Object(server.address()) })}\n`);
  });
}

process.once('SIGTERM', () => process.exit(0));
void main();
