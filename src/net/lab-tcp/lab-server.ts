import type { Server, Socket } from 'node:net';
import type { Arrival } from '../../protocol/arrival';
import type { SocketAddress } from '../../protocol/endpoint';
import type { GuestLink } from '../../protocol/guest-link';
import type { RoomEntry } from '../../protocol/room-entry';
import type { TcpLabKind } from '../../protocol/room-kinds';
import type { ListenOptions, RoomServer } from '../../protocol/room-server';
import type { TextEncoding } from '../../protocol/text-encoding';
import { Emitter } from '../../util/event';
import { escapeLabels, maxLabelLength, startsQuote, textEnd } from '../lab-text/label';
import { pythonAddress } from '../lab-text/python-address';
import { Arrivals } from '../socket/arrivals';
import { FlushTurn } from '../socket/flush-turn';
import { ShortReadLimiter } from '../socket/read-limiter';
import { ReadThrottle } from '../socket/read-throttle';
import { listen } from '../socket/tcp';
import { Batch, messagePieces } from './batch';
import { type Dialect, dialects } from './dialect';
import { LabEncodingState } from './lab-encoding';
import { type GuestServer, LabGuest } from './lab-guest';
import { LabSocket, type LabSocketOptions } from './lab-socket';
import { LabWeather } from './lab-weather';

/** A hub or p2p server that works like the course's, without their bugs. */
class LabServer implements RoomServer {
  readonly address: string;
  readonly port: number;
  readonly hostName: string;
  private readonly guests = new Emitter<GuestLink>();
  readonly onGuest = this.guests.event;
  readonly text: LabEncodingState;
  /** Every connection, admitted or not. */
  private readonly connections = new Set<LabGuest>();
  private readonly came = new Arrivals(() => this.options.clock.now());
  /** Guests that get what is published. */
  private readonly audience = new Set<LabGuest>();
  readonly weather: LabWeather;
  readonly onTransit;
  private readonly dialect: Dialect;
  private readonly throttle: ReadThrottle<LabGuest>;
  private batch: Batch<LabGuest>;
  private readonly turn = new FlushTurn(() => this.flush());
  /** The last thing published, if it is a message; without an author it is the host's. */
  private last:
    | { readonly author: LabGuest | undefined; readonly length: number; readonly end: string }
    | undefined;
  private closing: Promise<void> | undefined;
  private readonly guestServer: GuestServer = {
    admit: (guest) => this.admit(guest),
    mayContinue: (guest, text) => this.mayContinue(guest, text),
    sayTo: (guest, text) => this.sayTo(guest, text),
  };

  constructor(
    private readonly server: Server,
    kind: TcpLabKind,
    private readonly options: LabSocketOptions,
    encoding?: TextEncoding,
  ) {
    const address = server.address() as SocketAddress;
    this.address = address.address;
    this.port = address.port;
    this.hostName = pythonAddress(address);
    this.dialect = dialects[kind];
    this.text = new LabEncodingState(encoding, (next) => this.changeEncoding(next));
    this.weather = new LabWeather(this.connections, this.text);
    this.onTransit = this.weather.onTransit;
    this.batch = new Batch(this.text.encoding);
    this.throttle = new ReadThrottle(options.clock, options.limits);
    server.on('connection', (socket: Socket) => this.welcome(socket));
  }

  get arrivals(): readonly Arrival[] {
    return this.came.list;
  }

  publish(entry: RoomEntry, author?: GuestLink): void {
    const text = this.dialect.write(entry);
    if (text === undefined) return;
    const by = author as LabGuest | undefined;
    const before = entry.type === 'message' && entry.continues ? this.last : undefined;
    if (!before) this.endLast();
    this.send(text, by, entry.type === 'message' ? entry.seq : undefined);
    if (entry.type !== 'message') return;
    const end = ((before?.end ?? '') + entry.text).slice(-maxLabelLength);
    this.last = { author: by, length: (before?.length ?? 0) + entry.text.length, end };
  }

  close(): Promise<void> {
    this.closing ??= this.shut();
    return this.closing;
  }

  /** @param seq the number of a message */
  private send(text: string, author: LabGuest | undefined, seq?: number): void {
    if (this.dialect.isPrefixed) {
      this.batch.add(text, author, seq);
      this.turn.add(this.audience.size);
      return;
    }
    const pieces = messagePieces(text, { encoding: this.text.encoding });
    const length = pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
    for (const guest of this.audience) {
      if (guest === author) continue;
      if (seq !== undefined) this.weather.follower(guest)?.expect(seq, 0, length);
      guest.socket.writer.push(pieces);
    }
  }

  private sayTo(guest: LabGuest, text: string): void {
    const { hostName: name, dialect } = this;
    const said = dialect.write({
      ...{ type: 'message', seq: 0, time: 0, author: '', id: '' },
      ...{ name, text },
    });
    if (said === undefined) return;
    // Nothing may continue a message that this guest has another one after.
    this.endLast();
    this.flush();
    guest.socket.writer.push(messagePieces(said, { encoding: this.text.encoding }));
  }

  /** Ends the last message: nothing continues it, and no following label can be read as part of it. */
  private endLast(): void {
    const { last } = this;
    this.last = undefined;
    if (last && this.dialect.isPrefixed && startsQuote(last.end)) this.send(textEnd, last.author);
  }

  /**
   * Whether a text can follow the last message without a prefix, so that all windows show both as one. The
   * two must not form a label together, and a window shows at most `incomingBytes` as one message.
   */
  private mayContinue(author: LabGuest, text: string): boolean {
    const { last } = this;
    if (last?.author !== author) return false;
    const begin = text.slice(0, maxLabelLength);
    return (
      last.length + text.length <= this.options.limits.incomingBytes &&
      escapeLabels(last.end + begin) === escapeLabels(last.end) + escapeLabels(begin)
    );
  }

  private changeEncoding(encoding: TextEncoding): void {
    this.flush();
    this.batch = new Batch(encoding);
    for (const guest of this.connections) guest.setEncoding(encoding);
  }

  private async shut(): Promise<void> {
    const stopped = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.flush();
    await Promise.all(Array.from(this.connections, (guest) => guest.socket.close()));
    this.guests.dispose();
    this.throttle.dispose();
    await stopped;
  }

  private welcome(socket: Socket): void {
    // A connection without an address has already ended.
    if (this.closing || !socket.remoteAddress) {
      socket.on('error', () => {});
      socket.destroy();
      return;
    }
    const note = this.came.of(socket);
    note('tcp');
    const { clock, limits } = this.options;
    const link = new LabSocket(socket, this.options, new ShortReadLimiter(clock, limits));
    const guest = new LabGuest(link, this.options, this.text, this.guestServer, note);
    this.weather.add(guest);
    this.connections.add(guest);
    guest.onEnd(() => {
      this.connections.delete(guest);
      this.audience.delete(guest);
      this.throttle.forget(guest);
      this.weather.forget(guest);
    });
    this.guests.fire(guest);
  }

  private admit(guest: LabGuest): void {
    // It must not get what was sent before it was admitted.
    this.endLast();
    this.flush();
    this.audience.add(guest);
  }

  private flush(): void {
    this.turn.clear();
    if (this.batch.size === 0) return;
    const batch = this.batch;
    this.batch = new Batch(this.text.encoding);
    const isWatched = this.options.tap.enabled;
    for (const guest of this.audience) {
      const follower = this.weather.follower(guest);
      if (follower) {
        for (const { seq, start, end } of batch.messagesFor(guest))
          follower.expect(seq, start, end);
      }
      const { writer } = guest.socket;
      const ascii = isWatched ? undefined : batch.asciiFor(guest);
      if (!ascii || !writer.writeAscii(ascii)) writer.push(batch.piecesFor(guest));
    }
    const published = Array.from(batch.authors, (by) => [by, batch.bytesBy(by)] as const);
    this.throttle.record(published, this.audience);
  }
}

/**
 * Listens for lab clients.
 * @throws {NetError} when the address or port isn't available
 */
export async function listenLab(
  {
    kind,
    address,
    port,
    encoding,
  }: Pick<ListenOptions, 'address' | 'port' | 'encoding'> & { readonly kind: TcpLabKind },
  options: LabSocketOptions,
): Promise<LabServer> {
  const server = await listen({ address, port, pauseOnConnect: true });
  return new LabServer(server, kind, options, encoding);
}
