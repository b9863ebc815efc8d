import { parseArgs } from 'node:util';
import { maxFileBytes } from '../protocol/file-limits';
import { defaultLimits, type Limits } from '../protocol/limits';
import {
  isByInvite,
  type RoomKind,
  roomKindNames,
  roomKindOf,
  wireTraitsOf,
} from '../protocol/room-kinds';
import { encodingNames } from '../protocol/text-encoding';
import {
  type Carrier,
  carrierOf,
  parseWeather,
  presetsOf,
  presetWeather,
  type Weather,
  weatherPresetNames,
} from '../protocol/weather';
import type { HostOptions } from '../room/host/host-state';
import { isLoopback } from '../strings/addresses';
import { defaultRoomName } from '../strings/inline-text';
import { english } from '../strings/translate';
import { weatherProblemText } from '../strings/weather-text';

const MiB = 1024 * 1024;

export const usage = `Usage: npm run --silent hub -- [OPTIONS]

  --kind KIND              ${roomKindNames.join(', ')}; lab-hub by default
  --name NAME              the room's name
  --person NAME            the host's name in an invite room
  --address ADDRESS        where to listen: this computer only by default, :: for all networks
  --port PORT              any free port by default
  --encoding NAME          for a lab room over TCP: utf-8 (default), gbk, gb18030, big5, latin1, utf-16le
                           or utf-16be
  --bare                   for a lab room over UDP: no acknowledgements and no retransmission
  --weather NAME|JSON      network weather of a lab room: ${weatherPresetNames.join(', ')},
                           or an object such as {"loss":20,"delayMs":100}
  --qr                     prints the invite of a pair or group as a QR code, too, on standard error
  --announce               shows the room to others on the same network, in their Join Room; needs an
                           --address that they can reach
  --announce-on ADAPTER    the same, on this network adapter only; may be repeated
  --max-clients N          guests at the same time, 1 to 500 (default 16)
  --data FOLDER            saves an invite room there, and reopens one that wasn't closed
  --max-file-size MIB      the largest file in an invite room, 1 to 200 (default 25)
  --most-per-address N     most connections from one address to an invite room
  --most-new-per-minute N  most new connections from one address in a minute
  --limit NAME=N           any limit of src/protocol/limits.ts`;

/** What the command line asks for. */
export interface HubOptions {
  readonly host: HostOptions;
  readonly limits: Limits;
  /** The adapters on which to announce the room, none of them for all; absent: it isn't announced. */
  readonly announce?: readonly string[];
  /** Whether to print the invite as a QR code. */
  readonly qr?: true;
  /** For a lab room. */
  readonly weather?: Weather;
  /** Folder for saved rooms; without one, nothing is saved. */
  readonly data?: string;
  /** The longest file that an invite room takes, in bytes; 25 MiB if absent. */
  readonly fileBytes?: number;
}

export type HubArguments =
  | ({ readonly ok: true } & HubOptions)
  | { readonly ok: false; readonly problem: string };

/** Parses the command line of the hub program, which by default is reachable only from this computer. */
export function parseHubArguments(args: readonly string[]): HubArguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        kind: { type: 'string', default: 'lab-hub' },
        name: { type: 'string', default: '' },
        person: { type: 'string', default: 'Host' },
        address: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: '0' },
        encoding: { type: 'string' },
        bare: { type: 'boolean', default: false },
        qr: { type: 'boolean', default: false },
        announce: { type: 'boolean', default: false },
        'announce-on': { type: 'string', multiple: true, default: [] },
        'max-clients': { type: 'string', default: '16' },
        weather: { type: 'string' },
        data: { type: 'string' },
        'max-file-size': { type: 'string' },
        'most-per-address': { type: 'string' },
        'most-new-per-minute': { type: 'string' },
        limit: { type: 'string', multiple: true, default: [] },
      },
    });
    const kind = kindOf(values.kind);
    const byInvite = isByInvite(kind);
    const host = {
      kind,
      name: values.name || (byInvite ? defaultRoomName(values.person, english) : ''),
      person: values.person,
      address: values.address,
      port: wholeNumber('--port', values.port, 0, 65535),
      maxClients: wholeNumber('--max-clients', values['max-clients'], 1, 500),
      ...encodingOf(values.encoding, wireTraitsOf(kind).hasEncodings),
      ...bareOf(values.bare, wireTraitsOf(kind).canBeBare),
    };
    const limits = {
      ...defaultLimits,
      ...limitOf('connectionsPerAddress', '--most-per-address', values['most-per-address']),
      ...limitOf('newConnectionsPerMinute', '--most-new-per-minute', values['most-new-per-minute']),
      ...namedLimits(values.limit),
    };
    return {
      ...{ ok: true, host, limits },
      ...qrOf(values.qr, byInvite),
      ...announceOf(values.announce, values['announce-on'], values.address),
      ...weatherOf(kind, values.weather),
      ...(values.data !== undefined && { data: values.data }),
      ...maxFileSizeOf(values['max-file-size']),
    };
  } catch (error) {
    return { ok: false, problem: (error as Error).message };
  }
}

function encodingOf(text: string | undefined, hasEncodings: boolean) {
  if (text === undefined) return {};
  const encoding = encodingNames.find((name) => name === text);
  if (encoding && hasEncodings) return { encoding };
  throw new Error(
    `--encoding is for lab rooms over TCP and must be one of ${encodingNames.join(', ')}`,
  );
}

function bareOf(bare: boolean, canBeBare: boolean) {
  if (!bare) return {};
  if (canBeBare) return { bare };
  throw new Error('--bare is for lab rooms over UDP');
}

function qrOf(qr: boolean, byInvite: boolean) {
  if (!qr) return {};
  if (byInvite) return { qr };
  throw new Error('--qr is for rooms with an invite: pair and group');
}

function announceOf(announce: boolean, adapters: readonly string[], address: string) {
  if (!announce && adapters.length === 0) return {};
  if (!isLoopback(address)) return { announce: adapters };
  throw new Error('--announce needs an --address that others can reach, such as ::');
}

function maxFileSizeOf(text: string | undefined) {
  if (text === undefined) return {};
  const most = maxFileBytes / MiB;
  return { fileBytes: wholeNumber('--max-file-size', text, 1, most) * MiB };
}

function weatherOf(kind: RoomKind, text: string | undefined) {
  if (text === undefined) return {};
  const carrier = carrierOf(kind);
  if (!carrier) throw new Error('--weather is for lab rooms');
  const parsed = parseWeather(presetOrJson(text, carrier), carrier);
  if (parsed.ok) return { weather: parsed.weather };
  throw new Error(`--weather: ${weatherProblemText(parsed.problem, carrier, english)}`);
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

function kindOf(text: string): RoomKind {
  const kind = roomKindOf(text);
  if (kind) return kind;
  throw new Error(`--kind must be one of ${roomKindNames.join(', ')}, not ${text}`);
}

function namedLimits(texts: readonly string[]): Partial<Limits> {
  const limits = texts.map((text) => {
    const [name = '', ...rest] = text.split('=');
    if (!Object.hasOwn(defaultLimits, name)) throw new Error(`--limit: there is no limit ${name}`);
    return limitOf(name as keyof Limits, `--limit ${name}`, rest.join('='));
  });
  return Object.assign({}, ...limits);
}

function limitOf(name: keyof Limits, option: string, text: string | undefined): Partial<Limits> {
  return text === undefined ? {} : { [name]: wholeNumber(option, text, 1, 1_000_000_000) };
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new Error(`${option} must be a number from ${min} to ${max}, not ${text}`);
}
