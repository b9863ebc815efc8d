import type { SocketAddress } from '../../protocol/endpoint';
import type { WireConnection, WireMark, WireTap } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';
import { pythonAddress } from '../socket/python-address';
import type { DatagramPort } from '../socket/udp';
import { type Datagram, encodeDatagram } from './datagram';

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
    this.note('out', bytes, marks, this.port.send(bytes, this.remote));
  }

  received(bytes: Uint8Array, ...marks: readonly WireMark[]): void {
    this.note('in', bytes, marks, this.arriving);
  }

  private note(
    direction: 'in' | 'out',
    bytes: Uint8Array,
    own: readonly WireMark[],
    weather: readonly WireMark[],
  ): void {
    const { tap, clock } = this.options;
    if (!tap.enabled) return;
    const marks = [...own, ...weather];
    tap.note({ time: clock.now(), connection: this.connection, direction, bytes, marks });
  }
}
