import { maxFileBytes } from '../protocol/file-limits';
import { defaultLimits, type Limits } from '../protocol/limits';
import {
  hasHelpers,
  isByInvite,
  isOnServer,
  type RoomKind,
  roomKindNames,
  roomKindOf,
  traitsOf,
  wireTraitsOf,
} from '../protocol/room-kinds';
import {
  type Carrier,
  carrierOf,
  parseWeather,
  presetsOf,
  presetWeather,
  type Weather,
} from '../protocol/weather';
import type { HostOptions } from '../room/host/host-state';
import { isLoopback } from '../strings/addresses';
import { defaultRoomName } from '../strings/inline-text';
import type { Translate } from '../strings/translate';
import { weatherProblemText } from '../strings/weather-text';
import type { ParsedArgs } from './commands';
import { UsageError } from './exit-codes';
import { readLabEncoding } from './lab-encoding';
import { type NewRoomOption, newRoomOptions } from './saved-options';
import { wholeNumber } from './whole-number';

const MiB = 1024 * 1024;

/** What `host` does without options. */
export interface HostDefaults {
  readonly kind: RoomKind;
  /** What others call the host. */
  readonly person: (given: string | undefined) => string;
  /** Where to listen. */
  readonly address: (kind: RoomKind) => string;
  /** The folder for saved rooms; undefined to save nothing. */
  readonly data: (given: string | undefined) => string | undefined;
}

/** What the command line asks for. */
export interface HostArguments {
  readonly host: HostOptions;
  readonly limits: Limits;
  /** Whether to print one line of JSON and nothing else. */
  readonly json: boolean;
  /** Whether a service manager runs it. */
  readonly isService?: true;
  /** The port for a service's metrics, on the loopback address; 0 for any free one. */
  readonly metrics?: number;
  /** Whether the user named the room. */
  readonly isNamed: boolean;
  /** Of the options that count only for a new room, those that the user gave. */
  readonly given: readonly NewRoomOption[];
  /** The adapters on which to announce the room, none of them for all; absent: it isn't announced. */
  readonly announce?: readonly string[];
  /** Whether to print the invite as a QR code. */
  readonly qr?: true;
  /** For a lab room. */
  readonly weather?: Weather;
  /** For a wide room: the file or link of its server. */
  readonly server?: string;
  /** For a class: the file with the names that may join. */
  readonly roster?: string;
  /** Folder for saved rooms; without one, nothing is saved. */
  readonly data?: string;
  /** The longest file that an invite room takes, in bytes; 25 MiB if absent. */
  readonly fileBytes?: number;
}

/**
 * Reads the options of `host`.
 * @throws {UsageError} if one of them is wrong
 */
export function readHostArguments(
  values: ParsedArgs<'host'>['values'],
  defaults: HostDefaults,
  t: Translate,
): HostArguments {
  const kind = values.kind === undefined ? defaults.kind : kindOf(values.kind, t);
  const byInvite = isByInvite(kind);
  const person = defaults.person(values.person);
  const address = values.address ?? defaults.address(kind);
  const { name = '' } = values;
  const data = values['no-save'] ? undefined : defaults.data(values.data);
  if (values['no-save'] && values.data !== undefined) {
    throw new UsageError(t('--data and --no-save exclude each other.'));
  }
  const server = serverOf(kind, values, t);
  const service = serviceOf(values.service, byInvite, data, t);
  return {
    host: {
      kind,
      name: name || (byInvite ? defaultRoomName(person, t) : ''),
      ...{ person, address },
      port: wholeNumber('--port', values.port ?? '0', [0, 65535], t),
      maxClients: wholeNumber(
        '--max-clients',
        values['max-clients'] ?? `${traitsOf(kind).guests}`,
        [1, 500],
        t,
      ),
      ...encodingOf(values.encoding, wireTraitsOf(kind).hasEncodings, t),
      ...bareOf(values.bare, wireTraitsOf(kind).canBeBare, t),
    },
    limits: {
      ...defaultLimits,
      ...limitOf('connectionsPerAddress', '--most-per-address', values['most-per-address'], t),
      ...limitOf(
        'newConnectionsPerMinute',
        '--most-new-per-minute',
        values['most-new-per-minute'],
        t,
      ),
      ...namedLimits(values.limit ?? [], t),
    },
    json: (values.json ?? false) || service.isService === true,
    ...service,
    ...metricsOf(values.metrics, service.isService, t),
    isNamed: name !== '',
    given: newRoomOptions.filter((option) => values[option] !== undefined),
    ...qrOf(values.qr, byInvite, t),
    ...announceOf(values, address, t),
    ...weatherOf(kind, values.weather, t),
    ...(data !== undefined && { data }),
    ...rosterOf(kind, values, t),
    ...server,
    ...maxFileSizeOf(values['max-file-size'], t),
  };
}

/** What makes no sense in a room that this program doesn't host. */
const hostedOnly = [
  ...([
    'address',
    'port',
    'announce',
    'announce-on',
    'max-file-size',
    'service',
    'metrics',
  ] as const),
  ...(['most-per-address', 'most-new-per-minute'] as const),
];

function serverOf(kind: RoomKind, values: ParsedArgs<'host'>['values'], t: Translate) {
  const { server } = values;
  if (!isOnServer(kind)) {
    if (server === undefined) return {};
    throw new UsageError(t('--server is for a wide room.'));
  }
  const unfit = hostedOnly.find((option) => values[option] !== undefined);
  if (unfit) throw new UsageError(t('--{0} isn’t for wide rooms: they are on a server.', unfit));
  if (server !== undefined) return { server };
  throw new UsageError(
    t('A wide room needs --server, with the file or link from whoever runs the server.'),
  );
}

/** A class needs someone at a terminal, or in an editor, who chooses helpers and lets people in. */
function rosterOf(
  kind: RoomKind,
  { json, roster, service }: ParsedArgs<'host'>['values'],
  t: Translate,
) {
  if (hasHelpers(kind) && (json || service)) throw new UsageError(unattendedText(t));
  if (roster === undefined) return {};
  if (hasHelpers(kind)) return { roster };
  throw new UsageError(t('--roster is for a class.'));
}

/** Why a class can't be hosted without a terminal. */
export function unattendedText(t: Translate): string {
  return t(
    'A class needs its host at a terminal or in the editor, to choose helpers and let people in.',
  );
}

function encodingOf(text: string | undefined, hasEncodings: boolean, t: Translate) {
  const encoding = readLabEncoding(text, hasEncodings, t);
  return encoding ? { encoding } : {};
}

function bareOf(bare: boolean | undefined, canBeBare: boolean, t: Translate) {
  if (!bare) return {};
  if (canBeBare) return { bare };
  throw new UsageError(t('--bare is for lab rooms over UDP.'));
}

/** A service's room has to be there at its next start. */
function serviceOf(
  service: boolean | undefined,
  byInvite: boolean,
  data: string | undefined,
  t: Translate,
): { readonly isService?: true } {
  if (!service) return {};
  if (!byInvite) throw new UsageError(t('--service is for rooms with an invite: pair and group.'));
  if (data === undefined) {
    throw new UsageError(t('--service needs a folder to save the room in: --data.'));
  }
  return { isService: true };
}

function metricsOf(text: string | undefined, isService: true | undefined, t: Translate) {
  if (text === undefined) return {};
  if (isService) return { metrics: wholeNumber('--metrics', text, [0, 65535], t) };
  throw new UsageError(t('--metrics needs --service.'));
}

function qrOf(qr: boolean | undefined, byInvite: boolean, t: Translate) {
  if (!qr) return {};
  if (byInvite) return { qr };
  throw new UsageError(t('--qr is for rooms with an invite: pair and group.'));
}

function announceOf(
  { announce, 'announce-on': adapters = [] }: ParsedArgs<'host'>['values'],
  address: string,
  t: Translate,
) {
  if (!announce && adapters.length === 0) return {};
  if (!isLoopback(address)) return { announce: adapters };
  throw new UsageError(t('--announce needs an --address that others can reach, such as ::'));
}

function maxFileSizeOf(text: string | undefined, t: Translate) {
  if (text === undefined) return {};
  const most = maxFileBytes / MiB;
  return { fileBytes: wholeNumber('--max-file-size', text, [1, most], t) * MiB };
}

function weatherOf(kind: RoomKind, text: string | undefined, t: Translate) {
  if (text === undefined) return {};
  const carrier = carrierOf(kind);
  if (!carrier) throw new UsageError(t('--weather is for lab rooms.'));
  const parsed = parseWeather(presetOrJson(text, carrier), carrier);
  if (parsed.ok) return { weather: parsed.weather };
  throw new UsageError(`--weather: ${weatherProblemText(parsed.problem, carrier, t)}`);
}

/** A preset's weather, or the value of JSON; undefined if it is neither. */
function presetOrJson(text: string, carrier: Carrier): unknown {
  const preset = presetsOf(carrier).find((name) => name === text);
  if (preset) return presetWeather(preset, carrier);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function kindOf(text: string, t: Translate): RoomKind {
  const kind = roomKindOf(text);
  if (kind) return kind;
  throw new UsageError(t('--kind must be one of {0}, not {1}.', roomKindNames.join(', '), text));
}

function namedLimits(texts: readonly string[], t: Translate): Partial<Limits> {
  const limits = texts.map((text) => {
    const [name = '', ...rest] = text.split('=');
    if (!Object.hasOwn(defaultLimits, name)) {
      throw new UsageError(t('--limit: there is no limit {0}.', name));
    }
    return limitOf(name as keyof Limits, `--limit ${name}`, rest.join('='), t);
  });
  return Object.assign({}, ...limits);
}

function limitOf(
  name: keyof Limits,
  option: string,
  text: string | undefined,
  t: Translate,
): Partial<Limits> {
  if (text === undefined) return {};
  return { [name]: wholeNumber(option, text, [1, 1_000_000_000], t) };
}
