import type { GuestLink } from '../../protocol/guest-link';
import type { WeatherControl } from '../../protocol/room-server';
import type { Weather } from '../../protocol/weather';
import type { RoomWeather, WeatherActions, WeatherChange } from '../room-weather';
import type { HostMembers } from './host-members';
import type { HostState } from './host-state';
import type { LogWriter } from './log-writer';

export interface HostWeatherDeps {
  readonly control: WeatherControl;
  readonly state: HostState;
  readonly people: HostMembers;
  readonly writer: LogWriter;
  /** Called when the weather has changed. */
  readonly onChange: () => void;
}

/** A member's own weather. */
interface OwnWeather {
  readonly name: string;
  readonly weather: Weather | undefined;
}

/** The network weather in a hosted lab room. The lab's protocols have only messages, so the host says it in one. */
export class HostWeather implements WeatherActions {
  private all: Weather | undefined;
  /** The message to everyone who comes in; undefined while there is no weather for everyone. */
  private notice: string | undefined;
  /** Members with another weather than all, by id. */
  private readonly own = new Map<string, OwnWeather>();

  constructor(private readonly deps: HostWeatherDeps) {}

  /** Undefined while there is none for anyone. */
  get state(): RoomWeather | undefined {
    if (!this.all && this.own.size === 0) return undefined;
    const members = Array.from(this.own, ([id, { name, weather }]) => ({
      ...{ id, name },
      ...(weather && { weather }),
    }));
    return { ...(this.all && { all: this.all }), members };
  }

  set({ weather, member, notice }: WeatherChange): boolean {
    const { state } = this.deps;
    if (state.over) return false;
    return member === undefined
      ? this.setForAll(weather, notice)
      : this.setForOne(member, weather, notice);
  }

  /** Tells a guest that was just admitted which weather it has. */
  welcome(guest: GuestLink): void {
    if (this.notice !== undefined) guest.sayAsHost?.(this.notice);
  }

  /** Forgets a member that has left. */
  forget(member: string): void {
    this.own.delete(member);
  }

  private setForAll(weather: Weather | undefined, notice: string): boolean {
    const { control, people, writer, onChange } = this.deps;
    // Say that it comes before it comes, and that it ends after it has ended: in clear weather, people read it.
    if (!weather) control.set(undefined);
    for (const link of people.links) link.sayAsHost?.(notice);
    if (weather) control.set(weather);
    this.all = weather;
    this.notice = weather && notice;
    this.own.clear();
    writer.addEvent({ type: 'weather', text: notice });
    onChange();
    return true;
  }

  private setForOne(id: string, weather: Weather | undefined, notice: string): boolean {
    const { control, people, writer, onChange } = this.deps;
    const member = people.get(id);
    const { link, name = '' } = member ?? {};
    if (!link) return false;
    if (!weather) control.setFor(link, undefined);
    link.sayAsHost?.(notice);
    if (weather) control.setFor(link, weather);
    if (weather || this.all) this.own.set(id, { name, weather });
    else this.own.delete(id);
    writer.addEvent({ type: 'weather', text: notice, name });
    onChange();
    return true;
  }
}
