import {
  type Carrier,
  carrierOf,
  fieldsOf,
  presetOf,
  presetsOf,
  type Weather,
  type WeatherField,
  type WeatherPreset,
  type WeatherProblem,
  weatherFields,
} from '../protocol/weather';
import type { RoomInfo } from '../room/room';
import type { RoomWeather } from '../room/room-weather';
import { nameInText } from './inline-text';
import type { Translate } from './translate';

const presetNames: Readonly<Record<WeatherPreset, (t: Translate) => string>> = {
  'campus-wifi': (t) => t('Campus Wi-Fi'),
  train: (t) => t('Train'),
  lossy: (t) => t('Lossy'),
  'byte-by-byte': (t) => t('Byte by byte'),
  nagle: (t) => t('Nagle'),
};

interface FieldText {
  /** The field in a question. */
  readonly question: string;
  /** The field with its number; undefined where another field says it. */
  number(number: string): string | undefined;
}

/** @param weather for fields that are said together */
function fieldText(field: WeatherField, weather: Weather, language: string, t: Translate) {
  const seconds = (ms = 0) => (ms / 1000).toLocaleString(language);
  const texts: Readonly<Record<WeatherField, FieldText>> = {
    loss: { question: t('What percentage is lost?'), number: (n) => t('{0}% loss', n) },
    duplicates: {
      question: t('What percentage is duplicated?'),
      number: (n) => t('{0}% duplicates', n),
    },
    reordering: {
      question: t('What percentage arrives out of order?'),
      number: (n) => t('{0}% reordered', n),
    },
    delayMs: { question: t('What delay, in ms?'), number: (n) => t('{0} ms delay', n) },
    jitterMs: {
      question: t('What maximum jitter, in ms?'),
      number: (n) => t('up to {0} ms jitter', n),
    },
    bytesPerSecond: {
      question: t('What bandwidth, in bytes per second?'),
      number: (n) => t('{0} B/s', n),
    },
    chunkBytes: {
      question: t('What’s the most bytes per read?'),
      number: (n) => (weather.chunkBytes === 1 ? t('1 byte per read') : t('{0} bytes per read', n)),
    },
    joinMs: {
      question: t('How long are writes combined, in ms?'),
      number: (n) => t('writes combined for {0} ms', n),
    },
    stallEveryMs: {
      question: t('How often does the connection stall? Time between stalls, in ms.'),
      number: () =>
        t(
          'stalls every {0} s for {1} s',
          ...[seconds(weather.stallEveryMs), seconds(weather.stallForMs)],
        ),
    },
    stallForMs: { question: t('How long is each stall, in ms?'), number: () => undefined },
    resetEveryMs: {
      question: t('How often are connections reset? Average time until a reset, in ms.'),
      number: () => t('reset about every {0} s', seconds(weather.resetEveryMs)),
    },
    seed: {
      question: t('Random seed? The same seed reproduces the same weather.'),
      number: (n) => t('seed {0}', n),
    },
  };
  return texts[field];
}

/** Asks for a field of custom weather. `language` is a BCP 47 tag, for formatting numbers. */
export function weatherQuestion(field: WeatherField, language: string, t: Translate): string {
  const { min, max } = weatherFields[field];
  return t(
    '{0} From {1} to {2}, or leave it empty.',
    fieldText(field, {}, language, t).question,
    min.toLocaleString(language),
    max.toLocaleString(language),
  );
}

/** A preset's name. */
export function presetText(preset: WeatherPreset, t: Translate): string {
  return presetNames[preset](t);
}

/** The name of some weather: its preset's, or “Custom”. */
export function weatherName(weather: Weather, carrier: Carrier, t: Translate): string {
  const preset = presetOf(weather, carrier);
  return preset ? presetText(preset, t) : t('Custom');
}

/** All numbers of some weather, on one line. */
export function weatherNumbers(weather: Weather, language: string, t: Translate): string {
  return Object.entries(weather)
    .flatMap(([field, number]) => {
      const text = fieldText(field as WeatherField, weather, language, t);
      return text.number(number.toLocaleString(language)) ?? [];
    })
    .reduce((list, item) => t('{0}, {1}', list, item));
}

/**
 * What people in the room are told when the network weather changes, or when they come in.
 * @param own whether only the user who is told has it
 */
export function weatherNotice(
  weather: Weather | undefined,
  own: boolean,
  { carrier, language }: { readonly carrier: Carrier; readonly language: string },
  t: Translate,
): string {
  if (!weather) {
    return own ? t('Network weather is off for your connection.') : t('Network weather is off.');
  }
  const parts = [weatherName(weather, carrier, t), weatherNumbers(weather, language, t)];
  return own
    ? t('Network weather is on for your connection only: {0} ({1}).', ...parts)
    : t('Network weather is on for everyone: {0} ({1}).', ...parts);
}

/** The network weather that this window makes, for the header and the status bar. */
export interface RoomWeatherText {
  /** A word or two. */
  readonly short: string;
  /** Sentences. */
  readonly detail: readonly string[];
}

/** Describes the network weather of a room; undefined if there is none. */
export function roomWeatherText(
  { kind, weather }: RoomInfo,
  language: string,
  t: Translate,
): RoomWeatherText | undefined {
  const carrier = carrierOf(kind);
  if (!carrier || !weather) return undefined;
  const detail = weatherDetail(weather, { carrier, language }, t);
  return { short: weatherInShort(weather, carrier, t), detail };
}

function weatherInShort({ all, members }: RoomWeather, carrier: Carrier, t: Translate): string {
  const name = all && weatherName(all, carrier, t);
  if (name === undefined) {
    const [only] = members;
    return members.length === 1 && only?.weather
      ? t('{0} for 1 member', weatherName(only.weather, carrier, t))
      : t('Weather for {0} members', members.length);
  }
  return members.length === 0 ? name : t('{0} and others', name);
}

function weatherDetail(
  { all, members }: RoomWeather,
  { carrier, language }: { readonly carrier: Carrier; readonly language: string },
  t: Translate,
): string[] {
  const described = (weather: Weather) =>
    [weatherName(weather, carrier, t), weatherNumbers(weather, language, t)] as const;
  return [
    ...(all ? [t('Network weather for everyone: {0} ({1}).', ...described(all))] : []),
    ...members
      .slice(0, maxListed)
      .map(({ name, weather }) =>
        weather
          ? t('Network weather for {0}: {1} ({2}).', nameInText(name), ...described(weather))
          : t('No network weather for {0}.', nameInText(name)),
      ),
    ...(members.length > maxListed
      ? [t('{0} more members have their own.', members.length - maxListed)]
      : []),
  ];
}

/** Maximum number of members whose own weather a tooltip lists. */
const maxListed = 5;

const carrierProblems: Readonly<Record<Carrier, (field: string, t: Translate) => string>> = {
  stream: (field, t) =>
    t('“{0}” can’t happen in a room over TCP: its streams arrive complete and in order.', field),
  datagram: (field, t) =>
    t('“{0}” can’t happen in a room over UDP: its datagrams arrive whole, one by one.', field),
};

/** What is wrong with network weather that a program passes. */
export function weatherProblemText(
  problem: WeatherProblem,
  carrier: Carrier,
  t: Translate,
): string {
  switch (problem.code) {
    case 'not-weather':
      return t(
        'Network weather must be one of {0}, or an object with any of {1}.',
        presetsOf(carrier).join(', '),
        fieldsOf(carrier).join(', '),
      );
    case 'unknown-field':
      return t(
        '“{0}” isn’t a field of network weather. The fields are {1}.',
        problem.field,
        fieldsOf(carrier).join(', '),
      );
    case 'out-of-range':
      return numberProblemText(problem.field, t);
    case 'wrong-carrier':
      return carrierProblems[carrier](problem.field, t);
    case 'bad-stall':
      return t('A stall needs “stallEveryMs” and “stallForMs”, which must be shorter.');
    case 'no-effect':
      return t('This network weather changes nothing. Set at least one of its numbers.');
  }
}

/** Says which numbers a field takes. */
export function numberProblemText(field: WeatherField, t: Translate): string {
  const { unit, min, max } = weatherFields[field];
  return unit === 'percent'
    ? t('“{0}” must be a number from {1} to {2}.', field, min, max)
    : t('“{0}” must be a whole number from {1} to {2}.', field, min, max);
}
