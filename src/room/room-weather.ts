import type { Weather } from '../protocol/weather';

/** A change of the network weather that the host of a lab room makes. */
export interface WeatherChange {
  /** Undefined: none. */
  readonly weather: Weather | undefined;
  /** A member's id; absent: for everyone, now and later. */
  readonly member?: string | undefined;
  /** The message to the affected members, in the host's language. */
  readonly notice: string;
}

export interface WeatherActions {
  /** Changes the network weather. Returns false if the member isn't here, and changes nothing then. */
  set(change: WeatherChange): boolean;
}

/** The network weather of a hosted lab room. */
export interface RoomWeather {
  /** For everyone who has none of their own; absent: none. */
  readonly all?: Weather;
  /** The members with another weather than all; absent weather: none. */
  readonly members: readonly {
    readonly id: string;
    readonly name: string;
    readonly weather?: Weather;
  }[];
}
