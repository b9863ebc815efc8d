import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { EncodingName } from '../../../src/protocol/text-encoding';
import type { Clock } from '../../../src/util/clock';
import type { Disposable } from '../../../src/util/disposable';
import { RawClient } from '../raw-client';
import { type HostOptions, hostRoom, joinRoom, type TestRoom } from './rooms';

/** Everything that one test opens: rooms, clients, programs. */
export class Scene {
  private readonly closers: (() => void | Promise<void>)[] = [];

  add<T extends Disposable>(item: T): T {
    this.closers.push(() => item.dispose());
    return item;
  }

  async host(options?: HostOptions): Promise<TestRoom> {
    const room = await hostRoom(options);
    this.closers.push(() => room.session.leave());
    return room;
  }

  async join(
    port: number,
    host?: string,
    clock?: Clock,
    encoding?: EncodingName,
  ): Promise<TestRoom> {
    const room = await joinRoom(port, host, clock, encoding);
    this.closers.push(() => room.session.leave());
    return room;
  }

  /** Connects a raw client, whether it is admitted or not. */
  async connect(port: number, host = '127.0.0.1', reading = true): Promise<RawClient> {
    const client = await RawClient.connect(port, host, reading);
    this.closers.push(() => client.destroy());
    return client;
  }

  /** Connects a raw client and waits until it is admitted. */
  async member(port: number, host = '127.0.0.1'): Promise<RawClient> {
    const client = await this.connect(port, host);
    await client.receives(`${client.name}已进入聊天室`);
    return client;
  }

  /** Starts a server that the test implements. @returns its port */
  async serve(handle: (socket: Socket) => void): Promise<number> {
    const server = createServer({ noDelay: true }, (socket) => {
      this.closers.push(() => void socket.destroy());
      // The test checks how the other end leaves.
      socket.on('error', () => {});
      handle(socket);
    });
    this.closers.push(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  /** Closes everything, newest first. */
  async close(): Promise<void> {
    for (let close = this.closers.pop(); close; close = this.closers.pop()) await close();
  }
}
