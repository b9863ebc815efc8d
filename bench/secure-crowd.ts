import { randomUUID } from 'node:crypto';
import { connect, type TLSSocket } from 'node:tls';
import { alpn } from '../src/protocol/frames';
import { parseInvite } from '../src/protocol/invite';
import { Crowd } from './crowd';
import type { HubProcess } from './hub-process';

/** Is once in every text that is sent, and nowhere else. */
const MARK = '~'.charCodeAt(0);

/**
 * The members of an encrypted room, on one thread, reading just enough of each frame. Entries are
 * counted by a mark in their texts; members do not acknowledge.
 */
export class SecureCrowd extends Crowd<TLSSocket> {
  private made = 0;

  get listeners(): number {
    return this.size;
  }

  async join({ port, invite }: HubProcess, watched: boolean): Promise<void> {
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
      if (watched) this.stopwatch.look(chunk, chunk.length);
      let marks = 0;
      for (let at = chunk.indexOf(MARK); at >= 0; at = chunk.indexOf(MARK, at + 1)) marks += 1;
      this.hearing.count(marks);
    });
    socket.on('error', (error) => this.hearing.lose(error.message));
    socket.on('close', () => this.hearing.lose('the hub closed the connection'));
    const name = `Member ${randomUUID().slice(0, 8)}`;
    socket.write(`${JSON.stringify({ type: 'join', version: 1, token: tokenOf(invite), name })}\n`);
    this.sockets.push(socket);
  }

  say(member: number, text: string): void {
    this.made += 1;
    this.hearing.expect(this.listeners);
    this.sockets[member]?.write(
      `${JSON.stringify({ type: 'say', id: `b${this.made}`, text: `${text}~` })}\n`,
    );
  }
}

/** The token of a hub's invite; any for a hub without one. */
export function tokenOf(invite: string | undefined): string {
  const parsed = parseInvite(invite ?? '');
  return parsed.ok ? parsed.invite.token : 'A'.repeat(22);
}
