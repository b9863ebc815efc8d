import type { GuestLink } from '../../protocol/guest-link';
import type { WeatherControl } from '../../protocol/room-server';
import { type SentTransit, type Transit, unusualOnly, withMember } from '../../protocol/transit';
import type { Weather } from '../../protocol/weather';
import { BoundedMap } from '../../util/bounded-map';
import { Emitter } from '../../util/event';
import type { LabEncodingState } from './lab-encoding';
import type { LabGuest } from './lab-guest';
import { SentMessages } from './message-transit';

/** Maximum number of messages whose transit is tracked. */
const maxSent = 1000;

/** The network weather on the connections of a lab server, and what it does to what the server sends. */
export class LabWeather implements WeatherControl {
  /** The weather for all; undefined for none. */
  private current: Weather | undefined;
  /** Counts the connections with weather, so that each gets different decisions from the same seed. */
  private count = 0;
  private readonly followers = new Map<LabGuest, SentMessages>();
  private readonly sent = new BoundedMap<number, SentTransit>(maxSent);
  private readonly transits = new Emitter<{
    readonly seq: number;
    readonly transit: SentTransit;
  }>();
  readonly onTransit = this.transits.event;

  /** @param connections all of the server, admitted or not */
  constructor(
    private readonly connections: ReadonlySet<LabGuest>,
    private readonly text: LabEncodingState,
  ) {}

  set(weather: Weather | undefined): void {
    this.current = weather;
    this.count = 0;
    for (const guest of this.connections) this.apply(guest, weather);
  }

  setFor(guest: GuestLink, weather: Weather | undefined): void {
    this.apply(guest as LabGuest, weather);
  }

  /** A new connection: it gets the weather for all. */
  add(guest: LabGuest): void {
    if (this.current) this.apply(guest, this.current);
  }

  forget(guest: LabGuest): void {
    this.followers.delete(guest);
  }

  /** Tracks the messages sent to a guest; undefined for a guest without weather. */
  follower(guest: LabGuest): SentMessages | undefined {
    return this.followers.get(guest);
  }

  private apply(guest: LabGuest, weather: Weather | undefined): void {
    const { socket } = guest;
    // What it delivers immediately is still tracked.
    socket.clearWeather();
    this.followers.get(guest)?.stop();
    this.followers.delete(guest);
    if (!weather) return;
    socket.setWeather(weather, this.count, this.text);
    this.count += 1;
    const note = (seq: number, transit: Transit) => this.record(guest.name, seq, transit);
    this.followers.set(guest, new SentMessages(socket, note));
  }

  private record(name: string, seq: number, transit: Transit): void {
    const seen = unusualOnly(transit);
    if (!seen) return;
    const sent = withMember(this.sent.get(seq), name, seen);
    this.sent.set(seq, sent);
    this.transits.fire({ seq, transit: sent });
  }
}
