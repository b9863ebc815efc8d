import { timingSafeEqual } from 'node:crypto';
import type { Arrival } from '../../protocol/arrival';
import type { SocketAddress } from '../../protocol/endpoint';
import type { CloseReason, GuestLink } from '../../protocol/guest-link';
import type { Limits } from '../../protocol/limits';
import type { RoomEntry } from '../../protocol/room-entry';
import type { ListenOptions, RoomServer, WeatherControl } from '../../protocol/room-server';
import { type SentTransit, withMember } from '../../protocol/transit';
import type { WireTap } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import { joinedNotice, leftNotice } from '../lab-text/label';
import { pythonAddress } from '../lab-text/python-address';
import { Arrivals } from '../socket/arrivals';
import { ReadThrottle } from '../socket/read-throttle';
import { bindUdp, type DatagramPort } from '../socket/udp';
import { DatagramWeather, type IncomingDatagram } from '../weather/datagram-weather';
import { Cookies } from './cookies';
import { datagramTypes, decodeDatagram, minHelloBytes } from './datagram';
import { DatagramWire } from './datagram-wire';
import { bareMessages, fragmentsOf, labeledMessages } from './fragments';
import type { Fragment } from './send-window';
import { UdpGuest, type UdpGuestHost } from './udp-guest';

export interface LabUdpOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly tap: WireTap;
}

/** A lab hub over UDP; docs/LAB-UDP.md has its datagrams. */
export class UdpServer implements RoomServer, UdpGuestHost {
  readonly address: string;
  readonly port: number;
  readonly hostName: string;
  private readonly newGuests = new Emitter<GuestLink>();
  readonly onGuest = this.newGuests.event;
  private readonly transits = new Emitter<{ seq: number; transit: SentTransit }>();
  readonly onTransit = this.transits.event;
  private readonly socket: DatagramWeather;
  readonly weather: WeatherControl;
  /** Every session, admitted or not, by the client's address and port. */
  private readonly guests = new Map<string, UdpGuest>();
  /** How many there are, by address. */
  private readonly perAddress = new Map<string, number>();
  /** Guests that get what is published. */
  private readonly audience = new Set<UdpGuest>();
  private readonly throttle: ReadThrottle<UdpGuest>;
  private readonly cookies: Cookies;
  private readonly came = new Arrivals(() => this.options.clock.now());
  private closing: Promise<void> | undefined;

  constructor(
    port: DatagramPort,
    private readonly bare: boolean,
    private readonly options: LabUdpOptions,
  ) {
    this.socket = new DatagramWeather(port, options.clock);
    const { address } = port;
    this.address = address.address;
    this.port = address.port;
    this.hostName = pythonAddress(address);
    this.throttle = new ReadThrottle(options.clock, options.limits);
    this.cookies = new Cookies(options.clock);
    this.socket.onDatagram((datagram) => this.receive(datagram));
    this.socket.onLost(({ bytes, from }) => this.wireTo(from, nobody).received(bytes, 'lost'));
    this.weather = {
      set: (weather) =>
        this.socket.set(
          weather,
          Array.from(this.guests.values(), ({ remote }) => remote),
        ),
      setFor: (guest, weather) => this.socket.setFor((guest as UdpGuest).remote, weather),
    };
  }

  /** Only clients whose address is proven, because anyone can forge a datagram's source. */
  get arrivals(): readonly Arrival[] {
    return this.came.list;
  }

  publish(entry: RoomEntry, author?: GuestLink): void {
    const fragments = this.entryFragments(entry);
    if (!fragments) return;
    // In a bare room, nobody learns what became of a message.
    const isFollowed = entry.type === 'message' && !this.bare;
    const note = isFollowed ? this.transitOf(entry.seq) : undefined;
    for (const guest of this.audience) {
      if (guest === author) continue;
      guest.say(
        fragments,
        note &&
          ((tries, waitedMs) => {
            // Without weather, the only unusual thing is a repeat.
            if (tries > 1 || this.socket.isOn(guest.remote)) note(guest.name, tries, waitedMs);
          }),
      );
    }
    if (!author) return;
    const bytes = fragments.reduce((sum, { body }) => sum + body.length, 0);
    this.throttle.record([[author as UdpGuest, bytes]], this.audience);
  }

  admit(guest: UdpGuest): void {
    this.audience.add(guest);
  }

  hostFragments(text: string): Fragment[] {
    return this.messageBy(this.hostName, text);
  }

  close(farewell?: CloseReason): Promise<void> {
    this.closing ??= this.shut(farewell);
    return this.closing;
  }

  private entryFragments(entry: RoomEntry): Fragment[] | undefined {
    switch (entry.type) {
      case 'joined':
        return fragmentsOf(entry.name + joinedNotice);
      case 'left':
      case 'removed':
        return fragmentsOf(entry.name + leftNotice);
      case 'message':
        return this.messageBy(entry.name, entry.text);
      default:
        return undefined;
    }
  }

  /**
   * A datagram, or a run of them, is one message and begins with its label, so a text can't contain one. No
   * message is so long that a client splits it.
   */
  private messageBy(name: string, text: string): Fragment[] {
    const label = `${name}:`;
    if (this.bare) return bareMessages(label, text);
    return labeledMessages(label, text, this.options.limits.messageBytes);
  }

  /** Collects the transit of a message to members that needed several tries. */
  private transitOf(seq: number): (name: string, tries: number, waitedMs: number) => void {
    let transit: SentTransit | undefined;
    return (name, tries, delayMs) => {
      transit = withMember(transit, name, {
        ...(tries > 1 && { tries }),
        delayMs: Math.max(1, delayMs),
      });
      this.transits.fire({ seq, transit });
    };
  }

  private receive({ bytes, from, transit, marks }: IncomingDatagram): void {
    const decoded = decodeDatagram(bytes);
    if (!decoded.ok) {
      if (decoded.problem === 'other-version') this.refuseVersion(bytes, from);
      return;
    }
    const { session, datagram } = decoded;
    const guest = this.guests.get(keyOf(from));
    const known = guest && timingSafeEqual(guest.id, session) ? guest : undefined;
    if (datagram.type !== 'hello') {
      // Unknown sessions get no reply: it would go to whoever the sender pretends to be.
      known?.receive(bytes, datagram, transit, marks);
      return;
    }
    const wire = this.wireTo(from, session);
    wire.received(bytes, ...(marks ?? []));
    if (known) known.answerHello();
    else if (!this.cookies.check(datagram.cookie, from, session)) {
      wire.send({ type: 'cookie', cookie: this.cookies.make(from, session) });
    } else {
      // A HELLO with another session means that the program was restarted.
      guest?.replace();
      // Once it's gone, what the weather held back arrives: this HELLO's duplicate, for example.
      const duplicate = this.guests.get(keyOf(from));
      if (duplicate) duplicate.answerHello();
      else this.welcome(from, Buffer.from(session));
    }
  }

  /** A HELLO of another version: says so, in fewer bytes than came. */
  private refuseVersion(bytes: Buffer, from: SocketAddress): void {
    if (bytes.length < minHelloBytes || bytes[2] !== datagramTypes.hello) return;
    const wire = this.wireTo(from, bytes.subarray(4, 12));
    wire.send({ type: 'refused', reason: 'other-version' });
  }

  /** Begins a session with a client whose address is proven. */
  private welcome(from: SocketAddress, id: Buffer): void {
    const { limits } = this.options;
    const { address } = from;
    const count = this.perAddress.get(address) ?? 0;
    const wire = this.wireTo(from, id);
    if (this.closing) {
      wire.send({ type: 'refused', reason: 'room-closed' });
      return;
    }
    if (this.guests.size >= limits.udpSessions || count >= limits.udpSessionsPerAddress) {
      wire.send({ type: 'refused', reason: 'room-full' });
      this.came.of({ remoteAddress: address })('refused', 'room-full');
      return;
    }
    const note = this.came.of({ remoteAddress: address });
    const options = { ...this.options, wire, bare: this.bare };
    const guest = new UdpGuest(pythonAddress(from), id, options, this, note);
    this.guests.set(keyOf(from), guest);
    this.perAddress.set(address, count + 1);
    this.socket.add(from);
    guest.onEnd(() => this.forget(guest, from));
    this.newGuests.fire(guest);
    if (!guest.isWelcomed) guest.answerHello();
  }

  private forget(guest: UdpGuest, from: SocketAddress): void {
    this.guests.delete(keyOf(from));
    this.socket.remove(from);
    this.audience.delete(guest);
    this.throttle.forget(guest);
    const left = (this.perAddress.get(from.address) ?? 1) - 1;
    if (left > 0) this.perAddress.set(from.address, left);
    else this.perAddress.delete(from.address);
  }

  private wireTo(peer: SocketAddress, session: Uint8Array): DatagramWire {
    return new DatagramWire(this.socket, peer, session, this.options);
  }

  private async shut(farewell: CloseReason | undefined): Promise<void> {
    this.weather.set(undefined);
    await Promise.all(Array.from(this.guests.values(), (guest) => guest.leave(farewell)));
    this.newGuests.dispose();
    this.transits.dispose();
    this.throttle.dispose();
    await this.socket.close();
  }
}

/** The session of a datagram that nobody reads. */
const nobody = Buffer.alloc(0);

function keyOf({ address, port }: SocketAddress): string {
  return `${address} ${port}`;
}

/**
 * Opens a lab hub over UDP.
 * @throws {NetError} when the address or port isn't available
 */
export async function listenLabUdp(
  { address, port, bare = false }: Pick<ListenOptions, 'address' | 'port' | 'bare'>,
  options: LabUdpOptions,
): Promise<RoomServer> {
  return new UdpServer(await bindUdp({ address, port }), bare, options);
}
