/**
 * The encrypted hub that one would write first, as a baseline: the same TLS and the same frames, each
 * entry encoded again for each member and written separately; whoever reconnects gets the whole log.
 */

import { createInterface } from 'node:readline';
import { createServer, type TLSSocket } from 'node:tls';
import { createCertificate } from '../src/net/deskmate/certificate';
import { alpn, type ToHub, type ToMember } from '../src/protocol/frames';

const members = new Map<TLSSocket, string>();
const log: ToMember[] = [];

function tell(socket: TLSSocket, frame: ToMember): void {
  socket.write(`${JSON.stringify(frame)}\n`);
}

function record(entry: ToMember): void {
  log.push(entry);
  for (const socket of members.keys()) tell(socket, entry);
}

function hear(socket: TLSSocket, frame: ToHub): void {
  const seq = log.length + 1;
  const time = Date.now();
  if (frame.type === 'join' || frame.type === 'resume') {
    const back = frame.type === 'resume';
    const id = back ? frame.member : `m${members.size + 1}`;
    const name = back ? id : frame.name;
    members.set(socket, id);
    const room = { name: 'naive', kind: 'group', most: 500 } as const;
    const you = { id, name, key: 'A'.repeat(43) };
    tell(socket, { type: 'welcome', version: 1, room, you, first: 1, last: log.length });
    for (const entry of log) tell(socket, entry);
    if (!back) record({ type: 'joined', seq, time, member: id, name, waited: false });
  } else if (frame.type === 'say') {
    const author = members.get(socket) ?? 'm0';
    record({ type: 'message', seq, time, author, name: author, id: frame.id, text: frame.text });
  }
}

async function main(): Promise<void> {
  const { certificate, privateKey } = await createCertificate();
  const server = createServer(
    { cert: certificate, key: privateKey, ALPNProtocols: [alpn], minVersion: 'TLSv1.3' },
    (socket) => {
      socket.setNoDelay(true);
      const lines = createInterface({ input: socket });
      lines.on('line', (line) => hear(socket, JSON.parse(line) as ToHub));
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
