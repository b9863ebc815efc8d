import * as v from 'valibot';
import { isByInvite, type RoomKind, wireTraitsOf } from './room-kinds';

/**
 * What a wire is made of, and so what can happen on it. A stream keeps its bytes complete and in order:
 * a lost segment is sent again, and everything behind it waits. A datagram arrives whole, or never, or
 * twice, or after a later one.
 */
export type Carrier = 'stream' | 'datagram';

interface FieldTraits {
  readonly unit: 'percent' | 'ms' | 'bytes' | 'bytes/s' | 'number';
  readonly min: number;
  readonly max: number;
  /** The carriers that it applies to. */
  readonly on: readonly Carrier[];
}

const both: readonly Carrier[] = ['stream', 'datagram'];

/**
 * The fields of network weather. Each one applies to both directions of a connection, and an absent one changes
 * nothing. The maxima keep a connection alive that only waits: a member that accepts nothing for 10 s is too slow.
 */
export const weatherFields = {
  /** Share that is lost. A stream sends it again after a timeout, so there it is a delay. */
  loss: { unit: 'percent', min: 0.1, max: 90, on: both },
  /** Share of datagrams that arrive twice. */
  duplicates: { unit: 'percent', min: 0.1, max: 90, on: ['datagram'] },
  /** Share of datagrams that arrive after later ones. */
  reordering: { unit: 'percent', min: 0.1, max: 90, on: ['datagram'] },
  /** The time that everything is under way. */
  delayMs: { unit: 'ms', min: 1, max: 5000, on: both },
  /** The most time added to the delay, at random. */
  jitterMs: { unit: 'ms', min: 1, max: 5000, on: both },
  bytesPerSecond: { unit: 'bytes/s', min: 16, max: 100_000_000, on: both },
  /** Maximum number of bytes that arrive in one read. */
  chunkBytes: { unit: 'bytes', min: 1, max: 1024, on: ['stream'] },
  /** How long a write waits for later ones, which it is then joined with. */
  joinMs: { unit: 'ms', min: 1, max: 2000, on: ['stream'] },
  /** The time from the beginning of a stall, in which nothing arrives, to the beginning of the next. */
  stallEveryMs: { unit: 'ms', min: 1000, max: 600_000, on: both },
  stallForMs: { unit: 'ms', min: 1, max: 8000, on: both },
  /** The average time until a connection is reset. */
  resetEveryMs: { unit: 'ms', min: 1000, max: 3_600_000, on: ['stream'] },
  /** The same seed reproduces the same weather; 1 if absent. */
  seed: { unit: 'number', min: 0, max: 4_294_967_295, on: both },
} as const satisfies Readonly<Record<string, FieldTraits>>;

export type WeatherField = keyof typeof weatherFields;

/** What the network does to connections, so that a class can see it; see {@link weatherFields}. */
export type Weather = { readonly [F in WeatherField]?: number };

export const weatherFieldNames = Object.keys(weatherFields) as readonly WeatherField[];

/** Networks that people know. Numbers without a source are chosen so that one message shows the effect. */
export const weatherPresets = {
  /** A crowded access point: frames are repeated in the air, so delays vary and few packets are lost. */
  'campus-wifi': {
    loss: 1,
    duplicates: 0.5,
    reordering: 1,
    delayMs: 10,
    jitterMs: 60,
    bytesPerSecond: 500_000,
  },
  /** A phone's network on the move: slow, unstable, and gone for as long as a tunnel or a new cell takes. */
  train: {
    loss: 5,
    duplicates: 1,
    reordering: 2,
    delayMs: 80,
    jitterMs: 200,
    bytesPerSecond: 50_000,
    stallEveryMs: 20_000,
    stallForMs: 3000,
  },
  /** So much loss that every second message needs more than one try, there or back. */
  lossy: { loss: 30, duplicates: 2, reordering: 5, delayMs: 10, jitterMs: 30 },
  /** Each read gets one byte, so every character beyond ASCII is cut. */
  'byte-by-byte': { chunkBytes: 1 },
  /**
   * RFC 896: a small write waits until earlier ones are acknowledged. Many receivers hold back an
   * acknowledgement for 200 ms (RFC 1122, 4.2.3.2, allows 500 ms).
   */
  nagle: { joinMs: 200 },
} as const satisfies Readonly<Record<string, Weather>>;

export type WeatherPreset = keyof typeof weatherPresets;

export const weatherPresetNames = Object.keys(weatherPresets) as readonly WeatherPreset[];

/** The preset with this name; undefined for any other value. */
export function weatherPresetOf(name: unknown): WeatherPreset | undefined {
  return weatherPresetNames.find((preset) => preset === name);
}

/** What the connections of this kind of room are made of; undefined if it has no network weather. */
export function carrierOf(kind: RoomKind): Carrier | undefined {
  if (isByInvite(kind)) return undefined;
  return wireTraitsOf(kind).isDatagram ? 'datagram' : 'stream';
}

/** The fields that can be set for this carrier. */
export function fieldsOf(carrier: Carrier): readonly WeatherField[] {
  return weatherFieldNames.filter((field) => happensOn(field, carrier));
}

/** The presets that change something on this carrier. */
export function presetsOf(carrier: Carrier): readonly WeatherPreset[] {
  return weatherPresetNames.filter((preset) => hasEffect(presetWeather(preset, carrier)));
}

/** What a preset does on this carrier. */
export function presetWeather(preset: WeatherPreset, carrier: Carrier): Weather {
  const entries = Object.entries(weatherPresets[preset]) as readonly [WeatherField, number][];
  return Object.fromEntries(entries.filter(([field]) => happensOn(field, carrier)));
}

/** The preset that is this weather, whatever its seed; undefined if none is. */
export function presetOf(weather: Weather, carrier: Carrier): WeatherPreset | undefined {
  return weatherPresetNames.find((preset) => isSame(presetWeather(preset, carrier), weather));
}

/** What is wrong with a value that should be {@link Weather}. */
export type WeatherProblem =
  | { readonly code: 'not-weather' }
  | { readonly code: 'unknown-field'; readonly field: string }
  | { readonly code: 'out-of-range'; readonly field: WeatherField }
  /** This field can't happen on the carrier. */
  | { readonly code: 'wrong-carrier'; readonly field: WeatherField }
  /** A stall needs to know how often and for how long, and has to end before the next begins. */
  | { readonly code: 'bad-stall' }
  | { readonly code: 'no-effect' };

export type ParsedWeather =
  | { readonly ok: true; readonly weather: Weather }
  | { readonly ok: false; readonly problem: WeatherProblem };

const schema = v.strictObject(
  Object.fromEntries(weatherFieldNames.map((field) => [field, v.optional(numberOf(field))])),
);

/** Checks weather that a user or a program wrote for connections of this carrier. */
export function parseWeather(value: unknown, carrier: Carrier): ParsedWeather {
  const parsed = v.safeParse(schema, value, { abortEarly: true });
  if (!parsed.success) return refuse(problemOf(parsed.issues[0]));
  const set = Object.entries(parsed.output).filter(([, number]) => number !== undefined);
  const weather: Weather = Object.fromEntries(set);
  const wrong = weatherFieldNames.find((f) => weather[f] !== undefined && !happensOn(f, carrier));
  if (wrong) return refuse({ code: 'wrong-carrier', field: wrong });
  const { stallEveryMs = 0, stallForMs = 0 } = weather;
  const stalls = stallEveryMs > 0 || stallForMs > 0;
  if (stalls && (stallForMs === 0 || stallForMs >= stallEveryMs))
    return refuse({ code: 'bad-stall' });
  return hasEffect(weather) ? { ok: true, weather } : refuse({ code: 'no-effect' });
}

/** Checks one number; undefined if it is allowed. */
export function weatherNumberProblem(
  field: WeatherField,
  value: number,
): 'out-of-range' | undefined {
  return v.is(numberOf(field), value) ? undefined : 'out-of-range';
}

function numberOf(field: WeatherField) {
  const { unit, min, max } = weatherFields[field];
  const number = v.pipe(v.number(), v.minValue(min), v.maxValue(max));
  return unit === 'percent' ? number : v.pipe(number, v.integer());
}

function problemOf(issue: v.BaseIssue<unknown>): WeatherProblem {
  const key = issue.path?.[0]?.key;
  if (key === undefined) return { code: 'not-weather' };
  const field = weatherFieldNames.find((name) => name === key);
  return field ? { code: 'out-of-range', field } : { code: 'unknown-field', field: String(key) };
}

function refuse(problem: WeatherProblem): ParsedWeather {
  return { ok: false, problem };
}

function happensOn(field: WeatherField, carrier: Carrier): boolean {
  return (weatherFields[field].on as readonly Carrier[]).includes(carrier);
}

function hasEffect(weather: Weather): boolean {
  return weatherFieldNames.some((field) => weather[field] !== undefined && !isSeed(field));
}

function isSame(one: Weather, other: Weather): boolean {
  return weatherFieldNames.every((field) => isSeed(field) || one[field] === other[field]);
}

/** Whether a field only decides which of the possible things happen. */
function isSeed(field: WeatherField): boolean {
  return weatherFields[field].unit === 'number';
}
