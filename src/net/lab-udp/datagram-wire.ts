import type { SocketAddress } from '../../protocol/endpoint';
import type { WireConnection, WireMark, WireTap } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';
import { pythonAddress } from '../lab-text/python-address';
import type { DatagramPort } from '../socket/udp';
import {
  type AckDatagram,
  type Datagram,
  decodeDatagram,
  encodeDatagram,
  headerBytes,
} from './datagram';

/** One end of an exchange of datagrams, and its wire tap. */
export class DatagramWire {
  private readonly connection: WireConnection;
  /** What network weather has done to the datagram that is being received. */
  arriving: readonly WireMark[] = [];

  constructor(
    private readonly port: DatagramPort,
    readonly remote: SocketAddress,
    private readonly session: Uint8Array,
    private readonly options: { readonly clock: Clock; readonly tap: WireTap },
  ) {
    const peer = pythonAddress(remote);
    this.connection = { wire: 'lab-udp', local: port.address, remote, peer };
  }

  send(datagram: Datagram, ...marks: readonly WireMark[]): void {
    const bytes = encodeDatagram(this.session, datagram);
    this.record('out', bytes, marks, this.port.send(bytes, this.remote));
  }

  received(bytes: Uint8Array, ...marks: readonly WireMark[]): void {
    this.record('in', bytes, marks, this.arriving);
  }

  private record(
    direction: 'in' | 'out',
    bytes: Uint8Array,
    own: readonly WireMark[],
    weather: readonly WireMark[],
  ): void {
    const { tap, clock } = this.options;
    if (!tap.enabled) return;
    const { connection } = this;
    const event = { time: clock.now(), connection, direction, bytes, marks: [...own, ...weather] };
    const decoded = decodeDatagram(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    tap.record(decoded.ok ? { ...event, ...inText(decoded.datagram, bytes.length) } : event);
  }
}

/** A datagram in the terms of docs/LAB-UDP.md, the same in all languages, and where its text begins. */
function inText(
  datagram: Datagram,
  length: number,
): { readonly summary: string; readonly textAt: number } {
  const name = datagram.type.toUpperCase();
  switch (datagram.type) {
    case 'say':
      return {
        summary: `${name} ${datagram.number}${datagram.more ? ' more' : ''}`,
        textAt: headerBytes,
      };
    case 'ack':
      return {
        summary: [name, datagram.number, ...arrivedAhead(datagram)].join(' '),
        textAt: length,
      };
    case 'welcome': {
      const waits = datagram.position === undefined ? [] : [`waiting ${datagram.position}`];
      return {
        summary: [name, ...waits, ...(datagram.bare ? ['bare'] : [])].join(' '),
        textAt: headerBytes,
      };
    }
    case 'bye':
    case 'refused':
      return { summary: name, textAt: headerBytes };
    case 'hello':
    case 'cookie':
    case 'ping':
      return { summary: name, textAt: length };
  }
}

/** The numbers in an acknowledgement's bitmap: `+7`. */
function arrivedAhead({ number, bitmap }: AckDatagram): string[] {
  const bits = Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => (bitmap >>> bit) & 1);
  return bits.map((bit) => `+${(number + 1 + bit) >>> 0}`);
}
