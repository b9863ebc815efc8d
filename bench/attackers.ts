/**
 * The attackers, in a separate process: `attackers.ts ATTACK PORT TOKEN`. It sends `ready` to its parent
 * process when the attack has started, and runs until it is killed. As a hub, it sends its port and pin instead.
 */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { createCertificate, pinOf } from '../src/net/deskmate/certificate';
import { alpn } from '../src/protocol/frames';
import { line, welcomeLines } from '../test/helpers/deskmate/welcome-lines';

/** The number of members who attack together. */
const MEMBERS = 4;
/** The number of addresses that connect and send nothing: as many as the hub tracks. */
const ADDRESSES = 4096;

const attacks: Readonly<Record<string, (port: number, token: string) => Promise<unknown>>> = {
  async pings(port, token) {
    const batch = '{"type":"ping"}\n'.repeat(1000);
    await attackAsMembers(port, token, (socket) => keepFull(socket, () => batch));
  },
  async 'fat-pings'(port, token) {
    const fields = Array.from({ length: 7000 }, (_, key) => `"${key}":1`);
    const frame = `{"type":"ping",${fields.join()}}\n`;
    await attackAsMembers(port, token, (socket) => {
      setInterval(() => {
        if (socket.writableLength < 256 * 1024) socket.write(frame);
      }, 10);
    });
  },
  async records(port, token) {
    const bytes = Buffer.from('{"type":"ping"}\n');
    await attackAsMembers(port, token, (socket) => {
      let at = 0;
      const next = () => {
        socket.write(bytes.subarray(at, at + 1), next);
        at = (at + 1) % bytes.length;
      };
      next();
    });
  },
  async addresses(port) {
    for (let index = 0; index < ADDRESSES; index += 1) {
      await new Promise<void>((resolve) => occupy(port, index, resolve));
    }
  },
  async segments(port) {
    for (let index = 0; index < MEMBERS; index += 1) {
      const socket = connectTcp({ host: '127.0.0.1', port, noDelay: true });
      socket.on('error', () => {}).resume();
      await new Promise((resolve) => socket.once('connect', resolve));
      const next = () => void socket.write('x', () => setImmediate(next));
      next();
    }
  },
  hub: floodingHub,
};

/** Holds one connection from a separate address, and reconnects when it is closed. */
function occupy(port: number, index: number, connected: () => void): void {
  const localAddress = `127.${1 + (index >> 14)}.${(index >> 7) & 127}.${1 + (index & 127)}`;
  const socket = connectTcp({ host: '127.0.0.1', port, localAddress });
  socket.once('connect', connected);
  socket.on('error', () => {});
  socket.once('close', () => {
    connected();
    setTimeout(() => occupy(port, index, () => {}), 20);
  });
}

async function attackAsMembers(port: number, token: string, attack: (socket: TLSSocket) => void) {
  for (let index = 0; index < MEMBERS; index += 1) {
    const socket = connect({
      host: '127.0.0.1',
      port,
      ca: [],
      rejectUnauthorized: false,
      minVersion: 'TLSv1.3',
      ALPNProtocols: [alpn],
    });
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    socket.setNoDelay(true);
    socket.write(line({ type: 'join', version: 1, token, name: `Eve ${index}` }));
    await new Promise((resolve) => socket.once('data', resolve));
    socket.resume();
    attack(socket);
  }
}

/** Writes as fast as the peer reads. */
function keepFull(socket: Socket, bytes: () => string): void {
  const write = () => {
    let hasSpace = true;
    while (hasSpace) hasSpace = socket.write(bytes());
  };
  socket.on('drain', write);
  write();
}

/** Starts a hub that admits everyone and then floods them. @returns the port and pin for an invite */
async function floodingHub(): Promise<unknown> {
  const { certificate: cert, privateKey: key } = await createCertificate();
  const server = createServer({ cert, key, minVersion: 'TLSv1.3', ALPNProtocols: [alpn] });
  server.on('secureConnection', (socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.resume();
      socket.write(welcomeLines());
      let seq = 0;
      keepFull(socket, () => {
        let bytes = '';
        for (let index = 0; index < 50; index += 1) {
          seq += 2;
          const entry = { time: 1, name: 'Zoe', id: `i${seq}` };
          const member = `x${(seq / 2) % 4000}`;
          bytes += line({ type: 'joined', ...entry, seq: seq - 1, member, waited: false });
          bytes += line({ type: 'message', ...entry, seq, author: 'm0', text: 'x'.repeat(200) });
          bytes += line({ type: 'typing', member });
        }
        const marks = Array.from({ length: 500 }, (_, index) => ({ member: `x${index}`, seq }));
        return bytes + line({ type: 'receipts', marks });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: Object(server.address()).port as number, pin: pinOf(cert) };
}

const [name = '', port = '0', token = ''] = process.argv.slice(2);
const startAttack = attacks[name];
if (!startAttack) throw new Error(`Unknown attack: ${name}`);
void startAttack(Number(port), token).then((result) => process.send?.(result ?? 'ready'));
