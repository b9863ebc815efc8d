/**
 * A baseline: the least that a deskmate/1 hub in Node has to do. It checks token, key and schema, numbers what is
 * said, encodes each entry once, and writes once per member and turn of the event loop. It has no journal, no
 * limits, no receipts and no presence.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type TLSSocket } from 'node:tls';
import { createCertificate, pinOf } from '../../src/net/deskmate/certificate';
import { decodeToHub } from '../../src/protocol/codec';
import type { EntryFrame } from '../../src/protocol/entry-frames';
import { alpn, type ToHub, type ToMember } from '../../src/protocol/frames';
import { formatInvite } from '../../src/protocol/invite';
import { defaultLimits } from '../../src/protocol/limits';
import { sayListening } from './say-listening';

interface Member {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  /** The last entry that it says it has received. */
  received: number;
}

const NEWLINE = 0x0a;
const token = randomBytes(16).toString('base64url');
const members = new Map<string, Member>();
const connections = new Map<TLSSocket, Member>();
/** The newest lines of the log, and the number of the last one. */
let lines: Buffer[] = [];
let last = 0;
let unsent: Buffer[] = [];

function encode(frame: ToMember): Buffer {
  return Buffer.from(`${JSON.stringify(frame)}\n`);
}

function append(entry: EntryFrame): void {
  const line = encode(entry);
  last = entry.seq;
  lines.push(line);
  if (lines.length >= 2 * defaultLimits.logEntries) lines = lines.slice(-defaultLimits.logEntries);
  unsent.push(line);
  if (unsent.length === 1) setImmediate(flush);
}

function flush(): void {
  if (unsent.length === 0) return;
  const bytes = Buffer.concat(unsent);
  unsent = [];
  for (const socket of connections.keys()) socket.write(bytes);
}

/** Sends the welcome, the members and the entries after number `held`; then the socket gets what is new. */
function admit(socket: TLSSocket, member: Member, held: number, key?: string): void {
  flush();
  const kept = lines.slice(-defaultLimits.logEntries);
  const first = last - kept.length + 1;
  const people = Array.from(members.values(), ({ id, name }) => ({
    ...{ id, name, host: false, presence: 'here' as const },
  }));
  const you = { id: member.id, name: member.name, ...(key !== undefined && { key }) };
  const room = { name: 'Minimal', kind: 'group', most: 500 } as const;
  socket.write(
    Buffer.concat([
      encode({ type: 'welcome', version: 1, room, you, first, last }),
      encode({ type: 'people', members: people }),
      ...kept.slice(Math.max(0, held + 1 - first)),
    ]),
  );
  connections.set(socket, member);
}

function authenticate(socket: TLSSocket, frame: ToHub): void {
  if (frame.type === 'join' && frame.token === token) {
    const id = `m${members.size + 1}`;
    const key = randomBytes(32).toString('base64url');
    const member = { id, name: frame.name, key, received: 0 };
    members.set(id, member);
    admit(socket, member, 0, key);
    const { name } = member;
    append({ type: 'joined', seq: last + 1, time: Date.now(), member: id, name, waited: false });
  } else if (frame.type === 'resume' && members.get(frame.member)?.key === frame.key) {
    admit(socket, members.get(frame.member) as Member, frame.last);
  } else {
    socket.end(encode({ type: 'bye', code: 'not-authenticated' }));
  }
}

function handle(socket: TLSSocket, line: string): void {
  const decoded = decodeToHub(line);
  if (!decoded.ok) {
    socket.write(encode({ type: 'refused', code: decoded.code }));
    return;
  }
  const { frame } = decoded;
  const member = connections.get(socket);
  if (!member) authenticate(socket, frame);
  else if (frame.type === 'received') member.received = frame.seq;
  else if (frame.type === 'say') {
    const { id: author, name } = member;
    const { id, text } = frame;
    append({ type: 'message', seq: last + 1, time: Date.now(), author, name, id, text });
  }
}

function serve(socket: TLSSocket): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      handle(socket, bytes.toString('utf8', start, end));
      start = end + 1;
    }
    rest = bytes.subarray(start);
  });
  socket.on('error', () => {});
  socket.on('close', () => connections.delete(socket));
}

async function main(): Promise<void> {
  const { certificate: cert, privateKey: key } = await createCertificate();
  const options = {
    cert,
    key,
    ALPNProtocols: [alpn],
    minVersion: 'TLSv1.3',
    noDelay: true,
  } as const;
  const server = createServer(options, serve);
  sayListening(server, (port) => {
    const place = { addresses: ['127.0.0.1'], port, pin: pinOf(cert), token };
    return { invite: formatInvite({ kind: 'group', name: 'Minimal', ...place }, 'vscode') };
  });
}

void main();
