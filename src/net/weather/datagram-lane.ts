import type { SocketAddress } from '../../protocol/endpoint';
import type { Transit } from '../../protocol/transit';
import type { Weather } from '../../protocol/weather';
import type { WireMark } from '../../protocol/wire-event';
import { BoundedMap } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { ElapsedTime, Forecast } from './forecast';

/** A datagram that arrives, and how it got here. */
export interface DatagramArrival {
  readonly bytes: Buffer;
  /** Where it comes from, or where it goes. */
  readonly peer: SocketAddress;
  readonly transit: Transit;
  readonly marks: readonly WireMark[];
}

interface InFlightDatagram {
  readonly bytes: Buffer;
  readonly peer: SocketAddress;
  /** When it was first sent, in ms on the lane's time. */
  readonly sentAt: number;
  readonly tries: number;
  readonly due: number;
  /** Whether it lets the next one arrive first. */
  readonly overtaken: boolean;
  readonly marks: readonly WireMark[];
}

/** Maximum number of bytes under way; a network that is full drops what exceeds them. */
const capacityBytes = 256 * 1024;

/** How long an overtaken datagram waits for one that overtakes it, in ms. */
const overtakenMs = 1000;

/** Maximum number of lost datagrams whose repeats are recognized, and for how long, in ms. */
const maxLost = 64;
const lostMs = 60_000;

/** One direction of datagrams through the weather: each arrives later, never, twice or after later ones. */
export class DatagramLane implements Disposable {
  private readonly time: ElapsedTime;
  private readonly forecast: Forecast;
  /** In the order in which they arrive. */
  private queue: InFlightDatagram[] = [];
  /** Datagrams that wait to be overtaken. */
  private overtaken: InFlightDatagram[] = [];
  /** When lost datagrams were first sent and how often, by their content, which a retransmission has as well. */
  private readonly lost = new BoundedMap<string, { sentAt: number; tries: number }>(maxLost);
  private held = 0;
  private timer: Disposable | undefined;

  /** @param number of the peer in the room, and the direction */
  constructor(
    weather: Weather,
    number: number,
    private readonly clock: Clock,
    private readonly deliver: (arrival: DatagramArrival) => void,
  ) {
    this.time = new ElapsedTime(clock);
    this.forecast = new Forecast(weather, number);
  }

  /** Sends a datagram. Returns what happens to it. */
  push(bytes: Buffer, peer: SocketAddress): readonly WireMark[] {
    const now = this.time.now();
    const { arrivals } = this.forecast.datagram(now, bytes.length);
    const fits = this.held + arrivals.length * bytes.length <= capacityBytes;
    if (!fits || arrivals.length === 0) {
      this.lose(contentOf(bytes, peer), now);
      return ['lost'];
    }
    const { sentAt, tries } = this.repeated(contentOf(bytes, peer), now);
    const marks: WireMark[] = [];
    if (arrivals.length > 1) marks.push('duplicated');
    if (arrivals[0]?.overtaken) marks.push('reordered');
    if (arrivals[0]?.stalled) marks.push('stalled');
    for (const { due, overtaken } of arrivals) {
      this.held += bytes.length;
      this.queue.push({ bytes, peer, sentAt, tries, due, overtaken, marks });
    }
    this.schedule();
    return marks;
  }

  /** Delivers everything at once, in the order in which it was sent. */
  flush(): void {
    const underway = [...this.overtaken, ...this.queue];
    this.dispose();
    for (const datagram of underway) this.pass(datagram);
  }

  /** Drops everything under way. */
  dispose(): void {
    this.timer?.dispose();
    this.timer = undefined;
    this.queue = [];
    this.overtaken = [];
  }

  private schedule(): void {
    const patience = this.overtaken[0];
    const times = [this.queue[0]?.due, patience && patience.due + overtakenMs];
    const at = Math.min(...times.filter((time) => time !== undefined));
    if (this.timer || at === Number.POSITIVE_INFINITY) return;
    this.timer = this.clock.after(Math.max(0, Math.ceil(at - this.time.now())), () => {
      this.timer = undefined;
      this.run();
    });
  }

  private run(): void {
    const now = this.time.now();
    for (let next = this.queue[0]; next && next.due <= now; next = this.queue[0]) {
      this.queue.shift();
      if (next.overtaken) {
        this.overtaken.push(next);
        continue;
      }
      this.pass(next);
      for (const late of this.overtaken.splice(0)) this.pass(late);
    }
    while (this.overtaken[0] && this.overtaken[0].due + overtakenMs <= now) {
      this.pass(this.overtaken.shift() as InFlightDatagram);
    }
    this.schedule();
  }

  private pass({ bytes, peer, sentAt, tries, marks }: InFlightDatagram): void {
    this.held -= bytes.length;
    const transit = { tries, delayMs: this.time.now() - sentAt };
    this.deliver({ bytes, peer, transit, marks });
  }

  private lose(content: string, now: number): void {
    this.lost.set(content, this.repeated(content, now));
  }

  /** When a datagram with this content was first sent, and how often, this time included. */
  private repeated(content: string, now: number): { sentAt: number; tries: number } {
    const before = this.lost.get(content);
    return before && now - before.sentAt < lostMs
      ? { sentAt: before.sentAt, tries: before.tries + 1 }
      : { sentAt: now, tries: 1 };
  }
}

function contentOf(bytes: Buffer, { address, port }: SocketAddress): string {
  return `${address} ${port} ${bytes.toString('latin1')}`;
}
