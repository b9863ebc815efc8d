import { connect, type Socket } from 'node:net';
import { Crowd } from './crowd';
import type { HubProcess } from './hub-process';

/** The size of the read buffer. All members share one, because each read is processed before the next. */
const READ_BYTES = 64 * 1024;

/**
 * The members of a lab room, on one thread, doing as little as possible for each read. The protocol
 * has no framing, so the crowd counts bytes.
 */
export class LabCrowd extends Crowd {
  private readonly shared = Buffer.allocUnsafeSlow(READ_BYTES);

  get receivers(): number {
    return this.size - 1;
  }

  async join({ port }: HubProcess, timed: boolean): Promise<void> {
    const socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: {
        buffer: this.shared,
        callback: (length, buffer) => {
          if (timed) this.latencies.record(buffer as Buffer, length);
          this.deliveries.add(this.countReceived(buffer as Buffer, length));
          return true;
        },
      },
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    socket.on('error', (error) => this.deliveries.fail(error.message));
    socket.on('close', () => this.deliveries.fail('the hub closed the connection'));
    this.sockets.push(socket);
  }

  send(member: number, text: string): void {
    const socket = this.sockets[member] as Socket;
    this.deliveries.expect(this.expectedPerReceiver(socket, text) * this.receivers);
    socket.write(text);
  }

  /** The amount of counted units in a read. */
  protected countReceived(_buffer: Buffer, length: number): number {
    return length;
  }

  /** The amount that each receiver gets for a message. */
  protected expectedPerReceiver({ localPort }: Socket, text: string): number {
    // A hub prefixes a message with the address and a colon, and doesn't send it back to its author.
    return `('127.0.0.1', ${localPort}):`.length + text.length;
  }
}
