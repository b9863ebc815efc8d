import { randomUUID } from 'node:crypto';
import { connect, type TLSSocket } from 'node:tls';
import { alpn } from '../src/protocol/frames';
import { parseInvite } from '../src/protocol/invite';
import { Crowd } from './crowd';
import type { HubProcess } from './hub-process';

/** Occurs once in every sent text, and nowhere else. */
const MARKER = '~'.charCodeAt(0);

/**
 * The members of an encrypted room, on one thread, reading just enough of each frame. The crowd
 * counts entries by a marker in their texts; members don't acknowledge them.
 */
export class SecureCrowd extends Crowd<TLSSocket> {
  private sent = 0;

  get receivers(): number {
    return this.size;
  }

  async join({ port, invite }: HubProcess, timed: boolean): Promise<void> {
    const socket = connect({
      host: '127.0.0.1',
      port,
      ALPNProtocols: [alpn],
      minVersion: 'TLSv1.3',
      rejectUnauthorized: false,
      ca: [],
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.once('error', reject);
    });
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      if (timed) this.latencies.record(chunk, chunk.length);
      let markers = 0;
      for (let at = chunk.indexOf(MARKER); at >= 0; at = chunk.indexOf(MARKER, at + 1))
        markers += 1;
      this.deliveries.add(markers);
    });
    socket.on('error', (error) => this.deliveries.fail(error.message));
    socket.on('close', () => this.deliveries.fail('the hub closed the connection'));
    const name = `Member ${randomUUID().slice(0, 8)}`;
    socket.write(`${JSON.stringify({ type: 'join', version: 1, token: tokenOf(invite), name })}\n`);
    this.sockets.push(socket);
  }

  send(member: number, text: string): void {
    this.sent += 1;
    this.deliveries.expect(this.receivers);
    this.sockets[member]?.write(
      `${JSON.stringify({ type: 'say', id: `b${this.sent}`, text: `${text}~` })}\n`,
    );
  }
}

/** The token of a hub's invite; an arbitrary one for a hub without an invite. */
export function tokenOf(invite: string | undefined): string {
  const parsed = parseInvite(invite ?? '');
  return parsed.ok ? parsed.invite.token : 'A'.repeat(22);
}
