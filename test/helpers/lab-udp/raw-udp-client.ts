import { randomBytes } from 'node:crypto';
import { type Datagram, decodeDatagram, encodeDatagram } from '../../../src/net/lab-udp/datagram';
import type { DatagramPort } from '../../../src/net/socket/udp';
import type { RoomServer } from '../../../src/protocol/room-server';
import { waitFor } from '../wait-for';

/** What a client sends before it has got a cookie. */
export const noCookie = Buffer.alloc(16);

/** A program that speaks the protocol badly, or well. */
export class RawUdpClient {
  readonly received: { readonly bytes: Buffer; readonly datagram: Datagram }[] = [];
  sentBytes = 0;
  receivedBytes = 0;

  constructor(
    private readonly port: DatagramPort,
    private readonly hub: RoomServer,
    readonly session: Buffer = randomBytes(8),
  ) {
    port.onDatagram(({ bytes }) => {
      this.receivedBytes += bytes.length;
      const decoded = decodeDatagram(bytes);
      if (decoded.ok) this.received.push({ bytes: Buffer.from(bytes), datagram: decoded.datagram });
    });
  }

  send(datagram: Datagram, session: Uint8Array = this.session): void {
    this.sendBytes(encodeDatagram(session, datagram));
  }

  sendBytes(bytes: Buffer): void {
    this.sentBytes += bytes.length;
    this.port.send(bytes, { address: this.hub.address, port: this.hub.port });
  }

  say(number: number, text: string): void {
    this.send({ type: 'say', number, more: false, body: Buffer.from(text) });
  }

  /** Sends until a datagram of this type comes, which may take several tries. */
  async exchange<T extends Datagram['type']>(
    datagram: Datagram,
    type: T,
  ): Promise<Extract<Datagram, { type: T }>> {
    const before = this.received.length;
    return waitFor(() => {
      this.send(datagram);
      const found = this.received.slice(before).find((each) => each.datagram.type === type);
      return found?.datagram as Extract<Datagram, { type: T }> | undefined;
    }, `the hub answers with ${type}`);
  }

  /** Greets until the hub welcomes it. */
  async enter(): Promise<Buffer> {
    const { cookie } = await this.exchange({ type: 'hello', cookie: noCookie }, 'cookie');
    await this.exchange({ type: 'hello', cookie }, 'welcome');
    return cookie;
  }
}
