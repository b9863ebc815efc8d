import { connect, type Socket } from 'node:net';
import { Crowd } from './crowd';
import type { HubProcess } from './hub-process';

/** Size of the read buffer; all members share one, because a read is processed before the next. */
const READ_BYTES = 64 * 1024;

/**
 * The members of a lab room, on one thread, doing as little as possible for each read. The protocol
 * has no framing, so what was received is counted in bytes.
 */
export class LabCrowd extends Crowd {
  private readonly shared = Buffer.allocUnsafeSlow(READ_BYTES);

  get listeners(): number {
    return this.size - 1;
  }

  async join({ port }: HubProcess, watched: boolean): Promise<void> {
    const socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: {
        buffer: this.shared,
        callback: (length, buffer) => {
          if (watched) this.stopwatch.look(buffer as Buffer, length);
          this.hearing.count(this.heard(buffer as Buffer, length));
          return true;
        },
      },
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    socket.on('error', (error) => this.hearing.lose(error.message));
    socket.on('close', () => this.hearing.lose('the hub closed the connection'));
    this.sockets.push(socket);
  }

  say(member: number, text: string): void {
    const socket = this.sockets[member] as Socket;
    this.hearing.expect(this.toHear(socket, text) * this.listeners);
    socket.write(text);
  }

  /** How much of what is counted was in a read. */
  protected heard(_buffer: Buffer, length: number): number {
    return length;
  }

  /** How much each listener receives for a message. */
  protected toHear({ localPort }: Socket, text: string): number {
    // A hub puts the address and a colon before a message, and doesn't send it to its author.
    return `('127.0.0.1', ${localPort}):`.length + text.length;
  }
}
